"""Strangers: patients of the clinic who are nobody of ours. Only keyed hashes of them are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, exists, select

from drip.domain.people import SubscriberState
from drip.storage.database import Transaction
from drip.storage.tables import strangers, subscribers
from drip.storage.upsert import insert_ignore

_KNOWN = (SubscriberState.ACTIVE.value, SubscriberState.LEFT.value)


def among(tx: Transaction, patients: Collection[str], since: datetime) -> frozenset[str]:
    """Which of these hashes are of patients asked about since, and still nobody of ours."""
    ours = exists().where(
        subscribers.c.address_hash == strangers.c.address_hash, subscribers.c.state.in_(_KNOWN)
    )
    rows = tx.execute(
        select(strangers.c.patient_hash).where(
            strangers.c.patient_hash.in_(patients), strangers.c.asked_at >= since, ~ours
        )
    )
    return frozenset(rows.scalars())


def remember(tx: Transaction, found: Mapping[str, str], now: datetime) -> None:
    """Keep the address's hash of each patient's hash who was asked about now."""
    tx.execute(delete(strangers).where(strangers.c.patient_hash.in_(list(found))))
    rows = [
        {"patient_hash": patient, "address_hash": address, "asked_at": now}
        for patient, address in found.items()
    ]
    insert_ignore(tx, strangers, rows)


def prune(tx: Transaction, before: datetime) -> int:
    """Forget who was last asked about before a moment. Answers how many."""
    return tx.execute(delete(strangers).where(strangers.c.asked_at < before)).rowcount
