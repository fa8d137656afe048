"""Copies: which text of a letter went to somebody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from drip.storage.database import Transaction
from drip.storage.tables import deliveries


@dataclass(frozen=True, slots=True)
class SentText:
    """The revision that a letter was made from, and the hash of its compiled text.

    Both are empty for a letter that has not gone.
    """

    revision_id: int | None
    letter_hash: str | None


def text_of(tx: Transaction, delivery_id: int) -> SentText:
    """The text of a delivery."""
    row = tx.execute(
        select(deliveries.c.revision_id, deliveries.c.letter_hash).where(
            deliveries.c.id == delivery_id
        )
    ).one()
    return SentText(row.revision_id, row.letter_hash)
