"""The database's clock: the one that several workers agree on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from drip.storage.database import Database

_ASK_EVERY = 2.0


class DatabaseClock:
    """PostgreSQL's time, asked every two seconds and moved on in between by a steady clock."""

    def __init__(self, database: Database, steady: Callable[[], float]) -> None:
        self._database = database
        self._steady = steady
        self._lock = threading.Lock()
        self._asked: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """The present, aware UTC. Inside a transaction it asks nothing.

        Raises:
            StorageError: the database is away.
        """
        at = self._steady()
        with self._lock:
            asked = self._asked
        if asked is None or (at - asked[1] > _ASK_EVERY and not self._database.in_transaction):
            asked = self._ask()
        said, when = asked
        return said + timedelta(seconds=self._steady() - when)

    def _ask(self) -> tuple[datetime, float]:
        with self._database.read() as tx:
            said: datetime = tx.execute(text("SELECT clock_timestamp()")).scalar_one()
        asked = (said.astimezone(UTC), self._steady())
        with self._lock:
            self._asked = asked
        return asked
