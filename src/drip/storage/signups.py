"""Signups: what somebody asked for on the form, before and after their address was proven."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, insert, select, update

from drip.domain.deliveries import DeliveryState, Purpose
from drip.domain.people import Signup
from drip.storage.database import Transaction
from drip.storage.tables import deliveries, signups

#: Consent purpose (or another thing agreed to) -> its version and exact words.
Wording = dict[str, dict[str, str]]
_NEVER_WENT = tuple(
    state.value
    for state in (
        DeliveryState.FAILED,
        DeliveryState.CANCELLED,
        DeliveryState.EXPIRED,
        DeliveryState.SKIPPED,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSignup:
    """One accepted post of the form. `network` is a keyed hash, never an address."""

    subscriber_id: int
    first_name: str
    sequence: str
    onset: date | None
    zone: str
    health_consent: bool
    wording: Wording
    source: str
    network: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A signup with all that its confirmation needs."""

    signup: Signup
    first_name: str
    zone: str
    wording: Wording


@dataclass(frozen=True, slots=True)
class Written:
    """How many letters of one kind a person was owed so far.

    `last_at` is when the last of those that went, or still may go, was planned.
    """

    count: int
    last_at: datetime | None


def add(tx: Transaction, new: NewSignup, now: datetime) -> int:
    """Keep a signup; answers its id."""
    row = tx.execute(
        insert(signups)
        .values(
            subscriber_id=new.subscriber_id,
            first_name=new.first_name,
            sequence=new.sequence,
            onset=new.onset,
            zone=new.zone,
            health_consent=new.health_consent,
            wording=new.wording,
            source=new.source,
            network=new.network,
            asked_at=now,
        )
        .returning(signups.c.id)
    ).one()
    return int(row.id)


def get(tx: Transaction, signup_id: int) -> Asked | None:
    """The signup with this id."""
    row = tx.execute(select(signups).where(signups.c.id == signup_id)).first()
    return None if row is None else _value(row)


def confirm(tx: Transaction, signup_id: int, now: datetime) -> bool:
    """Mark a signup as confirmed; False when it was before."""
    done = tx.execute(
        update(signups)
        .where(signups.c.id == signup_id, signups.c.confirmed_at.is_(None))
        .values(confirmed_at=now)
    )
    return bool(done.rowcount)


def written(tx: Transaction, subscriber_id: int, purpose: Purpose, step: str = "") -> Written:
    """How often we wrote to somebody for one purpose, in a single look.

    One statement, so that no other writer can come between the count and the time.
    """
    may_have_gone = case((deliveries.c.state.not_in(_NEVER_WENT), deliveries.c.planned_at))
    row = tx.execute(
        select(func.count(), func.max(may_have_gone)).where(
            deliveries.c.subscriber_id == subscriber_id,
            deliveries.c.purpose == purpose.value,
            deliveries.c.step == step,
        )
    ).one()
    return Written(row[0], row[1])


def _value(row: Any) -> Asked:
    return Asked(
        signup=Signup(
            id=row.id,
            subscriber_id=row.subscriber_id,
            sequence=row.sequence,
            onset=row.onset,
            health_consent=row.health_consent,
            source=row.source,
            asked_at=row.asked_at,
            confirmed_at=row.confirmed_at,
        ),
        first_name=row.first_name,
        zone=row.zone,
        wording=row.wording,
    )
