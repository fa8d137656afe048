"""Suppressions: addresses that get no programme letters. Keyed hashes, which outlive the person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, exists, select, update

from drip.domain.people import SuppressionReason
from drip.storage.database import Transaction
from drip.storage.tables import subscribers, suppressions
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


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSuppression:
    """An address about to be suppressed. `source` says how it came."""

    address_hash: str
    reason: SuppressionReason
    source: str


def add_all(tx: Transaction, new: Sequence[NewSuppression], now: datetime) -> list[NewSuppression]:
    """Suppress addresses; answers those that were not for the same reason already."""
    rows = [
        {
            "address_hash": one.address_hash,
            "reason": one.reason.value,
            "source": one.source,
            "at": now,
        }
        # In one order everywhere, so that two workers do not wait for each other.
        for one in sorted(new, key=lambda one: (one.address_hash, one.reason))
    ]
    kept = insert_new(tx, suppressions, rows, suppressions.c.address_hash, suppressions.c.reason)
    fresh = {(row.address_hash, row.reason) for row in kept}
    return [one for one in new if (one.address_hash, one.reason.value) in fresh]


def came_back(tx: Transaction, said: Mapping[str, datetime]) -> set[str]:
    """Which addresses lifted their goodbye after the moment that is given for each."""
    if not said:
        return set()
    rows = tx.execute(
        select(suppressions.c.address_hash, suppressions.c.lifted_at).where(
            suppressions.c.address_hash.in_(said),
            suppressions.c.reason == SuppressionReason.UNSUBSCRIBED.value,
            suppressions.c.lifted_at.is_not(None),
        )
    )
    return {row.address_hash for row in rows if row.lifted_at > said[row.address_hash]}


def addresses_since(
    tx: Transaction,
    reasons: Collection[SuppressionReason],
    since: datetime | None,
    *,
    apart_from: Collection[str] = (),
) -> list[str]:
    """The addresses that were suppressed for these reasons, as far as they are still known.

    `apart_from` names sources, or their beginnings up to a colon, that are left out.
    """
    rows = tx.execute(
        _known(suppressions.c.at, since).where(
            suppressions.c.reason.in_([reason.value for reason in reasons]),
            suppressions.c.lifted_at.is_(None),
        )
    )
    return sorted({row.email for row in rows if row.source.partition(":")[0] not in apart_from})


def addresses_lifted_since(tx: Transaction, since: datetime | None) -> list[str]:
    """The addresses that came back, and that nothing suppresses now."""
    other = suppressions.alias()
    still = exists().where(
        other.c.address_hash == suppressions.c.address_hash, other.c.lifted_at.is_(None)
    )
    rows = tx.execute(
        _known(suppressions.c.lifted_at, since).where(suppressions.c.lifted_at.is_not(None), ~still)
    )
    return sorted({row.email for row in rows})


def _known(moment: Column[Any], since: datetime | None) -> Select[Any]:
    """Suppressions whose address is not forgotten, from a moment on."""
    query = (
        select(subscribers.c.email, suppressions.c.source)
        .join(subscribers, subscribers.c.address_hash == suppressions.c.address_hash)
        .where(subscribers.c.email != "")
    )
    return query if since is None else query.where(moment >= since)


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
