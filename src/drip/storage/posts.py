"""Posts: what was sent to a webhook, as it came. Kept first, read afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, insert, select, update

from drip.storage.database import Transaction
from drip.storage.tables import events, posts


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post that waits to be read."""

    id: int
    source: str
    received_at: datetime
    body: bytes


def waiting(tx: Transaction, *, at_most: int) -> int:
    """How many posts wait to be read, counted up to `at_most`."""
    some = select(posts.c.id).where(posts.c.processed_at.is_(None)).limit(at_most).subquery()
    return int(tx.execute(select(func.count()).select_from(some)).scalar_one())


def keep(tx: Transaction, *, source: str, body: bytes, now: datetime) -> None:
    """Store a post as it came."""
    tx.execute(insert(posts).values(source=source, received_at=now, body=body))


def next_waiting(tx: Transaction, *, after: int = 0) -> Post | None:
    """The oldest post that waits to be read and has a higher id than `after`."""
    row = tx.execute(
        select(posts.c.id, posts.c.source, posts.c.received_at, posts.c.body)
        .where(posts.c.processed_at.is_(None), posts.c.id > after)
        .order_by(posts.c.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Post(id=row.id, source=row.source, received_at=row.received_at, body=row.body)


def done(tx: Transaction, post_id: int, *, note: str, now: datetime) -> None:
    """Note that a post was read, and what came of it in a few words without any address."""
    tx.execute(update(posts).where(posts.c.id == post_id).values(processed_at=now, note=note))


def last_received(tx: Transaction, source: str) -> datetime | None:
    """When the newest post of a source came in, if it is still kept."""
    newest = func.max(posts.c.received_at, type_=posts.c.received_at.type)
    found: datetime | None = tx.execute(select(newest).where(posts.c.source == source)).scalar_one()
    return found


def prune(tx: Transaction, before: datetime) -> int:
    """Forget posts that were read before a moment: they hold addresses. Answers how many."""
    old = posts.c.processed_at < before
    tx.execute(
        update(events)
        .where(exists().where(posts.c.id == events.c.post_id, old).correlate(events))
        .values(post_id=None)
    )
    return tx.execute(delete(posts).where(old)).rowcount
