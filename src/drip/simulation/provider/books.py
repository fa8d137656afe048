"""What the provider has taken, told apart by our ids: the judge of "never twice, never lost"."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One person's letter as it was taken. `at` is Unix time; `number` counts all that were."""

    number: int
    receipt: str
    address: str
    custom_args: dict[str, str]
    message_id: str
    at: float


class ProviderLog:
    """Every letter that was taken, and how many requests were answered how. For many threads."""

    def __init__(self, key: str = "drip_msg") -> None:
        self._key = key
        self._lock = threading.Lock()
        self._taken: list[Taken] = []
        self.requests: Counter[str] = Counter()

    def take(
        self, request: dict[str, Any], receipt: str, at: float, domain: str
    ) -> Sequence[Taken]:
        """Write down a request's people."""
        with self._lock:
            first = len(self._taken)
            new = [
                _taken(one, place, receipt, at, domain)
                for place, one in enumerate(request["personalizations"], first)
            ]
            self._taken += new
            return new

    def count(self, kind: str) -> None:
        """One more request that came to this."""
        with self._lock:
            self.requests[kind] += 1

    @property
    def taken(self) -> list[Taken]:
        """All of them, in the order they were taken."""
        with self._lock:
            return list(self._taken)

    def times(self) -> Counter[str]:
        """How often each of our ids was taken."""
        return Counter(one.custom_args.get(self._key, "") for one in self.taken)

    def doubled(self) -> dict[str, int]:
        """Our ids that were taken more than once: the proven duplicates."""
        return {ref: count for ref, count in self.times().items() if count > 1}


def _taken(one: dict[str, Any], number: int, receipt: str, at: float, domain: str) -> Taken:
    headers = {name.casefold(): value for name, value in one.get("headers", {}).items()}
    return Taken(
        number=number,
        receipt=receipt,
        address=one["to"][0]["email"],
        custom_args=dict(one.get("custom_args", {})),
        message_id=headers.get("message-id", f"<{receipt}.{number}@{domain}>"),
        at=at,
    )
