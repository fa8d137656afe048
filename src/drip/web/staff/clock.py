"""Instants as a front desk reads them: in the clinic's zone, with the day's name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from drip.flow.front_desk.why import Entry
from drip.web.context import clinic, services

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def local(instant: datetime) -> datetime:
    """An instant on the clinic's wall."""
    return instant.astimezone(ZoneInfo(clinic().zone))


def day_name(instant: datetime) -> str:
    """`Monday 3 August`, with the year where it is another one."""
    here = local(instant)
    year = "" if here.year == local(services().now()).year else f" {here.year}"
    return f"{here:%A} {here.day} {here:%B}{year}"


def time_of_day(instant: datetime) -> str:
    """`7:30 am`."""
    here = local(instant)
    return f"{here.hour % 12 or 12}:{here:%M} {'am' if here.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon


def when(instant: datetime) -> str:
    """`Mon 3 Aug, 7:30 am`, with the year where it is another one."""
    here = local(instant)
    year = "" if here.year == local(services().now()).year else f" {here.year}"
    return f"{here:%a} {here.day} {here:%b}{year}, {time_of_day(instant)}"


def by_day(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries under the names of their days, in the order they come in."""
    return [(day, list(same)) for day, same in groupby(entries, lambda one: day_name(one.at))]


def ago(instant: datetime) -> str:
    """How long something waits or will wait: `3 days ago`, `in 2 hours`, `just now`."""
    seconds = (services().now() - instant).total_seconds()
    for size, word in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if abs(seconds) >= size:
            count = int(abs(seconds) // size)
            span = f"{count} {word}{'' if count == 1 else 's'}"
            return f"{span} ago" if seconds > 0 else f"in {span}"
    return "just now"
