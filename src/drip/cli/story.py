"""A person's story on a terminal."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

from drip.flow.why import Why


def print_story(story: Why) -> None:
    """Print who it is, every entry with its reason, and what comes next; times are the person's."""
    zone = ZoneInfo(story.who.zone)
    click.secho(f"{story.who.first_name} <{story.who.email}>, {story.who.state}", bold=True)
    for stop in story.stops:
        click.secho(f"  no letters: {stop.reason}", fg="red")
    for entry in story.entries:
        at = f"{entry.at.astimezone(zone):%a %d %b %Y %H:%M}"
        reason = f" ({entry.reason})" if entry.reason else ""
        click.echo(f"  {at}  {entry.what}{reason}")
    if story.coming:
        click.secho("Next", bold=True)
    for one in story.coming:
        at = f"{one.at.astimezone(zone):%a %d %b %Y %H:%M}" if one.at else "when resumed"
        reason = f" ({one.reason})" if one.reason else ""
        click.echo(f"  {at}  {one.what}{reason}")
