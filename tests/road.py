"""A small clinic on its own road: real database, letters and outbox, a clock by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import insert, select

from drip.content.revision import Revisions
from drip.delivery.outbox import Outbox
from drip.delivery.transport import Transport
from drip.flow.in_force import revisions
from drip.flow.planning.enrol import enrol
from drip.flow.rounds.tick import TickReport, maintain, tick
from drip.flow.services import Services
from drip.links import Links, fold_address
from drip.storage.agenda import next_moment
from drip.storage.database import Database
from drip.storage.ledger import next_due
from drip.storage.tables import consents, deliveries, subscribers

CHECKOUT = Path(__file__).resolve().parents[1]
BASE_URL = "https://drip.clinic.example"
SECRET = b"a secret of the tests, 32 bytes."

CLINIC = """\
name: Tests' Back Clinic
abn: "51 824 753 556"
address: 1 Test Street, Richmond VIC 3121
phone: (03) 5550 0000
reply_to: hello@clinic.example
sender: letters@clinic.example
sign_off: The clinic
zone: Europe/Berlin
hours:
  mon: "08:00-18:00"
  tue: "08:00-18:00"
  wed: "08:00-18:00"
  thu: "08:00-18:00"
  fri: "08:00-18:00"
services:
  assessment: {name: Assessment, url: "https://book.clinic.example/assessment"}
link_hosts: [book.clinic.example]
alarm_addresses: [desk@clinic.example]
"""

DAILY = """\
sequence: daily
title: Day by day
anchor: confirmed
send: {at: "09:00", until: "17:00", days: [mon, tue, wed, thu, fri, sat, sun]}
check_ins: {days: [mon, tue, wed, thu, fri, sat, sun], remind_after: 2d, silent_after: 2d}
steps:
  - {id: hello, day: start}
  - {id: one, day: 1}
  - {id: two, day: 2}
  - {id: three, day: 3}
"""


def letter(subject: str) -> str:
    """A letter's file with a subject and one line."""
    front = f"---\nsubject: {subject}\npreheader: A line\nauthor: Tests\n---\n"
    return front + f"Hello {{{{ first_name }}}}, {subject}.\n"


def content(sequences: Mapping[str, str] | None = None, *, clinic: str = CLINIC) -> dict[str, str]:
    """Files of content: the shipped layouts, a clinic, and sequences with a letter a step."""
    files = {
        path.relative_to(CHECKOUT).as_posix(): path.read_text()
        for path in sorted((CHECKOUT / "templates/emails").glob("_*"))
    }
    files["sequences/_clinic.yaml"] = clinic
    for key, text in (sequences or {"daily": DAILY}).items():
        files[f"sequences/{key}.yaml"] = text
        for step in yaml.safe_load(text)["steps"]:
            files[f"templates/emails/{key}/{step['id']}.md"] = letter(f"Letter {step['id']}")
    return files


class Road:
    """Services with a clock that the test moves, and short words for what tests do."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        start: str = "2027-01-04T08:00Z",
        files: Mapping[str, str] | None = None,
        transport: Transport | None = None,
        publish: bool = True,
        worker: str = "w1",
        steady: Any = None,
    ) -> None:
        self.present = at(start)
        self.outbox = folder / "outbox"
        self.services = Services(
            database=database,
            content=Revisions(BASE_URL),
            transport=transport or Outbox(self.outbox),
            links=Links(SECRET, BASE_URL),
            now=lambda: self.present,
            wall=lambda: self.present,
            worker=worker,
            **({"steady": steady} if steady else {}),
        )
        if publish:
            published = revisions.publish(self.services, files or content(), author="tests")
            assert not published.problems, published.problems

    @property
    def database(self) -> Database:
        return self.services.database

    def to(self, moment: str) -> None:
        """Move the clock to a moment."""
        self.present = at(moment)

    def wait(self, **span: float) -> None:
        """Move the clock on."""
        self.present += timedelta(**span)

    def subscriber(
        self,
        name: str = "Ann",
        *,
        zone: str = "Europe/Berlin",
        health: bool = True,
        email: str = "",
    ) -> int:
        """A confirmed subscriber with consent."""
        email = email or f"{name.lower()}@example.com"
        with self.database.write() as tx:
            subscriber_id: int = tx.execute(
                insert(subscribers)
                .values(
                    ref=name,
                    email=email,
                    address_hash=self.services.links.keyed_hash("address", fold_address(email)),
                    first_name=name,
                    zone=zone,
                    state="active",
                    health_consent=health,
                    created_at=self.present,
                    confirmed_at=self.present,
                )
                .returning(subscribers.c.id)
            ).scalar_one()
            tx.execute(
                insert(consents).values(
                    subscriber_id=subscriber_id,
                    purpose="programme",
                    given=True,
                    wording="I would like the letters.",
                    version="1",
                    source="tests",
                    asked_at=self.present,
                    at=self.present,
                )
            )
        return subscriber_id

    def enrol(
        self, subscriber_id: int, sequence: str = "daily", *, onset: date | None = None
    ) -> int:
        """Enrol a subscriber now; answers the enrolment's id."""
        with self.database.write() as tx:
            return enrol(
                self.services,
                tx,
                subscriber_id=subscriber_id,
                sequence=sequence,
                confirmed_at=self.present,
                onset=onset,
                now=self.present,
                actor="tests",
            ).id

    def person(self, name: str = "Ann", sequence: str = "daily", **how: Any) -> tuple[int, int]:
        """A confirmed, enrolled subscriber: ids of the subscriber and of the enrolment."""
        subscriber_id = self.subscriber(name, **how)
        return subscriber_id, self.enrol(subscriber_id, sequence)

    def tick(self) -> TickReport:
        """One tick."""
        return tick(self.services)

    def maintain(self) -> None:
        """One slow beat."""
        maintain(self.services)

    def run(self, *, days: float, step: timedelta = timedelta(days=1)) -> None:
        """Let time pass: a slow beat and a tick at each moment at which anything waits."""
        end = self.present + timedelta(days=days)
        soon = timedelta(minutes=1)
        while self.present < end:
            with self.database.read() as tx:
                overdue = next_due(tx)
                due = next_moment(tx, self.present) or end
            if overdue is not None and overdue <= self.present:
                # Due at this very moment, or held back by something that a beat may end.
                due = min(due, self.present + soon)
                soon = timedelta(hours=4)
            self.present = min(end, due, self.present + step)
            self.maintain()
            self.tick()

    def rows(self, **where: Any) -> list[Any]:
        """Deliveries, in the order of planning."""
        query = select(deliveries).order_by(deliveries.c.id)
        for column, wanted in where.items():
            query = query.where(deliveries.c[column] == wanted)
        with self.database.read() as tx:
            return list(tx.execute(query))

    def states(self) -> dict[str, str]:
        """The state of each step's delivery, by step."""
        return {row.step: row.state for row in self.rows()}

    def set(self, delivery_id: int, **columns: Any) -> None:
        """Change a row by hand, as a fault would."""
        with self.database.write() as tx:
            tx.execute(deliveries.update().where(deliveries.c.id == delivery_id).values(**columns))

    def mails(self) -> list[Path]:
        """The files in the outbox, oldest first."""
        return sorted(self.outbox.rglob("*.eml"))


def at(text: str) -> datetime:
    """An instant such as 2027-01-04T08:00Z."""
    return datetime.fromisoformat(text).astimezone(UTC)
