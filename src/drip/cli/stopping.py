"""Ending on a signal: no traceback, and what is in hand is finished."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_KINDS = (signal.SIGINT, signal.SIGTERM)


class Told(threading.Event):
    """Set when somebody asks this process to end; `by` is the first signal that did."""

    by: signal.Signals = signal.SIGTERM

    def hear(self, number: int, _frame: Any) -> None:
        """Take a signal; asking twice is the same."""
        if not self.is_set():
            self.by = signal.Signals(number)
            self.set()


@contextmanager
def told_to_stop() -> Iterator[Told]:
    """Hear signals as an event, as long as the block lasts."""
    told = Told()
    before = [signal.signal(kind, told.hear) for kind in _KINDS]
    try:
        yield told
    finally:
        for kind, handler in zip(_KINDS, before, strict=True):
            signal.signal(kind, handler)
