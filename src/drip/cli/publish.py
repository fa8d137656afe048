"""What is in force: `drip publish`."""

from __future__ import annotations

from pathlib import Path

import click

from drip.cli.output import as_json, print_json

_PATHS = click.Path(path_type=Path)


@click.command()
@click.argument("files", nargs=-1, type=_PATHS)
@click.option("--note", default="", help="A word on what changed, for the record.")
@as_json
@click.pass_context
def publish(ctx: click.Context, files: tuple[Path, ...], note: str, *, as_json: bool) -> None:
    """Publish the content folder, or the sequences in FILE.

    Of a sequence with mistakes the last good revision stays in force.
    """
    from drip.app import content_files, refuse_sample_files, running
    from drip.cli.findings import print_problems, without_other_sequences
    from drip.flow.revisions import publish as put_in_force
    from drip.settings import load

    settings = load()
    texts = content_files(settings)
    wanted = without_other_sequences(texts, files)
    refuse_sample_files(wanted, settings)
    with running(settings) as services:
        done = put_in_force(services, wanted, author="cli", note=note)
    if as_json:
        print_json(done)
    else:
        print_problems((*done.problems, *done.warnings), texts)
        for key in done.revisions:
            word = "published" if key in done.changed else "unchanged"
            click.echo(f"{key}: {word}, revision {done.revisions[key]}")
        for key in done.refused:
            click.secho(f"{key}: refused; its last good revision stays in force", fg="red")
        for key in () if files else done.removed:
            click.echo(f"{key}: has no file any more; what was published goes on")
    ctx.exit(1 if done.refused else 0)
