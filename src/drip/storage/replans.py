"""Planning anew after an edit: which rows are behind, what is taken away, and when all is done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, select, update

from drip.domain.deliveries import PROGRAMME, Delivery, DeliveryState, removed_slot
from drip.storage.database import Transaction
from drip.storage.ledger import CLAIMED, PLANNED
from drip.storage.tables import deliveries, enrolments, renames, sequences
from drip.storage.upsert import insert_ignore

_PROGRAMME = [purpose.value for purpose in PROGRAMME]


def _behind() -> ColumnElement[bool]:
    """Waiting rows planned by another revision than the one their people live by.

    That is the one in force; for whom a publication pinned, the one that they are pinned to.
    """
    return and_(
        deliveries.c.state == PLANNED,
        deliveries.c.purpose.in_(_PROGRAMME),
        deliveries.c.enrolment_id == enrolments.c.id,
        deliveries.c.planned_by.is_distinct_from(
            func.coalesce(enrolments.c.revision_id, sequences.c.revision_id)
        ),
        enrolments.c.sequence == sequences.c.key,
        enrolments.c.state == "active",
        sequences.c.settled_id.is_distinct_from(sequences.c.revision_id),
    )


@dataclass(frozen=True, slots=True)
class Behind:
    """Enrolments with a letter planned by an older revision, and the last row looked at."""

    enrolments: frozenset[int]
    last: int


def behind(tx: Transaction, *, after: int, limit: int) -> Behind | None:
    """The next letters that an edit has not reached, in the order of their ids.

    Letters that another worker holds are passed over: it plans them itself, or leaves them to the
    next look.
    """
    rows = tx.execute(
        select(deliveries.c.id, deliveries.c.enrolment_id)
        .where(_behind(), deliveries.c.id > after)
        .order_by(deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=deliveries)
    ).all()
    if not rows:
        return None
    return Behind(frozenset(row.enrolment_id for row in rows), max(row.id for row in rows))


def unsettled(tx: Transaction) -> bool:
    """Whether some sequence's latest edit may not have reached everybody."""
    query = select(sequences.c.key).where(
        sequences.c.settled_id.is_distinct_from(sequences.c.revision_id)
    )
    return tx.execute(query.limit(1)).first() is not None


def settle(tx: Transaction, *, published_before: datetime) -> None:
    """Note of the sequences whose edit reached everybody that they need no looking at.

    A transaction that began before the publication may still plan by the older revision; none
    lives as long as the time that has to lie between.
    """
    tx.execute(
        update(sequences)
        .where(
            sequences.c.published_at <= published_before,
            sequences.c.settled_id.is_distinct_from(sequences.c.revision_id),
            ~exists(select(deliveries.c.id).where(_behind()).correlate(sequences)),
        )
        .values(settled_id=sequences.c.revision_id)
    )


def without_next(tx: Transaction, enrolment_ids: Collection[int]) -> set[int]:
    """Those of these enrolments that have no live row for their next step."""
    if not enrolment_ids:
        return set()
    found = tx.execute(select(deliveries.c.next_of).where(deliveries.c.next_of.in_(enrolment_ids)))
    return set(enrolment_ids) - {row.next_of for row in found}


def mark(tx: Transaction, planned_by: Mapping[int, int]) -> None:
    """Note the revision that waiting rows are planned by: delivery to revision."""
    ids: dict[int, list[int]] = {}
    for delivery_id, revision_id in planned_by.items():
        ids.setdefault(revision_id, []).append(delivery_id)
    for revision_id, some in ids.items():
        tx.execute(
            update(deliveries).where(deliveries.c.id.in_(some)).values(planned_by=revision_id)
        )


@dataclass(frozen=True, slots=True)
class Removal:
    """A waiting letter that will not go. `gone`: its step is not in the sequence any more."""

    row: Delivery
    state: DeliveryState
    reason: str
    gone: bool


def remove(tx: Transaction, removals: Sequence[Removal], now: datetime) -> None:
    """End waiting letters. The slot of a step that is gone becomes free."""
    if removals:
        tx.execute(
            update(deliveries)
            .where(deliveries.c.id == bindparam("b_id"), deliveries.c.state.in_((PLANNED, CLAIMED)))
            .values(
                state=bindparam("b_state"),
                reason=bindparam("b_reason"),
                slot=bindparam("b_slot"),
                next_of=None,
                claim_token=None,
                lease_until=None,
                settled_at=now,
            ),
            [_parameters(one) for one in removals],
        )


def _parameters(one: Removal) -> dict[str, Any]:
    return {
        "b_id": one.row.id,
        "b_state": one.state.value,
        "b_reason": one.reason,
        "b_slot": removed_slot(one.row.id) if one.gone else one.row.slot,
    }


Renames = dict[str, dict[str, set[str]]]


def add_renames(
    tx: Transaction, sequence: str, pairs: Collection[tuple[str, str]], now: datetime
) -> None:
    """Remember for ever that a step had another id: old and new ids."""
    rows = [{"sequence": sequence, "old": old, "new": new, "at": now} for old, new in pairs]
    insert_ignore(tx, renames, rows)


def all_renames(tx: Transaction) -> Renames:
    """For each sequence the new ids of each old one."""
    found: Renames = {}
    for row in tx.execute(select(renames.c.sequence, renames.c.old, renames.c.new)):
        found.setdefault(row.sequence, {}).setdefault(row.old, set()).add(row.new)
    return found


def live_enrolments(tx: Transaction, sequence: str, *, after: int, limit: int) -> list[int]:
    """The enrolments of a sequence that still go on, a batch in the order of their ids."""
    rows = tx.execute(
        select(enrolments.c.id)
        .where(
            enrolments.c.sequence == sequence,
            enrolments.c.state.in_(("active", "paused")),
            enrolments.c.id > after,
        )
        .order_by(enrolments.c.id)
        .limit(limit)
    )
    return [row.id for row in rows]


def count_live(tx: Transaction, sequence: str) -> int:
    """How many enrolments of a sequence still go on."""
    query = select(func.count()).where(
        enrolments.c.sequence == sequence, enrolments.c.state.in_(("active", "paused"))
    )
    return int(tx.execute(query).scalar_one())
