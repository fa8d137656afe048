"""Suppressions: addresses that get no programme letters. Keyed hashes, which outlive the person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from drip.domain.people import SuppressionReason
from drip.storage.database import Transaction
from drip.storage.tables import suppressions
from drip.storage.upsert import insert_new


def in_force(tx: Transaction, address_hash: str) -> set[SuppressionReason]:
    """Why an address gets no programme letters; empty when it does."""
    rows = tx.execute(
        select(suppressions.c.reason).where(
            suppressions.c.address_hash == address_hash, suppressions.c.lifted_at.is_(None)
        )
    )
    return {SuppressionReason(row.reason) for row in rows}


def among(tx: Transaction, address_hashes: Collection[str]) -> set[str]:
    """Which of these addresses get no programme letters."""
    if not address_hashes:
        return set()
    rows = tx.execute(
        select(suppressions.c.address_hash).where(
            suppressions.c.address_hash.in_(address_hashes), suppressions.c.lifted_at.is_(None)
        )
    )
    return {row.address_hash for row in rows}


def lifted_after(
    tx: Transaction, address_hash: str, reason: SuppressionReason, moment: datetime | None
) -> bool:
    """Whether an address came back after it was suppressed for a reason; after `moment`, if any."""
    lifted = suppressions.c.lifted_at
    row = tx.execute(
        select(suppressions.c.id).where(
            suppressions.c.address_hash == address_hash,
            suppressions.c.reason == reason.value,
            lifted.is_not(None) if moment is None else lifted > moment,
        )
    ).first()
    return row is not None


def add(
    tx: Transaction, *, address_hash: str, reason: SuppressionReason, source: str, now: datetime
) -> bool:
    """Suppress an address; False when it was for the same reason already."""
    row = {"address_hash": address_hash, "reason": reason.value, "source": source, "at": now}
    return bool(insert_new(tx, suppressions, [row], suppressions.c.id))


def lift(
    tx: Transaction,
    *,
    address_hash: str,
    reasons: Collection[SuppressionReason],
    by: str,
    now: datetime,
) -> int:
    """Let an address hear from us again; the record of the suppression stays."""
    done = tx.execute(
        update(suppressions)
        .where(
            suppressions.c.address_hash == address_hash,
            suppressions.c.reason.in_([reason.value for reason in reasons]),
            suppressions.c.lifted_at.is_(None),
        )
        .values(lifted_at=now, lifted_by=by)
    )
    return done.rowcount
