"""When somebody must have seen to a case, and when the alarm is raised again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from drip.engine.calendar import at_wall, local_day
from drip.engine.holidays import is_holiday

#: How long the clinic has, in minutes in which it is open, before a case is overdue.
CLINIC_MINUTES = 60
#: Pauses between alarms; the last one is repeated until somebody acknowledges.
REPEATS = (
    timedelta(minutes=10),
    timedelta(minutes=20),
    timedelta(minutes=30),
    timedelta(hours=1),
)
_LONGEST = 400

Hours = Mapping[int, tuple[str, str]]


def next_alarm(raised: int, now: datetime) -> datetime:
    """When the alarm is raised again after it was raised so many times."""
    return now + REPEATS[min(max(raised, 1), len(REPEATS)) - 1]


def deadline(
    opened_at: datetime,
    *,
    hours: Hours,
    zone: ZoneInfo,
    holidays: str | None,
    minutes: int = CLINIC_MINUTES,
) -> datetime:
    """When so many minutes of the clinic's hours have passed.

    Where the clinic gave no hours, or none for 400 days, the minutes pass at once.
    """
    left = timedelta(minutes=minutes)
    day = local_day(opened_at, zone)
    for _ in range(_LONGEST):
        if day.weekday() in hours and not (holidays and is_holiday(holidays, day)):
            opens, closes = (
                at_wall(day, time.fromisoformat(at), zone) for at in hours[day.weekday()]
            )
            begins = max(opens, opened_at)
            if begins + left <= closes:
                return begins + left
            left -= max(closes - begins, timedelta())
        day += timedelta(days=1)
    return opened_at + timedelta(minutes=minutes)
