"""`drip adopt`: a person says what a copied or restored database is."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--complete",
    "account",
    flag_value="complete",
    help="The other one is stopped, and nothing was sent since this copy was made.",
)
@click.option(
    "--older",
    "account",
    flag_value="older",
    help="Letters may have gone since: those due are not sent before evidence shows they did not.",
)
def adopt(account: str | None) -> None:
    """Make this database the one that the clinic sends from.

    A database that was copied, moved or restored sends nothing until somebody says which of the two
    it is. Stop the other one first: two that send write to everybody twice.
    """
    from drip.app import refuse_missing, running
    from drip.flow.holding_back.home import Account, guard
    from drip.flow.holding_back.sending_now import standing
    from drip.settings import load

    if account is None:
        raise click.UsageError("Say which it is: --complete or --older.")
    settings = load()
    refuse_missing(settings)
    with running(settings) as services:
        doubted = guard(services, settings).adopt(Account(account), by="cli", now=services.now())
        holds = [one for one in standing(services).holds if one.stops]
    click.echo("This database is at home here now.")
    if doubted:
        click.echo(
            f"Letters that were due and may have gone already: {doubted}. They wait for evidence;"
            " what nobody can tell after 48 hours becomes a task for staff."
        )
    for hold in holds:
        click.echo(f"But: {hold.title}. {hold.detail}")
    if not holds:
        click.echo("Letters leave as soon as a worker runs.")
