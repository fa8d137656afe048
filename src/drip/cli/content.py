"""What we say: `drip check`, `drip simulate`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from drip.cli.output import as_json, print_json

_PATHS = click.Path(path_type=Path)


@click.command()
@click.argument("files", nargs=-1, type=_PATHS)
@as_json
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Check sequences and letters, and say what to write instead.

    Every problem comes with its file, line and column. Warnings alone end with 0.
    """
    from drip.app import content_files
    from drip.cli.findings import narrowed, print_problems
    from drip.content.check import check as check_content
    from drip.content.diagnostics import as_data
    from drip.content.problems import Severity
    from drip.settings import load

    texts = content_files(load())
    checked = check_content(texts)
    problems = narrowed(checked.problems, texts, files)
    fine = not any(one.severity is Severity.ERROR for one in problems)
    if as_json:
        print_json({"fine": fine, "problems": as_data(problems)})
    else:
        count = len(checked.sequences)
        click.echo(f"{count} sequences and {len(checked.letters)} letters checked.")
        print_problems(problems, texts)
    ctx.exit(0 if fine else 1)


@click.command()
@click.argument("sequence")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="CHECKIN.QUESTION=VALUE@DELAY",
    help="What the person answers, and how long after the letter: first-session.session=sore@2h.",
)
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="The day of confirming.")
@click.option("--timezone", default="", help="The person's time zone; the clinic's if not given.")
@as_json
def simulate(
    sequence: str, answers: tuple[str, ...], start: datetime | None, timezone: str, *, as_json: bool
) -> None:
    """Show one invented person's road, with its dates.

    The real flow runs through SEQUENCE in memory, on a clock of its own; nothing is kept or sent.
    """
    from drip.app import content_files, rehearse
    from drip.cli.story import print_story
    from drip.settings import load
    from drip.simulation.rehearsal import Part, read_reply

    part = Part(
        sequence=sequence,
        replies=tuple(read_reply(text) for text in answers),
        start=start.date() if start else None,
        zone=timezone,
    )
    timeline = rehearse(content_files(load()), part)
    if as_json:
        print_json(timeline)
    else:
        print_story(timeline)
