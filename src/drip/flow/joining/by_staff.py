"""By staff: somebody agreed at the desk or on the phone, and staff enrol them on that evidence.

A goodbye is never undone here: who left comes back by signing up and confirming.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from drip.domain.enrolments import Enrolment
from drip.domain.people import ConsentPurpose, PauseReason
from drip.domain.sequences import Anchor
from drip.engine.calendar import ZoneUnknownError, local_day, nearest_zone, zone_of
from drip.errors import DripError
from drip.flow.in_force import offer, revisions
from drip.flow.joining.signup_form import read_email, read_name
from drip.flow.letters.addresses import own_domains
from drip.flow.planning import enrol as enrolling
from drip.flow.planning import pace
from drip.flow.planning.enrol import Enrolled
from drip.flow.services import Services
from drip.links import fold_address
from drip.storage import consents, enrolments, subscribers, suppressions
from drip.storage.consents import Consent
from drip.storage.database import Transaction
from drip.storage.subscribers import NewSubscriber

_VERSION = "by-staff-1"


class EnrolByStaffError(DripError):
    """This person cannot be enrolled."""


class NobodyError(DripError):
    """There is nobody with this address. Check its spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Whom staff enrol. `consent` says how and when the person agreed, in staff's own words.

    `health` tells whether they also agreed to questions about their health.
    """

    email: str
    first_name: str
    sequence: str
    onset: date | None
    zone: str
    consent: str
    health: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """How many enrolments were paused now, and how many stood so already."""

    paused: int
    already: int


def enrol(services: Services, entry: Entry, *, actor: str, now: datetime) -> Enrolled:
    """Put a person into a sequence, with the evidence of their consent.

    Raises:
        EnrolByStaffError: a value cannot be taken, or the address asked to be left alone.
    """
    given_zone = entry.zone
    entry = _checked(services, entry, now)
    hashed = services.links.keyed_hash("address", fold_address(entry.email))
    new = NewSubscriber(
        email=entry.email,
        address_hash=hashed,
        first_name=entry.first_name,
        zone=entry.zone,
        zone_guessed=not given_zone,
    )
    with services.database.write() as tx:
        _refuse_incomplete(services, tx, entry)
        _refuse_suppressed(tx, hashed)
        known = subscribers.know(tx, new, now)
        subscribers.activate(
            tx,
            known.id,
            first_name=entry.first_name,
            zone=entry.zone,
            health_consent=entry.health or known.health_consent,
            now=now,
        )
        consents.record(tx, _evidence(entry, known.id, actor, now))
        return enrolling.enrol(
            services,
            tx,
            subscriber_id=known.id,
            sequence=entry.sequence,
            confirmed_at=now,
            onset=entry.onset,
            now=now,
            actor=actor,
        )


def pause(
    services: Services, email: str, *, until: datetime | None, actor: str, now: datetime
) -> Paused:
    """Pause everything a person is in, and leave what is paused like this already as it is.

    Raises:
        NobodyError: nobody has this address.
    """
    with services.database.write() as tx:
        live = _live(services, tx, email)
        going = [one for one in live if one.paused_at is None or one.paused_until != until]
        paused = sum(
            pace.pause_tx(
                tx,
                enrolment_id=one.id,
                until=until,
                reason=PauseReason.STAFF,
                actor=actor,
                now=now,
            )
            for one in going
        )
    return Paused(paused=paused, already=len(live) - len(going))


def resume(services: Services, email: str, *, actor: str, now: datetime) -> int:
    """Let everything of a person go on; answers how many enrolments that changed.

    Raises:
        NobodyError: nobody has this address.
    """
    with services.database.write() as tx:
        return sum(
            pace.resume_tx(services, tx, enrolment_id=one.id, actor=actor, now=now)
            for one in _live(services, tx, email)
        )


def _live(services: Services, tx: Transaction, email: str) -> list[Enrolment]:
    hashed = services.links.keyed_hash("address", fold_address(email))
    known = subscribers.by_address(tx, hashed)
    if known is None:
        raise NobodyError
    return enrolments.live_of(tx, known.id)


def _checked(services: Services, entry: Entry, now: datetime) -> Entry:
    zone = _zone(entry.zone or offer.clinic(services).zone)
    if entry.onset is not None and entry.onset > local_day(now, zone):
        raise EnrolByStaffError(
            f"{entry.onset:%-d %B %Y} is still to come. Give the day it started: today, or earlier."
        )
    try:
        return Entry(
            email=read_email(entry.email, own_domains(services.sending)),
            first_name=read_name(entry.first_name),
            sequence=entry.sequence,
            onset=entry.onset,
            zone=zone.key,
            consent=" ".join(entry.consent.split()),
            health=entry.health,
        )
    except ValueError as error:
        raise EnrolByStaffError(str(error)) from error


def _zone(name: str) -> ZoneInfo:
    try:
        return zone_of(name)
    except ZoneUnknownError as error:
        near = nearest_zone(name)
        hint = f"Did you mean {near}?" if near else "Write a name such as Australia/Melbourne."
        raise EnrolByStaffError(f"{name[:60]!r} is not a time zone. {hint}") from error


def _refuse_incomplete(services: Services, tx: Transaction, entry: Entry) -> None:
    if not entry.consent:
        raise EnrolByStaffError("Say how and when they agreed: there is no letter without consent.")
    sequence = revisions.current(services, tx, entry.sequence).sequence
    if sequence.anchor is Anchor.ONSET and entry.onset is None:
        raise EnrolByStaffError(
            f"{sequence.title!r} counts from the day it started: give it with --onset 2027-03-01."
        )


def _refuse_suppressed(tx: Transaction, address_hash: str) -> None:
    if stops := suppressions.in_force(tx, address_hash):
        raise EnrolByStaffError(
            f"No letters may go to this address ({', '.join(sorted(stops))}). Ask them to sign "
            "up on the clinic's page again, and to confirm."
        )


def _evidence(entry: Entry, subscriber_id: int, actor: str, now: datetime) -> list[Consent]:
    purposes = [ConsentPurpose.PROGRAMME, *([ConsentPurpose.HEALTH] if entry.health else [])]
    return [
        Consent(
            subscriber_id=subscriber_id,
            purpose=purpose,
            given=True,
            wording=entry.consent,
            version=_VERSION,
            source=actor,
            asked_at=now,
            at=now,
        )
        for purpose in purposes
    ]
