"""Webhooks: keep what was posted, and answer at once. Reading it is the worker's business."""

from __future__ import annotations

from datetime import datetime, timedelta

from drip.errors import DripError
from drip.flow.services import Services
from drip.storage import limits, posts
from drip.storage.limits import Limit

#: So many posts may wait to be read; the provider keeps the others and tries again.
MOST_WAITING = 2000
_HOUR = timedelta(hours=1)


class TooManyWaitingError(DripError):
    """More posts wait to be read than this installation keeps. The provider will try again."""


def keep(services: Services, source: str, body: bytes) -> None:
    """Store a post as it came.

    Raises:
        TooManyWaitingError: reading has fallen too far behind.
        StorageError: the database cannot be reached.
    """
    with services.database.read() as tx:
        if posts.waiting(tx, at_most=MOST_WAITING) >= MOST_WAITING:
            raise TooManyWaitingError
    with services.database.write() as tx:
        posts.keep(tx, source=source, body=body, now=services.now())


def count_refused(services: Services, source: str, wall: datetime) -> None:
    """Count a post that was not authentic, for whoever looks why nothing comes in."""
    with services.database.write() as tx:
        limits.count(tx, [Limit(f"refused:{source}", 0, _HOUR)], wall)


def refused_since(services: Services, source: str, since: datetime) -> int:
    """How many posts were refused in the hours since a moment."""
    with services.database.read() as tx:
        return limits.counted(tx, f"refused:{source}", since)
