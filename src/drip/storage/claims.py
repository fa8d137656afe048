"""Taking what is due, and giving back what a dead worker held.

Every later write is fenced by the claim's token, so a worker that was frozen cannot undo news.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Select,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    union_all,
    update,
)

from drip.domain.deliveries import PROGRAMME, Delivery, DeliveryState, Purpose
from drip.engine.fairness import in_turn, shares
from drip.storage.database import Transaction
from drip.storage.ledger import CLAIMED, FIELDS, HANDING_OVER, PLANNED, value
from drip.storage.tables import deliveries, sequences

# Written out, since SQLite uses a partial index only where it sees the same literals.
_URGENT: list[ColumnClause[str]] = [
    literal_column(f"'{purpose.value}'")
    for purpose in (Purpose.CONFIRM, Purpose.SAFETY, Purpose.STAFF_REPLY, Purpose.NOTICE)
]
_IN_PROGRAMME = deliveries.c.purpose.in_([one.value for one in sorted(PROGRAMME)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """Who wants to claim what is due now, and until when."""

    token: str
    now: datetime
    lease_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many letters of each kind are worth a claim; `None`: no limit."""

    urgent: int | None = None
    programme: int | None = None


def claim(
    tx: Transaction,
    *,
    token: str,
    now: datetime,
    lease_until: datetime,
    limit: int,
    room: Room | None = None,
) -> list[Delivery]:
    """Take due deliveries for the time of a lease, in the order in which they are to go.

    What belongs to no programme goes first. Then sequences take turns, each with its earliest.
    `room` says how many of the `limit` may be of either kind. On PostgreSQL rows that another
    worker is taking are passed over.
    """
    room = room or Room()
    wish = _Wish(token=token, now=now, lease_until=lease_until)
    first = limit if room.urgent is None else min(limit, room.urgent)
    urgent = _take(tx, wish, first, deliveries.c.purpose.in_(_URGENT)) if first > 0 else []
    most = limit - len(urgent)
    if room.programme is not None:
        most = min(most, room.programme)
    if most <= 0:
        return urgent
    lanes = [
        _take(tx, wish, share, deliveries.c.sequence == key, _IN_PROGRAMME)
        for key, share in _shares(tx, wish, most).items()
        if share
    ]
    return urgent + in_turn(lanes)


def urgent(tx: Transaction, now: datetime) -> int:
    """How many emails are due that belong to no programme: they go before all others."""
    due = select(func.count()).where(
        deliveries.c.state == PLANNED,
        deliveries.c.due_at <= now,
        deliveries.c.purpose.in_(_URGENT),
    )
    return int(tx.execute(due).scalar_one())


def _shares(tx: Transaction, wish: _Wish, most: int) -> dict[str, int]:
    """How many letters each sequence may have of this claim. Looks at no more than it may take."""
    keys = tx.execute(select(sequences.c.key).where(sequences.c.state != "paused")).scalars().all()
    if len(keys) == 1:
        return {keys[0]: most}
    counts = [
        select(literal(key).label("key"), func.count().label("waiting")).select_from(
            _due(wish, most, deliveries.c.sequence == key, _IN_PROGRAMME).subquery()
        )
        for key in keys
    ]
    if not counts:
        return {}
    waiting = {row.key: row.waiting for row in tx.execute(union_all(*counts))}
    return shares(waiting, most, turn=crc32(wish.token.encode()))


def _due(wish: _Wish, limit: int, *which: ColumnElement[bool]) -> Select[tuple[int]]:
    return (
        select(deliveries.c.id)
        .where(deliveries.c.state == PLANNED, deliveries.c.due_at <= wish.now, *which)
        .order_by(deliveries.c.due_at, deliveries.c.id)
        .limit(limit)
    )


def _take(tx: Transaction, wish: _Wish, limit: int, *which: ColumnElement[bool]) -> list[Delivery]:
    due = _due(wish, limit, *which).with_for_update(skip_locked=True).cte("due")
    rows = tx.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(select(due.c.id)), deliveries.c.state == PLANNED)
        .values(
            state=DeliveryState.CLAIMED.value,
            claim_token=wish.token,
            lease_until=wish.lease_until,
        )
        .returning(*FIELDS)
    )
    return sorted((value(row) for row in rows), key=lambda one: (one.due_at, one.id))


def count_due(tx: Transaction, *, since: datetime, before: datetime) -> int:
    """How many planned programme letters fall due in a stretch of time."""
    query = select(func.count()).where(
        deliveries.c.state == PLANNED,
        deliveries.c.due_at >= since,
        deliveries.c.due_at < before,
        _IN_PROGRAMME,
    )
    return tx.execute(query).scalar_one()


def count_waiting(tx: Transaction, now: datetime) -> int:
    """How many programme letters are due now, whether a worker holds them already or not."""
    return sum(
        tx.execute(
            select(func.count()).where(
                deliveries.c.state == state, deliveries.c.due_at <= now, _IN_PROGRAMME
            )
        ).scalar_one()
        for state in (PLANNED, CLAIMED)
    )


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
