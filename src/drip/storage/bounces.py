"""Bounces: what recipients' servers refused, as it was judged. Keyed hashes outlive the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select

from drip.engine.bounces import Verdict
from drip.storage.database import Transaction
from drip.storage.delivery_tables import bounces


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBounce:
    """One refusal. `source` says how it came: events, dsn or dialogue."""

    address_hash: str
    delivery_id: int | None
    source: str
    status: str
    verdict: Verdict
    at: datetime


def add(tx: Transaction, one: NewBounce) -> None:
    """Write a refusal down."""
    tx.execute(
        insert(bounces).values(
            address_hash=one.address_hash,
            delivery_id=one.delivery_id,
            source=one.source,
            status=one.status,
            verdict=one.verdict.value,
            at=one.at,
        )
    )


def soft_since(tx: Transaction, address_hash: str, since: datetime) -> list[datetime]:
    """When an address bounced softly of late. A letter counts once a day.

    Several reports of one refusal, by event, by mail and again by mail, are no several refusals.
    """
    rows = tx.execute(
        select(bounces.c.id, bounces.c.delivery_id, bounces.c.at)
        .where(
            bounces.c.address_hash == address_hash,
            bounces.c.at >= since,
            bounces.c.verdict == Verdict.SOFT.value,
        )
        .order_by(bounces.c.at)
    )
    found: dict[tuple[bool, int, date], datetime] = {}
    for row in rows:
        letter = row.id if row.delivery_id is None else row.delivery_id
        found.setdefault((row.delivery_id is None, letter, row.at.date()), row.at)
    return list(found.values())
