"""Where an answer goes: letters that ask have their own address, where somebody listens."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from drip.domain.sending import Sending
from drip.flow.letters.addresses import Addressed, Box, addressed
from drip.flow.letters.gate import look
from drip.flow.letters.render import letter
from drip.storage import ledger
from drip.storage.database import Database
from tests.replying import Replying

CLINIC = "hello@clinic.example"
SHARED = "reply@reply.clinic.example"


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Replying:
    return Replying(database, tmp_path)


def made(road: Replying, row: Any) -> str:
    """The Reply-To of a delivery as its letter would be made now."""
    with road.database.read() as tx:
        found = ledger.get(tx, row.id)
    assert found is not None
    gated = look(road.services, [found], road.present)
    (passed,) = gated.passed
    return letter(passed, road.services.links, road.present, sending=road.services.sending).reply_to


def next_letter(road: Replying, step: str, *, days: float) -> Any:
    """The letter of a step, when it is due and has not gone."""
    road.run(days=days)
    row = road.letter(step)
    road.present = max(row.due_at, road.present)
    return row


def test_a_letter_that_asks_has_an_address_of_its_own(road: Replying) -> None:
    row = next_letter(road, "second", days=9)
    reply_to = made(road, row)

    services = road.services
    found = addressed(reply_to, services.sending, services.links, road.present)
    assert found == Addressed(box=Box.REPLIES, delivery_id=row.id)


def test_where_nobody_listens_the_clinics_mailbox_gets_the_answers(road: Replying) -> None:
    road.services = replace(road.services, sending=Sending())

    assert made(road, next_letter(road, "second", days=9)) == CLINIC


def test_a_letter_that_asks_nothing_is_answered_to_one_address_for_all(road: Replying) -> None:
    road.person("Bob", "daily")
    road.tick()

    assert made(road, next_letter(road, "one", days=0.5)) == SHARED


def test_a_letter_without_its_questions_asks_nothing(database: Database, tmp_path: Path) -> None:
    road = Replying(database, tmp_path, health=False)

    assert made(road, next_letter(road, "second", days=9)) == SHARED


def test_the_reminder_and_the_last_question_are_answered_to_us(road: Replying) -> None:
    road.run(days=20)
    sent = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in road.mails()]
    replies = {
        one["Message-ID"].strip("<>").partition("@")[0]: one["Reply-To"].addresses[0].addr_spec
        for one in sent
    }
    rows = [row for row in road.rows() if row.ref in replies]

    asking = [row for row in rows if row.purpose == "reminder" or row.step == "shall-we-stop"]
    assert {row.purpose for row in asking} == {"reminder", "branch"}
    services = road.services
    for row in asking:
        found = addressed(replies[row.ref], services.sending, services.links, road.present)
        assert found == Addressed(box=Box.REPLIES, delivery_id=row.id)
