"""Posts reports to the webhook: signed, in batches, and with the bad habits of the real one."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from drip.simulation.provider.plans import Habits, chance
from drip.simulation.provider.signing import Signer

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"
#: What a post is answered with when no answer came.
NOTHING = 0

Post = Callable[[bytes, dict[str, str]], int]


def post_to(url: str, *, timeout: float = 10.0) -> Post:
    """A way to post to an address over HTTP; answers the status."""
    if not url.startswith(("http://", "https://")):
        raise ValueError("a webhook's address begins with http:// or https://")

    def post(body: bytes, headers: dict[str, str]) -> int:
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - checked above
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310 - checked above
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return NOTHING

    return post


@dataclass(order=True, slots=True)
class _Waiting:
    """An event that is to be posted in a round, not before."""

    turn: int
    number: int
    event: dict[str, Any] = field(compare=False)


class Postman:
    """Holds events until a round is posted. Rounds are made by hand (`round`) or by `walk`."""

    def __init__(
        self,
        post: Post,
        *,
        signer: Signer | None = None,
        habits: Habits | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.signer = signer or Signer()
        self.statuses: list[int] = []
        self._post = post
        self._habits = habits or Habits()
        self._clock = clock
        self._chance = chance(f"postman {self._habits.seed}")
        self._lock = threading.Lock()
        self._rounds = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._turn = 0
        self._number = 0
        self._stop = threading.Event()
        self._walker: threading.Thread | None = None

    def hold(self, events: Iterable[dict[str, Any]]) -> None:
        """Take events in, with whatever befalls each."""
        with self._lock:
            for event in events:
                if self._chance.random() < self._habits.lost:
                    continue
                late = self._chance.random() < self._habits.late
                first = self._turn + (self._chance.randint(1, self._habits.rounds) if late else 0)
                again = self._chance.random() < self._habits.repeated
                for copy in range(self._habits.copies if again else 1):
                    self._number += 1
                    self._waiting.append(_Waiting(first + copy, self._number, event))

    def waiting(self) -> int:
        """How many events, with their repeats, are still to be posted."""
        with self._lock:
            return len(self._waiting)

    def round(self) -> list[int]:
        """Post what is due in this round; answers the statuses. What is not taken comes again."""
        with self._rounds:
            with self._lock:
                due = sorted(one for one in self._waiting if one.turn <= self._turn)
                self._waiting = [one for one in self._waiting if one.turn > self._turn]
                self._turn += 1
                if self._habits.shuffled:
                    self._chance.shuffle(due)
            statuses = []
            for start in range(0, len(due), self._habits.most):
                batch = due[start : start + self._habits.most]
                status = self.post_signed([one.event for one in batch])
                statuses.append(status)
                if not 200 <= status < 300:  # noqa: PLR2004 - HTTP's success
                    with self._lock:
                        self._waiting += batch
            self.statuses += statuses
            return statuses

    def all_rounds(self, most: int = 1_000) -> None:
        """Post rounds until nothing waits any more, or so many were posted."""
        for _ in range(most):
            if not self.waiting():
                return
            self.round()

    def post_signed(self, events: object) -> int:
        """Post anything at once, signed as SendGrid does; answers the status."""
        body = (json.dumps(events, separators=(",", ":")) + "\r\n").encode()
        timestamp = str(int(self._clock()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "SendGrid Event API",
            SIGNATURE: self.signer.sign(timestamp, body),
            TIMESTAMP: timestamp,
        }
        return self._post(body, headers)

    def walk(self, every: float) -> None:
        """Post a round every so many seconds until `stop`, in a thread of its own."""
        self._walker = threading.Thread(target=self._walk, args=(every,), daemon=True)
        self._walker.start()

    def stop(self) -> None:
        """Walk no more."""
        self._stop.set()
        if self._walker is not None:
            self._walker.join()

    def _walk(self, every: float) -> None:
        while not self._stop.wait(every):
            self.round()
