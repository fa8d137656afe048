"""The life of a check-in: reminded, silent, closed; and whether an answer still counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from drip.domain.answers import CheckIn, CheckInState
from drip.domain.sequences import CheckInPolicy, Sequence, Step, Window
from drip.domain.spans import Span, SpanUnit
from drip.engine.calendar import MONDAY_TO_FRIDAY, add_span, next_opening, zone_of

#: So long after closing that no delay of the worker makes a silence of it.
_NEVER = timedelta(days=3650)
_ELAPSED = frozenset({SpanUnit.MINUTES, SpanUnit.HOURS})


class Refusal(StrEnum):
    """Why an answer no longer counts."""

    CLOSED = "closed"  #: the time to answer is over
    SETTLED = "settled"  #: answered, and the time to change it is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The deadlines of one check-in. `remind_at` is `None` when nobody is reminded."""

    remind_at: datetime | None
    silent_at: datetime
    closes_at: datetime


def timetable(sequence: Sequence, step: Step, opened_at: datetime, zone: ZoneInfo) -> Timetable:
    """When a check-in that opens now is reminded, falls silent and closes.

    A reminder is due at an opening of the check-ins' window. Silence counts from the reminder, or
    from the opening where there is none; a step's own `silence` always counts from the opening.
    Neither comes after the closing, but for a step that may be left unanswered: it closes before
    its silence could be noted.
    """
    policy = sequence.check_ins
    closes_at = add_span(opened_at, policy.answerable_for, zone)
    if step.optional:
        return Timetable(remind_at=None, silent_at=closes_at + _NEVER, closes_at=closes_at)
    latest = closes_at
    if step.silence is not None:
        latest = min(latest, _after(opened_at, step.silence.after, policy.window, zone))
    remind_at = _reminder(policy, step, opened_at, zone)
    if remind_at is not None and remind_at >= latest:
        remind_at = None
    silent_at = latest
    if step.silence is None:
        begin = opened_at if remind_at is None else remind_at
        silent_at = min(latest, _after(begin, policy.silent_after, policy.window, zone))
    return Timetable(remind_at=remind_at, silent_at=silent_at, closes_at=closes_at)


def _reminder(
    policy: CheckInPolicy, step: Step, opened_at: datetime, zone: ZoneInfo
) -> datetime | None:
    if policy.remind_after is None or not step.remind:
        return None
    at = None if policy.remind_after.unit in _ELAPSED else policy.window.at
    moment = add_span(opened_at, policy.remind_after, zone, holidays=policy.window.holidays, at=at)
    return next_opening(policy.window, zone, moment).opens


def _after(begin: datetime, span: Span, window: Window, zone: ZoneInfo) -> datetime:
    return add_span(begin, span, zone, holidays=window.holidays, open_days=MONDAY_TO_FRIDAY)


def refusal(
    check_in: CheckIn, policy: CheckInPolicy, now: datetime, zone: ZoneInfo | None = None
) -> Refusal | None:
    """Why an answer that comes now does not count; `None` when it does.

    Answers can be given until the check-in closes, and changed for a while after the first one,
    but never after closing. A silence does not close a check-in: late answers count. `zone` is
    the person's; calendar days are UTC's without it.
    """
    if check_in.state is CheckInState.CLOSED or now >= check_in.closes_at:
        return Refusal.CLOSED
    if check_in.first_answer_at is None:
        return None
    changeable = add_span(check_in.first_answer_at, policy.changeable_for, zone or zone_of("UTC"))
    return Refusal.SETTLED if now >= changeable else None
