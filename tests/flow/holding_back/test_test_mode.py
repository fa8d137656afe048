"""Test mode: nobody but the listed addresses is written to, and nobody's programme is changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from drip.domain.sending import Sending
from drip.flow.holding_back.sending_now import standing
from drip.flow.holding_back.valves import TEST_MODE
from drip.flow.rounds import tick
from drip.links import fold_address
from drip.storage.database import Database
from drip.storage.tables import decisions
from tests.flow.holding_back.test_throttle import confirmation
from tests.moody import Moody
from tests.road import Road


@pytest.fixture
def relay(tmp_path: Path) -> Moody:
    return Moody(tmp_path / "outbox")


@pytest.fixture
def road(database: Database, tmp_path: Path, relay: Moody) -> Road:
    road = Road(database, tmp_path, transport=relay)
    listed = frozenset({fold_address("Ann@Example.com")})
    road.services = replace(road.services, sending=Sending(test_only=listed))
    return road


def written_to(relay: Moody) -> set[str]:
    return {one.to_address for call in relay.called for one in call}


def test_only_listed_addresses_are_written_to(road: Road, relay: Moody) -> None:
    for name in ("Ann", "Ben", "Cat"):
        road.person(name)
    confirmation(road)

    road.run(days=3)

    assert written_to(relay) == {"ann@example.com"}


def test_letters_to_others_wait_and_say_why(road: Road, relay: Moody) -> None:
    ben, _ = road.person("Ben")
    before = road.present

    road.tick()

    (row,) = road.rows(subscriber_id=ben)
    assert (row.state, row.tries) == ("planned", 0)
    assert row.due_at == before + timedelta(hours=1)
    with road.database.read() as tx:
        rows = list(tx.execute(select(decisions).where(decisions.c.kind == "waited")))
    assert [one.reason for one in rows] == [TEST_MODE]
    road.services = replace(road.services, sending=Sending())
    road.wait(hours=1)
    road.tick()
    assert written_to(relay) == {"ben@example.com"}


def test_what_was_claimed_before_waits_too(road: Road, relay: Moody) -> None:
    mode = road.services.sending
    road.person("Ben")
    road.services = replace(road.services, sending=Sending())
    taken = tick.take(road.services, 10)
    road.services = replace(road.services, sending=mode)

    tick.work_off(road.services, taken.rows, taken)

    assert relay.called == []


def test_it_is_told_where_people_look(road: Road) -> None:
    (hold,) = standing(road.services).holds

    assert (hold.title, hold.stops) == ("Test mode", False)
    assert "Only 1 listed address is written to" in hold.detail
