"""The canaries of the last days, and whether the provider spoke of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from drip.domain.deliveries import CANARY, DeliveryState
from drip.storage.database import Transaction
from drip.storage.tables import attempts, deliveries

_SLOT = f"notice:{CANARY}"
_LATELY = timedelta(days=3)


def unreported(tx: Transaction, *, before: datetime) -> list[str]:
    """The days whose canary was accepted before a moment and never reported since."""
    rows = tx.execute(
        select(deliveries.c.slot)
        .join(attempts, attempts.c.delivery_id == deliveries.c.id)
        .where(
            deliveries.c.slot.startswith(_SLOT, autoescape=True),
            deliveries.c.state == DeliveryState.ACCEPTED.value,
            attempts.c.result == "accepted",
            attempts.c.processed_at.is_(None),
            attempts.c.intent_at.between(before - _LATELY, before),
        )
        .order_by(deliveries.c.slot)
    )
    return [row.slot.removeprefix(_SLOT).partition(":")[0] for row in rows]


def reported(tx: Transaction, *, since: datetime) -> bool:
    """Whether a canary that was handed over after a moment came back as an event."""
    found = tx.execute(
        select(deliveries.c.id)
        .join(attempts, attempts.c.delivery_id == deliveries.c.id)
        .where(
            deliveries.c.slot.startswith(_SLOT, autoescape=True),
            attempts.c.intent_at >= since,
            attempts.c.processed_at.is_not(None),
        )
        .limit(1)
    )
    return found.first() is not None
