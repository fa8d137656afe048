"""Whether conditions hold, and how they are said."""

from __future__ import annotations

import pytest

from drip.domain.answers import Answer
from drip.domain.sequences import Booking, Condition
from drip.domain.standing import Facts
from drip.engine.conditions import describe, describe_all, holds
from tests.engine.build import said, utc

NOTHING = Facts()


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        (Condition(question="barrier", equals=("time",)), said(("barrier", "time")), True),
        (Condition(question="barrier", equals=("time",)), said(("barrier", "cost")), False),
        (Condition(question="barrier", equals=("time", "cost")), said(("barrier", "cost")), True),
        (Condition(question="barrier", equals=("time",)), NOTHING, False),
        (Condition(question="barrier", equals=("unanswered",)), NOTHING, True),
        (Condition(question="barrier", equals=("unanswered",)), said(("barrier", "x")), False),
        # The latest answer counts.
        (
            Condition(question="barrier", equals=("time",)),
            said(("barrier", "time"), ("barrier", "cost")),
            False,
        ),
        (Condition(question="pain", at_least=7), said(("pain", "7")), True),
        (Condition(question="pain", at_least=7), said(("pain", "6")), False),
        (Condition(question="pain", at_least=7), NOTHING, False),
        (Condition(question="pain", at_least=7), said(("pain", "much")), False),
        (Condition(question="pain", at_most=3), said(("pain", "3")), True),
        (Condition(question="pain", at_most=3), said(("pain", "4")), False),
        (Condition(question="pain", at_most=0), NOTHING, False),
        (Condition(question="pain", rises_by=2), said(("pain", "4"), ("pain", "6")), True),
        (Condition(question="pain", rises_by=2), said(("pain", "4"), ("pain", "5")), False),
        (Condition(question="pain", rises_by=2), said(("pain", "6")), False),
        (Condition(question="pain", rises_by=2), said(("pain", "x"), ("pain", "6")), False),
        (Condition(question="pain", falls_by=2), said(("pain", "6"), ("pain", "4")), True),
        (Condition(question="pain", falls_by=2), said(("pain", "4"), ("pain", "6")), False),
        # Only the answer before the latest is compared with.
        (
            Condition(question="pain", rises_by=2),
            said(("pain", "2"), ("pain", "4"), ("pain", "5")),
            False,
        ),
        (Condition(silent=2), said(silent=2), True),
        (Condition(silent=2), said(silent=3), True),
        (Condition(silent=2), said(silent=1), False),
        # All parts must hold.
        (
            Condition(question="pain", at_least=5, rises_by=2),
            said(("pain", "1"), ("pain", "4")),
            False,
        ),
        (Condition(question="pain", at_least=5, silent=1), said(("pain", "6")), False),
        (Condition(), NOTHING, True),
    ],
)
def test_a_condition_holds(condition: Condition, facts: Facts, *, expected: bool) -> None:
    assert holds((condition,), facts) is expected


def test_every_one_of_several_conditions_must_hold() -> None:
    both = (Condition(question="a", equals=("1",)), Condition(question="b", equals=("2",)))
    assert holds(both, said(("a", "1"), ("b", "2")))
    assert not holds(both, said(("a", "1"), ("b", "3")))
    assert holds((), NOTHING)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition(question="barrier", equals=("time", "cost")), "barrier is time or cost"),
        (Condition(question="pain", at_least=7), "pain is at 7 or more"),
        (Condition(question="pain", at_most=3), "pain is at 3 or less"),
        (Condition(question="pain", rises_by=2), "pain is up by 2 or more"),
        (Condition(question="pain", falls_by=2), "pain is down by 2 or more"),
        (Condition(silent=2), "check-ins without an answer are 2 or more in a row"),
        (
            Condition(question="pain", at_least=5, rises_by=2),
            "pain is at 5 or more and pain is up by 2 or more",
        ),
        (Condition(), "always"),
    ],
)
def test_a_condition_is_said_in_words(condition: Condition, words: str) -> None:
    assert describe(condition) == words


def test_several_conditions_are_said_together() -> None:
    both = (Condition(question="a", equals=("1",)), Condition(silent=1))
    assert describe_all(both) == "a is 1 and check-ins without an answer are 1 or more in a row"
    assert describe_all(()) == "always"


REASON = Condition(reasons=("cost", "time"), asked_as=("why", "leaving"))


def given(**values: tuple[str, str]) -> Facts:
    """Facts in which each question has one answer: a value, and when it was given."""
    return Facts(
        answers={
            name: (Answer(question=name, value=value, at=utc(at)),)
            for name, (value, at) in values.items()
        }
    )


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        (REASON, given(why=("cost", "2026-11-05T10:00Z")), True),
        (REASON, given(why=("fear", "2026-11-05T10:00Z")), False),
        (REASON, given(other=("cost", "2026-11-05T10:00Z")), False),
        (REASON, NOTHING, False),
        # The latest reason counts, whichever question asked for it.
        (
            REASON,
            given(why=("cost", "2026-11-05T10:00Z"), leaving=("fear", "2026-11-06T10:00Z")),
            False,
        ),
        (
            REASON,
            given(why=("fear", "2026-11-05T10:00Z"), leaving=("cost", "2026-11-06T10:00Z")),
            True,
        ),
        (Condition(booking=Booking.MADE), Facts(booking=Booking.MADE), True),
        (Condition(booking=Booking.NONE), Facts(booking=Booking.MADE), False),
        (Condition(booking=Booking.NONE), Facts(booking=Booking.NONE), True),
        # Nobody records bookings yet, so nothing is known either way.
        (Condition(booking=Booking.MADE), NOTHING, False),
        (Condition(booking=Booking.NONE), NOTHING, False),
        (Condition(no_show=True), NOTHING, False),
        (Condition(no_show=True), Facts(no_show=True), True),
        (Condition(outcome=("graduated",)), NOTHING, False),
        (Condition(outcome=("graduated",)), Facts(outcomes=frozenset({"lapsed"})), False),
        (Condition(outcome=("lapsed", "graduated")), Facts(outcomes=frozenset({"lapsed"})), True),
    ],
)
def test_reasons_bookings_and_outcomes(
    condition: Condition, facts: Facts, *, expected: bool
) -> None:
    assert holds((condition,), facts) is expected


def test_they_are_said_in_words() -> None:
    assert describe(REASON) == "the reason is cost or time"
    assert describe(Condition(booking=Booking.MADE)) == "a visit is booked"
    assert describe(Condition(booking=Booking.NONE)) == "no visit is booked"
    assert describe(Condition(no_show=True)) == "they stayed away from a visit"
    assert describe(Condition(outcome=("lapsed",))) == "a sequence of theirs ended as lapsed"
