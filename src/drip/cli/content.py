"""What we say: `drip check`."""

from __future__ import annotations

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
