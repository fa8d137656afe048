"""The lists of addresses that a provider keeps of its own, and drops letters to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class TheirList(StrEnum):
    """A provider's list, and why an address stands on it."""

    BOUNCES = "bounces"
    BLOCKS = "blocks"  #: one letter was refused; the address is not to blame
    INVALID = "invalid_emails"
    SPAM_REPORTS = "spam_reports"
    UNSUBSCRIBES = "unsubscribes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One address on a list. `reason` and `status` are a server's words, where there are any."""

    address: str
    at: datetime
    reason: str = ""
    status: str = ""


class ProviderLists(Protocol):
    """What can be done with a provider's lists. Every call may raise a `DripError`."""

    name: str

    def read(self, which: TheirList, since: datetime | None) -> Iterator[Sequence[Listed]]:
        """The addresses that were put on a list since a moment, page by page."""
        ...

    def unsubscribe(self, addresses: Sequence[str]) -> None:
        """Put addresses on the list of those who said goodbye."""
        ...

    def take_back(self, address: str) -> None:
        """Take an address off that list; one that is not there makes no difference."""
        ...
