"""Compiling a letter: from Markdown and YAML to segments, once for each variant.

Jinja puts marks where a person's values will stand, Markdown is read into blocks, the layout draws
them, the styles are inlined, and the result is cut at the marks and encoded for the wire.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup

from drip.content.layout import Layout, html_part, text_part
from drip.content.letters import LetterSource, Variant
from drip.content.markdown import Block, blocks
from drip.content.marks import (
    BLOCKS,
    MOST_CHOICES,
    PERSONAL,
    Mark,
    holds_private,
    sentinel,
    split,
)
from drip.content.names import facts_used
from drip.content.opening import opening_words
from drip.content.safety_words import safety_context
from drip.content.sandbox import FOR_MARKDOWN, FOR_TEXT, TemplateRefusedError, render
from drip.content.wire import segments
from drip.domain.letters import CompiledLetter
from drip.domain.people import Clinic
from drip.domain.sequences import Question, QuestionKind, Sequence, Step
from drip.errors import DripError

#: Letters that are no programme letters: nothing but their words and who wrote them.
PLAIN_LETTERS = frozenset({"_confirm", "_already", "_safety"})
#: Links that a letter may use by name, with the path and the token each is made of.
LINKS: Mapping[str, tuple[str, str]] = {
    "confirm_url": ("confirm", "token_confirm"),
    "answer_url": ("a", "token_page"),
    "preferences_url": ("p", "token_preferences"),
    "unsubscribe_url": ("u", "token_unsubscribe"),
    "web_url": ("v", "token_web"),
    "booking_url": ("b", "token_book"),
}

_ANCHOR = re.compile(r"(<a .*?</a>)", re.DOTALL)
_EMERGENCY = re.compile(r"(?<=\b[Cc]all )000\b")


class LetterError(DripError):
    """A letter cannot be made from what is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a letter is compiled for."""

    source: LetterSource
    clinic: Clinic
    sequence: Sequence
    step: Step | None
    variant: Variant
    base_url: str

    @property
    def asks(self) -> tuple[Question, ...]:
        """The questions that this variant shows."""
        return self.step.ask if self.step and self.variant.questions else ()


def compile_letter(  # noqa: PLR0913 - the seven things that a letter is made of
    source: LetterSource,
    *,
    layout: Layout,
    clinic: Clinic,
    sequence: Sequence,
    step: Step | None,
    variant: Variant,
    base_url: str,
) -> CompiledLetter:
    """Compile one letter for one variant.

    Raises:
        LetterError: it cannot be made, with its file and what to change.
    """
    setting = Setting(
        source=source,
        clinic=clinic,
        sequence=sequence,
        step=step,
        variant=variant,
        base_url=base_url.rstrip("/"),
    )
    try:
        subject, html, text = render_parts(setting, layout, {name: Mark(name) for name in PERSONAL})
        if split(subject)[1]:
            raise LetterError("The subject holds a person's value; subjects are seen by others.")
    except TemplateRefusedError as error:
        line = source.body_line + error.line - 1
        raise LetterError(f"{source.path}:{line}: {error.message}") from error
    except DripError as error:
        raise LetterError(f"{source.path}: {error.message}") from error
    return _compiled(subject, html, text)


def render_parts(
    setting: Setting, layout: Layout, personal: Mapping[str, object]
) -> tuple[str, str, str]:
    """Subject, HTML and text, with `personal` where a person's values stand."""
    _refuse_private(setting, layout)
    facts = shared_facts(setting)
    subject = " ".join(render(FOR_TEXT, setting.source.subject, facts).split())
    preheader = " ".join(render(FOR_TEXT, setting.source.preheader, facts).split())
    body = render(FOR_MARKDOWN, setting.source.body, {**personal, **facts, **_markers(setting)})
    context = facts | {
        "subject": subject,
        "preheader": preheader,
        "programme": _name(setting.source) not in PLAIN_LETTERS,
        "signed": "clinic.sign_off" in setting.source.body,
        "blocks": drawn(setting, blocks(body)),
    }
    return subject, html_part(layout, context), text_part(layout, context)


def _compiled(subject: str, html: str, text: str) -> CompiledLetter:
    in_html, in_text = segments(html), segments(text)
    digest = hashlib.blake2b(digest_size=16)
    for piece in (subject, html, text):
        digest.update(piece.encode() + b"\0")
    return CompiledLetter(
        subject=subject,
        html=in_html,
        text=in_text,
        tags=frozenset(in_html.tags) | frozenset(in_text.tags),
        hash=digest.hexdigest(),
    )


def shared_facts(setting: Setting) -> dict[str, Any]:
    """What is the same for everybody: the clinic, the sequence, the variant, the links."""
    clinic = setting.clinic
    said = dict.fromkeys(facts_used(setting.source.body), "") | dict(setting.variant.facts)
    return {
        "clinic": {
            "name": clinic.name,
            "abn": clinic.abn,
            "registration": clinic.registration,
            "address": clinic.address,
            "phone": clinic.phone,
            "dial": _dial(clinic),
            "email": clinic.reply_to,
            "hours": opening_words(clinic.hours),
            "sign_off": clinic.sign_off,
        },
        "sequence": {"title": setting.sequence.title},
        "safety": safety_context(clinic),
        "questions": bool(setting.asks),
        "booking": setting.variant.book,
        "facts": said,
        "language": "en-AU",
        **({"question": setting.asks[0].text} if setting.asks else {}),
        **{name: _url(setting, path, token) for name, (path, token) in LINKS.items()},
    }


def _offered(setting: Setting) -> tuple[str, ...]:
    """The blocks that this letter has to show, by their markers' names."""
    offers = setting.step is not None and setting.step.book is not None and setting.variant.book
    books = offers and not _name(setting.source).startswith("_")
    return (("answers",) if setting.asks else ()) + (("book",) if books else ())


def _markers(setting: Setting) -> dict[str, object]:
    """The markers for blocks; empty text for a block that there is nothing to show of."""
    return dict.fromkeys(BLOCKS, "") | {name: Mark(name) for name in _offered(setting)}


def drawn(setting: Setting, written: tuple[Block, ...]) -> list[dict[str, Any]]:
    """The blocks as the layout takes them, with answers and booking at the end if not placed."""
    kinds = {block.kind for block in written}
    wanted = [kind for kind in _offered(setting) if kind not in kinds]
    return [_draw(setting, block) for block in (*written, *(Block(kind=kind) for kind in wanted))]


def _draw(setting: Setting, block: Block) -> dict[str, Any]:
    if block.kind == "answers":
        return _answers(setting)
    if block.kind == "book":
        service = setting.clinic.services.get(setting.step.book or "") if setting.step else None
        label = f"Book: {service.name}" if service else "Book a visit"
        return {"kind": "button", "label": label, "url": _url(setting, "b", "token_book")}
    if block.kind == "button":
        return {"kind": "button", "label": block.text, "url": block.url}
    markup = Markup(_dialled(block.html, setting.clinic))  # noqa: S704 - markdown-it without HTML
    return {"kind": "prose", "html": markup, "text": block.text}


def _dialled(html: str, clinic: Clinic) -> str:
    """Prose in which the clinic's number and 000 are links to tap, where they are none already."""
    number = escape(clinic.phone)
    pieces = _ANCHOR.split(html)
    for place in range(0, len(pieces), 2):
        if number:
            pieces[place] = pieces[place].replace(number, _to_dial(number, _dial(clinic)))
        pieces[place] = _EMERGENCY.sub(_to_dial("000", "000"), pieces[place])
    return "".join(pieces).replace('<a href="tel:', '<a class="phone" href="tel:')


def _to_dial(shown: str, number: str) -> str:
    return f'<a href="tel:{number}">{shown}</a>'


def _dial(clinic: Clinic) -> str:
    """The clinic's number as telephones take it."""
    return "".join(c for c in clinic.phone if c.isdigit() or c == "+")


def _answers(setting: Setting) -> dict[str, Any]:
    """The step's first question as links to tap, and word of those that follow on the page."""
    question = setting.asks[0]
    choices = _choices(setting, question)
    scale = bool(choices) and question.kind is QuestionKind.SCALE
    return {
        "kind": "answers",
        "style": "scale" if scale else "choices" if choices else "page",
        "question": question.text,
        "choices": choices or [_on_the_page(setting)],
        "low": question.low,
        "high": question.high,
        "least": question.least,
        "most": question.most,
        "more": len(setting.asks) - 1,
    }


def _on_the_page(setting: Setting) -> dict[str, str]:
    return {"say": "Answer on our page", "url": _url(setting, "a", "token_page")}


def _choices(setting: Setting, question: Question) -> list[dict[str, str]]:
    """The answers to tap; none for a question that only the page can ask."""
    if question.kind is QuestionKind.SCALE:
        said = [str(value) for value in range(question.least, question.most + 1)]
    elif question.kind is QuestionKind.CHOICE:
        said = [choice.say for choice in question.choices]
    else:
        said = []
    if len(said) > MOST_CHOICES:
        return []
    return [
        {"say": say, "url": _url(setting, "a", f"token_answer_{place}")}
        for place, say in enumerate(said, start=1)
    ]


def _url(setting: Setting, path: str, token: str) -> str:
    return f"{setting.base_url}/{path}/{sentinel(token)}"


def _name(source: LetterSource) -> str:
    return PurePosixPath(source.path).stem


def _refuse_private(setting: Setting, layout: Layout) -> None:
    """Refuse what could be mistaken for a mark."""
    clinic, step = setting.clinic, setting.step
    texts = [layout.html, layout.text, setting.sequence.title, setting.base_url]
    texts += [setting.source.subject, setting.source.preheader, setting.source.body]
    texts += [clinic.name, clinic.abn, clinic.address, clinic.phone, clinic.reply_to]
    texts += [
        clinic.registration,
        clinic.safety,
        clinic.sign_off,
        *(service.name for service in clinic.services.values()),
    ]
    texts += [value for _, value in setting.variant.facts]
    for question in step.ask if step else ():
        texts += [question.text, question.low, question.high, *(c.say for c in question.choices)]
    if any(holds_private(text) for text in texts):
        raise LetterError("There is a private-use character in it: delete it and type it again.")
