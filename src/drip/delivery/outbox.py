"""The outbox: a folder of `.eml` files, one folder a day, that stands in for sending.

A file's name comes from the letter's ref and never changes, so a letter is in the outbox once or
not at all, and a look into the folders is proof either way.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from drip.delivery.mime import mime
from drip.delivery.transport import TransportError, in_batches
from drip.domain.deliveries import Outcome, Result
from drip.domain.letters import Letter
from drip.errors import DripError

SUFFIX = ".eml"
_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")


class OutboxFolderError(TransportError):
    """The folder of the outbox cannot be made or written to."""


class Outbox:
    """Writes letters as files. Any number of processes may share one folder."""

    name = "outbox"
    batch = 200
    at_once = 1

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutboxFolderError(
                f"The outbox folder {folder} cannot be made: {error}."
            ) from error
        self.folder = folder

    def calls(self, letters: Sequence[Letter]) -> list[Sequence[Letter]]:
        """As they come, a batch at a time."""
        return in_batches(letters, self.batch)

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Write the letters; one outcome each, in order. A letter that is there already counts."""
        outcomes: list[Outcome] = []
        days: set[Path] = set()
        for letter in letters:
            day = self.folder / letter.date.astimezone(UTC).date().isoformat()
            outcomes.append(_write(letter, day))
            days.add(day)
        return outcomes if all(map(_settle, days)) else [_doubted(one) for one in outcomes]

    def find(self, sent: Mapping[str, datetime]) -> Mapping[str, bool]:
        """Whether each ref is in the outbox, on any day: a letter keeps its first date."""
        days = [entry for entry in self.folder.iterdir() if entry.is_dir()]
        return {ref: any((day / f"{ref}{SUFFIX}").exists() for day in days) for ref in sent}

    def close(self) -> None:
        """Nothing is held open."""


def _write(letter: Letter, day: Path) -> Outcome:
    if not _REF.fullmatch(letter.ref):
        return _refused(letter, "its ref cannot name a file", permanent=True)
    try:
        message = mime(letter)
    except DripError as error:
        return _refused(letter, error.message, permanent=True)
    target = day / f"{letter.ref}{SUFFIX}"
    try:
        _write_once(target, message)
    except OSError as error:
        return _refused(letter, f"not written: {os.strerror(error.errno or 0)}", permanent=False)
    return Outcome(
        delivery_id=letter.delivery_id,
        result=Result.ACCEPTED,
        receipt=f"{day.name}/{target.name}",
    )


def _write_once(target: Path, message: bytes) -> None:
    """Put a whole file in its place, or leave the one that is there. Raises OSError."""
    if target.exists():
        return
    target.parent.mkdir(exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    try:
        with draft.open("xb") as file:
            file.write(message)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _settle(day: Path) -> bool:
    """Make a folder's new names last. False when the disk would not say so."""
    try:
        handle = os.open(day, os.O_RDONLY)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        os.fsync(handle)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def _refused(letter: Letter, detail: str, *, permanent: bool) -> Outcome:
    return Outcome(
        delivery_id=letter.delivery_id,
        result=Result.REFUSED,
        permanent=permanent,
        detail=detail,
    )


def _doubted(outcome: Outcome) -> Outcome:
    """A file whose name may not last is neither taken nor refused; `find` will tell."""
    if outcome.result is not Result.ACCEPTED:
        return outcome
    return Outcome(
        delivery_id=outcome.delivery_id, result=Result.UNKNOWN, detail="the folder was not saved"
    )
