"""One database, SQLite or PostgreSQL, opened the careful way.

`write()` is a transaction that holds the writer's place from its first statement (`BEGIN IMMEDIATE`
on SQLite), so that read-then-write is atomic; `read()` never blocks a writer. A transaction never
spans a call to the outside.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import StaticPool

from drip.errors import DripError

Transaction = Connection

#: How long a connection waits for a lock, in seconds.
_PATIENCE = 15
_PRAGMAS = (
    # FULL: with NORMAL a power cut can forget an intent, and the letter would go twice.
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={_PATIENCE * 1000}",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "journal_size_limit=67108864",
    "temp_store=MEMORY",
)
_POSTGRES = (
    "-c statement_timeout=15s -c lock_timeout=5s "
    "-c idle_in_transaction_session_timeout=30s -c synchronous_commit=on -c timezone=UTC"
)


class StorageError(DripError):
    """The database could not do what was asked."""


class Database:
    """An opened database. `url` is a SQLAlchemy URL; `sqlite://` alone lives in memory.

    An in-memory database has one connection, shared under a lock.
    """

    def __init__(self, url: str) -> None:
        self.url = normal_url(url)
        self._here = threading.local()
        self.engine = _open(self.url)
        self._memory_lock = threading.RLock() if is_memory(self.url) else None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file (or memory) of one process that sends."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path | None:
        """The SQLite file, if there is one."""
        if not self.is_sqlite or is_memory(self.url):
            return None
        return Path(str(self.url.database))

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside a transaction: no outside call may be made then."""
        return bool(getattr(self._here, "depth", 0))

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that may change things; commits at the end, rolls back on an error."""
        with self._transaction(readonly=False) as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that only reads."""
        with self._transaction(readonly=True) as tx:
            yield tx

    @contextmanager
    def _transaction(self, *, readonly: bool) -> Iterator[Transaction]:
        if self._memory_lock:
            self._memory_lock.acquire()
        self._here.depth = getattr(self._here, "depth", 0) + 1
        try:
            with (
                self.engine.connect().execution_options(drip_readonly=readonly) as tx,
                tx.begin(),
            ):
                yield tx
        except exc.SQLAlchemyError as error:
            if not _is_the_databases(error):
                raise
            raise StorageError(_words(error)) from error
        finally:
            self._here.depth -= 1
            if self._memory_lock:
                self._memory_lock.release()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def normal_url(url: str) -> URL:
    """The URL with the driver that Drip ships: hosts still hand out `postgres://`."""
    for old in ("postgres://", "postgresql://"):
        if url.startswith(old):
            url = "postgresql+psycopg://" + url[len(old) :]
    return make_url(url)


def is_memory(url: URL) -> bool:
    """Whether a SQLite URL names no file."""
    return url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}


def _open(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=10,
        pool_timeout=15,
        connect_args={
            "options": _POSTGRES,
            "application_name": "drip",
            # A host that swallows what is sent to it would hold a start for minutes.
            "connect_timeout": 10,
            "keepalives_idle": 10,
            "keepalives_interval": 3,
            "keepalives_count": 3,
            # Server-side prepared statements break behind PgBouncer in transaction mode.
            "prepare_threshold": None,
        },
    )


def _open_sqlite(url: URL) -> Engine:
    # Statement errors are logged, and their parameters hold addresses and answers.
    options: dict[str, Any] = {
        "hide_parameters": True,
        "connect_args": {"check_same_thread": False, "timeout": _PATIENCE},
    }
    if is_memory(url):
        options["poolclass"] = StaticPool
    engine = create_engine(url, **options)

    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _record: Any) -> None:
        # The driver must not begin by itself: its own transactions lose updates.
        dbapi.isolation_level = None
        _keep_a_log(dbapi)
        for pragma in _PRAGMAS:
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        readonly = connection.get_execution_options().get("drip_readonly")
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")

    return engine


def _keep_a_log(dbapi: Any) -> None:
    """Turn a new file to write-ahead logging, which programs that open it at once do in turn.

    SQLite answers "locked" at once here, without its own wait: two that both hold a read lock
    would wait for each other for ever (https://www.sqlite.org/c3ref/busy_handler.html).
    """
    give_up = time.monotonic() + _PATIENCE
    while True:
        try:
            dbapi.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def _is_the_databases(error: exc.SQLAlchemyError) -> bool:
    """Whether the database is in trouble, or away; anything else is a mistake of ours.

    A standby that was put in charge refuses to write (InternalError), a line that was cut is
    closed (InterfaceError), and a damaged SQLite file is a plain DatabaseError.
    """
    troubles = (exc.OperationalError, exc.InternalError, exc.InterfaceError, exc.TimeoutError)
    return isinstance(error, troubles) or type(error) is exc.DatabaseError


def _words(error: exc.SQLAlchemyError) -> str:
    said = str(error.orig if isinstance(error, exc.DBAPIError) else error)
    if "locked" in said:
        return "The database is busy: another program holds it. Nothing was changed; try again."
    if "disk" in said and "full" in said:
        return "The disk is full. Nothing was changed; make room, and the work resumes by itself."
    return f"The database could not do this: {said.splitlines()[0] if said else 'no reason given'}"
