"""Two workers in one place at one time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from drip.storage.database import Database, Transaction

Answer = TypeVar("Answer")

#: How long the first one keeps its transaction open, in seconds, for the second to come in.
_OPEN = 0.5


def at_once(database: Database, act: Callable[[Transaction], Answer]) -> list[Answer]:
    """The same act by two, the second of whom begins while the first has not committed."""
    acted, other = threading.Event(), threading.Event()

    def first() -> Answer:
        with database.write() as tx:
            answer = act(tx)
            acted.set()
            other.wait(_OPEN)
        return answer

    def second() -> Answer:
        acted.wait()
        with database.write() as tx:
            answer = act(tx)
        other.set()
        return answer

    with ThreadPoolExecutor(2) as threads:
        return [one.result() for one in [threads.submit(first), threads.submit(second)]]
