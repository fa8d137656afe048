"""What every transport can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from drip.domain.deliveries import Outcome
from drip.domain.letters import Letter
from drip.errors import DripError

#: The detail of a refused outcome whose letter the transport never began to send.
NOT_CALLED = "not_called"


class TransportError(DripError):
    """A transport cannot work as it is set up."""


class Transport(Protocol):
    """Hands letters to the outside.

    `name` is what the ledger calls it; `batch` is the most letters that one intent may cover;
    `at_once` is how many calls it makes at one time, each in a thread of its own.
    """

    name: str
    batch: int
    at_once: int

    def calls(self, letters: Sequence[Letter]) -> list[Sequence[Letter]]:
        """Split letters into the calls that will carry them: each is one intent, one `send`.

        No call holds more than `batch` letters; every letter stands in exactly one call.
        """
        ...

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Hand over the letters of one call; one outcome each, in the same order.

        Never raises for a letter's or the network's fault: what may have been taken is `UNKNOWN`,
        what was provably not taken is `REFUSED`.
        """
        ...

    def find(self, sent: Mapping[str, datetime]) -> Mapping[str, bool]:
        """Evidence about letters whose outcome is unknown.

        Takes refs with the instants of their last intent; answers True (it was taken)
        or False (it provably was not) for the refs it knows about; leaves out the others.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def in_batches(letters: Sequence[Letter], size: int) -> list[Sequence[Letter]]:
    """The simplest split into calls: as they come, `size` at a time."""
    return [letters[start : start + size] for start in range(0, len(letters), size)]
