"""Ending on a signal: no traceback, and what is in hand is finished."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_KINDS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def told_to_stop() -> Iterator[threading.Event]:
    """An event that is set when somebody asks this process to end; asking twice is the same."""
    told = threading.Event()
    before = [signal.signal(kind, lambda *_: told.set()) for kind in _KINDS]
    try:
        yield told
    finally:
        for kind, handler in zip(_KINDS, before, strict=True):
            signal.signal(kind, handler)
