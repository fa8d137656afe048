"""Cliniko is asked for appointments, since it tells nobody by itself (`domain.md` 1.6).

Each look goes on where the last one ended, with some minutes of overlap; a report that comes again
counts once. What goes wrong is noted and tried again at the next look; nothing is skipped. Patients
who are nobody of ours are remembered, and not asked about at every look.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import structlog

from drip.domain.bookings import BookingEvent, Group
from drip.errors import DripError
from drip.flow.booked import bookings, groups, strangers
from drip.flow.in_force import offer
from drip.flow.services import Services
from drip.inbound import cliniko, cliniko_groups
from drip.inbound.cliniko import Patient
from drip.inbound.cliniko_groups import Attendee
from drip.listeners.cliniko_account import Cliniko
from drip.storage import sources

log = structlog.get_logger()

EVERY = timedelta(minutes=5)
_OVERLAP = timedelta(minutes=5)
_FIRST_LOOK_BACK = timedelta(days=28)


@dataclass(slots=True, kw_only=True)
class _Look:
    """One look: what was found out in it, so that nothing is asked for twice."""

    services: Services
    account: Cliniko
    now: datetime
    since: datetime
    newest: datetime
    changed: int = 0
    patients: dict[str, Patient] = field(default_factory=dict)
    individual: set[str] = field(default_factory=set)
    groups: dict[str, Group | None] = field(default_factory=dict)

    def appointments(self) -> None:
        """Take every individual appointment that changed."""
        for page in self.account.appointments(self.since, self.now):
            self._know({one.patient for one in page.appointments})
            for one in page.appointments:
                self.individual.add(one.event.source_id)
                self._take(one.event, one.patient)
            self._seen(page.newest)

    def group_appointments(self) -> None:
        """Take who came into groups, went or stayed away, then what became of groups as a whole."""
        changed: list[Group] = []
        for page in self.account.groups(self.since):
            changed += page.groups
            self._seen(page.newest)
        self.groups.update({one.id: one for one in changed})
        self._attendees()
        for one in changed:
            for event in groups.changed(self.services, one):
                self._take(event)

    def _attendees(self) -> None:
        for page in self.account.attendees(self.since):
            theirs = [(one, self._group(one)) for one in page.attendees]
            found = [(one, group) for one, group in theirs if group is not None]
            self._know({one.patient for one, _ in found})
            for one, group in found:
                self._take(cliniko_groups.event_of(one, group, self.now), one.patient)
            self._seen(page.newest)

    def _group(self, attendee: Attendee) -> Group | None:
        number = attendee.booking_id
        if number in self.individual:
            return None
        if number not in self.groups:
            self.groups[number] = self.account.group(attendee.booking)
        return self.groups[number]

    def _know(self, patients: Collection[str]) -> None:
        """Ask about patients, but for those who were nobody of ours a short while ago."""
        new = {one for one in patients if one not in self.patients}
        known = strangers.among(self.services, new, self.now)
        self.patients |= {one: Patient(email="", marketing=None) for one in known}
        asked = {one: self.account.patient(one) for one in sorted(new - known)}
        self.patients |= asked
        addresses = {one: patient.email for one, patient in asked.items()}
        strangers.remember(self.services, addresses, self.now)

    def _take(self, event: BookingEvent, patient: str = "") -> None:
        if patient:
            whose = self.patients[patient]
            event = replace(event, address=whose.email, marketing=whose.marketing)
        took = bookings.take(self.services, event, self.now)
        self.changed += took is bookings.Took.CHANGED

    def _seen(self, newest: datetime | None) -> None:
        self.newest = max(self.newest, newest or self.newest)


def look(services: Services, account: Cliniko, now: datetime) -> int:
    """Ask for what changed since the last look; answers how many bookings changed.

    Raises:
        ClinikoError: it could not be asked; the next look begins where this one did.
    """
    with services.database.read() as tx:
        known = sources.get(tx, cliniko.SOURCE)
    since = _since(known.cursor if known else "", now)
    one = _Look(services=services, account=account, now=now, since=since, newest=since)
    one.appointments()
    one.group_appointments()
    with services.database.write() as tx:
        cursor = min(one.newest, now).isoformat()
        sources.note(tx, cliniko.SOURCE, cursor=cursor, trouble="", heard_at=now)
    return one.changed


def _since(cursor: str, now: datetime) -> datetime:
    try:
        return datetime.fromisoformat(cursor).astimezone(UTC) - _OVERLAP
    except ValueError:
        return now - _FIRST_LOOK_BACK


def try_to_look(services: Services, account: Cliniko, now: datetime) -> None:
    """Look, and note what went wrong instead of raising it."""
    try:
        look(services, account, now)
    except DripError as error:
        log.warning("poll failed", source=cliniko.SOURCE, reason=error.message)
        with services.database.write() as tx:
            sources.note(tx, cliniko.SOURCE, trouble=error.message)


@contextmanager
def polling(services: Services, key: str, *, every: timedelta = EVERY) -> Iterator[None]:
    """Ask in the background for as long as the block lasts; nothing without a key."""
    if not key:
        yield
        return
    clinic = offer.clinic(services)
    account = Cliniko(key, contact=clinic.reply_to or "no address")
    ended = threading.Event()

    def run() -> None:
        while not ended.is_set():
            try:
                try_to_look(services, account, services.now())
            except Exception:
                log.exception("poll failed", source=cliniko.SOURCE)
            ended.wait(every.total_seconds())

    thread = threading.Thread(target=run, name="cliniko", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=1.0)
