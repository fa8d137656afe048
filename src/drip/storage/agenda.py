"""What will fall due next, and for whom: for a clock that can jump there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from drip.domain.people import SubscriberState
from drip.storage.database import Transaction
from drip.storage.tables import check_ins, deliveries, effects, enrolments, subscribers

_MOMENTS: tuple[tuple[ColumnElement[datetime], ColumnElement[bool]], ...] = (
    (deliveries.c.due_at, deliveries.c.state == "planned"),
    (deliveries.c.lease_until, deliveries.c.state.in_(("claimed", "handing_over"))),
    (check_ins.c.remind_at, check_ins.c.state == "open"),
    (check_ins.c.silent_at, check_ins.c.state == "open"),
    (check_ins.c.closes_at, check_ins.c.state != "closed"),
    (enrolments.c.paused_until, enrolments.c.state == "paused"),
    (enrolments.c.look_at, enrolments.c.state == "active"),
    (effects.c.due_at, effects.c.state == "owed"),
)


def next_moment(tx: Transaction, after: datetime) -> datetime | None:
    """The first moment after this one at which anything waits to happen."""
    found = [
        tx.execute(
            select(func.min(moment, type_=moment.type)).where(moment > after, holds)
        ).scalar()
        for moment, holds in _MOMENTS
    ]
    return min((moment for moment in found if moment is not None), default=None)


@dataclass(frozen=True, slots=True)
class Newest:
    """The person that was written down last."""

    id: int
    email: str


def newest_besides(tx: Transaction, address_hashes: Collection[str]) -> Newest | None:
    """The newest person whose address is none of these."""
    found = (
        select(subscribers.c.id, subscribers.c.email)
        .where(
            subscribers.c.address_hash.not_in(address_hashes),
            subscribers.c.state != SubscriberState.CLINIC.value,
        )
        .order_by(subscribers.c.id.desc())
        .limit(1)
    )
    row = tx.execute(found).one_or_none()
    return None if row is None else Newest(row.id, row.email)


def letter_to_come(tx: Transaction, subscriber_id: int) -> bool:
    """Whether a letter to this person is planned, or will be when their pause ends."""
    planned = exists().where(
        deliveries.c.subscriber_id == subscriber_id,
        deliveries.c.state.in_(("planned", "claimed", "handing_over")),
    )
    pausing = exists().where(
        enrolments.c.subscriber_id == subscriber_id,
        enrolments.c.state == "paused",
        enrolments.c.paused_until.is_not(None),
    )
    return bool(tx.execute(select(planned | pausing)).scalar_one())
