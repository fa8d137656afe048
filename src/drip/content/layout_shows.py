"""What every letter must show, looked for in a sample letter: both parts, word for word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from drip.content.contrast import Seen
from drip.content.layout import HTML_PATH, TEXT_PATH
from drip.content.nodes import TOP
from drip.content.problems import Problem, Severity
from drip.content.report import problem_at
from drip.content.sample_letter import (
    BUTTON,
    CHOICES,
    CLINIC,
    PREHEADER,
    SCALE,
    SUBJECT,
    WORDS,
    Sample,
    answer_link,
    link_to,
)

#: Gmail cuts a letter off at about 102 kB of HTML; the rest is for what letters add.
MOST_HTML = 90_000


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Something to find in a part. `missing`: what the letter lacks without it."""

    words: str
    code: str
    missing: str
    hint: str
    in_text: bool = True


def shown_problems(drawn: Sample, texts: Sequence[Seen]) -> Iterator[Problem]:
    """What the sample lacks, in the HTML and in the text part. `texts` are what is seen of it."""
    html = unescape(drawn.html)
    for one in _wanted():
        if one.words and one.words not in html:
            yield _missing(HTML_PATH, one)
        if one.words and one.in_text and one.words not in drawn.text:
            yield _missing(TEXT_PATH, one)
    for palette in dict.fromkeys(one.palette for one in texts):
        in_sight = [one for one in texts if one.palette == palette]
        yield from _safety(HTML_PATH, " ".join(one.text for one in in_sight))
        leave = link_to("unsubscribe_url")
        if leave in html and leave not in {one.link for one in in_sight}:
            message = f"The link to unsubscribe cannot be seen {palette}."
            yield problem_at(HTML_PATH, TOP, "no-unsubscribe", message, "take display: none out")
    yield from _safety(TEXT_PATH, drawn.text)
    if drawn.size > MOST_HTML:
        message = f"Letters come to {drawn.size // 1000} kB; Gmail cuts them off at about 102 kB."
        yield problem_at(HTML_PATH, TOP, "big-letter", message, "make the layout smaller")


def _missing(path: str, one: _Wanted) -> Problem:
    part = "letters" if path == HTML_PATH else "the text part of letters"
    message = f"With this layout {part} lack {one.missing}."
    severity = Severity.WARNING if one.code == "no-preheader" else Severity.ERROR
    return problem_at(path, TOP, one.code, message, one.hint, severity)


def _safety(path: str, shown: str) -> Iterator[Problem]:
    said = " ".join(shown.lower().split())
    if "call 000" not in said or "emergency" not in said:
        message = (
            "With this layout letters lack the safety words: when not to wait, and to call 000."
        )
        hint = "write {{ safety.before }}{{ safety.number }}{{ safety.after }}"
        yield problem_at(path, TOP, "no-safety-words", message, hint)


def _wanted() -> Iterator[_Wanted]:
    yield _Wanted(WORDS, "no-words", "their words", "write {{ block.html }}, or block.text")
    yield _Wanted(BUTTON, "no-button", "the words of buttons", "write {{ block.label }}")
    yield _Wanted("sample.invalid/button", "no-button", "the links of buttons", "{{ block.url }}")
    for question in (CHOICES, SCALE):
        hint = "write {{ block.question }}"
        yield _Wanted(question.text, "no-answers", "the question", hint)
    hint = "write {% for choice in block.choices %} with {{ choice.url }} and {{ choice.say }}"
    yield _Wanted(CHOICES.choices[1].say, "no-answers", "the answers to tap", hint)
    yield _Wanted(answer_link(2), "no-answers", "the links of answers", hint)
    yield _Wanted(answer_link(11), "no-answers", "the last answers of a scale", hint)
    yield _Wanted(
        SUBJECT, "no-title", "a title", "write <title>{{ subject }}</title>", in_text=False
    )
    hint = "write {{ preheader }} in a hidden element at the top"
    yield _Wanted(PREHEADER, "no-preheader", "the line beside the subject", hint, in_text=False)
    hint = "write a link to {{ unsubscribe_url }}"
    yield _Wanted(link_to("unsubscribe_url"), "no-unsubscribe", "a way to unsubscribe", hint)
    hint = "write a link to {{ preferences_url }}"
    yield _Wanted(link_to("preferences_url"), "no-preferences", "a way to pause", hint)
    for name, value in (
        ("name", CLINIC.name),
        ("abn", CLINIC.abn),
        ("address", CLINIC.address),
        ("phone", CLINIC.phone),
    ):
        what = "ABN" if name == "abn" else name
        hint = f"write {{{{ clinic.{name} }}}}: the law wants letters to say who sends them"
        yield _Wanted(value, "no-sender", f"the clinic's {what}", hint)
