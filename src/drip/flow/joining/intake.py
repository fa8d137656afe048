"""Intake: many people who agreed elsewhere enter a sequence together, in one transaction.

The evidence of their consent is kept for each. A goodbye is never undone here: who left comes back
by signing up and confirming.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from drip.domain.people import ConsentPurpose, Subscriber
from drip.flow.in_force import revisions
from drip.flow.planning.plan import plan_ahead
from drip.flow.services import Services
from drip.links import fold_address
from drip.storage import consents, enrolments, subscribers, suppressions
from drip.storage.consents import Consent
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, Note, note_all
from drip.storage.enrolments import NewEnrolment
from drip.storage.subscribers import Active, NewSubscriber

_VERSION = "intake-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who enters. `health` tells whether they agreed to questions about their health."""

    email: str
    first_name: str
    zone: str
    onset: date | None = None
    health: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How and when these people agreed, in words, and who says so."""

    wording: str
    actor: str


def take_in(
    services: Services,
    sequence: str,
    newcomers: Sequence[Newcomer],
    agreement: Agreement,
    now: datetime,
) -> int:
    """Enrol everybody who may be written to and is not in the sequence; answers how many.

    Addresses are taken as they are: whoever calls has checked them.

    Raises:
        SequenceUnknownError: no such sequence is in force.
    """
    hashes = {
        services.links.keyed_hash("address", fold_address(one.email)): one for one in newcomers
    }
    with services.database.write() as tx:
        stopped = suppressions.among(tx, hashes)
        welcome = {key: one for key, one in hashes.items() if key not in stopped}
        people = _know(tx, welcome, agreement, now)
        entered = _enrol(services, tx, sequence, people, now)
        note_all(tx, [_note(person, one, agreement) for person, one in entered.items()], now)
        plan_ahead(services, tx, list(entered.values()), now)
    return len(entered)


def _know(
    tx: Transaction, welcome: Mapping[str, Newcomer], agreement: Agreement, now: datetime
) -> dict[int, Newcomer]:
    new = [
        NewSubscriber(
            email=one.email,
            address_hash=key,
            first_name=one.first_name,
            zone=one.zone,
            zone_guessed=False,
        )
        for key, one in welcome.items()
    ]
    known = subscribers.know_all(tx, new, now)
    pairs = [(known[key], one) for key, one in welcome.items()]
    subscribers.activate_all(tx, [_active(who, one) for who, one in pairs], now)
    consents.record(
        tx, [said for who, one in pairs for said in _evidence(who.id, one, agreement, now)]
    )
    return {who.id: one for who, one in pairs}


def _active(who: Subscriber, one: Newcomer) -> Active:
    return Active(
        id=who.id,
        first_name=one.first_name,
        zone=one.zone,
        health_consent=one.health or who.health_consent,
    )


def _evidence(person: int, one: Newcomer, agreement: Agreement, now: datetime) -> list[Consent]:
    purposes = [ConsentPurpose.PROGRAMME, *([ConsentPurpose.HEALTH] if one.health else [])]
    return [
        Consent(
            subscriber_id=person,
            purpose=purpose,
            given=True,
            wording=agreement.wording,
            version=_VERSION,
            source=agreement.actor,
            asked_at=now,
            at=now,
        )
        for purpose in purposes
    ]


def _enrol(
    services: Services,
    tx: Transaction,
    sequence: str,
    people: Mapping[int, Newcomer],
    now: datetime,
) -> dict[int, int]:
    revision = revisions.current(services, tx, sequence)
    new = [
        NewEnrolment(
            subscriber_id=person,
            sequence=sequence,
            confirmed_at=now,
            onset=one.onset,
            revision_id=revision.id if revision.sequence.pin else None,
        )
        for person, one in people.items()
    ]
    return enrolments.add_all(tx, new, now)


def _note(person: int, enrolment_id: int, agreement: Agreement) -> Note:
    return Note(
        kind=Kind.ENROLLED,
        reason="Entered with others who agreed elsewhere.",
        actor=agreement.actor,
        subscriber_id=person,
        enrolment_id=enrolment_id,
    )
