"""A new address counts once it has proved itself, and old links die with the old one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from drip.domain.people import SuppressionReason
from drip.flow.answering import answer
from drip.flow.own_wishes import new_address, preferences
from drip.flow.own_wishes.new_address import NewAddressError
from drip.links import LinkError, LinkPurpose, fold_address
from drip.storage import suppressions
from drip.storage.database import Database
from drip.storage.tables import own_texts, subscribers, tasks
from tests.asking import Asking

NEW = "ann.new@example.net"


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Asking:
    return Asking(database, tmp_path)


def link(road: Asking, purpose: LinkPurpose, delivery_id: int) -> str:
    return road.services.links.token(purpose, delivery_id, now=road.present)


def page(road: Asking) -> str:
    return link(road, LinkPurpose.PREFERENCES, road.letter("first").id)


def asked(road: Asking, address: str = NEW) -> str:
    """Ask for the change; the token of the link in the letter that goes to the new address."""
    preferences.move_address(road.services, page(road), address, road.present)
    road.tick()
    return link(road, LinkPurpose.ADDRESS, road.rows(purpose="notice")[-1].id)


def person(road: Asking) -> Any:
    return next(row for row in road.table(subscribers) if row.id == road.ann)


def test_asking_sends_one_letter_to_the_new_address_and_changes_nothing(road: Asking) -> None:
    token = asked(road)

    (row,) = road.rows(purpose="notice")
    assert row.state == "accepted"
    (room,) = [one for one in road.table(subscribers) if one.id == row.subscriber_id]
    assert (room.email, room.state) == (NEW, "clinic")
    with road.database.read() as tx:
        text = tx.execute(own_texts.select()).one()
    assert "/address/" in text.text
    assert person(road).email == "ann@example.com"
    assert not new_address.look(road.services, token, road.present).done
    assert person(road).email == "ann@example.com"


def test_the_press_moves_the_letters_and_kills_old_links(road: Asking) -> None:
    token = asked(road)
    old = road.token()
    road.wait(minutes=5)

    assert new_address.prove(road.services, token, road.present).done

    assert person(road).email == NEW
    assert answer.look(road.services, old, road.present) is None
    assert answer.give(road.services, old, {"session": "fine"}, road.present) is None
    with pytest.raises(LinkError):
        preferences.view(road.services, page(road))
    road.run(days=10)
    assert answer.look(road.services, road.token("second"), road.present) is not None


def test_a_second_press_changes_nothing(road: Asking) -> None:
    token = asked(road)
    new_address.prove(road.services, token, road.present)
    before = person(road)

    assert new_address.prove(road.services, token, road.present).done
    assert person(road) == before


def test_the_proof_counts_for_three_days(road: Asking) -> None:
    token = asked(road)
    road.wait(days=3)

    with pytest.raises(LinkError):
        new_address.prove(road.services, token, road.present)
    assert person(road).email == "ann@example.com"


def test_an_older_proof_undoes_no_newer_one(road: Asking) -> None:
    first = asked(road, "other@example.net")
    road.wait(minutes=5)
    second = asked(road)
    road.wait(minutes=5)
    new_address.prove(road.services, second, road.present)

    with pytest.raises(LinkError):
        new_address.prove(road.services, first, road.present)
    assert person(road).email == NEW


def test_the_address_of_another_person_is_left_to_staff(road: Asking) -> None:
    bo, _ = road.person("Bo", "asking")
    token = asked(road, "bo@example.com")

    with pytest.raises(LinkError):
        new_address.prove(road.services, token, road.present)
    assert person(road).email == "ann@example.com"
    assert [row.subscriber_id for row in road.table(tasks)] == [road.ann]
    assert bo != road.ann


@pytest.mark.parametrize("typed", ["", "no address", "ann@example.com", "a@example.net\nx"])
def test_an_address_that_cannot_be_is_said(road: Asking, typed: str) -> None:
    with pytest.raises(NewAddressError):
        preferences.move_address(road.services, page(road), typed, road.present)
    assert road.rows(purpose="notice") == []


def test_an_address_that_said_goodbye_gets_no_letter(road: Asking) -> None:
    hashed = road.services.links.keyed_hash("address", fold_address(NEW))
    with road.database.write() as tx:
        suppressions.add(
            tx,
            address_hash=hashed,
            reason=SuppressionReason.COMPLAINT,
            source="test",
            now=road.present,
        )
    with pytest.raises(NewAddressError):
        preferences.move_address(road.services, page(road), NEW, road.present)


def test_a_press_that_comes_twice_asks_for_one_letter(road: Asking) -> None:
    assert asked(road) == asked(road)
    assert len(road.rows(purpose="notice")) == 1
    road.wait(minutes=10)
    asked(road)
    assert len(road.rows(purpose="notice")) == 2


def test_after_a_goodbye_no_letter_goes_to_a_new_address(road: Asking) -> None:
    token = link(road, LinkPurpose.PREFERENCES, road.letter("first").id)
    preferences.leave(road.services, token, road.present)
    with pytest.raises(NewAddressError):
        preferences.move_address(road.services, token, NEW, road.present)
    assert road.rows(purpose="notice") == []


def test_three_letters_a_day_are_enough(road: Asking) -> None:
    for number in range(3):
        asked(road, f"ann{number}@example.net")
    with pytest.raises(NewAddressError):
        asked(road, "ann9@example.net")
    assert road.table(tasks) == []
