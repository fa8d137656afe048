"""One person at a time: `drip enrol`, `drip pause`, `drip resume`, `drip why`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from drip.cli.output import as_json, print_json
from drip.errors import DripError

if TYPE_CHECKING:
    from drip.flow.joining.by_staff import Paused

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
    from drip.flow.joining import by_staff
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


def _one_of(email: str | None, sequence: str | None) -> None:
    if (email is None) == (sequence is None):
        raise click.UsageError("Name one person's EMAIL, or a whole programme with --sequence.")


@click.command()
@click.argument("email", required=False)
@click.option("--sequence", help="Pause this whole programme, for everybody.")
@click.option("--until", type=_DAY, help="The day to go on; without it, until resumed.")
def pause(email: str | None, sequence: str | None, until: datetime | None) -> None:
    """Stop EMAIL's letters for a while; the weeks wait for them.

    With --sequence, stop a whole programme: nobody gets its letters until it is resumed.
    """
    from drip.app import refuse_missing, running
    from drip.flow.in_force import offer
    from drip.flow.joining import by_staff
    from drip.flow.publishing.halt import pause_sequence
    from drip.settings import load

    _one_of(email, sequence)
    if sequence is not None and until is not None:
        raise click.UsageError("A whole programme is paused until somebody resumes it.")
    settings = load()
    refuse_missing(settings)
    with running(settings) as services:
        if sequence is not None:
            done = pause_sequence(services, sequence, author=_ACTOR)
            click.echo(f"{sequence} is paused." if done else f"{sequence} was not active.")
            return
        moment = None
        if until is not None:
            moment = _midnight(until, offer.clinic(services).zone)
            if moment <= services.now():
                raise click.BadParameter("choose a day from tomorrow on.", param_hint="--until")
        now = services.now()
        paused = by_staff.pause(services, email or "", until=moment, actor=_ACTOR, now=now)
    click.echo(_told(paused))


def _told(paused: Paused) -> str:
    if paused.paused:
        return f"Paused: {paused.paused} programme(s)."
    if paused.already:
        return "They are paused already; nothing was changed. `drip resume` lets them go on."
    return "They had nothing to pause."


@click.command()
@click.argument("email", required=False)
@click.option("--sequence", help="Resume this whole programme, for everybody.")
@click.option(
    "--as",
    "how",
    type=click.Choice(["shift", "catch_up", "skip"]),
    default="shift",
    show_default=True,
    help="For --sequence: move everybody's weeks, send what was due one by one, or leave it out.",
)
def resume(email: str | None, sequence: str | None, how: str) -> None:
    """Let EMAIL's letters go on where they stopped, or a whole programme's with --sequence."""
    from drip.app import refuse_missing, running
    from drip.flow.joining import by_staff
    from drip.flow.publishing.halt import ResumeAs, resume_sequence
    from drip.settings import load

    _one_of(email, sequence)
    settings = load()
    refuse_missing(settings)
    with running(settings) as services:
        if sequence is not None:
            done = resume_sequence(services, sequence, how=ResumeAs(how), author=_ACTOR)
            click.echo(f"{sequence} goes on." if done else f"{sequence} was not paused.")
            return
        count = by_staff.resume(services, email or "", actor=_ACTOR, now=services.now())
    click.echo(f"Goes on: {count} programme(s)." if count else "They had nothing paused.")


@click.command()
@click.argument("email")
@as_json
def why(email: str, *, as_json: bool) -> None:
    """Tell EMAIL's story: every letter and decision, and why."""
    from drip.app import refuse_missing, running
    from drip.cli.story import print_story
    from drip.flow.front_desk.why import why as story_of
    from drip.settings import load

    settings = load()
    refuse_missing(settings)
    with running(settings) as services:
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
