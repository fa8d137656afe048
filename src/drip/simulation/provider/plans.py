"""What goes wrong on purpose: with a request, with a letter once taken, and with its reports."""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


def chance(seed: object) -> random.Random:
    """Chance that can be repeated: for faults and made-up keys, never for a secret."""
    return random.Random(str(seed))  # noqa: S311 - see there


class Mishap(StrEnum):
    """What happens to one request instead of a plain 202."""

    SLOW = "slow"  #: taken; the answer comes late
    BUSY = "busy"  #: 429 with a reset; not taken
    BAD_REQUEST = "bad_request"  #: 400 that names nothing; not taken
    BAD_PERSON = "bad_person"  #: 400 that names one of the people; not taken
    TOO_LARGE = "too_large"  #: 413; not taken
    KEY = "key"  #: 401
    FORBIDDEN = "forbidden"  #: 403
    SENDER = "sender"  #: 403 that names the sender as not verified
    MOVED = "moved"  #: a redirect
    FAILS = "fails"  #: 500; not taken
    DOWN = "down"  #: 503; not taken
    TAKES_AND_FAILS = "takes_and_fails"  #: 500 after it was taken
    HANGS_UP = "hangs_up"  #: reads the request, drops the line; not taken
    TAKES_AND_HANGS_UP = "takes_and_hangs_up"  #: takes it, drops the line
    RESETS = "resets"  #: resets the line in the middle of the request; not taken
    GARBAGE = "garbage"  #: takes it, answers what is no HTTP
    CUT_SHORT = "cut_short"  #: takes it, drops the line within its answer
    ODD = "odd"  #: takes it, answers 200 where 202 belongs
    SILENT = "silent"  #: takes it, and never answers
    TRICKLES = "trickles"  #: takes it, answers a byte at a time


#: After these the letters of the request are on their way, whatever the caller heard.
TAKEN = frozenset(
    {
        *(Mishap.SLOW, Mishap.TAKES_AND_FAILS, Mishap.TAKES_AND_HANGS_UP, Mishap.GARBAGE),
        *(Mishap.CUT_SHORT, Mishap.ODD, Mishap.SILENT, Mishap.TRICKLES),
    }
)


class Fate(StrEnum):
    """What becomes of a letter that was taken."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"  #: put off twice, then delivered
    BOUNCED = "bounced"  #: the address does not exist
    LATE_BOUNCE = "late_bounce"  #: delivered, then bounced without sg_message_id
    BLOCKED = "blocked"  #: this letter is refused; the address is not to blame
    DROPPED = "dropped"  #: SendGrid's own lists say no
    COMPLAINED = "complained"  #: delivered, then reported as spam
    UNSUBSCRIBED = "unsubscribed"  #: delivered, then SendGrid's own goodbye


class Plan:
    """Draws mishaps for requests: what was asked for by name first, then by shares.

    `shares` maps mishaps to shares of all requests (0 to 1); the rest goes well.
    """

    def __init__(self, shares: Mapping[Mishap, float] | None = None, *, seed: int = 0) -> None:
        self.shares = dict(shares or {})
        self._chance = chance(seed)
        self._asked: deque[Mishap | None] = deque()
        self._lock = threading.Lock()

    def then(self, *mishaps: Mishap | None) -> None:
        """What the next requests meet, one each; `None` goes well."""
        with self._lock:
            self._asked.extend(mishaps)

    def draw(self) -> Mishap | None:
        """What the next request meets."""
        with self._lock:
            if self._asked:
                return self._asked.popleft()
            point = self._chance.random()
        for mishap, share in self.shares.items():
            point -= share
            if point < 0:
                return mishap
        return None


@dataclass(slots=True, kw_only=True)
class Fates:
    """Draws what becomes of letters: by a word in the address first, then by shares."""

    words: dict[str, Fate] = field(default_factory=dict)
    shares: dict[Fate, float] = field(default_factory=dict)
    seed: int = 0

    def of(self, address: str, number: int) -> Fate:
        """The fate of the `number`-th letter, which goes to this address; always the same."""
        for word, fate in self.words.items():
            if word in address:
                return fate
        point = chance(f"{self.seed}:{number}").random()
        for fate, share in self.shares.items():
            point -= share
            if point < 0:
                return fate
        return Fate.DELIVERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How reports are posted. Shares are of all events, from 0 to 1.

    `lost` never come; `repeated` come again, `copies` times in all, in later posts; `late` are held
    back for one to `rounds` rounds. `shuffled` mixes the order of each round. A post holds at most
    `most` events.
    """

    lost: float = 0.0
    repeated: float = 0.0
    copies: int = 2
    late: float = 0.0
    rounds: int = 3
    shuffled: bool = False
    most: int = 1_000
    seed: int = 0
