"""Keeping house: `drip doctor`, `drip config`, `drip staff`, `drip upgrade`."""

from __future__ import annotations

import click

from drip.cli.output import as_json, print_json


@click.command()
@as_json
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool) -> None:
    """Look for what is wrong here, and say what to do.

    Settings, folders, disk, time zones, content, database, worker and the clinic's own facts.
    """
    from drip.cli.examination import examine

    findings = examine()
    bad = [finding for finding in findings if not finding.fine]
    if as_json:
        print_json({"healthy": not bad, "findings": findings})
    else:
        for finding in findings:
            mark = (
                click.style("ok   ", fg="green") if finding.fine else click.style("FIX  ", fg="red")
            )
            click.echo(f"{mark} {finding.about}: {finding.said}")
            if finding.fix:
                click.echo(f"       {finding.fix}")
    ctx.exit(1 if bad else 0)


@click.command()
@as_json
def config(*, as_json: bool) -> None:
    """Show every setting and where it comes from.

    Secrets are masked.
    """
    from drip.settings import effective, load

    shown = effective(load())
    if as_json:
        print_json(shown)
        return
    width = max(len(one.name) for one in shown)
    for one in shown:
        click.echo(f"{one.name:<{width}}  {one.value or '(empty)'}  [{one.origin}]")


@click.group()
def staff() -> None:
    """People of the clinic who sign in."""


@staff.command("add")
@click.argument("email")
@click.option("--name", required=True, help="What colleagues call them.")
def staff_add(email: str, name: str) -> None:
    """Print a one-time link with which EMAIL chooses a password."""
    from drip.app import running
    from drip.flow.front_desk.staff import add
    from drip.settings import load

    with running(load()) as services:
        link = add(services, name=name, email=email)
    click.echo(f"Give this link to {name}. It works once, for two days:\n  {link}")


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def upgrade(*, dry_run: bool) -> None:
    """Bring the database to this version's schema.

    Every start does the same. Run twice, it does nothing the second time.
    """
    from drip.app import open_database
    from drip.settings import load
    from drip.storage import migrate

    database = open_database(load())
    try:
        steps = migrate.steps_to_go(database) if dry_run else migrate.upgrade(database)
    finally:
        database.close()
    for step in steps:
        click.echo(f"{'would run' if dry_run else 'done'}: {step}")
    if not steps:
        click.echo("The database is up to date.")
