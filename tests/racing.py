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


def at_once(
    database: Database, act: Callable[[Transaction, Callable[[], object]], Answer]
) -> list[Answer]:
    """The same act by two, each in a transaction of its own; both answers.

    In the midst of it, where it calls what it is given, the second one begins.
    """
    midst, over = threading.Event(), threading.Event()

    def first() -> Answer:
        def wait() -> None:
            midst.set()
            over.wait(_OPEN)

        with database.write() as tx:
            return act(tx, wait)

    def second() -> Answer:
        midst.wait()
        with database.write() as tx:
            answer = act(tx, lambda: None)
        over.set()
        return answer

    with ThreadPoolExecutor(2) as threads:
        return [one.result() for one in [threads.submit(first), threads.submit(second)]]
