"""Calendar files (RFC 5545): somebody's routine as weekly events in their own calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from drip.engine.routine import Routine

#: How many events one routine makes.
COUNT = 8
#: Shared calendars are read at work, so an event says nothing about a back.
SUMMARY = "Training"
_DURATION = "PT30M"
_LONGEST = 75  # octets a line, RFC 5545 section 3.1
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_AROUND = timedelta(days=400)
_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)
_EVER = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock's, as RFC 5545 wants it


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A routine that repeats weekly. `uid` stays the same when the routine is changed."""

    uid: str
    routine: Routine
    first: date


def calendar_file(events: Sequence[Event], zone: ZoneInfo, now: datetime) -> bytes:
    """A calendar with these events, on the wall clock of `zone`."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Drip//Routine//EN", "METHOD:PUBLISH"]
    lines += _timezone(zone, [event.first for event in events])
    for event in events:
        lines += _event(event, zone, now)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(event: Event, zone: ZoneInfo, now: datetime) -> list[str]:
    begin = datetime.combine(event.first, event.routine.at)
    days = ",".join(_DAYS[day] for day in event.routine.days)
    place = event.routine.place
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={zone.key}:{_wall(begin)}",
        f"DURATION:{_DURATION}",
        f"RRULE:FREQ=WEEKLY;COUNT={COUNT};BYDAY={days}",
        f"SUMMARY:{SUMMARY}",
        *([f"LOCATION:{_escaped(place)}"] if place else []),
        "END:VEVENT",
    ]


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of a zone's clocks: when, the offset from UTC before and after, and its name."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool


def _timezone(zone: ZoneInfo, days: Sequence[date]) -> list[str]:
    """The zone's clocks in the time of these days, as the tz database has them.

    An observance for each change there is (RFC 5545 section 3.6.5), beginning with one that lies
    before the first event, so that every event has its offset.
    """
    begin = datetime.combine(min(days), datetime.min.time(), UTC) - _AROUND
    end = datetime.combine(max(days), datetime.min.time(), UTC) + _AROUND
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone.key}"]
    standing = begin.astimezone(zone)
    offset = standing.utcoffset() or timedelta()
    lines += _observance(
        _EVER, _Change(begin, offset, offset, standing.tzname() or "", summer=False)
    )
    for change in _changes(zone, begin, end):
        wall = (change.at + change.before).replace(tzinfo=None)
        lines += _observance(wall, change)
    return [*lines, "END:VTIMEZONE"]


def _observance(wall: datetime, change: _Change) -> list[str]:
    kind = "DAYLIGHT" if change.summer else "STANDARD"
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{_wall(wall)}",
        f"TZOFFSETFROM:{_offset(change.before)}",
        f"TZOFFSETTO:{_offset(change.after)}",
        f"TZNAME:{_escaped(change.name)}",
        f"END:{kind}",
    ]


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[_Change]:
    """The changes of a zone's clocks between two instants, in order."""
    before = begin
    while before < end:
        after = before + _HOUR * 24
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            yield _change(zone, before, after)
        before = after


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> _Change:
    """The change that lies between two instants, to the second."""
    old = before.astimezone(zone).utcoffset() or timedelta()
    while after - before > _SECOND:
        middle = before + (after - before) / 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    wall = after.astimezone(zone)
    return _Change(
        at=after,
        before=old,
        after=wall.utcoffset() or timedelta(),
        name=wall.tzname() or "",
        summer=bool(wall.dst()),
    )


def _wall(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"


def _offset(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign = "-" if seconds < 0 else "+"
    minutes, rest = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{rest:02}" if rest else "")


def _escaped(text: str) -> str:
    """Text as RFC 5545 section 3.3.11 wants it; control characters have no place in it."""
    kept = "".join(character for character in text if character == "\n" or character.isprintable())
    return kept.translate(_ESCAPES)


def _folded(line: str) -> bytes:
    """A content line in UTF-8, folded so that none is longer than 75 octets."""
    folded: list[bytes] = []
    current = b""
    for character in line:
        octets = character.encode()
        if len(current) + len(octets) > _LONGEST:
            folded.append(current)
            current = b" "
        current += octets
    return b"\r\n".join([*folded, current]) + b"\r\n"
