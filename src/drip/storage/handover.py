"""The intent, the result, and the settling of what is unknown.

The intent is the point after which nothing stops a letter: it re-checks, in the same statement that
records it, everything that could forbid the letter. If it changes no row, no call is made.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from drip.domain.deliveries import PROGRAMME, Delivery, DeliveryState, Purpose
from drip.domain.people import LIFTABLE, ConsentPurpose, SuppressionReason
from drip.storage.database import Transaction
from drip.storage.ledger import CLAIMED, FIELDS, HANDING_OVER, UNKNOWN, value
from drip.storage.tables import (
    attempts,
    consents,
    deliveries,
    enrolments,
    letter_days,
    sequences,
    subscribers,
    suppressions,
    switches,
)
from drip.storage.upsert import insert_new

_PROGRAMME = [purpose.value for purpose in PROGRAMME]
_ONE: ColumnClause[int] = literal_column("1")
#: Nobody with one of these is written to, not even to confirm.
_FINAL = [reason.value for reason in SuppressionReason if reason not in LIFTABLE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A letter about to be handed over. `day` is the person's calendar day, for the cap."""

    delivery: Delivery
    day: date
    revision_id: int
    letter_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A worker's hold on some deliveries: its token, the present, and the end of its lease."""

    token: str
    now: datetime
    lease_until: datetime
    worker: str
    transport: str


def _suppressed(*, only: Sequence[str] | None = None) -> ColumnElement[bool]:
    in_force = (
        select(_ONE)
        .select_from(subscribers.join(suppressions, _same_address()))
        .where(
            subscribers.c.id == deliveries.c.subscriber_id,
            suppressions.c.lifted_at.is_(None),
        )
    )
    if only is not None:
        in_force = in_force.where(suppressions.c.reason.in_(only))
    return exists(in_force.correlate(deliveries))


def _same_address() -> ColumnElement[bool]:
    return suppressions.c.address_hash == subscribers.c.address_hash


def _subscriber(*states: str) -> ColumnElement[bool]:
    return exists(
        select(_ONE)
        .select_from(subscribers)
        .where(subscribers.c.id == deliveries.c.subscriber_id, subscribers.c.state.in_(states))
        .correlate(deliveries)
    )


def _enrolment_active() -> ColumnElement[bool]:
    return exists(
        select(_ONE)
        .select_from(enrolments)
        .where(enrolments.c.id == deliveries.c.enrolment_id, enrolments.c.state == "active")
        .correlate(deliveries)
    )


def _consented() -> ColumnElement[bool]:
    latest = (
        select(consents.c.given)
        .where(
            consents.c.subscriber_id == deliveries.c.subscriber_id,
            consents.c.purpose == ConsentPurpose.PROGRAMME.value,
        )
        .order_by(consents.c.id.desc())
        .limit(1)
        .correlate(deliveries)
        .scalar_subquery()
    )
    return latest == _ONE


def _allowed() -> ColumnElement[bool]:
    """What each purpose asks of the person, at this very moment."""
    return or_(
        and_(
            deliveries.c.purpose.in_(_PROGRAMME),
            _subscriber("active"),
            ~_suppressed(),
            _enrolment_active(),
            _consented(),
        ),
        and_(
            deliveries.c.purpose == Purpose.CONFIRM.value,
            _subscriber("pending", "active", "left"),
            ~_suppressed(only=_FINAL),
        ),
        and_(deliveries.c.purpose == Purpose.NOTICE.value, _subscriber("active"), ~_suppressed()),
        and_(
            deliveries.c.purpose.in_([Purpose.SAFETY.value, Purpose.STAFF_REPLY.value]),
            _subscriber("pending", "active", "left"),
        ),
    )


def _clinic_sends() -> ColumnElement[bool]:
    stopped = select(_ONE).where(switches.c.name == "sending", switches.c.value == "off")
    held = select(_ONE).where(
        sequences.c.key == deliveries.c.sequence, sequences.c.state == "paused"
    )
    return and_(~exists(stopped), ~exists(held.correlate(deliveries)))


def record_intent(tx: Transaction, intents: Sequence[Intent], claim: Claim) -> set[int]:
    """Record that a call is about to be made; answers the deliveries it may be made for.

    Takes the person's day first (the primary key of `letter_days` decides who has it), then
    moves the rows that still may go, then gives back the days of those that may not.
    """
    allowed, taken = _take_days(tx, intents)
    going = _move_to_handing_over(tx, sorted(allowed), claim)
    # Only days taken just now: an older one may belong to another worker's hand-over.
    free_days(tx, taken - going.keys())
    told = [one for one in intents if one.delivery.id in going]
    _note_texts(tx, told)
    if told:
        tx.execute(
            insert(attempts),
            [
                {
                    "delivery_id": one.delivery.id,
                    "number": going[one.delivery.id],
                    "claim_token": claim.token,
                    "worker": claim.worker,
                    "transport": claim.transport,
                    "intent_at": claim.now,
                }
                for one in told
            ],
        )
    return set(going)


def _take_days(tx: Transaction, intents: Sequence[Intent]) -> tuple[set[int], set[int]]:
    """The deliveries that may use their person's day, and those of them that took it just now."""
    capped = sorted(
        (one for one in intents if one.delivery.purpose in PROGRAMME),
        key=lambda one: (one.delivery.subscriber_id, one.delivery.id),
    )
    rows = [
        {
            "subscriber_id": one.delivery.subscriber_id,
            "day": one.day,
            "delivery_id": one.delivery.id,
        }
        for one in capped
    ]
    new = insert_new(tx, letter_days, rows, letter_days.c.delivery_id)
    taken = {row.delivery_id for row in new}
    allowed = taken | {one.delivery.id for one in intents if one.delivery.purpose not in PROGRAMME}
    if missed := [one.delivery.id for one in capped if one.delivery.id not in taken]:
        # A second attempt on the same day finds the day it took the first time.
        held = select(letter_days.c.delivery_id).where(letter_days.c.delivery_id.in_(missed))
        allowed |= {row.delivery_id for row in tx.execute(held)}
    return allowed, taken


def _move_to_handing_over(tx: Transaction, ids: Sequence[int], claim: Claim) -> dict[int, int]:
    """Move what may go; answers the number of each letter's attempt."""
    if not ids:
        return {}
    now = claim.now
    first = func.coalesce(
        deliveries.c.dated_at, bindparam("b_now", now, deliveries.c.dated_at.type)
    )
    rows = tx.execute(
        update(deliveries)
        .where(
            deliveries.c.id.in_(ids),
            deliveries.c.state == CLAIMED,
            deliveries.c.claim_token == claim.token,
            deliveries.c.lease_until > now,
            deliveries.c.due_at <= now,
            or_(deliveries.c.open_until.is_(None), deliveries.c.open_until > now),
            _clinic_sends(),
            _allowed(),
        )
        .values(
            state=DeliveryState.HANDING_OVER.value,
            handed_at=now,
            dated_at=first,
            tries=deliveries.c.tries + 1,
            lease_until=claim.lease_until,
        )
        .returning(deliveries.c.id, deliveries.c.tries)
    )
    return {row.id: row.tries for row in rows}


def _note_texts(tx: Transaction, intents: Sequence[Intent]) -> None:
    """Keep which text each letter carries. Letters of one text share a statement."""
    texts: dict[tuple[int, str], list[int]] = {}
    for one in intents:
        texts.setdefault((one.revision_id, one.letter_hash), []).append(one.delivery.id)
    for (revision_id, letter_hash), ids in texts.items():
        tx.execute(
            update(deliveries)
            .where(deliveries.c.id.in_(ids))
            .values(revision_id=revision_id, letter_hash=letter_hash)
        )


def free_days(tx: Transaction, delivery_ids: Collection[int]) -> None:
    """Give back the days of letters that did not go."""
    if delivery_ids:
        tx.execute(delete(letter_days).where(letter_days.c.delivery_id.in_(delivery_ids)))


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
        for one in letters
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
    free_days(tx, [row.delivery_id for row in rows])


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
    free_days(tx, [one.id for one in failed])
    return failed


def unknowns(tx: Transaction, *, limit: int) -> list[Delivery]:
    """Letters whose outcome is unknown, the oldest first."""
    rows = tx.execute(
        select(*FIELDS)
        .where(deliveries.c.state == UNKNOWN)
        .order_by(deliveries.c.handed_at)
        .limit(limit)
    )
    return [value(row) for row in rows]


def give_up(tx: Transaction, *, handed_before: datetime, now: datetime) -> list[Delivery]:
    """Letters that stayed unknown past the horizon become unresolved: staff know."""
    rows = tx.execute(
        update(deliveries)
        .where(deliveries.c.state == UNKNOWN, deliveries.c.handed_at < handed_before)
        .values(
            state=DeliveryState.UNRESOLVED.value,
            reason="No evidence came that the letter went, or that it did not.",
            next_of=None,
            settled_at=now,
        )
        .returning(*FIELDS)
    )
    return [value(row) for row in rows]
