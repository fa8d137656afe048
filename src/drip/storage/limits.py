"""Limits: how often something was asked in a window of time, counted for all processes alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from drip.storage.database import Transaction
from drip.storage.tables import limits

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` in each window of `length`. `bucket` is a keyed hash of what is limited."""

    bucket: str
    most: int
    length: timedelta


def spent(tx: Transaction, asked: Sequence[Limit], wall: datetime) -> list[Limit]:
    """Which limits leave no more room in their window. Counts nothing.

    `wall` is real time, also in the demo.
    """
    windows = [(limit.bucket, _opened_at(limit, wall)) for limit in asked]
    rows = tx.execute(
        select(limits.c.bucket, limits.c.count).where(
            tuple_(limits.c.bucket, limits.c.opened_at).in_(windows)
        )
    )
    counts = {row.bucket: row[1] for row in rows}
    return [limit for limit in asked if counts.get(limit.bucket, 0) >= limit.most]


def count(tx: Transaction, asked: Sequence[Limit], wall: datetime) -> list[Limit]:
    """Count one more for each limit; answers those that are now exceeded.

    Buckets are counted in a fixed order, so that two processes never wait for each other.
    """
    dialect: Any = sqlite if tx.dialect.name == "sqlite" else postgresql
    rows = [
        {"bucket": limit.bucket, "opened_at": _opened_at(limit, wall), "count": 1}
        for limit in sorted(asked, key=lambda one: one.bucket)
    ]
    counted = tx.execute(
        dialect.insert(limits)
        .values(rows)
        .on_conflict_do_update(
            index_elements=["bucket", "opened_at"], set_={"count": limits.c.count + 1}
        )
        .returning(limits.c.bucket, limits.c.count)
    )
    counts = {row.bucket: row[1] for row in counted}
    return [limit for limit in asked if counts[limit.bucket] > limit.most]


def counted(tx: Transaction, bucket: str, since: datetime) -> int:
    """How often a bucket was counted in the windows that opened since a moment."""
    found = select(func.sum(limits.c.count)).where(
        limits.c.bucket == bucket, limits.c.opened_at >= since
    )
    return int(tx.execute(found).scalar_one() or 0)


def prune(tx: Transaction, before: datetime) -> int:
    """Forget windows that opened before an instant."""
    return tx.execute(delete(limits).where(limits.c.opened_at < before)).rowcount


def _opened_at(limit: Limit, wall: datetime) -> datetime:
    return wall - (wall - _EPOCH) % limit.length
