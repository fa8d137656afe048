"""Events: what providers report, each kept once, and what they tell about letters and attempts."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select, update

from drip.domain.deliveries import CANARY
from drip.domain.events import Event, EventKind
from drip.engine.unknowns import CANARY_WITHIN, NEAR, WIDE, WIDE_AFTER, Health, Heard
from drip.storage.database import Transaction
from drip.storage.delivery_tables import events
from drip.storage.tables import attempts, deliveries
from drip.storage.upsert import insert_new

#: The column of a delivery that keeps when a kind of event first happened to it.
_COLUMNS = MappingProxyType(
    {
        EventKind.DEFERRED: deliveries.c.deferred_at,
        EventKind.DELIVERED: deliveries.c.delivered_at,
        EventKind.DROPPED: deliveries.c.dropped_at,
        EventKind.BLOCKED: deliveries.c.blocked_at,
        EventKind.BOUNCED: deliveries.c.bounced_at,
        EventKind.COMPLAINED: deliveries.c.complained_at,
    }
)

#: The first that is told of a letter that was taken: it is on its way, or kept back at once.
_FIRST = (EventKind.PROCESSED.value, EventKind.DROPPED.value)


@dataclass(frozen=True, slots=True)
class Told:
    """An event and the delivery it is about, if that is known."""

    event: Event
    delivery_id: int | None


def keep(tx: Transaction, told: Sequence[Told], *, post_id: int | None, now: datetime) -> set[str]:
    """Store events; answers the ids of those that were not known before."""
    rows = [
        {
            "source": one.event.source,
            "event_id": one.event.event_id,
            "kind": one.event.kind.value,
            "delivery_id": one.delivery_id,
            "at": one.event.at,
            "received_at": now,
            "attempt": one.event.attempt,
            "status": one.event.status,
            "raw": _raw(one.event),
            "post_id": post_id,
            "processed_at": now,
        }
        # In one order everywhere, so that two workers do not wait for each other.
        for one in sorted(told, key=lambda one: one.event.event_id)
    ]
    return {row.event_id for row in insert_new(tx, events, rows, events.c.event_id)}


def _raw(event: Event) -> str:
    said = {"detail": event.detail, "receipt": event.receipt, "smtp_id": event.smtp_id}
    return json.dumps({name: text for name, text in said.items() if text}, ensure_ascii=False)


def note_instants(tx: Transaction, told: Sequence[Told]) -> None:
    """Keep on each delivery when a kind of event first happened to it. Nothing is ever taken back.

    The order of arrival makes no difference: the earliest instant of a kind stays.
    """
    for kind, column in _COLUMNS.items():
        rows = [
            {"b_id": one.delivery_id, "b_at": one.event.at}
            for one in told
            if one.event.kind is kind and one.delivery_id is not None
        ]
        if rows:
            tx.execute(
                update(deliveries)
                .where(
                    deliveries.c.id == bindparam("b_id"),
                    or_(column.is_(None), column > bindparam("b_at", type_=column.type)),
                )
                .values({column.name: bindparam("b_at")}),
                _in_order(rows),
            )


def note_bounce(tx: Transaction, delivery_id: int, at: datetime) -> None:
    """Keep when a letter came back, as a mail or a relay told it."""
    column = deliveries.c.bounced_at
    tx.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, or_(column.is_(None), column > at))
        .values(bounced_at=at)
    )


def note_attempts(tx: Transaction, told: Sequence[Told]) -> None:
    """Keep the provider's word that an attempt brought the letter, and its Message-ID if new."""
    rows = [
        {
            "b_id": one.delivery_id,
            "b_number": one.event.attempt,
            "b_at": one.event.at,
            "b_smtp": one.event.smtp_id or None,
        }
        for one in told
        if one.delivery_id is not None and one.event.attempt
    ]
    if rows:
        at = bindparam("b_at", type_=attempts.c.processed_at.type)
        tx.execute(
            update(attempts)
            .where(
                attempts.c.delivery_id == bindparam("b_id"),
                attempts.c.number == bindparam("b_number"),
            )
            .values(
                processed_at=func.coalesce(attempts.c.processed_at, at),
                smtp_id=func.coalesce(
                    attempts.c.smtp_id, bindparam("b_smtp", type_=attempts.c.smtp_id.type)
                ),
            ),
            _in_order(rows),
        )


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["b_id"], row["b_at"]))


def deliveries_of_smtp_ids(tx: Transaction, smtp_ids: Collection[str]) -> Mapping[str, int]:
    """The deliveries that went under these Message-IDs of a provider."""
    if not smtp_ids:
        return {}
    rows = tx.execute(
        select(attempts.c.smtp_id, attempts.c.delivery_id).where(
            attempts.c.smtp_id.is_not(None), attempts.c.smtp_id.in_(smtp_ids)
        )
    )
    return {row.smtp_id: row.delivery_id for row in rows}


def health(tx: Transaction, transport: str, around: datetime) -> Health:
    """What a transport's provider reported of the attempts around a moment."""
    return Health(
        near=_heard(tx, transport, (around - NEAR, around + NEAR)),
        wide=_heard(tx, transport, (around - WIDE, around + WIDE_AFTER)),
        canaries=_heard(
            tx, transport, (around - CANARY_WITHIN, around + CANARY_WITHIN), of=_is_canary()
        ),
    )


def _heard(
    tx: Transaction,
    transport: str,
    within: tuple[datetime, datetime],
    *,
    of: ColumnElement[bool] | None = None,
) -> Heard:
    # What is asked is how many single reports get lost. A letter that was heard of by its second
    # or third report says nothing about that: each lost one would be made up for by the others.
    first = exists().where(
        events.c.delivery_id == attempts.c.delivery_id,
        events.c.attempt == attempts.c.number,
        events.c.kind.in_(_FIRST),
    )
    heard = and_(attempts.c.processed_at.is_not(None), first)
    query = select(func.count(), func.count(case((heard, 1)))).where(
        attempts.c.transport == transport,
        attempts.c.result == "accepted",
        attempts.c.intent_at.between(*within),
    )
    row = tx.execute(query if of is None else query.where(of)).one()
    return Heard(accepted=row[0], processed=row[1])


def _is_canary() -> ColumnElement[bool]:
    slot = deliveries.c.slot.like(f"notice:{CANARY}%")
    return attempts.c.delivery_id.in_(select(deliveries.c.id).where(slot))


def last_received(tx: Transaction, source: str) -> datetime | None:
    """When the newest event of a provider came in."""
    newest = func.max(events.c.received_at, type_=events.c.received_at.type)
    found: datetime | None = tx.execute(
        select(newest).where(events.c.source == source)
    ).scalar_one()
    return found
