"""`drip preview`: letters as files and pictures, before anybody gets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drip.cli.output import as_json, print_json
from drip.errors import DripError

if TYPE_CHECKING:
    from drip.content.revision import Revision
    from drip.domain.letters import Letter
    from drip.flow.letters.preview import Reader, Wanted


class NotReadyError(DripError):
    """The sequence has mistakes; `drip check` shows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """One letter's files. `bytes` counts the HTML part, `words` the text part."""

    letter: str
    subject: str
    bytes: int
    words: int
    files: tuple[Path, ...]


@click.command()
@click.argument("sequence")
@click.argument("step", required=False, default="")
@click.option("--all", "everything", is_flag=True, help="Every letter of the sequence.")
@click.option(
    "--as",
    "persona",
    default="",
    metavar="PERSONA",
    help="Who reads it: margaret, no-questions (did not agree to health questions), long-name, "
    "or a persona of sequences/_personas by its name or file.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to; preview/SEQUENCE if not given.",
)
@as_json
def preview(
    sequence: str,
    step: str,
    persona: str,
    out: Path | None,
    *,
    everything: bool,
    as_json: bool,
) -> None:
    """Show a letter as a person would get it: HTML, text, headers, and pictures.

    STEP is a step's id, a fixed letter (_confirm, _safety ...), or _reminder:STEP for the reminder
    of a step's questions. What is written: STEP.html, STEP.txt, STEP.headers.txt, STEP.eml (to open
    in a mail program) and, where there is a browser, pictures of a phone and a desktop in light and
    dark and without images. Nothing is sent, and no link in a preview works.
    """
    from drip.flow.letters.preview import all_of, wanted

    if bool(step) == everything:
        raise click.UsageError("Which letter? Name a STEP, or say --all.")
    revision = _revision(sequence)
    reader = _reader(persona)
    chosen = all_of(revision, reader) if everything else [wanted(revision, step)]
    folder = out or Path("preview") / sequence
    written = [_write(folder, one.title, _letter(revision, one, reader)) for one in chosen]
    pictures, missing = _pictures(folder, written)
    if as_json:
        print_json({"letters": written, "pictures": pictures, "missing": missing})
        return
    for done in written:
        click.echo(f"{done.letter}: {done.subject} ({done.words} words, {done.bytes:,} bytes)")
    count = f"{len(written)} letters" if len(written) > 1 else "The letter"
    click.echo(f"{count} for {reader.first_name}, and {len(pictures)} pictures: {folder}")
    if missing:
        click.echo(missing)


def _revision(key: str) -> Revision:
    """The sequence as it lies in the content folder."""
    from drip.app import content_files
    from drip.content.bundle import bundle
    from drip.content.check import check
    from drip.content.revision import read_revision
    from drip.settings import load

    settings = load()
    files = content_files(settings)
    checked = check(files)
    if key not in checked.sequences or checked.clinic is None:
        known = ", ".join(checked.sequences) or "none that is free of mistakes"
        raise NotReadyError(
            f"There is no sequence {key!r} to show. There is: {known}. `drip check` shows mistakes."
        )
    return read_revision(0, bundle(files, key), base_url=settings.site)


def _reader(persona: str) -> Reader:
    """One of the readers that are always there, or a persona as `drip simulate` knows it."""
    from drip.app import content_files
    from drip.cli.simulate import find_persona
    from drip.flow.letters.preview import READERS, Reader
    from drip.settings import load

    if not persona or persona in READERS:
        return READERS[persona or next(iter(READERS))]
    found = find_persona(content_files(load()), persona)
    zone = found.moves[-1].zone if found.moves else Reader().zone
    return Reader(first_name=found.key.capitalize(), zone=zone, health_consent=found.health)


def _letter(revision: Revision, one: Wanted, reader: Reader) -> Letter:
    from drip.app import wall
    from drip.flow.letters.preview import preview as preview_letter

    return preview_letter(revision, one, reader, wall())


def _write(folder: Path, title: str, letter: Letter) -> Previewed:
    from drip.delivery.mime import mime
    from drip.domain.merge import render_plain

    html, text = render_plain(letter.compiled, letter.values)
    message = mime(letter)
    head = message.partition(b"\r\n\r\n")[0].replace(b"\r\n", b"\n") + b"\n"
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        ".html": html.encode(),
        ".txt": text.encode(),
        ".headers.txt": head,
        ".eml": message,
    }
    for ending, content in contents.items():
        (folder / f"{title}{ending}").write_bytes(content)
    return Previewed(
        letter=title,
        subject=letter.compiled.subject,
        bytes=len(contents[".html"]),
        words=len(text.split()),
        files=tuple(folder / f"{title}{ending}" for ending in contents),
    )


def _pictures(folder: Path, written: Sequence[Previewed]) -> tuple[list[Path], str]:
    """The pictures taken, or a sentence on why there are none."""
    from drip.cli.pictures import NoPicturesError, take

    pages = {one.letter: (folder / f"{one.letter}.html").read_text("utf-8") for one in written}
    try:
        return take(pages, folder), ""
    except NoPicturesError as error:
        return [], error.message
