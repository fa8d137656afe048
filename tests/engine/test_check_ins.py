"""When a check-in is reminded, falls silent and closes, and which answers count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from drip.domain.answers import CheckIn, CheckInState
from drip.domain.sequences import CheckInPolicy, Silence
from drip.domain.spans import Span
from drip.engine.calendar import zone_of
from drip.engine.check_ins import Refusal, Timetable, refusal, timetable
from tests.engine.build import sequence, step, utc, window

MELBOURNE = zone_of("Australia/Melbourne")
TO_THURSDAY = window("07:30", "19:00", frozenset(range(4)), "AU-VIC", not_on_eves=True)
THREE = Span.parse("3 clinic days")
POLICY = CheckInPolicy(window=TO_THURSDAY, remind_after=THREE, silent_after=THREE)
OPENED = utc("2026-10-12T07:31+11:00")  # a Monday


def opened(
    policy: CheckInPolicy = POLICY, at: str = "2026-10-12T07:31+11:00", **more: Any
) -> Timetable:
    asks = step("asks", 5, TO_THURSDAY, **more)
    return timetable(sequence(asks, check_ins=policy), asks, utc(at), MELBOURNE)


def test_a_check_in_is_reminded_once_then_silent_then_closed() -> None:
    assert opened() == Timetable(
        remind_at=utc("2026-10-15T07:30+11:00"),  # Thursday
        silent_at=utc("2026-10-20T07:30+11:00"),  # Friday, Monday, Tuesday
        closes_at=utc("2026-10-26T07:31+11:00"),
    )


def test_a_reminder_waits_for_the_check_ins_window() -> None:
    # Three clinic days after a Tuesday is a Friday, when check-ins do not leave.
    friday = opened(at="2026-10-13T07:31+11:00")
    assert friday.remind_at == utc("2026-10-19T07:30+11:00")


def test_holidays_are_no_clinic_days() -> None:
    # Thursday, then Friday, Monday, Cup Day is out, Wednesday.
    cup = opened(at="2026-10-29T07:31+11:00")
    assert cup.remind_at == utc("2026-11-04T07:30+11:00")


def test_a_reminder_after_hours_is_elapsed_time() -> None:
    quick = CheckInPolicy(
        window=TO_THURSDAY, remind_after=Span.parse("26h"), silent_after=Span.parse("2d")
    )
    times = opened(quick)
    assert times.remind_at == utc("2026-10-13T09:31+11:00")
    assert times.silent_at == utc("2026-10-15T09:31+11:00")


def test_a_step_may_go_without_a_reminder() -> None:
    times = opened(remind=False)
    assert times.remind_at is None
    assert times.silent_at == utc("2026-10-15T07:31+11:00")


def test_a_sequence_may_go_without_reminders() -> None:
    never = CheckInPolicy(window=TO_THURSDAY, remind_after=None, silent_after=Span.parse("7d"))
    assert opened(never).remind_at is None
    assert opened(never).silent_at == utc("2026-10-19T07:31+11:00")


def test_a_steps_own_silence_counts_from_its_letter() -> None:
    times = opened(silence=Silence(after=Span.parse("7d")))
    assert times.remind_at == utc("2026-10-15T07:30+11:00")
    assert times.silent_at == utc("2026-10-19T07:31+11:00")


def test_nobody_is_reminded_after_the_silence_or_the_closing() -> None:
    assert opened(silence=Silence(after=Span.parse("2d"))).remind_at is None
    short = CheckInPolicy(
        window=TO_THURSDAY,
        remind_after=Span.parse("7d"),
        silent_after=Span.parse("7d"),
        answerable_for=Span.parse("5d"),
    )
    times = opened(short)
    assert times.remind_at is None
    assert times.silent_at == times.closes_at == utc("2026-10-17T07:31+11:00")


def check_in(state: CheckInState = CheckInState.OPEN, first: str | None = None) -> CheckIn:
    return CheckIn(
        id=1,
        enrolment_id=1,
        subscriber_id=1,
        delivery_id=1,
        sequence="strengthening",
        step="asks",
        state=state,
        opened_at=OPENED,
        closes_at=utc("2026-10-26T07:31+11:00"),
        first_answer_at=None if first is None else utc(first),
    )


@pytest.mark.parametrize("state", [CheckInState.OPEN, CheckInState.SILENT])
def test_answers_count_until_closing_even_late(state: CheckInState) -> None:
    closing = utc("2026-10-26T07:31+11:00")
    assert refusal(check_in(state), POLICY, closing - timedelta(seconds=1), MELBOURNE) is None
    assert refusal(check_in(state), POLICY, closing, MELBOURNE) is Refusal.CLOSED


def test_a_closed_check_in_takes_no_answer() -> None:
    assert refusal(check_in(CheckInState.CLOSED), POLICY, OPENED) is Refusal.CLOSED


def test_an_answer_can_be_changed_for_a_week_after_the_first() -> None:
    answered = check_in(CheckInState.ANSWERED, "2026-10-13T12:00+11:00")
    last = utc("2026-10-20T12:00+11:00")
    assert refusal(answered, POLICY, last - timedelta(seconds=1), MELBOURNE) is None
    assert refusal(answered, POLICY, last, MELBOURNE) is Refusal.SETTLED
    assert refusal(answered, POLICY, last) is Refusal.SETTLED


def test_an_answer_cannot_be_changed_after_closing() -> None:
    late = check_in(CheckInState.ANSWERED, "2026-10-25T12:00+11:00")
    assert refusal(late, POLICY, utc("2026-10-26T07:31+11:00"), MELBOURNE) is Refusal.CLOSED


def test_a_step_that_may_be_left_unanswered_is_not_reminded_and_never_silent() -> None:
    times = opened(optional=True)
    assert times.remind_at is None
    assert times.closes_at == opened().closes_at
    assert times.silent_at - times.closes_at > timedelta(days=365)
