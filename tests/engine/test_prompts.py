"""When a letter may ask to book a visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from drip.domain.answers import Answer
from drip.domain.sequences import Booking
from drip.domain.standing import Facts
from drip.engine.prompts import may_prompt
from tests.engine.build import utc

NOW = utc("2027-01-20T10:00Z")
NOTHING = Facts()


def told(*lines: tuple[str, str, int, int]) -> Facts:
    """Facts of answers: question, value, check-in, days ago."""
    return Facts(
        answers={
            question: (
                Answer(
                    question=question,
                    value=value,
                    at=NOW - timedelta(days=ago),
                    check_in_id=check_in,
                ),
            )
            for question, value, check_in, ago in lines
        }
    )


def test_one_in_seven_days() -> None:
    assert may_prompt(NOTHING, None, NOW)
    assert not may_prompt(NOTHING, NOW - timedelta(days=6, hours=23), NOW)
    assert may_prompt(NOTHING, NOW - timedelta(days=7), NOW)


@pytest.mark.parametrize(
    ("facts", "may"),
    [
        (told(("going", "better", 1, 3)), False),
        (told(("change", "much_better", 2, 3), ("pain", "2", 2, 3)), False),
        # Said in the same check-in, in two presses.
        (told(("change", "better", 2, 4), ("barrier", "time", 2, 3)), False),
        # A later check-in says otherwise, or says nothing of it.
        (told(("going", "better", 1, 9), ("change", "worse", 2, 2)), True),
        (told(("going", "on_track", 1, 3)), True),
    ],
)
def test_none_after_better(facts: Facts, may: bool) -> None:  # noqa: FBT001 - a parameter of cases
    assert may_prompt(facts, None, NOW) is may


def test_none_within_two_weeks_of_a_booking() -> None:
    booked = replace(NOTHING, booked_at=NOW - timedelta(days=13))
    assert not may_prompt(booked, None, NOW)
    assert may_prompt(replace(booked, booked_at=NOW - timedelta(days=14)), None, NOW)
    assert not may_prompt(replace(NOTHING, booking=Booking.MADE), None, NOW)
