"""One person at a time: `drip enrol`, `drip pause`, `drip resume`, `drip why`."""

from __future__ import annotations

from datetime import datetime

import click

from drip.cli.output import as_json, print_json
from drip.errors import DripError

_ACTOR = "cli"
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("email")
@click.option("--sequence", required=True, help="The programme, e.g. strengthening.")
@click.option("--name", required=True, help="Their first name, as letters will use it.")
@click.option("--consent", required=True, help="How and when they agreed, in your words.")
@click.option("--health", is_flag=True, help="They also agreed to questions about their health.")
@click.option("--onset", type=_DAY, help="The day the spasm began, e.g. 2027-03-01.")
@click.option("--timezone", default="", help="Their time zone; the clinic's where not given.")
@as_json
def enrol(  # noqa: PLR0913 - one for each option
    *,
    email: str,
    sequence: str,
    name: str,
    consent: str,
    health: bool,
    onset: datetime | None,
    timezone: str,
    as_json: bool,
) -> None:
    """Put EMAIL into a programme, with the evidence that they agreed."""
    from drip.app import running
    from drip.flow import by_staff
    from drip.settings import load

    entry = by_staff.Entry(
        email=email,
        first_name=name,
        sequence=sequence,
        onset=onset.date() if onset else None,
        zone=timezone,
        consent=consent,
        health=health,
    )
    with running(load()) as services:
        done = by_staff.enrol(services, entry, actor=_ACTOR, now=services.now())
    if as_json:
        print_json({"enrolment": done.id, "fresh": done.fresh})
    elif done.fresh:
        click.echo(f"Enrolled in {sequence}. The first letter is planned: `drip why {email}`.")
    else:
        click.echo(f"They are in {sequence} already; nothing was changed but the consent noted.")


@click.command()
@click.argument("email")
@click.option("--until", type=_DAY, help="The day to go on; without it, until resumed.")
def pause(email: str, until: datetime | None) -> None:
    """Stop EMAIL's letters for a while; the weeks wait for them."""
    from drip.app import running
    from drip.flow import by_staff, offer
    from drip.settings import load

    with running(load()) as services:
        moment = None
        if until is not None:
            moment = _midnight(until, offer.clinic(services).zone)
            if moment <= services.now():
                raise click.BadParameter("choose a day from tomorrow on.", param_hint="--until")
        count = by_staff.pause(services, email, until=moment, actor=_ACTOR, now=services.now())
    click.echo(f"Paused: {count} programme(s)." if count else "They had nothing to pause.")


@click.command()
@click.argument("email")
def resume(email: str) -> None:
    """Let EMAIL's letters go on where they stopped."""
    from drip.app import running
    from drip.flow import by_staff
    from drip.settings import load

    with running(load()) as services:
        count = by_staff.resume(services, email, actor=_ACTOR, now=services.now())
    click.echo(f"Goes on: {count} programme(s)." if count else "They had nothing paused.")


@click.command()
@click.argument("email")
@as_json
def why(email: str, *, as_json: bool) -> None:
    """Tell EMAIL's story: every letter and decision, and why."""
    from drip.app import running
    from drip.cli.story import print_story
    from drip.flow.why import why as story_of
    from drip.settings import load

    with running(load()) as services:
        story = story_of(services, email=email)
    if story is None:
        raise DripError("There is nobody with this address. Check its spelling.")
    if as_json:
        print_json(story)
    else:
        print_story(story)


def _midnight(day: datetime, zone: str) -> datetime:
    from datetime import time

    from drip.engine.calendar import at_wall, zone_of

    return at_wall(day.date(), time(0), zone_of(zone))
