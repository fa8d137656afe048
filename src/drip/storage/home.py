"""Where a database is at home, and what the worker remembers of it outside the database.

A place is made of what differs for a copy. For a SQLite file: the file itself (its path, its inode
and its birth) and the machine, where that stays the same machine from start to start; in
containers, which come and go around a kept volume, the file alone counts. For PostgreSQL: the
address that it is reached by, and the numbers that its cluster gave the database and a table in it.
The worker's own file says which file it is itself, since whole folders are put back from backups.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, literal_column, select, text, update

from drip.domain.deliveries import Delivery, DeliveryState
from drip.engine.home import Recorded, Remembered
from drip.storage.birth import born
from drip.storage.database import Database, StorageError, Transaction
from drip.storage.ledger import FIELDS, PLANNED, value
from drip.storage.outcomes import note_letters
from drip.storage.tables import attempts, deliveries, installation

_MACHINE = Path("/etc/machine-id")
_CONTAINER_FILES = (Path("/.dockerenv"), Path("/run/.containerenv"))
_CONTAINER_NAMES = ("KUBERNETES_SERVICE_HOST", "DYNO", "FLY_MACHINE_ID", "RENDER", "K_SERVICE")
_CARDS = Path("/sys/class/net")
_FORGOTTEN = "This state of the database is older than what was sent: it may have gone already."


def place_of(database: Database, named: str = "") -> str:
    """Where this database is, as a short print; `named` stands for the machine where it is set."""
    if database.path is not None:
        status = database.path.stat()
        itself = f"{status.st_ino}:{born(database.path)}"
        traces = [named or _machine(), str(database.path.resolve()), itself]
    elif database.is_sqlite:
        traces = ["memory"]
    else:
        url = database.engine.url
        traces = [named or f"{url.host}:{url.port}", str(url.database), _number(database)]
    return hashlib.blake2b("\0".join(traces).encode(), digest_size=12).hexdigest()


def _machine() -> str:
    """What stays of a machine from start to start; empty in a container."""
    if any(file.exists() for file in _CONTAINER_FILES):
        return ""
    if any(os.environ.get(name) for name in _CONTAINER_NAMES):
        return ""
    try:
        machine = _MACHINE.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        machine = ""
    return f"{machine}:{_card()}"


def _card() -> str:
    """The address of a built-in, wired network card: a machine that is copied gets another one.

    Wireless cards make addresses up, and those on USB come and go with a desk.
    """
    addresses = []
    for card in sorted(_CARDS.glob("*")):
        try:
            bus = (card / "device" / "subsystem").resolve(strict=True).name
            if bus != "usb" and not (card / "phy80211").exists():
                addresses.append((card / "address").read_text("ascii").strip())
        except OSError:
            continue
    return min(addresses, default="")


def _number(database: Database) -> str:
    """The numbers of the database and of a table: one that is restored from a dump gets others."""
    with database.read() as tx:
        found = tx.execute(
            text(
                "SELECT oid, to_regclass('installation')::oid AS made"
                " FROM pg_database WHERE datname = current_database()"
            )
        )
        row = found.one()
    return f"{row.oid}:{row.made}"


def recorded(tx: Transaction) -> Recorded | None:
    """What the database says of itself; `None` before its first start."""
    row = tx.execute(select(installation.c.ref, installation.c.place)).first()
    if row is None:
        return None
    newest = tx.execute(select(func.max(attempts.c.id))).scalar()
    return Recorded(ref=row.ref, place=row.place, newest_call=newest or 0)


def settle_at(tx: Transaction, place: str) -> None:
    """Record where the database is at home from now on."""
    tx.execute(update(installation).values(place=place))


def forgot(tx: Transaction, until: datetime) -> None:
    """Record that letters and reports from before a moment may be missing here."""
    tx.execute(update(installation).values(forgot_until=until))


def forgot_until(tx: Transaction) -> datetime | None:
    """Up to when letters and reports may be missing here; `None` where none are."""
    found: datetime | None = tx.execute(select(installation.c.forgot_until)).scalar()
    return found


def doubt_what_is_due(tx: Transaction, now: datetime) -> list[Delivery]:
    """What is due by this older state may have gone: it becomes unknown, for evidence to settle."""
    rows = tx.execute(
        update(deliveries)
        .where(
            deliveries.c.state.in_((PLANNED, literal_column("'claimed'"))),
            deliveries.c.due_at <= now,
        )
        .values(
            state=DeliveryState.UNKNOWN.value,
            reason=_FORGOTTEN,
            handed_at=now,
            claim_token=None,
            lease_until=None,
        )
        .returning(*FIELDS)
    )
    doubted = [value(row) for row in rows]
    note_letters(tx, doubted)
    return doubted


def remembered(file: Path) -> Remembered | None:
    """What the worker's own file says; `None` where there is none that can be read."""
    try:
        said = json.loads(file.read_text("utf-8"))
        return Remembered(
            ref=str(said["installation"]),
            newest_call=int(said["newest_call"]),
            put_back=said["file"] != _which(file),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _which(file: Path) -> str:
    """Which file it is, by what a copy of it does not share."""
    birth = born(file)
    return str(birth) if birth else f"inode {file.stat().st_ino}"


def remember(file: Path, memory: Remembered) -> None:
    """Write the worker's own file, whole or not at all.

    Raises:
        StorageError: the data folder takes no file.
    """
    try:
        _write(file, memory)
    except OSError as error:
        raise StorageError(
            f"The worker cannot write {file}: {error.strerror}. Nothing leaves until it can, since"
            " this file shows whether a database was put back from a backup."
        ) from error


def _write(file: Path, memory: Remembered) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    said = {"installation": memory.ref, "newest_call": memory.newest_call}
    try:
        draft.touch()
        draft.write_text(json.dumps(said | {"file": _which(draft)}), "utf-8")
        draft.replace(file)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
