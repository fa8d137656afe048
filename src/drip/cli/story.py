"""A person's story on a terminal."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

from drip.flow.front_desk.story import Why
from drip.flow.in_force import wording

_FORM = "%a %d %b %Y %H:%M"
_WIDTH = len("Mon 04 Jan 2027 09:00")


def print_story(story: Why) -> None:
    """Print who it is, every entry with its reason, and what comes next; times are the person's."""
    zone = ZoneInfo(story.who.zone)
    click.secho(f"{story.who.first_name} <{story.who.email}>, {story.standing}", bold=True)
    for one in story.enrolments:
        click.echo(f"  {story.sequences[one.sequence]}: {wording.ENROLMENT_STATES[one.state]}")
    for stop in story.stops:
        click.secho(f"  no letters: {stop.reason}", fg="red")
    for entry in story.entries:
        _line(f"{entry.at.astimezone(zone):{_FORM}}", entry.what, entry.reason)
    if story.coming:
        click.secho("Next", bold=True)
    for coming in story.coming:
        at = f"{coming.at.astimezone(zone):{_FORM}}" if coming.at else "when resumed"
        _line(at, coming.what, coming.reason)


def _line(at: str, what: str, reason: str) -> None:
    """One line; a reason of several lines stands below, under what it is about."""
    if "\n" not in reason:
        click.echo(f"  {at:<{_WIDTH}}  {what}{f' ({reason})' if reason else ''}")
        return
    click.echo(f"  {at:<{_WIDTH}}  {what}")
    for line in reason.splitlines():
        click.echo(f"  {'':<{_WIDTH}}    {line}".rstrip())
