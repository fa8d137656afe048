"""Limits: how often something was asked in a window of time, counted for all processes alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete
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


def count(tx: Transaction, asked: Sequence[Limit], wall: datetime) -> list[Limit]:
    """Count one more for each limit; answers those that are now exceeded.

    `wall` is real time, also in the demo. Buckets are counted in a fixed order, so that two
    processes never wait for each other.
    """
    return [
        limit
        for limit in sorted(asked, key=lambda one: one.bucket)
        if _count_one(tx, limit, wall) > limit.most
    ]


def prune(tx: Transaction, before: datetime) -> int:
    """Forget windows that opened before an instant."""
    return tx.execute(delete(limits).where(limits.c.opened_at < before)).rowcount


def _count_one(tx: Transaction, limit: Limit, wall: datetime) -> int:
    opened_at = wall - (wall - _EPOCH) % limit.length
    dialect: Any = sqlite if tx.dialect.name == "sqlite" else postgresql
    row = {"bucket": limit.bucket, "opened_at": opened_at, "count": 1}
    counted = tx.execute(
        dialect.insert(limits)
        .values(row)
        .on_conflict_do_update(
            index_elements=["bucket", "opened_at"], set_={"count": limits.c.count + 1}
        )
        .returning(limits.c.count)
    )
    return int(counted.scalar_one())
