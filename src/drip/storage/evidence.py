"""Evidence from outside that a letter was taken: whatever a row said before, it went."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnClause, bindparam, func, literal_column, select, update

from drip.domain.deliveries import Delivery, DeliveryState
from drip.storage.database import Transaction
from drip.storage.ledger import CLAIMED, FIELDS, HANDING_OVER, PLANNED, UNKNOWN, value
from drip.storage.outcomes import note_letters
from drip.storage.tables import deliveries, subscribers

_NOT_KNOWN_TO_HAVE_GONE: tuple[ColumnClause[str], ...] = (
    PLANNED,
    CLAIMED,
    HANDING_OVER,
    UNKNOWN,
    literal_column("'unresolved'"),
)


def by_refs(tx: Transaction, refs: Collection[str]) -> dict[str, Delivery]:
    """The deliveries with these refs, by ref."""
    if not refs:
        return {}
    rows = tx.execute(select(*FIELDS).where(deliveries.c.ref.in_(refs)))
    return {row.ref: value(row) for row in rows}


def went_to(
    tx: Transaction, address_hashes: Collection[str], *, since: datetime, until: datetime
) -> dict[str, list[Delivery]]:
    """The letters handed over to these addresses in a stretch of time, the latest first.

    Every address that is known stands in the answer, also one without letters.
    """
    if not address_hashes:
        return {}
    rows = tx.execute(
        select(subscribers.c.address_hash, *FIELDS)
        .select_from(
            subscribers.outerjoin(
                deliveries,
                (deliveries.c.subscriber_id == subscribers.c.id)
                & deliveries.c.handed_at.between(since, until),
            )
        )
        .where(subscribers.c.address_hash.in_(address_hashes))
        .order_by(deliveries.c.handed_at.desc())
    )
    found: dict[str, list[Delivery]] = {}
    for row in rows:
        letters = found.setdefault(row.address_hash, [])
        if row.id is not None:
            letters.append(value(row))
    return found


def prove_taken(
    tx: Transaction, rows: Sequence[Delivery], at: Mapping[int, datetime], now: datetime
) -> list[Delivery]:
    """Letters that evidence shows to have gone; answers those that were not known to have.

    A row that was planned again, or is claimed, does not go a second time. `at` says for each
    when it was seen, for a row that knows no intent: a database restored from before it.
    """
    if not rows:
        return []
    ids = [row.id for row in rows]
    _fill_in(tx, [{"b_id": row.id, "b_at": at[row.id]} for row in rows if row.handed_at is None])
    done = tx.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids), deliveries.c.state.in_(_NOT_KNOWN_TO_HAVE_GONE))
        .values(
            state=DeliveryState.ACCEPTED.value,
            reason="",
            next_of=None,
            settled_at=now,
            claim_token=None,
            lease_until=None,
        )
        .returning(deliveries.c.id, deliveries.c.handed_at)
    )
    handed = {row.id: row.handed_at for row in done}
    taken = [
        replace(row, state=DeliveryState.ACCEPTED, handed_at=handed[row.id])
        for row in rows
        if row.id in handed
    ]
    note_letters(tx, taken)
    return taken


def _fill_in(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        seen = bindparam("b_at", type_=deliveries.c.handed_at.type)
        tx.execute(
            update(deliveries)
            .where(
                deliveries.c.id == bindparam("b_id"),
                deliveries.c.handed_at.is_(None),
                deliveries.c.state.in_((PLANNED, CLAIMED)),
            )
            .values(handed_at=seen, dated_at=func.coalesce(deliveries.c.dated_at, seen)),
            list(rows),
        )
