"""A clock that is moved by hand, and only forward."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta


class VirtualClock:
    """Shows a moment until it is moved. Safe for threads.

    After `run` it also goes on by itself, at the pace of a steady counter of seconds.
    """

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware moment")
        self._shown = start
        self._steady: Callable[[], float] | None = None
        self._since = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """What the clock shows, aware UTC."""
        with self._lock:
            return self._read()

    def move_to(self, moment: datetime) -> None:
        """Show a later moment; an earlier one changes nothing."""
        with self._lock:
            self._shown = max(moment, self._read())
            if self._steady is not None:
                self._since = self._steady()

    def forward(self, span: timedelta) -> None:
        """Move on by a span."""
        self.move_to(self.now() + span)

    def run(self, steady: Callable[[], float]) -> None:
        """Let the clock go by itself from here on."""
        with self._lock:
            self._shown = self._read()
            self._steady, self._since = steady, steady()

    def _read(self) -> datetime:
        if self._steady is None:
            return self._shown
        return self._shown + timedelta(seconds=self._steady() - self._since)
