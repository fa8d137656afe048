"""One mail addressed to the tokens of two people: nobody's answer, unless its sender tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from drip.storage import tables
from drip.storage.database import Database
from tests.replying import Replying, mail

FINE = "It went fine, thanks. Pain was 4."


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Replying:
    road = Replying(database, tmp_path)
    road.person("Bob", "asking")
    road.tick()
    return road


def both(road: Replying) -> tuple[str, str]:
    ann, bob = (row.id for row in road.rows(step="first"))
    return road.reply_to_row(ann), road.reply_to_row(bob)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_mail_to_two_peoples_tokens_needs_a_person(road: Replying, *, at_once: bool) -> None:
    to = both(road)
    raw = mail(FINE, From="carer@elsewhere.example", To=", ".join(to))
    for recipients in [to] if at_once else [(one,) for one in to]:
        road.comes(raw, *recipients, sender="carer@elsewhere.example")

    (message,) = road.messages()
    assert (message.subscriber_id, message.sender, message.needs_person) == (None, "unknown", True)
    assert "several people" in message.why
    assert "1 and 2" in message.why
    assert road.said() == road.suggested() == []
    assert {row.state for row in road.table(tables.check_ins)} == {"open"}


def test_a_wish_to_leave_to_two_peoples_tokens_ends_neithers_letters(road: Replying) -> None:
    road.comes(mail("STOP", From="carer@elsewhere.example"), *both(road))

    assert road.table(tables.suppressions) == []
    assert "wish" in road.messages()[0].why


@pytest.mark.parametrize("name", ["ann", "bob"])
def test_the_address_of_one_of_them_tells_whose_it_is(road: Replying, name: str) -> None:
    who = {"ann": 1, "bob": 2}[name]
    road.comes(mail(FINE, From=f"{name}@example.com"), *both(road))

    (message,) = road.messages()
    assert (message.subscriber_id, message.sender) == (who, "self")
    answered = [row for row in road.table(tables.check_ins) if row.state == "answered"]
    assert [row.subscriber_id for row in answered] == [who]
    assert len(road.said()) == 2
