"""What is in force: `drip plan`, `drip publish`, `drip export`."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drip.cli.output import as_json, print_json

if TYPE_CHECKING:
    from drip.flow.in_force.revisions import Published
    from drip.flow.publishing.export import Export
    from drip.flow.publishing.publish import Outcome

_PATHS = click.Path(path_type=Path)
_LIMIT = 20


@click.command()
@click.argument("files", nargs=-1, type=_PATHS)
@as_json
@click.pass_context
def plan(ctx: click.Context, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Show what publishing would do to the people now enrolled.

    The content folder, or the sequences in FILE, against what is in force. Nothing is changed.
    """
    from drip.app import content_texts, running
    from drip.cli.effects import effect_data, print_effects
    from drip.cli.findings import print_problems, sequences_of
    from drip.content.diagnostics import as_data
    from drip.flow.in_force.agreement import Terms
    from drip.flow.publishing.publish import rehearse
    from drip.settings import load

    settings = load()
    read = content_texts(settings)
    texts = read.files
    terms = Terms(only=sequences_of(texts, files), unread=read.problems)
    with running(settings) as services:
        found = rehearse(services, texts, terms)
    refused = found.prepared.refused
    if as_json:
        problems = as_data(found.prepared.problems)
        print_json({"refused": refused, "problems": problems, **effect_data(found.foreseen)})
    else:
        if found.prepared.problems:
            print_problems(found.prepared.problems, texts)
        print_effects(found.foreseen)
        _say_refused(refused, found.foreseen.base)
    ctx.exit(1 if refused else 0)


@click.command()
@click.argument("files", nargs=-1, type=_PATHS)
@click.option("--note", default="", help="A word on what changed, for the record.")
@click.option("--by", default="cli", help="Who publishes, for the record.")
@click.option("--dry-run", is_flag=True, help="Only say what it would do, as `drip plan` does.")
@click.option("--yes", is_flag=True, help="Publish however many letters are brought forward.")
@click.option(
    "--limit",
    default=_LIMIT,
    show_default=True,
    type=click.IntRange(min=0),
    help="So many letters may be brought into the next 24 hours without --yes.",
)
@click.option("--over", default="", metavar="HASH", help="Replace this revision of a colleague's.")
@click.option("--history", is_flag=True, help="Show who published what, newest first.")
@as_json
@click.pass_context
def publish(  # noqa: PLR0913 - one for each option
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    note: str,
    by: str,
    dry_run: bool,
    yes: bool,
    limit: int,
    over: str,
    history: bool,
    as_json: bool,
) -> None:
    """Publish the content folder, or the sequences in FILE, and let it reach people.

    Of a sequence with mistakes the last good revision stays in force. What the staff editor
    published meanwhile is shown, and replaced only with --over.
    """
    from drip.app import content_texts, refuse_sample_files, running
    from drip.cli.findings import sequences_of
    from drip.flow.in_force.agreement import Terms
    from drip.flow.publishing import publish as publishing
    from drip.settings import load

    if history:
        ctx.invoke(_history, as_json=as_json)
        ctx.exit()
    if dry_run:
        ctx.invoke(plan, files=files, as_json=as_json)
    settings = load()
    read = content_texts(settings)
    texts = read.files
    refuse_sample_files(texts, settings)
    terms = Terms(only=sequences_of(texts, files), over=over, unread=read.problems)
    bound = None if yes else limit
    edition = publishing.Edition(files=texts, author=by, note=note, terms=terms, limit=bound)
    with running(settings) as services:
        done = publishing.publish(services, edition)
    _report(ctx, done, texts, as_json=as_json)


def _report(ctx: click.Context, done: Outcome, texts: Mapping[str, str], *, as_json: bool) -> None:
    from drip.cli.effects import effect_data, print_effects

    published = done.published
    if as_json:
        report = dataclasses.asdict(published) if published else {"revisions": {}, "changed": []}
        foreseen = effect_data(done.foreseen)
        print_json({**report, "needs_yes": published is None, "foreseen": foreseen})
    elif published is None:
        print_effects(done.foreseen)
        click.secho(
            f"Nothing was published: {done.foreseen.hastened} letters would be brought into the "
            "next 24 hours. If that is meant, add --yes.",
            fg="red",
        )
    else:
        _say(published, texts, done.foreseen.base)
    ctx.exit(1 if published is None or published.refused or published.conflicts else 0)


def _say(done: Published, texts: Mapping[str, str], base: Container[str]) -> None:
    from drip.cli.findings import print_problems

    print_problems((*done.problems, *done.warnings), texts)
    for key, revision in done.revisions.items():
        if key in done.changed:
            click.echo(f"{key}: published, revision {revision}")
        elif key in done.behind:
            click.echo(
                f"{key}: somebody published it elsewhere since; your files have not changed. "
                "`drip export` brings them up to date"
            )
        elif all(one.sequence != key for one in done.conflicts):
            click.echo(f"{key}: unchanged, revision {revision}")
    for conflict in done.conflicts:
        click.echo(conflict.theirs, nl=False)
        click.secho(
            f"{conflict.sequence}: not published. {conflict.author} published what stands above "
            f"on {conflict.at}, and your files do not know it. Take it over (`drip export DIR` "
            f"writes it as files), or replace it with --over {conflict.over}",
            fg="red",
        )
    _say_refused(done.refused, base)
    for key in done.removed:
        click.echo(f"{key}: has no file any more; it is paused, and nothing is deleted")


def _say_refused(refused: Sequence[str], in_force: Container[str]) -> None:
    for key in refused:
        stays = "its last good revision stays in force"
        still = stays if key in in_force else "nothing of it is in force yet"
        click.secho(f"{key}: refused; {still}", fg="red")


@click.command()
@as_json
def _history(*, as_json: bool) -> None:
    """Who published what, newest first."""
    from drip.app import running
    from drip.cli.effects import print_history
    from drip.settings import load
    from drip.storage.publications import history

    with running(load()) as services, services.database.read() as tx:
        acts = history(tx)
    if as_json:
        print_json(acts)
    else:
        print_history(acts)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--force", is_flag=True, help="Overwrite files that somebody has changed.")
@as_json
@click.pass_context
def export(ctx: click.Context, folder: Path, *, force: bool, as_json: bool) -> None:
    """Write the revisions in force to FOLDER, as `sequences` and `templates`.

    The safety words belong to no revision: they come from the content folder as they stand there.
    Into the content folder this settles what the staff editor published: files and database agree
    again. Files that somebody changed since are not overwritten.
    """
    from drip.app import running
    from drip.content.files import find_content, read_files
    from drip.content.safety import PATH as SAFETY_WORDS
    from drip.flow.publishing.export import agreed
    from drip.flow.publishing.export import export as work_out
    from drip.settings import load

    settings = load()
    ours = read_files(find_content(settings.content_dir))
    beside = {path: text for path, text in ours.items() if path == SAFETY_WORDS}
    with running(settings) as services:
        found = work_out(services, read_files(folder) if folder.is_dir() else {}, beside)
        if not found.changed or force:
            _write(folder, found)
            # Publishing reads the content folder: a copy elsewhere settles nothing.
            if folder.resolve() == find_content(settings.content_dir).resolve():
                agreed(services, found.agreeing)
    if as_json:
        print_json(found)
    elif found.changed and not force:
        for path in found.changed:
            click.secho(f"{path}: changed since both sides agreed; not overwritten", fg="red")
        click.echo("Nothing was written. Publish these changes first, or overwrite with --force.")
    else:
        click.echo(f"{len(found.write)} files written, {len(found.delete)} deleted.")
    ctx.exit(1 if found.changed and not force else 0)


def _write(folder: Path, found: Export) -> None:
    for path, text in found.write.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    for path in found.delete:
        (folder / path).unlink(missing_ok=True)
