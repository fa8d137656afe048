"""`drip send`: stop all letters, let them go on, and see what holds them back."""

from __future__ import annotations

import click

from drip.cli.output import as_json, print_json


@click.group()
def send() -> None:
    """Stop letters, let them go on, see what holds them back."""


@send.command("off")
@click.option("--reason", required=True, help="Why, for colleagues who find nothing is sent.")
def off(reason: str) -> None:
    """Stop every letter, at once. Nothing is lost: all of them wait."""
    from drip.app import refuse_missing, running
    from drip.flow.holding_back import send_switch
    from drip.settings import load

    settings = load()
    refuse_missing(settings)
    with running(settings) as services:
        done = send_switch.off(services, reason=reason, by="cli")
    click.echo("Nothing is sent from now on. `drip send on` lets letters go again.")
    if not done:
        click.echo("(It was switched off before; the reason given then stays.)")


@send.command("on")
def on() -> None:
    """Let letters go on, and try a mail server that was in trouble at once.

    It also answers "go on" when Drip asked whether so many letters are right, and says that the
    clock is right again.
    """
    from drip.app import refuse_missing, running
    from drip.flow.holding_back import send_switch
    from drip.settings import load

    settings = load()
    refuse_missing(settings)
    with running(settings) as services:
        for said in send_switch.on(services, by="cli"):
            click.echo(said)


@send.command("status")
@as_json
@click.pass_context
def status(ctx: click.Context, *, as_json: bool) -> None:
    """Show what holds letters back; exit code 1 when nothing leaves."""
    from drip.app import refuse_missing, running
    from drip.flow.holding_back.sending_now import standing
    from drip.settings import load

    settings = load()
    refuse_missing(settings)
    with running(settings) as services:
        now = standing(services)
    if as_json:
        said = {"sending": now.leaving, "due": now.due, "worked": now.worked, "holds": now.holds}
        print_json(said)
    else:
        for hold in now.holds:
            since = f" (since {hold.since:%Y-%m-%d %H:%M} UTC)" if hold.since else ""
            click.echo(f"{hold.title}{since}\n  {hold.detail}")
        if now.due and not now.worked:
            click.echo("No worker has looked for two minutes: see `drip doctor` and its log.")
        click.echo(f"{'Letters leave.' if now.leaving else 'Held back.'} Due now: {now.due}.")
    ctx.exit(0 if now.leaving else 1)
