"""The ledger: every email that is owed, went, or will not go, as one row.

This module adds rows and takes back what has not gone yet. `storage.claims` takes what is due,
`storage.intents` and `storage.outcomes` record the rest.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnClause, bindparam, func, literal_column, select, update

from drip.domain.deliveries import PROGRAMME, REMOVED_SLOT, Delivery, DeliveryState, Purpose
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, about, note_all
from drip.storage.tables import deliveries
from drip.storage.upsert import insert_new

# Written out, since SQLite uses a partial index only where it sees the same literal.
PLANNED: ColumnClause[str] = literal_column("'planned'")
CLAIMED: ColumnClause[str] = literal_column("'claimed'")
HANDING_OVER: ColumnClause[str] = literal_column("'handing_over'")
_NEVER_WENT = (
    DeliveryState.SKIPPED,
    DeliveryState.CANCELLED,
    DeliveryState.EXPIRED,
    DeliveryState.FAILED,
)
UNKNOWN: ColumnClause[str] = literal_column("'unknown'")

FIELDS = (
    deliveries.c.id,
    deliveries.c.ref,
    deliveries.c.slot,
    deliveries.c.purpose,
    deliveries.c.state,
    deliveries.c.subscriber_id,
    deliveries.c.enrolment_id,
    deliveries.c.sequence,
    deliveries.c.step,
    deliveries.c.due_at,
    deliveries.c.open_until,
    deliveries.c.tries,
    deliveries.c.about,
    deliveries.c.dated_at,
    deliveries.c.handed_at,
    deliveries.c.reason,
)


def value(row: Any) -> Delivery:
    """A row as a value."""
    return Delivery(
        id=row.id,
        ref=row.ref,
        slot=row.slot,
        purpose=Purpose(row.purpose),
        state=DeliveryState(row.state),
        subscriber_id=row.subscriber_id,
        enrolment_id=row.enrolment_id,
        sequence=row.sequence,
        step=row.step,
        due_at=row.due_at,
        open_until=row.open_until,
        tries=row.tries,
        about=row.about,
        dated_at=row.dated_at,
        handed_at=row.handed_at,
        reason=row.reason,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """An email that is owed from now on, or a step that was decided against at once.

    `state` is `PLANNED`, or `SKIPPED` or `EXPIRED` for a step that was passed. `planned_by` is the
    revision that its moment comes from.
    """

    slot: str
    purpose: Purpose
    subscriber_id: int
    sequence: str
    due_at: datetime
    plan_reason: str
    enrolment_id: int | None = None
    step: str = ""
    about: int | None = None
    open_until: datetime | None = None
    state: DeliveryState = DeliveryState.PLANNED
    planned_by: int | None = None


def add(tx: Transaction, rows: Iterable[NewDelivery], now: datetime) -> frozenset[str]:
    """Add rows; those whose slot is taken stay as they are. Answers the slots that are new."""
    new = insert_new(tx, deliveries, [_columns(row, now) for row in rows], deliveries.c.slot)
    return frozenset(row.slot for row in new)


def _columns(row: NewDelivery, now: datetime) -> dict[str, Any]:
    over = row.state is not DeliveryState.PLANNED
    return {
        "ref": secrets.token_hex(12),
        "slot": row.slot,
        "purpose": row.purpose.value,
        "state": row.state.value,
        "reason": row.plan_reason if over else "",
        "subscriber_id": row.subscriber_id,
        "enrolment_id": row.enrolment_id,
        "sequence": row.sequence,
        "step": row.step,
        "next_of": None if over or row.purpose is not Purpose.STEP else row.enrolment_id,
        "about": row.about,
        "planned_at": now,
        "plan_reason": row.plan_reason,
        "due_at": row.due_at,
        "open_until": row.open_until,
        "planned_by": row.planned_by,
        "settled_at": now if over else None,
    }


def get(tx: Transaction, delivery_id: int) -> Delivery | None:
    """One delivery."""
    row = tx.execute(select(*FIELDS).where(deliveries.c.id == delivery_id)).first()
    return None if row is None else value(row)


def by_slot(tx: Transaction, slot: str) -> Delivery:
    """The delivery with this slot, which is there."""
    return value(tx.execute(select(*FIELDS).where(deliveries.c.slot == slot)).one())


def arrived_at(tx: Transaction, ids: Collection[int]) -> dict[int, datetime]:
    """When letters arrived, by their provider's word; where there is none, when they left."""
    if not ids:
        return {}
    rows = tx.execute(
        select(deliveries.c.id, deliveries.c.handed_at, deliveries.c.delivered_at).where(
            deliveries.c.id.in_(ids), deliveries.c.handed_at.is_not(None)
        )
    )
    return {row.id: max(row.handed_at, row.delivered_at or row.handed_at) for row in rows}


def get_all(tx: Transaction, ids: Collection[int]) -> dict[int, Delivery]:
    """The deliveries with these ids."""
    if not ids:
        return {}
    rows = tx.execute(select(*FIELDS).where(deliveries.c.id.in_(ids)))
    return {row.id: value(row) for row in rows}


def handed_to(tx: Transaction, subscriber_id: int) -> list[Delivery]:
    """What a call was made for, to one person, in the order in which it left."""
    rows = tx.execute(
        select(*FIELDS)
        .where(deliveries.c.subscriber_id == subscriber_id, deliveries.c.handed_at.is_not(None))
        .order_by(deliveries.c.handed_at, deliveries.c.id)
    )
    return [value(row) for row in rows]


def cancel_waiting(
    tx: Transaction,
    *,
    now: datetime,
    reason: str,
    subscriber_id: int | None = None,
    enrolment_id: int | None = None,
    purposes: Collection[Purpose] = PROGRAMME,
) -> int:
    """Cancel what is planned or claimed for a person or an enrolment; answers how many.

    A row whose intent is recorded may have gone and is left alone.
    """
    who = (
        deliveries.c.subscriber_id == subscriber_id
        if subscriber_id is not None
        else deliveries.c.enrolment_id == enrolment_id
    )
    rows = tx.execute(
        update(deliveries)
        .where(
            who,
            deliveries.c.state.in_((PLANNED, CLAIMED)),
            deliveries.c.purpose.in_([purpose.value for purpose in purposes]),
        )
        .values(
            state=DeliveryState.CANCELLED.value,
            reason=reason,
            next_of=None,
            claim_token=None,
            lease_until=None,
            settled_at=now,
        )
        .returning(*FIELDS)
    )
    cancelled = [value(row) for row in rows]
    notes = [about(one, kind=Kind.DROPPED, reason=reason, actor="engine") for one in cancelled]
    note_all(tx, notes, now)
    return len(cancelled)


def waiting_of(
    tx: Transaction, enrolment_ids: Collection[int], *, take: bool = False
) -> list[Delivery]:
    """Planned and claimed programme letters of these enrolments.

    `take` holds them till the end of the transaction, without those that another one holds.
    """
    if not enrolment_ids:
        return []
    query = select(*FIELDS).where(
        deliveries.c.enrolment_id.in_(enrolment_ids),
        deliveries.c.state.in_((PLANNED, CLAIMED)),
    )
    if take:
        query = query.order_by(deliveries.c.id).with_for_update(skip_locked=True)
    return [value(row) for row in tx.execute(query)]


@dataclass(frozen=True, slots=True)
class Move:
    """A new moment for a delivery that waits."""

    delivery_id: int
    due_at: datetime
    open_until: datetime | None


def move(tx: Transaction, moves: Sequence[Move]) -> None:
    """Give waiting deliveries a new moment; a claim on them ends, so that no intent can pass."""
    if moves:
        tx.execute(
            update(deliveries)
            .where(deliveries.c.id == bindparam("b_id"), deliveries.c.state.in_((PLANNED, CLAIMED)))
            .values(
                state=DeliveryState.PLANNED.value,
                claim_token=None,
                lease_until=None,
                due_at=bindparam("b_due"),
                open_until=bindparam("b_open"),
            ),
            [
                {"b_id": one.delivery_id, "b_due": one.due_at, "b_open": one.open_until}
                for one in moves
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Retarget:
    """A waiting row that becomes another step's, because an edit put that step first."""

    delivery_id: int = field(kw_only=False)
    step: str
    slot: str
    due_at: datetime
    open_until: datetime | None


def retarget(tx: Transaction, rows: Sequence[Retarget], now: datetime) -> None:
    """Make waiting rows those of another step: nothing went out for them.

    The slot moves along, and its uniqueness still decides that nothing goes twice.
    """
    if rows:
        tx.execute(
            update(deliveries)
            .where(deliveries.c.id == bindparam("b_id"), deliveries.c.state.in_((PLANNED, CLAIMED)))
            .values(
                state=DeliveryState.PLANNED.value,
                claim_token=None,
                lease_until=None,
                step=bindparam("b_step"),
                slot=bindparam("b_slot"),
                due_at=bindparam("b_due"),
                open_until=bindparam("b_open"),
                planned_at=now,
                plan_reason="An edit of the sequence put this letter first.",
            ),
            [
                {
                    "b_id": row.delivery_id,
                    "b_step": row.step,
                    "b_slot": row.slot,
                    "b_due": row.due_at,
                    "b_open": row.open_until,
                }
                for row in rows
            ],
        )


def decided_steps(tx: Transaction, enrolment_ids: Collection[int]) -> dict[int, set[str]]:
    """For each enrolment the steps that have a row of their own, whatever became of it.

    Letters whose step an edit took away do not count: nothing was decided but that, and the step
    may come back.
    """
    found: dict[int, set[str]] = {one: set() for one in enrolment_ids}
    if found:
        rows = tx.execute(
            select(deliveries.c.enrolment_id, deliveries.c.step).where(
                deliveries.c.enrolment_id.in_(found),
                deliveries.c.purpose == Purpose.STEP.value,
                deliveries.c.slot.not_like(f"{REMOVED_SLOT}%"),
            )
        )
        for enrolment_id, step in rows:
            found[enrolment_id].add(step)
    return found


def branches_of(tx: Transaction, enrolment_ids: Collection[int]) -> dict[int, set[tuple[str, str]]]:
    """The step and slot of each branch letter that went to these people or is on its way."""
    found: dict[int, set[tuple[str, str]]] = {one: set() for one in enrolment_ids}
    if found:
        rows = tx.execute(
            select(deliveries.c.enrolment_id, deliveries.c.step, deliveries.c.slot).where(
                deliveries.c.enrolment_id.in_(found),
                deliveries.c.purpose == Purpose.BRANCH.value,
                deliveries.c.state.not_in([state.value for state in _NEVER_WENT]),
            )
        )
        for enrolment_id, step, slot in rows:
            found[enrolment_id].add((step, slot))
    return found


def balance(tx: Transaction) -> Mapping[str, int]:
    """How many deliveries stand in each state. Their sum is all that was ever planned."""
    rows = tx.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
    counted = {state.value: 0 for state in DeliveryState}
    counted.update((state, number) for state, number in rows)
    return counted


def next_due(tx: Transaction) -> datetime | None:
    """When the next planned delivery is due."""
    earliest = func.min(deliveries.c.due_at, type_=deliveries.c.due_at.type)
    found: datetime | None = tx.execute(
        select(earliest).where(deliveries.c.state == PLANNED)
    ).scalar_one()
    return found
