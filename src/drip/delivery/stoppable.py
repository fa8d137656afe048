"""A transport that can be told to stop between two calls, so that a worker leaves in time."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime

from drip.delivery.transport import NOT_CALLED, Transport
from drip.domain.deliveries import Outcome, Result
from drip.domain.letters import Letter


class Stoppable:
    """Passes letters on until `stop`; after that, provably calls nobody.

    What was claimed but not called goes back to the ledger uncounted, for whoever comes next.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._stopped = threading.Event()
        self.name = transport.name
        self.batch = transport.batch
        self.at_once = transport.at_once

    @property
    def stopped(self) -> bool:
        """Whether it was told to stop."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Finish the call in hand and make no other; a transport that can ends its call early."""
        self._stopped.set()
        stop = getattr(self._transport, "stop", None)
        if stop is not None:
            stop()

    def calls(self, letters: Sequence[Letter]) -> list[Sequence[Letter]]:
        """The transport's own split."""
        return self._transport.calls(letters)

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Hand over the letters, or say that nobody was called."""
        if self._stopped.is_set():
            return [
                Outcome(delivery_id=one.delivery_id, result=Result.REFUSED, detail=NOT_CALLED)
                for one in letters
            ]
        return self._transport.send(letters)

    def find(self, sent: Mapping[str, datetime]) -> Mapping[str, bool]:
        """Evidence, as the transport has it."""
        return self._transport.find(sent)

    def close(self) -> None:
        """Let go of connections."""
        self._transport.close()
