"""What we say, and whether it may be said: `drip check`, `drip sign-off`."""

from __future__ import annotations

from pathlib import Path

import click

from drip.cli.output import as_json, print_json

_PATHS = click.Path(path_type=Path)


@click.command()
@click.argument("files", nargs=-1, type=_PATHS)
@click.option("--verbose", is_flag=True, help="Also notes, and the reading age of each letter.")
@as_json
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...], *, verbose: bool, as_json: bool) -> None:
    """Check sequences and letters, and say what to write instead.

    Every problem comes with its file, line and column. Warnings alone end with 0. A warning that
    is meant so is explained in the file: in a sequence by a comment on or above its line,
    "# explained CODE: the reason"; in a letter by a line of the front matter,
    "explained: {CODE: the reason}". Then it is a note, which --verbose shows.
    """
    from drip.app import wall
    from drip.cli.findings import narrowed, print_problems
    from drip.cli.signatures import signed_so_far
    from drip.content.check import check as check_content
    from drip.content.diagnostics import as_data
    from drip.content.files import find_content, read_texts
    from drip.content.problems import Severity
    from drip.settings import load

    settings = load()
    read = read_texts(find_content(settings.content_dir))
    texts = read.files
    checked = check_content(texts, signed=signed_so_far(settings), today=wall().date())
    problems = narrowed((*read.problems, *checked.problems), texts, files)
    ages = checked.reading_ages
    fine = not any(one.severity is Severity.ERROR for one in problems)
    if as_json:
        print_json({"fine": fine, "problems": as_data(problems), "reading_ages": ages})
    else:
        count = len(checked.sequences)
        sequences = "1 sequence" if count == 1 else f"{count} sequences"
        click.echo(f"{sequences} and {len(checked.letters)} letters checked.")
        for path in sorted(ages) if verbose else ():
            click.echo(f"{path}: reading age {ages[path]:g}")
        shown = [one for one in problems if verbose or one.severity is not Severity.NOTE]
        print_problems(shown, texts)
    ctx.exit(0 if fine else 1)


@click.command("sign-off")
@click.argument("sequence", default="")
@click.argument("step", default="")
@click.option("--by", default="", help="The name of the person who answers for the text.")
@click.option("--note", default="", help="Why it may stand, for the record.")
@as_json
def sign_off(sequence: str, step: str, by: str, note: str, *, as_json: bool) -> None:
    """Sign the exact text of a letter that makes a claim.

    STEP is the letter's step; question:NAME signs a question. One changed letter of the text makes
    it a new text, which nobody has signed. Without SEQUENCE and STEP: what waits for a signature.
    """
    if not sequence:
        _waiting(as_json=as_json)
        return
    if not step:
        raise click.UsageError("Which step's letter? Write: drip sign-off SEQUENCE STEP --by NAME")
    if not by:
        raise click.UsageError('A signature needs a name: --by "Dana Reyes".')
    from drip.app import content_files, running
    from drip.flow.publishing.sign_off import sign_off as sign
    from drip.settings import load

    settings = load()
    texts = content_files(settings)
    with running(settings) as services:
        done = sign(services, texts, sequence=sequence, step=step, by=by, note=note)
    if as_json:
        print_json(done)
        return
    for sentence in done.sentences:
        click.echo(f'  "{sentence}"')
    word = "signed off" if done.fresh else "signed off before"
    click.echo(f"{sequence} {step}: {word} by {done.by}, for exactly this text.")


def _waiting(*, as_json: bool) -> None:
    from drip.app import content_files, running
    from drip.flow.publishing.sign_off import waiting
    from drip.settings import load

    settings = load()
    texts = content_files(settings)
    with running(settings) as services:
        found = waiting(services, texts)
    if as_json:
        print_json(found)
        return
    for one in found:
        for sentence in one.sentences:
            click.echo(f'  "{sentence}"')
        click.echo(
            f'{one.sequence} {one.step}: waits; drip sign-off {one.sequence} {one.step} --by "NAME"'
        )
    if not found:
        click.echo("Nothing waits for a signature.")
