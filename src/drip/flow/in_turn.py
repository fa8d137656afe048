"""In turn: what waits is worked off one by one, the oldest first, for a bounded time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from drip.flow.services import Services
from drip.storage.database import Transaction

#: Seconds that one look may take: other work of the beat waits meanwhile.
SECONDS = 10.0


class Numbered(Protocol):
    """A row with its number."""

    @property
    def id(self) -> int:
        """What it is known by; later ones have higher ones."""
        ...


One = TypeVar("One", bound=Numbered)


def in_turn(
    services: Services,
    following: Callable[[Transaction, int], One | None],
    take: Callable[[One], None],
    *,
    most: int,
) -> int:
    """Take what waits, each once in a look; answers how many were taken.

    `following` finds the oldest that waits behind an id. One that goes on waiting is passed.
    """
    begun = services.steady()
    count, last = 0, 0
    while count < most and services.steady() - begun < SECONDS:
        with services.database.read() as tx:
            one = following(tx, last)
        if one is None:
            break
        last = one.id
        take(one)
        count += 1
    return count
