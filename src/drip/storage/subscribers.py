"""Subscribers: who asked to hear from the clinic, found by a keyed hash of the address."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from drip.domain.people import Subscriber, SubscriberState
from drip.storage.database import Transaction
from drip.storage.tables import signups, subscribers
from drip.storage.upsert import insert_ignore

_REF_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscriber:
    """Somebody whose address is not proven yet. `zone_guessed` tells that it is the clinic's."""

    email: str
    address_hash: str
    first_name: str
    zone: str
    zone_guessed: bool


def get(tx: Transaction, ids: Collection[int]) -> dict[int, Subscriber]:
    """The subscribers with these ids."""
    if not ids:
        return {}
    rows = tx.execute(select(subscribers).where(subscribers.c.id.in_(ids)))
    return {row.id: _value(row) for row in rows}


def by_address(tx: Transaction, address_hash: str) -> Subscriber | None:
    """The subscriber with this address, whatever their state."""
    row = tx.execute(select(subscribers).where(subscribers.c.address_hash == address_hash)).first()
    return None if row is None else _value(row)


def active_at(tx: Transaction, domains: Collection[str], *, begin: str) -> list[Subscriber]:
    """Active people whose address is at one of these domains and begins with these letters."""
    address = func.lower(subscribers.c.email)
    at_one = [address.endswith(f"@{domain}", autoescape=True) for domain in domains]
    rows = tx.execute(
        select(subscribers)
        .where(
            subscribers.c.state == SubscriberState.ACTIVE.value,
            address.startswith(begin, autoescape=True),
            or_(*at_one),
        )
        .order_by(subscribers.c.id)
    )
    return [_value(row) for row in rows]


def with_addresses(tx: Transaction, address_hashes: Collection[str]) -> set[str]:
    """Which of these addresses somebody here has, or had."""
    if not address_hashes:
        return set()
    rows = tx.execute(
        select(subscribers.c.address_hash).where(subscribers.c.address_hash.in_(address_hashes))
    )
    return {row.address_hash for row in rows}


def set_no_prompts(tx: Transaction, subscriber_id: int, *, no_prompts: bool) -> None:
    """Note whether the clinic's own system says that somebody wants no advertising."""
    tx.execute(
        update(subscribers).where(subscribers.c.id == subscriber_id).values(no_prompts=no_prompts)
    )


def lock(tx: Transaction, subscriber_id: int) -> Subscriber | None:
    """The subscriber, held against other writers until the transaction ends."""
    row = tx.execute(
        select(subscribers).where(subscribers.c.id == subscriber_id).with_for_update()
    ).first()
    return None if row is None else _value(row)


def address_hash(tx: Transaction, subscriber_id: int) -> str | None:
    """The keyed hash under which an address is known; it outlives the address."""
    return tx.execute(
        select(subscribers.c.address_hash).where(subscribers.c.id == subscriber_id)
    ).scalar()


def proven_at(tx: Transaction, subscriber_id: int) -> datetime | None:
    """When the person last proved that the address is theirs and works."""
    return tx.execute(
        select(subscribers.c.confirmed_at).where(subscribers.c.id == subscriber_id)
    ).scalar()


def left_at(tx: Transaction, subscriber_id: int) -> datetime | None:
    """When the person last said goodbye."""
    return tx.execute(
        select(subscribers.c.left_at).where(subscribers.c.id == subscriber_id)
    ).scalar()


def know(tx: Transaction, new: NewSubscriber, now: datetime) -> Subscriber:
    """The subscriber with this address, added as pending if new, and held (see `lock`)."""
    return know_all(tx, [new], now)[new.address_hash]


def know_all(tx: Transaction, new: Sequence[NewSubscriber], now: datetime) -> dict[str, Subscriber]:
    """The subscribers with these addresses by their hashes; see `know`."""
    rows = [
        {
            "ref": secrets.token_hex(_REF_BYTES),
            "email": one.email,
            "address_hash": one.address_hash,
            "first_name": one.first_name,
            "zone": one.zone,
            "zone_guessed": one.zone_guessed,
            "state": SubscriberState.PENDING.value,
            "health_consent": False,
            "created_at": now,
        }
        for one in new
    ]
    insert_ignore(tx, subscribers, rows)
    known = tx.execute(
        select(subscribers)
        .where(subscribers.c.address_hash.in_([one.address_hash for one in new]))
        .order_by(subscribers.c.id)
        .with_for_update()
    )
    return {row.address_hash: _value(row) for row in known}


def ask_again(tx: Transaction, subscriber_id: int, new: NewSubscriber) -> None:
    """Take what somebody typed whose address is not proven, or was forgotten: they are pending."""
    tx.execute(
        update(subscribers)
        .where(
            subscribers.c.id == subscriber_id,
            subscribers.c.state.in_((SubscriberState.PENDING, SubscriberState.ERASED)),
        )
        .values(
            email=new.email,
            first_name=new.first_name,
            zone=new.zone,
            zone_guessed=new.zone_guessed,
            state=SubscriberState.PENDING.value,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """Somebody whose address is proven."""

    id: int
    first_name: str
    zone: str
    health_consent: bool


def activate(
    tx: Transaction,
    subscriber_id: int,
    *,
    first_name: str,
    zone: str,
    health_consent: bool,
    now: datetime,
) -> None:
    """The address is proven: the person hears from the clinic."""
    one = Active(id=subscriber_id, first_name=first_name, zone=zone, health_consent=health_consent)
    activate_all(tx, [one], now)


def activate_all(tx: Transaction, people: Sequence[Active], now: datetime) -> None:
    """These addresses are proven: the people hear from the clinic."""
    if people:
        tx.execute(
            update(subscribers)
            .where(subscribers.c.id == bindparam("who"))
            .values(
                state=SubscriberState.ACTIVE.value,
                first_name=bindparam("name"),
                zone=bindparam("place"),
                health_consent=bindparam("health"),
                confirmed_at=now,
            ),
            [
                {
                    "who": one.id,
                    "name": one.first_name,
                    "place": one.zone,
                    "health": one.health_consent,
                }
                for one in people
            ],
        )


def change(tx: Transaction, subscriber_id: int, *, first_name: str, zone: str) -> None:
    """Take a name and a zone that the person chose."""
    tx.execute(
        update(subscribers)
        .where(subscribers.c.id == subscriber_id)
        .values(first_name=first_name, zone=zone, zone_guessed=False)
    )


def change_address(
    tx: Transaction, subscriber_id: int, email: str, address_hash: str, now: datetime
) -> None:
    """Take an address that the person has proved; links of earlier letters die with the old one."""
    tx.execute(
        update(subscribers)
        .where(subscribers.c.id == subscriber_id)
        .values(email=email, address_hash=address_hash, address_since=now, confirmed_at=now)
    )


def give_up_address(tx: Transaction, subscriber_id: int, placeholder: str) -> None:
    """Let an unproven row lose its address to somebody who has proved that it is theirs."""
    tx.execute(
        update(subscribers)
        .where(subscribers.c.id == subscriber_id)
        .values(email="", address_hash=placeholder, state=SubscriberState.ERASED.value)
    )


def addresses_since(tx: Transaction, subscriber_ids: Collection[int]) -> dict[int, datetime]:
    """Since when each of these people has had their address; only those who changed it."""
    if not subscriber_ids:
        return {}
    rows = tx.execute(
        select(subscribers.c.id, subscribers.c.address_since).where(
            subscribers.c.id.in_(subscriber_ids), subscribers.c.address_since.is_not(None)
        )
    )
    return {row.id: row.address_since for row in rows}


def agree_to_health(tx: Transaction, subscriber_id: int, *, given: bool) -> None:
    """Whether answers about the person's health may be asked for and kept."""
    tx.execute(
        update(subscribers).where(subscribers.c.id == subscriber_id).values(health_consent=given)
    )


def leave(tx: Transaction, subscriber_id: int, now: datetime) -> None:
    """The person said goodbye; a second goodbye changes nothing."""
    tx.execute(
        update(subscribers)
        .where(
            subscribers.c.id == subscriber_id,
            subscribers.c.state.in_((SubscriberState.PENDING, SubscriberState.ACTIVE)),
        )
        .values(state=SubscriberState.LEFT.value, left_at=now)
    )


def forget_unproven(tx: Transaction, before: datetime) -> int:
    """Drop name and address of people who never confirmed; ids and hashes stay.

    `before` is the instant of the last signup that still counts.
    """
    done = tx.execute(
        update(subscribers)
        .where(
            subscribers.c.state == SubscriberState.PENDING.value,
            subscribers.c.created_at < before,
            subscribers.c.id.not_in(
                select(signups.c.subscriber_id).where(signups.c.asked_at >= before)
            ),
        )
        .values(state=SubscriberState.ERASED.value, email="", first_name="")
    )
    return done.rowcount


def _value(row: Any) -> Subscriber:
    return Subscriber(
        id=row.id,
        ref=row.ref,
        email=row.email,
        first_name=row.first_name,
        zone=row.zone,
        state=SubscriberState(row.state),
        health_consent=row.health_consent,
        created_at=row.created_at,
        address_since=row.address_since,
    )
