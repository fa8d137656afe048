"""Brings a database to the schema of this Drip, under a lock, in one transaction.

Whoever comes second waits for the first and then finds nothing to do. A database from a newer Drip
is refused before anything is read from it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import inspect, text

from drip.storage.database import Database, StorageError, Transaction

#: "Drip" in ASCII: marks a SQLite file as ours (https://www.sqlite.org/fileformat.html, offset 68).
APPLICATION_ID = 0x44726970
#: The key of PostgreSQL's advisory lock; any constant that nobody else uses.
_LOCK = 0x44726970
_FOLDER = Path(__file__).with_name("migrations")
_VERSION_TABLE = "alembic_version"


class NewerDatabaseError(StorageError):
    """This database was written by a newer Drip."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(
            f"This database was written by a newer Drip: its schema is at {found}, and this Drip "
            f"knows revisions up to {newest()}. Nothing was changed. Start the newer Drip again; "
            "or go back: stop Drip, put the copy from before the upgrade in the database's place "
            "(for SQLite it lies beside it, as NAME.before-REVISION), and start this one."
        )


class ForeignDatabaseError(StorageError):
    """This file belongs to another program. Point DATABASE_URL to a file of Drip's own."""


def newest() -> str:
    """The revision that this Drip works with."""
    return max(_known())


def current(database: Database) -> str | None:
    """The revision that the database is at; `None` for an empty one."""
    with database.read() as tx:
        return _current(tx)


def steps_to_go(database: Database) -> list[str]:
    """The revisions that `upgrade` would run.

    Raises:
        NewerDatabaseError: the database is ahead of this Drip.
        ForeignDatabaseError: it is another program's.
    """
    with database.read() as tx:
        _refuse_foreign(tx)
        return _ahead_of(_current(tx))


def upgrade(database: Database) -> list[str]:
    """Run the revisions that are missing; tells which. An older SQLite file is copied first.

    Raises:
        NewerDatabaseError: the database is ahead of this Drip.
        ForeignDatabaseError: it is another program's.
    """
    if not steps_to_go(database):
        return []
    _copy_aside(database)
    with _alone(database) as tx:
        # Another process may have been quicker while this one waited for the lock.
        steps = _ahead_of(_current(tx))
        if steps:
            _run(tx)
        if database.is_sqlite:
            tx.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
    return steps


def _run(tx: Transaction) -> None:
    # Only who has something to do pays for Alembic: it weighs 10 MB in every process.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["transaction"] = tx
    command.upgrade(config, "head")


def _known() -> list[str]:
    """The revisions that lie in the package, in order: files are called `0001_people.py`."""
    return sorted(path.name.partition("_")[0] for path in _FOLDER.glob("versions/[0-9]*_*.py"))


def _ahead_of(found: str | None) -> list[str]:
    known = _known()
    if found is not None and found not in known:
        raise NewerDatabaseError(found)
    return [revision for revision in known if found is None or revision > found]


def _current(tx: Transaction) -> str | None:
    if not inspect(tx).has_table(_VERSION_TABLE):
        return None
    found: str | None = tx.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()  # noqa: S608 - our own name
    return found


def _refuse_foreign(tx: Transaction) -> None:
    if tx.dialect.name != "sqlite":
        return
    mark = tx.execute(text("PRAGMA application_id")).scalar_one()
    if mark != APPLICATION_ID and inspect(tx).get_table_names():
        raise ForeignDatabaseError


@contextmanager
def _alone(database: Database) -> Iterator[Transaction]:
    """A writing transaction that no other migration runs beside."""
    with database.write() as tx:
        if not database.is_sqlite:
            tx.execute(text("SET LOCAL lock_timeout = '60s'"))
            tx.execute(text("SET LOCAL statement_timeout = 0"))
            tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield tx


def _copy_aside(database: Database) -> None:
    """Copy an existing SQLite file to `NAME.before-REVISION`, unless that copy is there."""
    with database.read() as tx:
        found = _current(tx)
    if database.path is None or found is None:
        return
    aside = database.path.with_name(f"{database.path.name}.before-{newest()}")
    if aside.exists():
        return
    # VACUUM INTO is safe beside writers, where sqlite3's own backup starts over.
    source = sqlite3.connect(database.path)
    try:
        source.execute("VACUUM INTO ?", (str(aside),))
    finally:
        source.close()
