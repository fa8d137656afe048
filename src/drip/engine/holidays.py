"""Public holidays, by calendar: a country, or a country and a part of it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from drip.errors import DripError


class HolidaysUnknownError(DripError):
    """There is no such holiday calendar: write a country such as DE, or AU-VIC for a part of it."""


def is_holiday(region: str | None, day: date) -> bool:
    """Whether `day` is a public holiday in the calendar `region`, such as `AU-VIC` or `DE`.

    Without a calendar no day is one.

    Raises:
        HolidaysUnknownError: when there is no such calendar.
    """
    return region is not None and day in _of_year(region, day.year)


@lru_cache(maxsize=256)
def _of_year(region: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - takes a fifth of a second, and many runs need no holidays

    country, _, part = region.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=part or None, years=year)
    except NotImplementedError:
        raise HolidaysUnknownError(
            f"There is no holiday calendar {region[:20]!r}: write a country such as DE, "
            "or AU-VIC for a part of it."
        ) from None
    return frozenset(found)
