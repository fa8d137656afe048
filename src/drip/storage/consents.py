"""Consents: what a person agreed to, word for word. Only ever appended to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from drip.domain.people import ConsentPurpose
from drip.storage.database import Transaction
from drip.storage.tables import consents


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One act of agreeing, or of taking it back (`given` is False).

    `asked_at` is when the words were ticked, `at` when the address was proven.
    `source` is the form, or the page, on which it happened.
    """

    subscriber_id: int
    purpose: ConsentPurpose
    given: bool
    wording: str
    version: str
    source: str
    asked_at: datetime
    at: datetime
    signup_id: int | None = None


def record(tx: Transaction, rows: Sequence[Consent]) -> None:
    """Append evidence."""
    if rows:
        tx.execute(
            insert(consents),
            [
                {
                    "subscriber_id": row.subscriber_id,
                    "purpose": row.purpose.value,
                    "given": row.given,
                    "wording": row.wording,
                    "version": row.version,
                    "source": row.source,
                    "signup_id": row.signup_id,
                    "asked_at": row.asked_at,
                    "at": row.at,
                }
                for row in rows
            ],
        )


def of(tx: Transaction, subscriber_id: int) -> list[Consent]:
    """Everything a person agreed to or took back, oldest first."""
    rows = tx.execute(
        select(consents).where(consents.c.subscriber_id == subscriber_id).order_by(consents.c.id)
    )
    return [
        Consent(
            subscriber_id=row.subscriber_id,
            purpose=ConsentPurpose(row.purpose),
            given=row.given,
            wording=row.wording,
            version=row.version,
            source=row.source,
            signup_id=row.signup_id,
            asked_at=row.asked_at,
            at=row.at,
        )
        for row in rows
    ]
