"""What a call came to, and how a doubt is settled.

Late news moves a row upwards only; what was provably not taken goes back to planned.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal_column, or_, select, update

from drip.domain.deliveries import PROGRAMME, Delivery, DeliveryState
from drip.storage import letter_days
from drip.storage.database import Transaction
from drip.storage.ledger import CLAIMED, FIELDS, HANDING_OVER, UNKNOWN, value
from drip.storage.tables import attempts, deliveries, subscribers


def end_attempts(
    tx: Transaction, rows: Sequence[Mapping[str, Any]], *, token: str, now: datetime
) -> None:
    """Write down what calls came to: `b_id` (delivery), `result`, `detail` and `receipt`."""
    if rows:
        tx.execute(
            update(attempts)
            .where(
                attempts.c.delivery_id == bindparam("b_id"),
                attempts.c.claim_token == token,
                attempts.c.ended_at.is_(None),
            )
            .values(
                ended_at=now,
                result=bindparam("b_result"),
                detail=bindparam("b_detail"),
                receipt=bindparam("b_receipt"),
            ),
            list(rows),
        )


def still_ours(tx: Transaction, ids: Collection[int], *, token: str) -> set[int]:
    """Which of these letters still wait for the result of this claim's call; held until the end.

    A worker that was frozen finds that others decided meanwhile, and that nothing is left to say.
    """
    rows = tx.execute(
        select(deliveries.c.id)
        .where(
            deliveries.c.id.in_(ids),
            deliveries.c.claim_token == token,
            deliveries.c.state.in_((HANDING_OVER, UNKNOWN, literal_column("'unresolved'"))),
        )
        .order_by(deliveries.c.id)
        .with_for_update()
    )
    return set(rows.scalars())


def accept(
    tx: Transaction, rows: Sequence[Delivery], *, token: str | None, now: datetime
) -> list[Delivery]:
    """Mark letters as taken; answers those that were not known to be taken before.

    With a token only the claim's own hand-over counts; without one (evidence from outside)
    any doubt is lifted. Late news moves a row upwards only.
    """
    if not rows:
        return []
    ours = [] if token is None else [deliveries.c.claim_token == token]
    done = tx.execute(
        update(deliveries)
        .where(
            deliveries.c.id.in_([row.id for row in rows]),
            deliveries.c.state.in_((HANDING_OVER, UNKNOWN, literal_column("'unresolved'"))),
            *ours,
        )
        .values(
            state=DeliveryState.ACCEPTED.value,
            reason="",
            next_of=None,
            settled_at=now,
            lease_until=None,
        )
        .returning(deliveries.c.id)
    )
    ids = {row.id for row in done}
    taken = [row for row in rows if row.id in ids]
    note_letters(tx, taken)
    return taken


def doubt(tx: Transaction, ids: Collection[int], *, token: str, reason: str) -> list[Delivery]:
    """Mark letters as unknown: a call was made and nobody knows what it came to."""
    if not ids:
        return []
    rows = tx.execute(
        update(deliveries)
        .where(
            deliveries.c.id.in_(ids),
            deliveries.c.state == HANDING_OVER,
            deliveries.c.claim_token == token,
        )
        .values(state=DeliveryState.UNKNOWN.value, reason=reason, lease_until=None)
        .returning(*FIELDS)
    )
    doubted = [value(row) for row in rows]
    note_letters(tx, doubted)
    return doubted


def note_letters(tx: Transaction, letters: Sequence[Delivery]) -> None:
    """Remember a person's latest programme letter that went or may have gone."""
    rows = [
        {"b_id": one.subscriber_id, "b_at": one.handed_at, "b_letter": one.id}
        # In one order everywhere, so that two workers do not wait for each other.
        for one in sorted(letters, key=lambda one: one.subscriber_id)
        if one.purpose in PROGRAMME and one.handed_at is not None
    ]
    if rows:
        tx.execute(
            update(subscribers)
            .where(
                subscribers.c.id == bindparam("b_id"),
                or_(
                    subscribers.c.last_letter_at.is_(None),
                    subscribers.c.last_letter_at <= bindparam("b_at"),
                ),
            )
            .values(last_letter_at=bindparam("b_at"), last_letter_id=bindparam("b_letter")),
            rows,
        )


@dataclass(frozen=True, slots=True)
class Retry:
    """A letter that was provably not taken, and when to try again. `counted`: it was a try."""

    delivery_id: int
    due_at: datetime
    counted: bool


def plan_again(tx: Transaction, rows: Sequence[Retry], *, token: str | None) -> None:
    """Put letters that were provably not taken back to planned, and free their days."""
    if not rows:
        return
    ours = [] if token is None else [deliveries.c.claim_token == token]
    tx.execute(
        update(deliveries)
        .where(
            deliveries.c.id == bindparam("b_id"),
            deliveries.c.state.in_((HANDING_OVER, UNKNOWN)),
            *ours,
        )
        .values(
            state=DeliveryState.PLANNED.value,
            reason="",
            claim_token=None,
            lease_until=None,
            due_at=bindparam("b_due"),
            tries=deliveries.c.tries - bindparam("b_less"),
        ),
        [
            {"b_id": row.delivery_id, "b_due": row.due_at, "b_less": 0 if row.counted else 1}
            for row in rows
        ],
    )
    letter_days.free(tx, [row.delivery_id for row in rows])


def fail(
    tx: Transaction, reasons: Mapping[int, str], *, token: str, now: datetime
) -> list[Delivery]:
    """End letters that were refused for good."""
    failed: list[Delivery] = []
    for delivery_id, reason in reasons.items():
        rows = tx.execute(
            update(deliveries)
            .where(
                deliveries.c.id == delivery_id,
                deliveries.c.state.in_((CLAIMED, HANDING_OVER)),
                deliveries.c.claim_token == token,
            )
            .values(
                state=DeliveryState.FAILED.value,
                reason=reason,
                next_of=None,
                settled_at=now,
                claim_token=None,
                lease_until=None,
            )
            .returning(*FIELDS)
        )
        failed += [value(row) for row in rows]
    letter_days.free(tx, [one.id for one in failed])
    return failed


def unknowns(tx: Transaction, *, limit: int, after: int = 0) -> list[Delivery]:
    """Letters whose outcome is unknown, with an id above `after`, in the order of ids."""
    rows = tx.execute(
        select(*FIELDS)
        .where(deliveries.c.state == UNKNOWN, deliveries.c.id > after)
        .order_by(deliveries.c.id)
        .limit(limit)
    )
    return [value(row) for row in rows]


def give_up(tx: Transaction, ids: Collection[int], now: datetime) -> list[Delivery]:
    """Letters that no evidence will settle become unresolved: staff know."""
    reason = "No evidence came that the letter went, or that it did not."
    return _end_doubts(tx, ids, DeliveryState.UNRESOLVED, reason, now)


def close(tx: Transaction, ids: Collection[int], now: datetime) -> list[Delivery]:
    """Letters that provably did not go, and are not wanted any more, are cancelled."""
    reason = "It provably did not go, and is not wanted any more."
    closed = _end_doubts(tx, ids, DeliveryState.CANCELLED, reason, now)
    letter_days.free(tx, [one.id for one in closed])
    return closed


def _end_doubts(
    tx: Transaction, ids: Collection[int], state: DeliveryState, reason: str, now: datetime
) -> list[Delivery]:
    if not ids:
        return []
    rows = tx.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids), deliveries.c.state == UNKNOWN)
        .values(state=state.value, reason=reason, next_of=None, settled_at=now)
        .returning(*FIELDS)
    )
    return [value(row) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """The calls for one letter: who took the last one, and how many got no answer."""

    transport: str
    doubts: int


def calls_for(tx: Transaction, ids: Collection[int]) -> dict[int, Calls]:
    """The calls that were made for these letters."""
    if not ids:
        return {}
    rows = tx.execute(
        select(attempts.c.delivery_id, attempts.c.transport, attempts.c.result)
        .where(attempts.c.delivery_id.in_(ids))
        .order_by(attempts.c.id)
    )
    found: dict[int, Calls] = {}
    for row in rows:
        before = found.get(row.delivery_id)
        doubtful = row.result in {None, "unknown"}
        doubts = (0 if before is None else before.doubts) + doubtful
        found[row.delivery_id] = Calls(transport=row.transport, doubts=doubts)
    return found
