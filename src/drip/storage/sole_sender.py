"""Only one process sends from a SQLite file; the operating system holds the lock.

A lock file beside the database is locked for as long as its process lives, so nothing is left
behind by `kill -9`.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from drip.storage.database import Database, StorageError


class SecondSenderError(StorageError):
    """Another Drip process already sends from this SQLite file."""

    def __init__(self, name: str, pid: str) -> None:
        other = f" (process {pid})" if pid else ""
        super().__init__(
            f"Another Drip worker{other} already sends from {name}. A SQLite file has one worker: "
            "stop that one first, or move to PostgreSQL to run several."
        )


@contextmanager
def sole_sender(database: Database) -> Iterator[None]:
    """Be the one process that sends from this database, as long as the block lasts.

    PostgreSQL divides the work itself; there nothing is locked.

    Raises:
        SecondSenderError: another process is it already.
    """
    if database.path is None:
        yield
        return
    # Beside the file itself: another name of it, by a symbolic link, is the same file.
    path = database.path.resolve()
    lock = path.with_name(f"{path.name}.worker")
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            pid = os.pread(descriptor, 32, 0).decode("ascii", "ignore").strip()
            raise SecondSenderError(database.path.name, pid) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
