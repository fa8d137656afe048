"""Opening hours as people say them: `Mon to Wed 8 am to 6 pm, Fri 8.30 am to 4 pm`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NOON = 12
_TWO = 2


def opening_words(hours: Mapping[int, tuple[str, str]]) -> str:
    """The hours of a week, days that are alike and follow each other taken together.

    `hours` maps a weekday (0 is Monday) to opening and closing as `HH:MM`. Empty without hours.
    """
    # Days in a row have the same distance to their place among the open ones.
    runs = groupby(enumerate(sorted(hours)), lambda one: (one[1] - one[0], hours[one[1]]))
    return ", ".join(_run([day for _, day in run], times) for (_, times), run in runs)


def _run(days: list[int], times: tuple[str, str]) -> str:
    first, last = _DAYS[days[0]], _DAYS[days[-1]]
    joined = " and " if len(days) == _TWO else " to "
    named = first if first == last else f"{first}{joined}{last}"
    opens, closes = map(_clock, times)
    return f"{named} {opens} to {closes}"


def _clock(written: str) -> str:
    """`8 am`, `8.30 am`, `noon`, `6 pm`."""
    hour, minute = map(int, written.split(":"))
    if (hour, minute) == (_NOON, 0):
        return "noon"
    minutes = f".{minute:02}" if minute else ""
    return f"{hour % _NOON or _NOON}{minutes} {'am' if hour < _NOON else 'pm'}"
