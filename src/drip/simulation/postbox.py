"""What arrives at invented people: every letter that was handed over, with its links."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime

from drip.delivery.transport import Transport, in_batches
from drip.domain.deliveries import Outcome, Result
from drip.domain.letters import Letter

_REMEMBERED = 1_000


class Postbox:
    """A transport that keeps a copy of every letter for its reader, before another transport.

    Without another transport it takes every letter itself.
    """

    def __init__(self, onward: Transport | None = None) -> None:
        self._onward = onward
        self._unread: list[Letter] = []
        self._passed: deque[Letter] = deque(maxlen=_REMEMBERED)
        self._lock = threading.Lock()
        self.name = onward.name if onward else "postbox"
        self.batch = onward.batch if onward else 1000
        self.at_once = onward.at_once if onward else 1

    def calls(self, letters: Sequence[Letter]) -> list[Sequence[Letter]]:
        """The other transport's own split."""
        return self._onward.calls(letters) if self._onward else in_batches(letters, self.batch)

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Hand the letters on, and keep those that were taken."""
        if self._onward is None:
            outcomes = [
                Outcome(delivery_id=one.delivery_id, result=Result.ACCEPTED) for one in letters
            ]
        else:
            outcomes = self._onward.send(letters)
        taken = {one.delivery_id for one in outcomes if one.result is Result.ACCEPTED}
        with self._lock:
            new = [one for one in letters if one.delivery_id in taken]
            self._unread += new
            self._passed += new
        return outcomes

    def read(self) -> list[Letter]:
        """The letters that came since the last look."""
        with self._lock:
            unread, self._unread = self._unread, []
        return unread

    def passed(self) -> list[Letter]:
        """The letters that came since `forget`, the last thousand of them, oldest first."""
        with self._lock:
            return list(self._passed)

    def forget(self) -> None:
        """Begin a new list of letters that passed; what people have yet to read stays."""
        with self._lock:
            self._passed.clear()

    def find(self, sent: Mapping[str, datetime]) -> Mapping[str, bool]:
        """Evidence, as the other transport has it."""
        return self._onward.find(sent) if self._onward else {}

    def close(self) -> None:
        """Let go of connections."""
        if self._onward is not None:
            self._onward.close()
