"""The wall clock: zones, days, spans and the openings of send windows.

Everything that knows about time zones is here. Instants go in and come out as aware UTC; a wall
clock exists only in between. Days are compared as dates and instants in UTC, because Python's
arithmetic inside a zone is wall arithmetic and calls the two sides of a fold equal (PEP 495).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from drip.domain.sequences import Window
from drip.domain.spans import Span, SpanUnit
from drip.engine.holidays import is_holiday
from drip.errors import DripError

#: How far ahead an opening is looked for, in days.
HORIZON = 400
#: The weekdays on which a clinic is taken to be open when nothing else is known; 0 is Monday.
MONDAY_TO_FRIDAY = frozenset(range(5))

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_MINUTES = 24 * 60


class ZoneUnknownError(DripError):
    """There is no such time zone: write a name of the IANA list, such as Australia/Melbourne."""


class NeverOpensError(DripError):
    """A send window stays closed: its hours, weekdays, quiet hours and holidays leave nothing."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch `[opens, closes)` in which a window is open, in UTC.

    A window that is open all day closes at its hour and opens again at that very instant.
    """

    opens: datetime
    closes: datetime


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone with this IANA name.

    Raises:
        ZoneUnknownError: for every other text; paths and other spellings are no names.
    """
    if name not in _zone_names():
        raise ZoneUnknownError(
            f"{name[:60]!r} is not a time zone: write a name of the IANA list, "
            "such as Australia/Melbourne."
        )
    return ZoneInfo(name)


def nearest_zone(name: str) -> str | None:
    """The zone that somebody who wrote this most likely means: a city, or a slip of the hand."""
    cities: dict[str, str] = {}
    for zone in sorted(_zone_names()):
        cities.setdefault(zone.rpartition("/")[2].casefold(), zone)
    wanted = name.strip().replace(" ", "_").casefold()
    if wanted in cities:
        return cities[wanted]
    folded = {zone.casefold(): zone for zone in _zone_names()}
    for known, part in ((folded, wanted), (cities, wanted.rpartition("/")[2])):
        if near := get_close_matches(part, known, n=1, cutoff=0.75):
            return known[near[0]]
    return None


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The date on the wall in `zone` at this instant."""
    return instant.astimezone(zone).date()


@lru_cache(maxsize=8192)
def at_wall(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The instant at which clocks in `zone` show `wall` on `day`, in UTC.

    A time that clocks show twice is its first occurrence. A time that clocks jump over is the
    first instant after the jump, and a day that a zone left out is the day after it.
    """
    first = datetime.combine(day, wall, zone)
    second = first.replace(fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before is None or after is None or before >= after:  # a zone always has an offset
        return first.astimezone(UTC)
    if after - before >= _DAY:
        return at_wall(day + _DAY, wall, zone)
    return _end_of_jump(second.astimezone(UTC), first.astimezone(UTC), zone)


def _end_of_jump(earlier: datetime, later: datetime, zone: ZoneInfo) -> datetime:
    """The instant between these two at which the clocks of `zone` are put forward."""
    earlier, later = earlier.replace(microsecond=0), later.replace(microsecond=0)
    after = later.astimezone(zone).utcoffset()
    while later - earlier > _SECOND:
        middle = earlier + (later - earlier) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == after:
            later = middle
        else:
            earlier = middle
    return later


def add_span(
    instant: datetime,
    span: Span,
    zone: ZoneInfo,
    *,
    holidays: str | None = None,
    open_days: frozenset[int] = MONDAY_TO_FRIDAY,
    at: time | None = None,
) -> datetime:
    """The instant `span` after `instant`, in UTC.

    Minutes and hours are elapsed time. The others move the date on the wall of `zone` and keep
    the time of day, or take `at`. A clinic day is one of `open_days` (0 is Monday) that is
    no holiday in the calendar `holidays`; a month is clamped to its last day.
    """
    if span.unit is SpanUnit.MINUTES:
        return instant + timedelta(minutes=span.count)
    if span.unit is SpanUnit.HOURS:
        return instant + timedelta(hours=span.count)
    local = instant.astimezone(zone)
    day = local.date()
    if span.unit is SpanUnit.DAYS:
        day += timedelta(days=span.count)
    elif span.unit is SpanUnit.MONTHS:
        day = _months_later(day, span.count)
    else:
        day = _clinic_days_later(day, span.count, open_days, holidays)
    return at_wall(day, local.time() if at is None else at, zone)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _clinic_days_later(
    day: date, count: int, open_days: frozenset[int], holidays: str | None
) -> date:
    closed = 0
    while count:
        day += _DAY
        if day.weekday() in open_days and not is_holiday(holidays, day):
            count, closed = count - 1, 0
        elif (closed := closed + 1) > HORIZON:
            raise NeverOpensError(f"The clinic has no open day in the {HORIZON} days to {day}.")
    return day


def next_opening(window: Window, zone: ZoneInfo, after: datetime) -> Opening:
    """The first stretch in which `window` is open at `after` or later; it never opens before.

    Raises:
        NeverOpensError: when there is none within 400 days.
    """
    # The day before: its opening may last past midnight.
    day = after.astimezone(zone).date() - _DAY
    for _ in range(HORIZON + 2):
        for opening in _openings(window, zone, day):
            if opening.closes > after:
                return opening if opening.opens >= after else Opening(after, opening.closes)
        day += _DAY
    raise NeverOpensError(
        f"A send window from {window.at:%H:%M} until {window.until:%H:%M} stays closed for "
        f"{HORIZON} days: check its days, quiet hours and holidays."
    )


def is_open_day(window: Window, day: date) -> bool:
    """Whether the window opens on this date of somebody's wall."""
    if day.weekday() not in window.days:
        return False
    if window.holidays is None:
        return True
    if is_holiday(window.holidays, day):
        return False
    return not (window.not_on_eves and is_holiday(window.holidays, day + _DAY))


@lru_cache(maxsize=4096)
def _openings(window: Window, zone: ZoneInfo, day: date) -> tuple[Opening, ...]:
    """What of the window that opens on `day` is open, in order; quiet hours are out."""
    if not is_open_day(window, day):
        return ()
    openings = (
        Opening(_at_minute(day, begin, zone), _at_minute(day, end, zone))
        for begin, end in _stretches(window)
    )
    return tuple(opening for opening in openings if opening.opens < opening.closes)


def _at_minute(day: date, minute: int, zone: ZoneInfo) -> datetime:
    days, minute = divmod(minute, _MINUTES)
    return at_wall(day + timedelta(days=days), time(minute // 60, minute % 60), zone)


def _stretches(window: Window) -> Iterator[tuple[int, int]]:
    """The window without its quiet hours, in minutes from the midnight of its day."""
    begin, end = _minutes(window.at, window.until)
    if window.quiet is not None:
        hush, wake = _minutes(*window.quiet)
        for shift in (-_MINUTES, 0, _MINUTES):
            if begin < hush + shift < end:
                yield begin, hush + shift
            if hush + shift < end and begin < wake + shift:
                begin = wake + shift
    if begin < end:
        yield begin, end


def _minutes(begin: time, end: time) -> tuple[int, int]:
    """Both times as minutes of a day; an end that is not later is on the next day."""
    first = begin.hour * 60 + begin.minute
    last = end.hour * 60 + end.minute
    return first, last if last > first else last + _MINUTES
