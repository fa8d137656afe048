"""What is wrong with a letter, with its place: what `drip check` shows and publishing refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from jinja2 import nodes

from drip.content.compile import LINKS
from drip.content.front_matter import front_place
from drip.content.hints import did_you_mean
from drip.content.letter_code import code_problems, hint_for
from drip.content.letters import LetterSource
from drip.content.markdown import WrittenLink, leftovers, links
from drip.content.marks import BLOCKS, PERSONAL, holds_private
from drip.content.names import Use, uses
from drip.content.nodes import Place
from drip.content.problems import Problem, Severity
from drip.content.questions import QuestionEntry
from drip.content.sandbox import TemplateRefusedError, parse

SUBJECT_LENGTH = 50
_CLINIC = ("name", "abn", "address", "phone", "email", "hours", "sign_off")
_PARTS = {"clinic": _CLINIC, "sequence": ("title",)}
_KNOWN = (*PERSONAL, *BLOCKS, "clinic", "sequence", "questions", "booking", "facts", *LINKS)
_ORDERED = frozenset({"lt", "lteq", "gt", "gteq"})
_TAG = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}")
_MARKER = re.compile(r"\{\{\s*(answers|book)\s*\}\}")
_PICTURE = re.compile(r"!\[[^\]]*\][\[(]")
#: Characters without a width, and those that turn the direction: they hide words from every check.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


_SOMEBODY = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?<!\w)\+?\d(?:[\s-]?\d){8,}(?!\w)")
_MARKED = re.compile(r"</?[a-z][^>]*>|\*\*|(?<!\w)__|&(?:[a-z]+|#\d+);|\]\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the house around a letter gives and allows.

    `asks` and `books`: whether the letter's step asks or books. `questions`: the names that
    `facts.` may look at; None when any will do. `own_words`: the names of those that are answered
    in somebody's own words; `answered`: the others, with their answers. `link_hosts`: where links
    may lead; `mail_hosts`: where mailboxes of the clinic are, None when that is not known.
    """

    asks: bool
    books: bool
    link_hosts: frozenset[str]
    mail_hosts: frozenset[str] | None = None
    questions: frozenset[str] | None = None
    own_words: frozenset[str] = frozenset()
    answered: Mapping[str, QuestionEntry] = field(default_factory=dict)


def letter_problems(source: LetterSource, text: str, expected: Expected) -> tuple[Problem, ...]:
    """Everything that is wrong with a letter. `text` is its whole file, for the places.

    Never raises. Problems of the front matter's form come from `parse_letter`.
    """
    return tuple(_problems(_Letter(source, text, expected)))


@dataclass(frozen=True, slots=True)
class _Letter:
    source: LetterSource
    text: str
    expected: Expected

    def at(self, line: int, word: str, code: str, message: str, hint: str = "") -> Problem:
        """A problem on a line of the body (from 1), pointing at a word of it."""
        lines = self.source.body.split("\n")
        written = lines[line - 1] if line <= len(lines) else ""
        found = written.find(word) if word else -1
        start = max(found, 0) + 1
        length = len(word) if found >= 0 else max(len(written), 1)
        number = self.source.body_line + line - 1
        return self._problem(Place(number, start, number, start + length), code, message, hint)

    def front(self, key: str, code: str, message: str, hint: str = "") -> Problem:
        """A problem with a value of the front matter."""
        return self._problem(front_place(self.text, key), code, message, hint)

    def _problem(self, place: Place, code: str, message: str, hint: str) -> Problem:
        return Problem(
            path=self.source.path,
            line=place.line,
            column=place.column,
            end_line=place.end_line,
            end_column=place.end_column,
            code=code,
            message=message,
            hint=hint,
            severity=Severity.WARNING if code in _WARNINGS else Severity.ERROR,
        )


_WARNINGS = frozenset({"long-subject", "no-preheader", "unused-marker", "foreign-mailbox"})


def _problems(letter: _Letter) -> Iterator[Problem]:
    yield from _front_problems(letter)
    if not letter.source.body.strip():
        yield letter.at(
            1, "", "no-text", "This letter has no text.", "write it below the second ---"
        )
        return
    odd = holds_private(letter.source.body) or _INVISIBLE.search(letter.source.body)
    if odd:
        line = letter.source.body[: odd.start()].count("\n") + 1
        message = "There is an invisible character here that letters cannot hold."
        yield letter.at(line, odd[0], "odd-character", message, "delete it")
    try:
        found = uses(letter.source.body)
    except TemplateRefusedError as error:
        lines = letter.source.body.split("\n")
        hint = hint_for(lines[error.line - 1] if error.line <= len(lines) else "", _KNOWN)
        yield letter.at(error.line, "", "letter-code", error.message, hint)
        return
    for use in found:
        yield from _use_problems(letter, use)
    for line, word, code, message, hint in code_problems(
        letter.source.body, letter.expected.answered, _KNOWN
    ):
        yield letter.at(line, word, code, message, hint)
    yield from _order_problems(letter)
    yield from _marker_problems(letter)
    yield from _link_problems(letter)
    yield from _mark_problems(letter)


def _front_problems(letter: _Letter) -> Iterator[Problem]:
    subject = letter.source.subject
    if not subject:
        yield letter.front("subject", "no-subject", "This letter has no subject.", "add `subject:`")
    if len(subject) > SUBJECT_LENGTH:
        message = f"The subject has {len(subject)} characters; phones cut it off after about 50."
        yield letter.front("subject", "long-subject", message, "say it shorter")
    if not letter.source.preheader:
        message = "There is no pre-header, the line that inboxes show beside the subject."
        yield letter.front("preheader", "no-preheader", message, "add `preheader:`")
    for key, written in (("subject", subject), ("preheader", letter.source.preheader)):
        if _INVISIBLE.search(written):
            message = f"There is an invisible character in the {key}."
            yield letter.front(key, "odd-character", message, "delete it and type it again")
        if _SOMEBODY.search(written):
            message = f"The {key} holds an address or a number of somebody; others may see it."
            yield letter.front(key, "personal-subject", message, f"write the {key} without it")
        if _MARKED.search(written):
            message = f"The {key} is plain words: people would read these marks as they stand."
            yield letter.front(key, "marked-subject", message, "say it without")
        yield from _front_names(letter, key, written)


def _front_names(letter: _Letter, key: str, written: str) -> Iterator[Problem]:
    try:
        found = uses(written)
    except TemplateRefusedError as error:
        yield letter.front(key, "letter-code", error.message)
        return
    for use in found:
        if use.name in {"clinic", "sequence"} and use.part in _PARTS[use.name]:
            continue
        if use.name in {*PERSONAL, "facts"}:
            message = f"The {key} shows something about the person; others may see it."
            yield letter.front(key, "personal-subject", message, f"write the {key} without it")
        else:
            message = f"There is no {{{{ {_said(use)} }}}} for the {key}."
            yield letter.front(key, "unknown-tag", message, "clinic.name is one that there is")


def _use_problems(letter: _Letter, use: Use) -> Iterator[Problem]:
    parts = _PARTS.get(use.name)
    if use.name not in _KNOWN:
        message = f"There is no {{{{ {use.name} }}}}."
        hint = did_you_mean(use.name, _KNOWN) or did_you_mean(use.part, _KNOWN)
        if use.name in (letter.expected.questions or ()):
            hint = f"write facts.{use.name}"
        yield letter.at(use.line, use.name, "unknown-tag", message, hint)
    elif parts is not None and use.part not in parts:
        message = f"The {use.name} has no `{use.part}`." if use.part else f"Say which: {use.name}.…"
        hint = did_you_mean(use.part, parts)
        yield letter.at(use.line, _said(use), "unknown-tag", message, hint)
    elif use.name == "facts":
        yield from _fact_problems(letter, use)
    elif use.name in {*PERSONAL, *BLOCKS} and not use.shown:
        message = f"{{{{ {use.name} }}}} can only be shown: a letter is the same for everybody."
        hint = "decide by facts.<question>, or leave the condition out"
        yield letter.at(use.line, use.name, "personal-decision", message, hint)


def _fact_problems(letter: _Letter, use: Use) -> Iterator[Problem]:
    known = letter.expected.questions
    if use.part in letter.expected.own_words:
        message = f"{use.part} is answered in people's own words; a letter cannot look at those."
        hint = "look at a question with choices or a scale"
        yield letter.at(use.line, _said(use), "own-words", message, hint)
    elif use.shown:
        message = "A person's answers are never written into a letter."
        yield letter.at(use.line, _said(use), "shown-answer", message, "use {% if facts... %}")
    elif known is not None and use.part not in known:
        message = f"No question is called {use.part}."
        hint = did_you_mean(use.part, sorted(known))
        yield letter.at(use.line, _said(use), "unknown-question", message, hint)


def _order_problems(letter: _Letter) -> Iterator[Problem]:
    """Answers are words to a letter, so that "10" would be less than "7"."""
    if "facts" not in letter.source.body:
        return
    for compared in parse(letter.source.body).find_all(nodes.Compare):
        looks = any(one.name == "facts" for one in compared.find_all(nodes.Name))
        if looks and any(operand.op in _ORDERED for operand in compared.ops):
            message = "A letter cannot tell which of two answers is more."
            hint = 'list the answers: {% if facts.pain in ["8", "9", "10"] %}'
            yield letter.at(compared.lineno or 1, "facts", "ordered-answer", message, hint)


def _marker_problems(letter: _Letter) -> Iterator[Problem]:
    offered = {"answers": letter.expected.asks, "book": letter.expected.books}
    seen: set[str] = set()
    for number, line in enumerate(letter.source.body.split("\n"), 1):
        for match in _MARKER.finditer(line):
            if line.strip() == match[0] and match[1] in seen and "{%" not in letter.source.body:
                message = f"{match[0]} stands here a second time, so everything is shown twice."
                yield letter.at(number, match[0], "marker-twice", message, "keep one of the two")
            seen.add(match[1])
            if line.strip() != match[0]:
                message = f"{match[0]} stands on a line of its own."
                yield letter.at(number, match[0], "marker-place", message, "blank lines around it")
            elif not offered[match[1]]:
                what = "asks nothing" if match[1] == "answers" else "offers no booking"
                message = f"The step of this letter {what}, so nothing is shown here."
                yield letter.at(number, match[0], "unused-marker", message)


def _link_problems(letter: _Letter) -> Iterator[Problem]:
    body = letter.source.body
    for number, line in enumerate(body.split("\n"), 1):
        if picture := _PICTURE.search(line):
            message = "Letters hold no pictures: many mail programs hide them."
            yield letter.at(number, picture[0], "picture", message, "say it in words")
    for link in links(_TAG.sub(_stand_in, body)):
        if not link.url:
            continue  # its brackets are told
        if not link.label and "![" not in body:
            message = "This link has no words, so nobody sees it."
            yield letter.at(
                link.line, link.url, "empty-link", message, "write [words](https://...)"
            )
        yield from _target_problems(letter, link)


def _target_problems(letter: _Letter, link: WrittenLink) -> Iterator[Problem]:
    parts = urlsplit(link.url)
    if "personal.invalid" in link.url:
        message = "A link's address holds something about the person; others may see it."
        yield letter.at(link.line, "", "personal-link", message, "leave it out of the address")
    elif parts.scheme == "mailto":
        yield from _mailbox_problems(letter, link)
    elif parts.scheme == "tel" or parts.hostname == "tag.invalid":
        return
    elif parts.scheme != "https" or parts.username is not None:
        message = f"A link leads to {link.url}, which is not a safe address."
        hint = "leave out what stands before the @" if parts.username else "begin it with https://"
        yield letter.at(link.line, link.url, "unsafe-link", message, hint)
    elif parts.hostname not in letter.expected.link_hosts:
        message = f"A link leads to {parts.hostname}, which is not a listed host."
        hint = "list it under link_hosts in sequences/_clinic.yaml, or take the link out"
        yield letter.at(link.line, link.url, "unlisted-host", message, hint)


def _mailbox_problems(letter: _Letter, link: WrittenLink) -> Iterator[Problem]:
    """People write of their health to where a letter sends them."""
    known = letter.expected.mail_hosts
    host = urlsplit(link.url).path.rpartition("@")[2].casefold()
    if known is not None and host not in known and host != "tag.invalid":
        message = f"A link writes an email to {host}, which is no mailbox of the clinic."
        hint = "let people reply to the letter, or explain in the front matter whose it is"
        yield letter.at(link.line, link.url, "foreign-mailbox", message, hint)


def _mark_problems(letter: _Letter) -> Iterator[Problem]:
    for line, mark in leftovers(_TAG.sub(_stand_in, letter.source.body)):
        if mark:
            message = f"{mark} is never closed, so people would read it as it stands."
            yield letter.at(line, mark, "broken-mark", message, "close it, or take it out")
        else:
            message = "This text becomes a block of code: it is set in too far, or fenced."
            yield letter.at(line, "", "broken-mark", message, "begin it in the first column")


def _stand_in(tag: re.Match[str]) -> str:
    """One word for a tag, so that Markdown sees targets such as {{ preferences_url }} whole."""
    if tag[1] is None:
        return ""
    return "personal.invalid" if tag[1].strip() in PERSONAL else "https://tag.invalid/"


def _said(use: Use) -> str:
    return f"{use.name}.{use.part}" if use.part else use.name
