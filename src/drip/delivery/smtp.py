"""SMTP: letters over a few kept connections to the clinic's mail server (RFC 5321).

Letters of one call lie in a queue; each of a few threads takes one connection and works the queue
off. Every letter is in exactly one dialogue, and gets its own outcome.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from drip.delivery.headers import wire_address
from drip.delivery.mime import mime
from drip.delivery.relay import Relay, relay_from_url
from drip.delivery.smtp_connection import (
    Connection,
    ConnectionFailedError,
    Envelope,
    Timeouts,
)
from drip.delivery.smtp_replies import Said
from drip.delivery.transport import NOT_CALLED, in_batches
from drip.domain.deliveries import Outcome, Result
from drip.domain.letters import NULL_SENDER, Letter
from drip.errors import DripError
from drip.links import fold_address

#: After this many seconds of work in a batch, the letters that are left go back uncalled.
WORK = 2.0
#: After this many seconds not even a first one is begun: the worker was frozen, and its letters may
#: be another's by now.
_STALE = 40.0
#: Connections at most, unless the settings say otherwise.
CONNECTIONS = 4
#: For so many seconds after a server took no more connections, no more are tried.
_SHY = 60.0
#: A further connection is worth its handshake from this many letters on.
_LETTERS_EACH = 4
#: A call should take about so many seconds, by the pace of the last one: no server tells afterwards
#: what it took, so a worker that is killed leaves its whole call in doubt.
_A_CALL = 0.15
#: Letters of the first call, when no pace is known.
_FIRST_CALL = CONNECTIONS * _LETTERS_EACH


@dataclass(slots=True)
class _Work:
    """One call's letters, on their way through the threads."""

    waiting: deque[tuple[int, Letter]]
    began: float
    said: dict[int, Said] = field(default_factory=dict)
    failure: ConnectionFailedError | None = None
    cut_short: bool = False

    def left(self) -> Said:
        """What is true of letters that no thread came to."""
        if self.failure is None or self.cut_short:
            return Said(result=Result.REFUSED, words=NOT_CALLED)
        failure = self.failure
        return Said(result=Result.REFUSED, trouble=failure.trouble, words=failure.message)


class Smtp:
    """Hands letters to one mail server, given as such or as its URL. Any thread may call.

    `tls` is for servers with a certificate of their own; by default the system's trust is used.
    Never more than `connections` are open, however many threads call.
    """

    name = "smtp"
    batch = 64
    at_once = 1

    def __init__(
        self,
        relay: Relay | str,
        *,
        connections: int = CONNECTIONS,
        timeouts: Timeouts | None = None,
        tls: ssl.SSLContext | None = None,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._relay = relay_from_url(relay) if isinstance(relay, str) else relay
        self._connections = connections
        self._timeouts = timeouts or Timeouts()
        self._tls = tls or ssl.create_default_context()
        self._steady = steady
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._threads: ThreadPoolExecutor | None = None
        self._idle: deque[Connection] = deque()
        self._shy_until = steady()
        #: Seconds a letter, in the last call.
        self._pace = _A_CALL / _FIRST_CALL

    def calls(self, letters: Sequence[Letter]) -> list[Sequence[Letter]]:
        """As they come: as many as the server takes in a moment."""
        fit = int(_A_CALL / self._pace) if self._pace > 0 else self.batch
        return in_batches(letters, min(max(fit, CONNECTIONS), self.batch))

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Hand over the letters, over a few connections at once; outcomes in the letters' order."""
        work = _Work(deque(enumerate(letters)), self._steady())
        with self._lock:
            helpers = self._helpers(len(letters))
            threads = self._threads = self._threads or ThreadPoolExecutor(
                self._connections, thread_name_prefix="drip-smtp"
            )
            running = [threads.submit(self._work_off, work) for _ in range(helpers)]
        for one in running:
            one.result()
        if work.failure is not None and work.said:
            self._shy_until = self._steady() + _SHY
        left = work.left()
        if letters:
            self._pace = (self._steady() - work.began) / len(letters)
        return [_outcome(one, work.said.get(place, left)) for place, one in enumerate(letters)]

    def find(self, sent: Mapping[str, datetime]) -> Mapping[str, bool]:
        """Nothing: a mail server cannot be asked what it took."""
        del sent
        return {}

    def stop(self) -> None:
        """Finish the letters that are in a dialogue, and begin no other."""
        self._stopped.set()

    def close(self) -> None:
        """Wait for what is in hand, then let go of threads and connections."""
        with self._lock:
            threads, self._threads = self._threads, None
        if threads is not None:
            threads.shutdown(wait=True)
        while self._idle:
            self._idle.pop().close()

    def _helpers(self, letters: int) -> int:
        """How many threads, each with a connection, are worth their while."""
        most = self._connections
        if self._steady() < self._shy_until:
            most = max(1, len(self._idle))
        return min(most, -(-letters // _LETTERS_EACH))

    def _work_off(self, work: _Work) -> None:
        """One thread's part of a call, with one connection at a time."""
        kept = self._idle_one()
        begun = False
        try:
            while work.waiting and not self._over(work, begun=begun):
                if kept is None or not kept.usable():
                    kept = self._fresh(kept)
                    # Making it may have taken long, or the worker was frozen over it.
                    continue
                begun = self._next(work, kept)
        except ConnectionFailedError as error:
            kept, work.failure = None, error
        finally:
            if kept is not None:
                self._idle.append(kept)

    def _over(self, work: _Work, *, begun: bool) -> bool:
        """Whether no other letter may be begun. Each thread may try one, unless it froze."""
        late = self._steady() - work.began > (WORK if begun else _STALE)
        if late or self._stopped.is_set():
            work.cut_short = True
            return True
        return False

    def _next(self, work: _Work, connection: Connection) -> bool:
        """Hand over the next letter; False when another thread took the last one."""
        try:
            place, letter = work.waiting.popleft()
        except IndexError:
            return False
        try:
            message = mime(letter)
            envelope = _envelope(letter)
        except DripError as error:
            said = Said(result=Result.REFUSED, permanent=True, words=error.message)
        else:
            said = connection.hand_over(envelope, message)
        work.said[place] = said
        return True

    def _idle_one(self) -> Connection | None:
        """A kept connection whose server still answers, if there is one."""
        while self._idle:
            try:
                kept = self._idle.pop()
            except IndexError:
                return None
            if kept.alive():
                return kept
            kept.close()
        return None

    def _fresh(self, used_up: Connection | None) -> Connection:
        """A new connection.

        Raises:
            ConnectionFailedError: the server cannot be used.
        """
        if used_up is not None:
            used_up.close()
        return Connection(self._relay, self._timeouts, self._tls, self._steady)


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
        trouble=said.trouble,
        domain=_domain(letter.to_address) if said.one_domain else "",
        receipt=said.words if accepted else "",
        detail="" if accepted else said.words,
    )


def _domain(address: str) -> str:
    return fold_address(address).rpartition("@")[2]
