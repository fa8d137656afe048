"""A routine: on which days of the week, at what time and where somebody means to train.

It is stored as one value, such as `mon,thu 07:00 in the lounge`: weekdays, a time of day on the
person's wall, and a place, which may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from drip.engine.calendar import local_day

#: As they are stored; 0 is Monday.
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_STORED = re.compile(r"([a-z]{3}(?:,[a-z]{3})*) (\d{2}):(\d{2})(?: (\S.*))?")
_TYPED = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?(?::\d{2})?\s*(?:([ap])\.?\s*m\.?)?")
_NOON = 12
_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """Weekdays in order (0 is Monday), a time of day on the person's wall, and a place."""

    days: tuple[int, ...]
    at: time
    place: str = ""

    def __str__(self) -> str:
        """The routine as it is stored."""
        days = ",".join(DAYS[day] for day in self.days)
        return f"{days} {self.at:%H:%M} {self.place}".rstrip()


def read_routine(stored: str) -> Routine | None:
    """The routine that a stored value stands for; `None` for another text."""
    match = _STORED.fullmatch(stored)
    if match is None:
        return None
    names, hour, minute, place = match.groups()
    days = read_days(names.split(","))
    at = read_time(f"{hour}:{minute}")
    return Routine(days=days, at=at, place=place or "") if days and at else None


def read_days(names: Iterable[str]) -> tuple[int, ...]:
    """The weekdays of these names, each once, in the week's order; other words are left out."""
    known = {name.strip().casefold()[:3] for name in names}
    return tuple(place for place, day in enumerate(DAYS) if day in known)


def read_time(typed: str) -> time | None:
    """A time of day as people write it: 7:00, 18.30, 7 am, 6.15 p.m."""
    match = _TYPED.fullmatch(typed.strip().casefold())
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def say(routine: Routine) -> str:
    """The routine in words: Mondays and Thursdays at 7:00 am, in the lounge."""
    names = [f"{_NAMES[day]}s" for day in routine.days]
    days = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    half = "am" if routine.at.hour < _NOON else "pm"
    clock = f"{(routine.at.hour - 1) % _NOON + 1}:{routine.at:%M} {half}"
    return f"{days} at {clock}" + (f", {routine.place}" if routine.place else "")


def first_day(routine: Routine, after: datetime, zone: ZoneInfo) -> date:
    """The first day of the routine whose time on the wall of `zone` comes after this instant."""
    day = local_day(after, zone)
    for _ in range(_WEEK + 1):
        if day.weekday() in routine.days:
            moment = datetime.combine(day, routine.at, zone).astimezone(UTC)
            if moment > after:
                break
        day += timedelta(days=1)
    return day
