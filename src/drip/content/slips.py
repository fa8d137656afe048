"""Slips of the keyboard in what people read: a word twice, two spaces, a space before a comma.

They are warnings: nothing is kept back by them, and a reason may explain one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from drip.content.front_matter import front_place
from drip.content.letters import LetterSource
from drip.content.models import SequenceFile
from drip.content.nodes import Place
from drip.content.problems import Problem, Severity
from drip.content.report import Report, problem_at
from drip.content.wording import labels_of, questions_of


class Slip(NamedTuple):
    """Where a slip stands in a text, and what to say about it."""

    start: int
    end: int
    code: str
    message: str
    hint: str


_TWICE = re.compile(r"(?<![\w'-])([a-z]{2,})(?: +| *\n)\1(?![\w'-])", re.IGNORECASE)
#: Words that good sentences have twice in a row.
_FINE_TWICE = frozenset({"hello", "had", "that", "is", "bye", "so", "very"})
_SPACES = re.compile(r"(?<=[^\s|])  +(?=[^\s|])")
_BEFORE = re.compile(r"(?<=\w) +(?=[,;:!?](?:\s|$))|(?<=\w) +(?=\.(?:\s|$))")


def slips_in(text: str) -> Iterator[Slip]:
    """Every slip in a text, in order of their kinds."""
    for match in _TWICE.finditer(text):
        word = match[1]
        if word.lower() not in _FINE_TWICE:
            message = f'"{word}" stands here twice in a row.'
            yield Slip(match.start(), match.end(), "doubled-word", message, f'keep one "{word}"')
    for match in _SPACES.finditer(text):
        yield Slip(
            match.start(),
            match.end(),
            "double-space",
            "There is more than one space between two words.",
            "keep one space",
        )
    for match in _BEFORE.finditer(text):
        mark = text[match.end()]
        message = f'There is a space before "{mark}".'
        yield Slip(match.start(), match.end() + 1, "space-before", message, "take it out")


def letter_slips(source: LetterSource, text: str) -> Iterator[Problem]:
    """The slips of a letter; `text` is its file."""
    for key, written in (("subject", source.subject), ("preheader", source.preheader)):
        for slip in slips_in(written):
            yield _problem(source.path, front_place(text, key), slip)
    for slip in slips_in(source.body):
        before = source.body[: slip.start]
        line = source.body_line + before.count("\n")
        column = slip.start - before.rfind("\n")
        words = source.body[slip.start : slip.end].split("\n")[0]
        place = Place(line, column, line, column + max(len(words), 1))
        yield _problem(source.path, place, slip)


def _problem(path: str, place: Place, slip: Slip) -> Problem:
    return problem_at(path, place, slip.code, slip.message, slip.hint, Severity.WARNING)


def sequence_slips(file: SequenceFile, report: Report) -> None:
    """Report the slips in a sequence's title and questions."""
    asked = [label for _, question in questions_of(file) for label in labels_of(question)]
    for path, words in ((("title",), file.title), *asked):
        for slip in slips_in(words):
            report.warn(path, slip.code, slip.message, slip.hint)
