"""`drip reply read`: what the reply path makes of an email, without storing anything."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drip.cli.output import as_json, print_json
from drip.errors import DripError

if TYPE_CHECKING:
    from drip.flow.mail_in.reply_reading import Context, ReplyRead, ReplyReader

_FILE = click.Path(path_type=Path, dir_okay=False)
_KEYS = ("text", "eml", "check_in", "letter")
_MOST_BYTES = 32 * 1024 * 1024


class BadLineError(DripError):
    """This line cannot be read."""


@click.group()
def reply() -> None:
    """What people write back."""


@reply.command("read")
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--jsonl", is_flag=True, help="Read lines of JSON from FILES or standard input.")
@click.option("--check-in", default="", metavar="SEQUENCE/STEP", help="What the letter asked.")
@click.option("--letter", type=_FILE, help="The text of the letter that was answered.")
@as_json
@click.pass_context
def read(ctx: click.Context, /, files: tuple[Path, ...], *, jsonl: bool, **how: Any) -> None:
    """Show what would be made of emails, and store nothing.

    FILES are emails as they came (.eml). With --jsonl each line of FILES or standard input is
    {"text": ...} or {"eml": PATH}, with "check_in": "sequence/step" and "letter": our text where
    they are known; one line is answered for each, in the same order. A line that cannot be read is
    answered by {"error": ...}, and the command ends with 1.
    """
    from drip.flow.mail_in.reply_reading import Context

    if not (jsonl or files):
        raise click.UsageError("Name emails, or write --jsonl and give lines of JSON.")
    reader = _reader()
    if jsonl:
        bad = sum(not _answered(reader, line) for line in _lines(files))
        ctx.exit(1 if bad else 0)
    letter = _text_of(how["letter"]) if how["letter"] else ""
    about = Context(check_in=how["check_in"], letter=letter)
    found = {str(file): _of_file(reader, file, about) for file in files}
    if how["as_json"]:
        print_json([{"file": name, **_as_data(one)} for name, one in found.items()])
        return
    for name, one in found.items():
        click.echo(f"{name}: {one.kind.value.replace('_', ' ')}")
        for line in _in_words(one):
            click.echo(f"  {line}")


def _lines(files: tuple[Path, ...]) -> Iterator[bytes]:
    if not files:
        yield from sys.stdin.buffer
    for file in files:
        yield from _text_of(file).encode().splitlines()


def _reader() -> ReplyReader:
    from drip.app import content_files
    from drip.flow.mail_in.reply_reading import ReplyReader
    from drip.settings import load

    settings = load()
    return ReplyReader(content_files(settings), settings.sending)


def _answered(reader: ReplyReader, line: bytes) -> bool:
    """Answer one line, and say whether it could be read."""
    try:
        data = _as_data(_read_line(reader, line))
    except DripError as error:
        data = {"error": error.message}
    except Exception as error:  # noqa: BLE001 - a line that breaks a reader costs no other
        data = {"error": f"This line could not be read ({type(error).__name__})."}
    click.echo(json.dumps(data, ensure_ascii=False).encode())
    return "error" not in data


def _read_line(reader: ReplyReader, line: bytes) -> ReplyRead:
    from drip.flow.mail_in.reply_reading import Context

    given = _parsed(line)
    about = Context(check_in=given.get("check_in", ""), letter=given.get("letter", ""))
    if "text" in given:
        return reader.of_text(given["text"], about)
    return _of_file(reader, Path(given["eml"]), about)


def _parsed(line: bytes) -> dict[str, str]:
    """The keys of a line that are known. A key that is null is left out."""
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadLineError("This line is no JSON in UTF-8.") from error
    if not isinstance(given, dict):
        raise BadLineError('This line is no JSON object such as {"text": "4"}.')
    known = {key: given[key] for key in _KEYS if given.get(key) is not None}
    for key, value in known.items():
        if not isinstance(value, str):
            raise BadLineError(f'"{key}" is no text.')
    if ("text" in known) == ("eml" in known):
        raise BadLineError('A line has either "text" or "eml".')
    return {key: _whole(value) for key, value in known.items()}


def _whole(text: str) -> str:
    """The text with halves of characters replaced, which no encoding could write."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _of_file(reader: ReplyReader, file: Path, about: Context) -> ReplyRead:
    try:
        if file.stat().st_size > _MOST_BYTES or not file.is_file():
            raise BadLineError(f"{file} is no email: no file, or larger than 32 MB.")
        raw = file.read_bytes()
    except (OSError, ValueError) as error:
        raise BadLineError(f"{file} cannot be read.") from error
    return reader.of_mail(raw, about)


def _text_of(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise BadLineError(f"{file} cannot be read.") from error


def _as_data(one: ReplyRead) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "text": one.text,
        "answers": [
            {
                "question": answer.question,
                "value": answer.value,
                "sentence": answer.sentence,
                "confidence": answer.confidence,
            }
            for answer in one.answers
        ],
        "urgent": one.urgent,
        "groups": list(one.groups),
        "unsubscribe": one.unsubscribe,
        "needs_person": one.needs_person,
    }


def _in_words(one: ReplyRead) -> Iterator[str]:
    from drip.engine.replies import SURE

    if one.urgent:
        yield f"URGENT, goes on top: {', '.join(one.groups)}"
    if one.unsubscribe:
        yield "Wants no more emails."
    for answer in one.answers:
        counts = "counts" if answer.confidence >= SURE else "a suggestion for staff"
        sure = f"{answer.confidence:.2f}, {counts}"
        yield f'{answer.question}: {answer.value} ({sure}): "{answer.sentence}"'
    if one.needs_person:
        yield "Needs a person: it could not be judged."
    for line in one.text.splitlines():
        yield f"| {line}"
