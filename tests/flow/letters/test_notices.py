"""What the clinic is told by email: rows of the ledger like any other, once for each matter."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from drip.domain.letters import OwnText
from drip.domain.people import SuppressionReason
from drip.flow.letters.notices import tell
from drip.storage import overview, suppressions
from drip.storage.database import Database
from drip.storage.tables import deliveries
from tests.road import CLINIC, Road, content

NEWS = OwnText(
    subject="Drip: letters are waiting",
    text="The mail server refuses our key.\n\nSee https://drip.clinic.example/staff/ <now> & then.",
)


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return Road(database, tmp_path)


def _tell(road: Road, about: str = "key:1", text: OwnText = NEWS) -> int:
    with road.database.write() as tx:
        return len(tell(road.services, tx, about=about, text=text, now=road.present))


def _read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def _mails(road: Road) -> list[EmailMessage]:
    return [_read(path.read_bytes()) for path in sorted(road.outbox.rglob("*.eml"))]


def test_the_clinic_is_told_once_for_each_matter(road: Road) -> None:
    assert _tell(road) == 1
    assert _tell(road) == 0
    road.tick()
    assert _tell(road) == 0
    road.tick()

    (mail,) = _mails(road)
    assert mail["To"] == "desk@clinic.example"
    assert mail["Subject"] == "Drip: letters are waiting"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_notice_says_the_same_in_both_parts(road: Road) -> None:
    _tell(road)
    road.tick()

    (mail,) = _mails(road)
    text = mail.get_body(("plain",))
    html = mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "See https://drip.clinic.example/staff/ <now> & then." in text.get_content()
    shown = html.get_content()
    assert '<a href="https://drip.clinic.example/staff/">' in shown
    assert "&lt;now&gt; &amp; then." in shown
    assert "Tests' Back Clinic" in text.get_content()
    assert "List-Unsubscribe" not in mail


def test_every_alarm_address_is_told(database: Database, tmp_path: Path) -> None:
    two = CLINIC.replace("[desk@clinic.example]", "[desk@clinic.example, on-call@clinic.example]")
    road = Road(database, tmp_path, files=content(clinic=two))

    assert _tell(road) == 2
    road.tick()

    assert {mail["To"] for mail in _mails(road)} == {
        "desk@clinic.example",
        "on-call@clinic.example",
    }


def test_the_clinics_mailboxes_are_no_people(road: Road) -> None:
    _tell(road)
    with road.database.read() as tx:
        assert overview.people(tx).found == 0


def test_a_person_with_a_mailboxs_address_stays_a_person_of_their_own(road: Road) -> None:
    _tell(road)
    who, _ = road.person(email="desk@clinic.example")
    road.tick()

    with road.database.read() as tx:
        assert [line.email for line in overview.people(tx).lines] == ["desk@clinic.example"]
        rows = tx.execute(select(deliveries.c.subscriber_id, deliveries.c.purpose)).all()
    assert {row.purpose for row in rows if row.subscriber_id == who} == {"step"}
    assert {row.purpose for row in rows if row.subscriber_id != who} == {"notice"}


def test_goodbye_from_a_mailboxs_address_does_not_silence_the_clinic(road: Road) -> None:
    hashed = road.services.links.keyed_hash("address", "desk@clinic.example")
    with road.database.write() as tx:
        suppressions.add(
            tx,
            address_hash=hashed,
            reason=SuppressionReason.UNSUBSCRIBED,
            source="page",
            now=road.present,
        )
    _tell(road)
    road.tick()

    assert len(_mails(road)) == 1
