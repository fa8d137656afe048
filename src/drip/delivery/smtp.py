"""SMTP: letters over one kept connection to the clinic's mail server (RFC 5321)."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from drip.delivery.headers import wire_address
from drip.delivery.mime import mime
from drip.delivery.relay import Relay, relay_from_url
from drip.delivery.smtp_connection import (
    Connection,
    ConnectionFailedError,
    Envelope,
    Said,
    Timeouts,
)
from drip.delivery.transport import NOT_CALLED, in_batches
from drip.domain.deliveries import Outcome, Result
from drip.domain.letters import Letter
from drip.errors import DripError

#: After this many seconds of work in a batch, the letters that are left go back uncalled.
WORK = 2.0
#: What a letter's `envelope_from` says for the null sender, which no robot answers.
NULL_SENDER = "<>"


class Smtp:
    """Hands letters to one mail server, given as such or as its URL. For one thread at a time.

    `tls` is for servers with a certificate of their own; by default the system's trust is used.
    """

    name = "smtp"
    batch = 64

    def __init__(
        self,
        relay: Relay | str,
        *,
        timeouts: Timeouts | None = None,
        tls: ssl.SSLContext | None = None,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._relay = relay_from_url(relay) if isinstance(relay, str) else relay
        self._timeouts = timeouts or Timeouts()
        self._tls = tls or ssl.create_default_context()
        self._steady = steady
        self._connection: Connection | None = None

    def calls(self, letters: Sequence[Letter]) -> list[Sequence[Letter]]:
        """As they come, a batch at a time."""
        return in_batches(letters, self.batch)

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Hand over the letters, one after the other; one outcome each, in the same order."""
        began = self._steady()
        self._drop_unless(alive=True)
        outcomes: list[Outcome] = []
        unreachable: str | None = None
        for letter in letters:
            if unreachable is not None:
                said = Said(result=Result.REFUSED, words=unreachable)
            elif outcomes and self._steady() - began > WORK:
                said = Said(result=Result.REFUSED, words=NOT_CALLED)
            else:
                try:
                    said = self._hand_over(letter)
                except ConnectionFailedError as error:
                    unreachable = error.message
                    said = Said(result=Result.REFUSED, words=unreachable)
            outcomes.append(_outcome(letter, said))
        return outcomes

    def find(self, sent: Mapping[str, datetime]) -> Mapping[str, bool]:
        """Nothing: a mail server cannot be asked what it took."""
        del sent
        return {}

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _hand_over(self, letter: Letter) -> Said:
        try:
            message = mime(letter)
            envelope = _envelope(letter)
        except DripError as error:
            return Said(result=Result.REFUSED, permanent=True, words=error.message)
        return self._connected().hand_over(envelope, message)

    def _connected(self) -> Connection:
        self._drop_unless(alive=False)
        if self._connection is None:
            self._connection = Connection(self._relay, self._timeouts, self._tls, self._steady)
        return self._connection

    def _drop_unless(self, *, alive: bool) -> None:
        """Close a connection that is used up; with `alive`, also one that no longer answers."""
        kept = self._connection
        if kept is not None and not (kept.alive() if alive else kept.usable()):
            self.close()


def _envelope(letter: Letter) -> Envelope:
    sender = letter.envelope_from or letter.from_address
    return Envelope(
        sender="" if sender == NULL_SENDER else wire_address(sender),
        recipient=wire_address(letter.to_address),
    )


def _outcome(letter: Letter, said: Said) -> Outcome:
    accepted = said.result is Result.ACCEPTED
    return Outcome(
        delivery_id=letter.delivery_id,
        result=said.result,
        permanent=said.permanent,
        receipt=said.words if accepted else "",
        detail="" if accepted else said.words,
    )
