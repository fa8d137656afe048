"""SendGrid: letters by the thousand in one request each (`POST /v3/mail/send`).

SendGrid has no idempotency key. What it took is told by its events, which carry back the ids that
`sendgrid_request` puts in; `find` therefore knows nothing.
"""

from __future__ import annotations

import re
import ssl
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from drip.delivery.sendgrid_answers import sort_answer
from drip.delivery.sendgrid_client import Client, Patience
from drip.delivery.sendgrid_limits import MOST_PEOPLE, split
from drip.delivery.sendgrid_request import Frame, NoWordError, Person, build, frame_of, person
from drip.delivery.transport import NOT_CALLED, TransportError
from drip.domain.deliveries import Outcome, Result
from drip.domain.letters import CompiledLetter, Letter
from drip.errors import DripError

GLOBAL = "https://api.sendgrid.com"
_KEY = re.compile(r"[!-~]+")


class SendGridKeyError(TransportError):
    """SendGrid's API key is missing, or holds a blank or another character that no key has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How an account is used.

    `at_once` is how many calls are under way at one time. `substitute_reply_to` lets letters that
    differ in the local part of their Reply-To go together: that SendGrid replaces tags there is
    documented and not widely tried, so it is off until a clinic has seen it work.
    """

    at_once: int = 8
    substitute_reply_to: bool = False


class SendGrid:
    """Hands letters to SendGrid. Any number of threads may use one.

    `host` is the address of the API, which an account's region decides. `wall` gives real time,
    which SendGrid's own instants are held against.
    """

    name = "sendgrid"
    batch = MOST_PEOPLE

    def __init__(
        self,
        key: str,
        *,
        wall: Callable[[], datetime],
        host: str = GLOBAL,
        manner: Manner | None = None,
        patience: Patience | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        if not _KEY.fullmatch(key):
            raise SendGridKeyError
        manner = manner or Manner()
        self.at_once = manner.at_once
        self._wall = wall
        self._one_reply_to = not manner.substitute_reply_to
        self._caution = _Caution(MOST_PEOPLE)
        self._threads = threading.local()
        self._key = key
        self._host = host.rstrip("/")
        self._patience = patience or Patience()
        self._tls = tls or ssl.create_default_context()

    def calls(self, letters: Sequence[Letter]) -> list[Sequence[Letter]]:
        """One call for what one request can carry; a Reply-To of one's own is a call of its own."""
        return split(letters, self._caution.most, one_reply_to=self._one_reply_to)

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Make one call; one outcome each, in the same order.

        What does not fit in the first call that `calls` would make of these letters was not called.
        """
        told: dict[int, Outcome] = {}
        ready: dict[int, Person] = {}
        frame: Frame | None = None
        for place, letter in enumerate(letters):
            if frame is None or frame.compiled is not letter.compiled:
                frame = frame_of(letter.compiled)
            try:
                ready[place] = person(letter, frame)
            except DripError as error:
                told[place] = _refused(letter, error.message, permanent=True)
        if ready:
            going = self._first_call(letters, ready)
            outcomes = self._call([ready[place] for place in going])
            told |= dict(zip(going, outcomes, strict=True))
        return [
            told.get(place) or _refused(letter, NOT_CALLED) for place, letter in enumerate(letters)
        ]

    def find(self, sent: Mapping[str, datetime]) -> Mapping[str, bool]:
        """Nothing: SendGrid cannot be asked for our ids; its events bring them."""
        del sent
        return {}

    def close(self) -> None:
        """Let go of the clients; no connection outlives a call."""
        self._threads = threading.local()

    def _first_call(self, letters: Sequence[Letter], ready: Mapping[int, Person]) -> list[int]:
        place_of = {id(letters[place]): place for place in ready}
        first = self.calls([letters[place] for place in ready])[0]
        return [place_of[id(letter)] for letter in first]

    def _call(self, people: Sequence[Person]) -> list[Outcome]:
        letters = [one.letter for one in people]
        try:
            request = build(people, substitute_reply_to=not self._one_reply_to)
        except NoWordError:
            return [_refused(one, NOT_CALLED) for one in letters]
        except DripError as error:
            return [_refused(one, error.message, permanent=True) for one in letters]
        answer = self._client().post(request)
        found = sort_answer(letters, answer, self._wall())
        if found.halve:
            self._caution.halve(letters[0].compiled, len(letters))
        elif all(one.result is Result.ACCEPTED for one in found.outcomes):
            self._caution.relax(letters[0].compiled)
        return found.outcomes

    def _client(self) -> Client:
        client: Client | None = getattr(self._threads, "client", None)
        if client is None:
            client = Client(self._key, host=self._host, patience=self._patience, tls=self._tls)
            self._threads.client = client
        return client


class _Caution:
    """How many people a call may hold, letter by letter, after calls that were refused whole.

    Each refusal halves it, so that a culprit is alone within a few calls; calls that are taken let
    it grow again.
    """

    _MOST_LETTERS = 256
    _TAKEN_IN_A_ROW = 3

    def __init__(self, usual: int) -> None:
        self._usual = usual
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def most(self, compiled: CompiledLetter) -> int:
        """The most people of a call with this letter."""
        with self._lock:
            return self._known.get(compiled.hash, (self._usual, 0))[0]

    def halve(self, compiled: CompiledLetter, tried: int) -> None:
        """A call with this many people was refused whole."""
        with self._lock:
            self._known[compiled.hash] = (max(1, tried // 2), 0)
            self._known.move_to_end(compiled.hash)
            if len(self._known) > self._MOST_LETTERS:
                self._known.popitem(last=False)

    def relax(self, compiled: CompiledLetter) -> None:
        """A call was taken."""
        with self._lock:
            if compiled.hash not in self._known:
                return
            most, row = self._known[compiled.hash]
            row += 1
            if row == self._TAKEN_IN_A_ROW:
                most, row = 2 * most, 0
            self._known[compiled.hash] = (most, row)
            if most >= self._usual:
                del self._known[compiled.hash]


def _refused(letter: Letter, detail: str, *, permanent: bool = False) -> Outcome:
    return Outcome(
        delivery_id=letter.delivery_id, result=Result.REFUSED, permanent=permanent, detail=detail
    )
