"""Taking what is due, and giving back what a dead worker held.

Every later write is fenced by the claim's token, so a worker that was frozen cannot undo news.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from drip.domain.deliveries import Delivery, DeliveryState
from drip.storage.database import Transaction
from drip.storage.ledger import CLAIMED, FIELDS, HANDING_OVER, PLANNED, value
from drip.storage.tables import deliveries, sequences


def claim(
    tx: Transaction, *, token: str, now: datetime, lease_until: datetime, limit: int
) -> list[Delivery]:
    """Take up to `limit` due deliveries, the earliest first, for the time of the lease.

    On PostgreSQL rows that another worker is taking are passed over.
    """
    paused = select(sequences.c.key).where(sequences.c.state == "paused")
    due = (
        select(deliveries.c.id)
        .where(
            deliveries.c.state == PLANNED,
            deliveries.c.due_at <= now,
            deliveries.c.sequence.not_in(paused),
        )
        .order_by(deliveries.c.due_at, deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    rows = tx.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(select(due.c.id)), deliveries.c.state == PLANNED)
        .values(state=DeliveryState.CLAIMED.value, claim_token=token, lease_until=lease_until)
        .returning(*FIELDS)
    )
    return sorted((value(row) for row in rows), key=lambda one: (one.due_at, one.id))


def release(tx: Transaction, *, token: str, ids: Collection[int]) -> None:
    """Give claimed deliveries back untouched: the next claim looks at them afresh."""
    if ids:
        tx.execute(
            update(deliveries)
            .where(
                deliveries.c.id.in_(ids),
                deliveries.c.state == CLAIMED,
                deliveries.c.claim_token == token,
            )
            .values(state=DeliveryState.PLANNED.value, claim_token=None, lease_until=None)
        )


@dataclass(frozen=True, slots=True)
class Postponed:
    """A claimed delivery that waits for another moment."""

    delivery_id: int
    due_at: datetime
    open_until: datetime | None


def postpone(tx: Transaction, *, token: str, rows: Sequence[Postponed]) -> None:
    """Put claimed deliveries back with a new moment; no attempt is counted."""
    if rows:
        tx.execute(
            update(deliveries)
            .where(
                deliveries.c.id == bindparam("b_id"),
                deliveries.c.state == CLAIMED,
                deliveries.c.claim_token == token,
            )
            .values(
                state=DeliveryState.PLANNED.value,
                claim_token=None,
                lease_until=None,
                due_at=bindparam("b_due"),
                open_until=bindparam("b_open"),
            ),
            [
                {"b_id": row.delivery_id, "b_due": row.due_at, "b_open": row.open_until}
                for row in rows
            ],
        )


@dataclass(frozen=True, slots=True)
class Dropped:
    """A claimed delivery that will not go."""

    delivery_id: int
    state: DeliveryState
    reason: str


def drop(tx: Transaction, *, token: str, rows: Sequence[Dropped], now: datetime) -> None:
    """End claimed deliveries that were decided against."""
    if rows:
        tx.execute(
            update(deliveries)
            .where(
                deliveries.c.id == bindparam("b_id"),
                deliveries.c.state == CLAIMED,
                deliveries.c.claim_token == token,
            )
            .values(
                state=bindparam("b_state"),
                reason=bindparam("b_reason"),
                next_of=None,
                claim_token=None,
                lease_until=None,
                settled_at=now,
            ),
            [
                {"b_id": row.delivery_id, "b_state": row.state.value, "b_reason": row.reason}
                for row in rows
            ],
        )


def free_expired(tx: Transaction, now: datetime) -> int:
    """Claims whose lease is over go back to planned: no call was made. Answers how many."""
    done = tx.execute(
        update(deliveries)
        .where(deliveries.c.state == CLAIMED, deliveries.c.lease_until < now)
        .values(state=DeliveryState.PLANNED.value, claim_token=None, lease_until=None)
    )
    return done.rowcount


def doubt_expired(tx: Transaction, now: datetime) -> list[Delivery]:
    """Intents whose lease is over become unknown: a call may have been made."""
    rows = tx.execute(
        update(deliveries)
        .where(deliveries.c.state == HANDING_OVER, deliveries.c.lease_until < now)
        .values(
            state=DeliveryState.UNKNOWN.value,
            reason="The worker stopped between the intent and the result.",
        )
        .returning(*FIELDS)
    )
    return [value(row) for row in rows]
