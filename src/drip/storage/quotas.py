"""Letters counted in windows of time, and token buckets: what all workers together may do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, delete, func, literal, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite

from drip.domain.deliveries import PROGRAMME
from drip.storage.database import Transaction
from drip.storage.tables import deliveries, quotas, rates
from drip.storage.types import from_micros
from drip.storage.upsert import insert_ignore

_MICROSECONDS = 1_000_000


class Count(StrEnum):
    """What is counted in a window."""

    HANDED = "handed"  #: programme letters handed over
    FORESEEN = "foreseen"  #: programme letters that the plan of a day before had due
    MOST = "most"  #: how many may be handed over before a person is asked
    RUSH = "rush"  #: 1: a person let more than that pass
    ALLOWED = "allowed"  #: 1: a person's word that the next rush is right, not used yet


def _insert(tx: Transaction, table: Any) -> Any:
    return sqlite.insert(table) if tx.dialect.name == "sqlite" else postgresql.insert(table)


def count(tx: Transaction, bucket: str, opened_at: datetime, number: int) -> None:
    """Count `number` more in a window; a negative one takes some back."""
    tx.execute(
        _insert(tx, quotas)
        .values(bucket=bucket, opened_at=opened_at, count=number)
        .on_conflict_do_update(
            index_elements=["bucket", "opened_at"], set_={"count": quotas.c.count + number}
        )
    )


def note(tx: Transaction, bucket: str, opened_at: datetime, number: int) -> None:
    """Write a window's number, unless it has one."""
    insert_ignore(tx, quotas, [{"bucket": bucket, "opened_at": opened_at, "count": number}])


def counted(tx: Transaction, bucket: str, opened_at: datetime) -> int | None:
    """A window's number; `None` when it has none."""
    query = select(quotas.c.count).where(quotas.c.bucket == bucket, quotas.c.opened_at == opened_at)
    return tx.execute(query).scalar_one_or_none()


def held(tx: Transaction, bucket: str, opened_at: datetime) -> int:
    """A window's number, begun at 0 and held till the end of the transaction.

    What is decided by it is counted before another worker looks.
    """
    note(tx, bucket, opened_at, 0)
    query = select(quotas.c.count).where(quotas.c.bucket == bucket, quotas.c.opened_at == opened_at)
    return int(tx.execute(query.with_for_update()).scalar_one())


def total(tx: Transaction, bucket: str, *, since: datetime, before: datetime) -> int:
    """The sum over windows that opened in a stretch of time."""
    query = select(func.coalesce(func.sum(quotas.c.count), 0)).where(
        quotas.c.bucket == bucket, quotas.c.opened_at >= since, quotas.c.opened_at < before
    )
    return int(tx.execute(query).scalar_one())


def busiest(tx: Transaction, *, since: datetime, before: datetime) -> int:
    """The most letters handed over in one window, without those that a person let pass."""
    rushes = select(quotas.c.opened_at).where(
        quotas.c.bucket == Count.RUSH.value, quotas.c.opened_at >= since
    )
    query = select(func.coalesce(func.max(quotas.c.count), 0)).where(
        quotas.c.bucket == Count.HANDED.value,
        quotas.c.opened_at >= since,
        quotas.c.opened_at < before,
        quotas.c.opened_at.not_in(rushes),
    )
    return int(tx.execute(query).scalar_one())


def latest(tx: Transaction, bucket: str, *, since: datetime) -> datetime | None:
    """The newest window of a bucket that holds anything."""
    query = (
        select(quotas.c.opened_at)
        .where(quotas.c.bucket == bucket, quotas.c.opened_at >= since, quotas.c.count > 0)
        .order_by(quotas.c.opened_at.desc())
        .limit(1)
    )
    return tx.execute(query).scalar_one_or_none()


def learn(tx: Transaction, *, since: datetime, length: timedelta) -> None:
    """Count what was handed over before anybody counted, from the ledger, once."""
    if tx.execute(select(quotas.c.count).where(quotas.c.bucket == Count.HANDED.value)).first():
        return
    micros = int(length.total_seconds()) * _MICROSECONDS
    window = type_coerce(deliveries.c.handed_at, BigInteger) // literal(micros, BigInteger)
    rows = tx.execute(
        select(window, func.count())
        .where(
            deliveries.c.handed_at >= since,
            deliveries.c.purpose.in_([one.value for one in PROGRAMME]),
        )
        .group_by(window)
    )
    insert_ignore(
        tx,
        quotas,
        [
            {
                "bucket": Count.HANDED.value,
                "opened_at": from_micros(number * micros),
                "count": handed,
            }
            for number, handed in rows
        ],
    )


def prune(tx: Transaction, before: datetime) -> int:
    """Forget windows that opened before an instant."""
    return tx.execute(delete(quotas).where(quotas.c.opened_at < before)).rowcount


def emptied(tx: Transaction, names: Collection[str]) -> dict[str, datetime]:
    """When these token buckets are empty, held till the end of the transaction.

    A bucket that nobody has drawn from is left out.
    """
    if not names:
        return {}
    query = select(rates).where(rates.c.name.in_(names)).order_by(rates.c.name)
    return {row.name: row.empty_at for row in tx.execute(query.with_for_update())}


def draw(tx: Transaction, drawn: Mapping[str, datetime]) -> None:
    """Write when token buckets are empty, after drawing from them."""
    for name, empty_at in sorted(drawn.items()):
        tx.execute(
            _insert(tx, rates)
            .values(name=name, empty_at=empty_at)
            .on_conflict_do_update(index_elements=["name"], set_={"empty_at": empty_at})
        )
