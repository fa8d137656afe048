"""A rehearsal on a terminal: day by day, with what was asked, said and decided."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

import click

from drip.simulation.timeline import Ending, Timeline, Told

_COLOURS = {
    "letter": "cyan",
    "answer": "green",
    "task": "yellow",
    "goodbye": "red",
    "edit": "magenta",
}
_INDENT = " " * 9


def print_timeline(timeline: Timeline) -> None:
    """Print every day on which something happened, and what it came to."""
    click.secho(f"{timeline.sequence}, played by {timeline.persona}", bold=True)
    click.echo(f"{timeline.title}. Times are the person's own.")
    shown = ""
    for day, told in groupby(timeline.entries, key=_day):
        lines = list(told)
        zone = lines[-1].zone
        place = f", {zone}" if zone != shown else ""
        shown = zone
        click.secho(f"\n{day:%a} {day.day} {day:%b %Y}, day {lines[-1].day}{place}", bold=True)
        for one in lines:
            _print(one)
    click.echo()
    click.echo(
        f"{timeline.letters} letters, {timeline.check_ins} check-ins, {timeline.answered} of them "
        f"answered, {timeline.tasks} tasks for staff."
    )
    for ending in timeline.endings:
        click.echo(_end(ending, ZoneInfo(timeline.zone)))


def _day(one: Told) -> date:
    return one.at.astimezone(ZoneInfo(one.zone)).date()


def _print(one: Told) -> None:
    at = f"  {one.at.astimezone(ZoneInfo(one.zone)):%H:%M}"
    if one.kind == "calendar":
        at = " " * 7
    reason = f" ({'; '.join(one.reason.splitlines())})" if one.reason else ""
    click.echo(f"{at}  " + click.style(one.what, fg=_COLOURS.get(one.kind)) + reason)
    for question in one.asks:
        click.echo(f"{_INDENT}asks: {question}")


def _end(ending: Ending, zone: ZoneInfo) -> str:
    if ending.at is None:
        return f"{ending.sequence}: still {ending.state}."
    at = ending.at.astimezone(zone)
    return f"{ending.sequence}: {ending.state} on {at:%a} {at.day} {at:%b %Y}."
