"""Australian spelling."""

from __future__ import annotations

import pytest

from drip.content.check import check
from drip.content.spelling import american_in
from tests.content.samples import RICH, RICH_LETTERS, content, letter

ONE = "templates/emails/daily/one.md"


@pytest.mark.parametrize(
    ("word", "better"),
    [
        ("favorite", "favourite"),
        ("colors", "colours"),
        ("behavior", "behaviour"),
        ("center", "centre"),
        ("organize", "organise"),
        ("recognizing", "recognising"),
        ("stabilization", "stabilisation"),
        ("analyze", "analyse"),
        ("traveling", "travelling"),
        ("canceled", "cancelled"),
        ("counselor", "counsellor"),
        ("practicing", "practising"),
        ("fulfillment", "fulfilment"),
        ("enroll", "enrol"),
        ("gray", "grey"),
        ("911", "000"),
    ],
)
def test_american_words_are_seen(word: str, better: str) -> None:
    assert [(one.word, one.better) for one in american_in(f"Some {word}, say.")] == [(word, better)]


@pytest.mark.parametrize(
    "text",
    [
        "A programme or a program, a practice, a size, a prize, the size of it.",
        "Muscles tire. An honorary chorus; humorous, vigorous and laborious people.",
        "The colour of the centre, organised and practised. Capsize, seize, exercise.",
        "Centred, fibres, metres, travelling, enrolment, doctor, editor, minor, major, floor.",
        "color@example.org, https://example.org/color and example.org/center",
        "Call 0911 000 911.000 or 9110.",
        "Realise that real people are in general local and normal, and special.",
    ],
)
def test_australian_words_are_left_alone(text: str) -> None:
    assert list(american_in(text)) == []


def test_a_letter_is_warned_of_the_word_where_it_stands() -> None:
    files = content(RICH, letters=RICH_LETTERS)
    files[ONE] = letter("x").replace(
        "Hello x.", "[Hi](https://book.clinic.example/color)\nmy favorite"
    )

    (found,) = check(files).problems

    assert (found.code, found.line, found.column, found.end_column) == ("spelling", 7, 4, 12)
    assert found.hint == "write favourite"
