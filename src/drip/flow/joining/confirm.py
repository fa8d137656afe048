"""Confirm: the press that proves an address. Evidence, coming back and enrolment in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from drip.domain.deliveries import Purpose
from drip.domain.people import LIFTABLE, ConsentPurpose, SubscriberState
from drip.domain.sequences import Anchor, Sequence
from drip.flow.in_force import revisions
from drip.flow.joining import alike
from drip.flow.joining.signup import UNPROVEN_FOR
from drip.flow.letters.visit import Visitor, visitor_tx
from drip.flow.planning import enrol
from drip.flow.services import Services
from drip.links import LinkError, LinkPurpose
from drip.storage import (
    consents,
    enrolments,
    ledger,
    signups,
    subscribers,
    suppressions,
    tasks,
)
from drip.storage.consents import Consent
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, note
from drip.storage.signups import Asked
from drip.storage.tasks import NewTask

_SOON = timedelta(minutes=15)


class StaleSignupError(LinkError):
    """This sign-up no longer counts: it is too old, or a goodbye came after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What the page of a confirmation shows.

    `contact` says that staff look first, because the trouble began long ago, or because the
    sequence was `retired` meanwhile. `done` says that
    it was confirmed before. `next_letter_at` is empty when no letter is planned; `soon` says
    that it is due within minutes.
    """

    who: Visitor
    first_name: str
    zone: str
    title: str
    contact: bool
    retired: bool
    health_consent: bool
    done: bool
    left: bool
    next_letter_at: datetime | None
    soon: bool


def look(services: Services, token: str) -> Confirmation:
    """What a confirmation link is about. Changes nothing.

    Raises:
        LinkError: the link is no confirmation of ours, or its signup no longer counts.
    """
    with services.database.read() as tx:
        who = visitor_tx(services, tx, LinkPurpose.CONFIRM, token)
        asked = _asked(tx, who, services.now())
        return _shown(services, tx, who, asked, done=asked.signup.confirmed_at is not None)


def confirm(services: Services, token: str, now: datetime) -> Confirmation:
    """Confirm a signup. A second press changes nothing.

    Raises:
        LinkError: the link is no confirmation of ours, or its signup no longer counts.
    """
    with services.database.write() as tx:
        who = visitor_tx(services, tx, LinkPurpose.CONFIRM, token)
        subscribers.lock(tx, who.subscriber.id)
        asked = _asked(tx, who, now)
        fresh = signups.confirm(tx, asked.signup.id, now)
        if fresh:
            _welcome(services, tx, asked, now)
        who = visitor_tx(services, tx, LinkPurpose.CONFIRM, token)
        return _shown(services, tx, who, asked, done=not fresh)


def _asked(tx: Transaction, who: Visitor, now: datetime) -> Asked:
    """The signup behind a confirmation, if it still counts."""
    if who.delivery.purpose is not Purpose.CONFIRM or who.delivery.about is None:
        raise LinkError
    asked = signups.get(tx, who.delivery.about)
    if asked is None:
        raise LinkError
    if who.forgotten:
        raise StaleSignupError
    if asked.signup.confirmed_at is not None:
        return asked
    goodbye = subscribers.left_at(tx, who.subscriber.id)
    too_late = goodbye is not None and goodbye >= asked.signup.asked_at
    if too_late or now - asked.signup.asked_at > UNPROVEN_FOR:
        raise StaleSignupError
    address_hash = subscribers.address_hash(tx, who.subscriber.id) or ""
    if suppressions.in_force(tx, address_hash) - LIFTABLE:
        raise StaleSignupError
    return asked


def _welcome(services: Services, tx: Transaction, asked: Asked, now: datetime) -> None:
    """The first press: they hear from us from now on."""
    signup = asked.signup
    person = signup.subscriber_id
    _activate(tx, asked, now)
    consents.record(tx, _evidence(asked, now))
    suppressions.lift(
        tx,
        address_hash=subscribers.address_hash(tx, person) or "",
        reasons=LIFTABLE,
        by=f"signup:{signup.id}",
        now=now,
    )
    alike.hint(tx, subscribers.get(tx, [person])[person], now)
    reason = f"Confirmed the sign-up {signup.id} of {signup.asked_at:%Y-%m-%d %H:%M} UTC."
    note(tx, now=now, kind=Kind.CONFIRMED, reason=reason, actor="subscriber", subscriber_id=person)
    sequence = revisions.current(services, tx, signup.sequence).sequence
    if _needs_contact(asked, sequence):
        tasks.add_all(tx, [_contact(asked, sequence)], now)
        return
    enrol.enrol(
        services,
        tx,
        subscriber_id=person,
        sequence=signup.sequence,
        confirmed_at=now,
        onset=signup.onset,
        now=now,
        actor="subscriber",
    )


def _contact(asked: Asked, sequence: Sequence) -> NewTask:
    retired = sequence.retire is not None
    return NewTask(
        cause=f"signup:{asked.signup.id}:contact",
        title="Get in touch: signed up for letters that take nobody new"
        if retired
        else "Get in touch: in spasm for more than three weeks",
        detail=f"“{sequence.title}” was retired before they confirmed. No letters go."
        if retired
        else "They signed up for help with a spasm that began more than three weeks ago. "
        "No letters go until you have talked; then enrol them.",
        subscriber_id=asked.signup.subscriber_id,
    )


def _activate(tx: Transaction, asked: Asked, now: datetime) -> None:
    """Take name and zone from the signup, unless the person is here and has chosen theirs."""
    known = subscribers.get(tx, [asked.signup.subscriber_id])[asked.signup.subscriber_id]
    here = known.state is SubscriberState.ACTIVE
    subscribers.activate(
        tx,
        known.id,
        first_name=known.first_name if here else asked.first_name,
        zone=known.zone if here else asked.zone,
        health_consent=asked.signup.health_consent or (here and known.health_consent),
        now=now,
    )


def _evidence(asked: Asked, now: datetime) -> list[Consent]:
    return [
        Consent(
            subscriber_id=asked.signup.subscriber_id,
            purpose=purpose,
            given=True,
            wording=asked.wording[purpose]["text"],
            version=asked.wording[purpose]["version"],
            source=f"form:{asked.signup.source}",
            signup_id=asked.signup.id,
            asked_at=asked.signup.asked_at,
            at=now,
        )
        for purpose in ConsentPurpose
        if purpose in asked.wording
    ]


def _needs_contact(asked: Asked, sequence: Sequence) -> bool:
    """Whether staff look first: before a spasm's letters, or where no letters go any more."""
    return sequence.retire is not None or (
        sequence.anchor is Anchor.ONSET and asked.signup.onset is None
    )


def _shown(
    services: Services, tx: Transaction, who: Visitor, asked: Asked, *, done: bool
) -> Confirmation:
    sequence = revisions.current(services, tx, asked.signup.sequence).sequence
    live = [
        one.id
        for one in enrolments.live_of(tx, who.subscriber.id)
        if one.sequence == asked.signup.sequence
    ]
    next_at = min((one.due_at for one in ledger.waiting_of(tx, live)), default=None)
    return Confirmation(
        who=who,
        first_name=asked.first_name,
        zone=who.subscriber.zone,
        title=sequence.title,
        contact=_needs_contact(asked, sequence),
        retired=sequence.retire is not None,
        health_consent=asked.signup.health_consent,
        done=done,
        left=who.subscriber.state is SubscriberState.LEFT,
        next_letter_at=next_at,
        soon=next_at is not None and next_at - services.now() < _SOON,
    )
