"""A letter's file: read whole, and what is wrong has its place."""

from __future__ import annotations

from datetime import date

import pytest

from drip.content.front_matter import front_place, parse_letter
from drip.content.letters import LetterSource

PATH = "templates/emails/strengthening/welcome.md"
WHOLE = """\
---
subject: "Welcome: what comes"
preheader: One idea at a time
author: Staff
reviewer: ""
review_by: 2027-05-31
source: [A1, B7]
---
Hello {{ first_name }}.

---

Bye.
"""


def test_a_letter_is_read_whole() -> None:
    parsed = parse_letter(PATH, WHOLE)

    assert parsed.problems == ()
    assert parsed.source == LetterSource(
        path=PATH,
        subject="Welcome: what comes",
        preheader="One idea at a time",
        body="Hello {{ first_name }}.\n\n---\n\nBye.\n",
        body_line=9,
        author="Staff",
        reviewer="",
        review_by=date(2027, 5, 31),
        source=("A1", "B7"),
    )


@pytest.mark.parametrize("change", [("\n", "\r\n"), ("---\nsubject", "\ufeff---\nsubject")])
def test_files_from_any_editor_are_read_alike(change: tuple[str, str]) -> None:
    parsed = parse_letter(PATH, WHOLE.replace(*change))

    assert parsed == parse_letter(PATH, WHOLE)


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("subjct: Hello", (2, 1), "subject"),
        ("review_by: next May", (2, 12), "2027-03-31"),
        ("source: [A1, nonsense]", (2, 1), "[A1, B7]"),
        ("subject: [a, b]", (2, 1), '"quotes"'),
        ("subject: Welcome: what comes", (2, 17), '"quotes"'),
        ("subject: {{ first_name }}", (2, 11), '"quotes"'),
    ],
)
def test_a_mistake_has_its_place_and_says_what_to_write(
    line: str, place: tuple[int, int], words: str
) -> None:
    (problem, *_) = parse_letter(PATH, f"---\n{line}\n---\nHello.\n").problems

    assert problem.path == PATH
    assert (problem.line, problem.column) == place
    assert words in problem.message + problem.hint


@pytest.mark.parametrize("text", ["", "Hello.\n", "---\nsubject: Hello\n", "subject: x\n---\nHi"])
def test_a_letter_without_front_matter_says_so(text: str) -> None:
    parsed = parse_letter(PATH, text)

    assert [problem.code for problem in parsed.problems] == ["front-matter"]
    assert parsed.source.body == text


def test_empty_front_matter_leaves_everything_empty() -> None:
    parsed = parse_letter(PATH, "---\n---\nHello.\n")

    assert parsed.source.subject == ""
    assert parsed.source.body_line == 3


def test_the_place_of_a_value_can_be_asked() -> None:
    place = front_place(WHOLE, "preheader")

    assert (place.line, place.column) == (3, 12)
    assert front_place("no front matter", "subject").line == 1
