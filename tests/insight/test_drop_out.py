"""Dropping out: by answers, replies, bookings and visits; never by opens and clicks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from drip.domain.enrolments import EnrolmentState
from drip.domain.sequences import DropOut
from drip.domain.spans import Span
from drip.engine.calendar import zone_of
from drip.insight.drop_out import Ending, History, Observed, observe

BEGIN = datetime(2027, 1, 4, 8, tzinfo=UTC)
RULE = DropOut()
ZONE = zone_of("Australia/Brisbane")


def day(number: float) -> datetime:
    return BEGIN + timedelta(days=number)


def history(*signs: float, asked: tuple[float, ...] = (), **how: Any) -> History:
    return History(
        started_at=BEGIN,
        zone=ZONE,
        signs=[day(one) for one in signs],
        asked=[day(one) for one in asked],
        **how,
    )


def test_a_lapse_lies_at_the_last_sign_of_the_person() -> None:
    theirs = history(2, 5, asked=(12, 16))
    assert observe(theirs, RULE, day(40)) == Observed(Ending.LAPSED, day(5))


def test_who_never_did_anything_lapsed_at_the_start() -> None:
    assert observe(history(asked=(0.1, 5)), RULE, day(40)) == Observed(Ending.LAPSED, BEGIN)


def test_it_is_known_only_when_the_days_and_the_check_ins_have_passed() -> None:
    theirs = history(5, asked=(7, 12))
    assert observe(theirs, RULE, day(18.9)).ending is Ending.GOING_ON
    assert observe(theirs, RULE, day(19.1)).ending is Ending.LAPSED


def test_long_silence_with_one_missed_check_in_is_no_lapse() -> None:
    assert observe(history(5, asked=(12,)), RULE, day(60)).ending is Ending.GOING_ON


def test_two_missed_check_ins_within_a_week_are_no_lapse_yet() -> None:
    assert observe(history(5, 11, asked=(6, 8)), RULE, day(20)).ending is Ending.GOING_ON


def test_who_goes_on_is_watched_until_two_weeks_ago() -> None:
    assert observe(history(5, 20), RULE, day(24)) == Observed(Ending.GOING_ON, day(10))
    assert observe(history(1), RULE, day(3)) == Observed(Ending.GOING_ON, BEGIN)


def test_who_came_back_after_a_lapse_has_lapsed() -> None:
    theirs = history(2, 30, asked=(5, 12))
    assert observe(theirs, RULE, day(31)) == Observed(Ending.LAPSED, day(2))


@pytest.mark.parametrize(
    ("state", "ending"),
    [
        (EnrolmentState.COMPLETED, Ending.COMPLETED),
        (EnrolmentState.GRADUATED, Ending.GRADUATED),
        (EnrolmentState.REFERRED, Ending.REFERRED),
        (EnrolmentState.STOPPED, Ending.STOPPED),
        (EnrolmentState.UNSUBSCRIBED, Ending.STOPPED),
    ],
)
def test_who_said_how_it_ended_did_not_lapse(state: EnrolmentState, ending: Ending) -> None:
    theirs = history(5, asked=(7, 12), state=state, ended_at=day(15))
    assert observe(theirs, RULE, day(60)) == Observed(ending, day(15))


def test_a_goodbye_after_a_lapse_changes_nothing_about_it() -> None:
    theirs = history(5, asked=(7, 12), state=EnrolmentState.UNSUBSCRIBED, ended_at=day(40))
    assert observe(theirs, RULE, day(60)) == Observed(Ending.LAPSED, day(5))


def test_what_drip_itself_ended_for_silence_lapsed_at_the_last_sign() -> None:
    theirs = history(5, asked=(7, 12), state=EnrolmentState.LAPSED, ended_at=day(18))
    assert observe(theirs, RULE, day(60)) == Observed(Ending.LAPSED, day(5))


def test_the_sequence_may_define_it_otherwise() -> None:
    strict = DropOut(after=Span.parse("7d"), missed=1)
    theirs = history(5, asked=(7,))
    assert observe(theirs, strict, day(13)) == Observed(Ending.LAPSED, day(5))
    assert observe(theirs, RULE, day(13)).ending is Ending.GOING_ON


def test_signs_from_the_future_are_not_known_yet() -> None:
    assert observe(history(5, 30, asked=(7, 12)), RULE, day(25)).ending is Ending.LAPSED
