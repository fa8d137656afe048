"""Pausing and going on: a pause moves the weeks that lie ahead."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from drip.domain.enrolments import Enrolment
from drip.domain.spans import Span
from drip.engine.calendar import add_span, local_day


def shift_days(paused_at: datetime, now: datetime, zone: ZoneInfo) -> int:
    """By how many calendar days of the person's wall a pause that ends now moves `confirmed`."""
    return max(0, (local_day(now, zone) - local_day(paused_at, zone)).days)


def days_of_halt(
    enrolment: Enrolment, paused_at: datetime, resumes_at: datetime, zone: ZoneInfo
) -> int:
    """By how many days the pause of a whole sequence moves one enrolment.

    Days before somebody entered do not count, nor days of a pause of their own: that one counts
    them when it ends.
    """
    begin = max(paused_at, enrolment.confirmed_at)
    end = resumes_at if enrolment.paused_at is None else min(resumes_at, enrolment.paused_at)
    return shift_days(begin, end, zone)


def catching_up(slow_from: int, day: int) -> int:
    """By how many days `confirmed` moves when somebody goes back from the slower pace.

    `day` is how many days have passed since day zero; half of those since `slow_from` counted.
    """
    slow = max(0, day - slow_from)
    return slow - slow // 2


def paused_until(after: Span | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When a pause that begins now ends; `None` for one that somebody must end."""
    return None if after is None else add_span(now, after, zone)
