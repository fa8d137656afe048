"""The intent: the last check, and the record that a call is about to be made.

After it nothing stops a letter, so it re-checks, in the same statement that records it, everything
that could forbid the letter. If it changes no row, no call is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    true,
    update,
)

from drip.domain.deliveries import PROGRAMME, Delivery, DeliveryState, Purpose
from drip.domain.people import LIFTABLE, ConsentPurpose, SuppressionReason
from drip.storage import letter_days
from drip.storage.database import Transaction
from drip.storage.ledger import CLAIMED
from drip.storage.letter_days import DayWanted
from drip.storage.switches import Switch
from drip.storage.tables import (
    attempts,
    bookings,
    cases,
    consents,
    deliveries,
    enrolments,
    mails,
    sequences,
    subscribers,
    suppressions,
    switches,
)

_PROGRAMME = [purpose.value for purpose in PROGRAMME]
_ONE: ColumnClause[int] = literal_column("1")
#: Nobody with one of these is written to, not even to confirm.
_FINAL = [reason.value for reason in SuppressionReason if reason not in LIFTABLE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A letter about to be handed over. `day` is the person's calendar day, for the cap.

    `prompts` tells whether a booking button stands in it.
    """

    delivery: Delivery
    day: date
    revision_id: int
    letter_hash: str
    prompts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A worker's hold on some deliveries: its token, the present, and the end of its lease.

    `probe` tells that its one letter may try whether an open circuit can be closed.
    """

    token: str
    now: datetime
    lease_until: datetime
    worker: str
    transport: str
    probe: bool = False


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


def _in_a_case() -> ColumnElement[bool]:
    """Words that may mean an emergency hold all automation until a person closes the case."""
    return exists(
        select(_ONE)
        .select_from(cases)
        .where(cases.c.subscriber_id == deliveries.c.subscriber_id, cases.c.closed_at.is_(None))
        .correlate(deliveries)
    )


def _unread_mail() -> ColumnElement[bool]:
    """Mail about a letter of theirs was taken in and not worked off: it may be their goodbye."""
    theirs = deliveries.alias("answered")
    writers = select(theirs.c.subscriber_id).select_from(
        mails.join(theirs, theirs.c.id == mails.c.delivery_id)
    )
    return deliveries.c.subscriber_id.in_(writers.where(mails.c.processed_at.is_(None)))


def _booked(now: datetime) -> ColumnElement[bool]:
    """A visit lies ahead, or was booked a moment ago: no letter asks for one."""
    return exists(
        select(_ONE)
        .select_from(bookings)
        .where(
            bookings.c.subscriber_id == deliveries.c.subscriber_id,
            bookings.c.state.in_(("booked", "requested")),
            or_(bookings.c.starts_at.is_(None), bookings.c.starts_at > now),
        )
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
            ~_in_a_case(),
            ~_unread_mail(),
        ),
        and_(
            deliveries.c.purpose == Purpose.CONFIRM.value,
            _subscriber("pending", "active", "left"),
            ~_suppressed(only=_FINAL),
        ),
        and_(
            deliveries.c.purpose == Purpose.NOTICE.value,
            _subscriber("active", "clinic"),
            ~_suppressed(),
        ),
        and_(
            deliveries.c.purpose == Purpose.STAFF_REPLY.value,
            _subscriber("pending", "active", "left"),
            ~_suppressed(only=_FINAL),
        ),
        and_(
            deliveries.c.purpose == Purpose.SAFETY.value,
            _subscriber("pending", "active", "left"),
        ),
    )


def _clinic_sends() -> ColumnElement[bool]:
    """No switch holds it. A paused sequence keeps its programme letters back, and nothing else."""
    stopped = select(_ONE).where(
        switches.c.value == "off",
        or_(switches.c.name != Switch.BLAST.value, deliveries.c.purpose.in_(_PROGRAMME)),
    )
    held = select(_ONE).where(
        sequences.c.key == deliveries.c.sequence,
        sequences.c.state == "paused",
        deliveries.c.purpose.in_(_PROGRAMME),
    )
    return and_(~exists(stopped.correlate(deliveries)), ~exists(held.correlate(deliveries)))


def record_intent(tx: Transaction, intents: Sequence[Intent], claim: Claim) -> set[int]:
    """Record that a call is about to be made; answers the deliveries it may be made for.

    Takes the person's day first (the primary key of `letter_days` decides who has it), then
    moves the rows that still may go, then gives back the days of those that may not.
    """
    free = {one.delivery.id for one in intents if one.delivery.purpose not in PROGRAMME}
    wanted = [
        DayWanted(one.delivery.subscriber_id, one.day, one.delivery.id)
        for one in intents
        if one.delivery.id not in free
    ]
    held, taken = letter_days.take(tx, wanted)
    prompting = [one.delivery.id for one in intents if one.prompts]
    going = _move_to_handing_over(tx, sorted(held | free), claim, prompting)
    # Only days taken just now: an older one may belong to another worker's hand-over.
    letter_days.free(tx, taken - going.keys())
    told = [one for one in intents if one.delivery.id in going]
    _note_texts(tx, told)
    _begin_attempts(tx, told, going, claim)
    return set(going)


def _begin_attempts(
    tx: Transaction, told: Sequence[Intent], numbers: dict[int, int], claim: Claim
) -> None:
    if told:
        tx.execute(
            insert(attempts),
            [
                {
                    "delivery_id": one.delivery.id,
                    "number": numbers[one.delivery.id],
                    "claim_token": claim.token,
                    "worker": claim.worker,
                    "transport": claim.transport,
                    "intent_at": claim.now,
                }
                for one in told
            ],
        )


def _move_to_handing_over(
    tx: Transaction, ids: Sequence[int], claim: Claim, prompting: Sequence[int]
) -> dict[int, int]:
    """Move what may go; answers the number of each letter's attempt.

    Letters with a booking button (`prompting`) do not go to who has booked meanwhile: the next
    claim makes them without one.
    """
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
            or_(deliveries.c.id.not_in(prompting), ~_booked(now)) if prompting else true(),
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
    texts: dict[tuple[int, str, bool], list[int]] = {}
    for one in intents:
        key = (one.revision_id, one.letter_hash, one.prompts)
        texts.setdefault(key, []).append(one.delivery.id)
    for (revision_id, letter_hash, prompts), ids in texts.items():
        tx.execute(
            update(deliveries)
            .where(deliveries.c.id.in_(ids))
            .values(revision_id=revision_id, letter_hash=letter_hash, prompts=prompts)
        )
