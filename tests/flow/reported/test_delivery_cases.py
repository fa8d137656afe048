"""Nasty days of sending, as the project's study of email lists them (section 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from drip.domain.deliveries import Trouble
from drip.domain.people import SuppressionReason
from drip.domain.sending import Sending
from drip.flow.leaving.leave import leave
from drip.flow.letters import gate
from drip.flow.letters.render import letter
from drip.flow.rounds import tick
from drip.flow.sending import handover
from drip.flow.sending.handover import Ready
from drip.storage.database import Database
from drip.storage.intents import Claim
from tests.moody import Moody, fine, refused
from tests.road import Road, content

TWO_DAYS = """\
sequence: daily
title: Day by day
anchor: confirmed
send: {at: "09:00", until: "17:00", days: [mon, tue, wed, thu, fri, sat, sun]}
check_ins: {days: [mon, tue, wed, thu, fri, sat, sun], remind_after: 2d, silent_after: 2d}
steps:
  - {id: hello, day: start}
  - {id: soon, day: 1, expires_after: 2h}
  - {id: later, day: 3}
"""


@pytest.fixture
def relay(tmp_path: Path) -> Moody:
    return Moody(tmp_path / "outbox", batch=10)


@pytest.fixture
def road(database: Database, tmp_path: Path, relay: Moody) -> Road:
    return Road(database, tmp_path, transport=relay, files=content({"daily": TWO_DAYS}))


def test_12_a_goodbye_after_the_batch_was_built_takes_one_letter_out_of_it(road: Road) -> None:
    people = [road.person(f"p{number}")[0] for number in range(3)]
    taken = tick.take(road.services, 10)
    passed = gate.look(road.services, taken.rows, road.present).passed
    built = [Ready(one, letter(one, road.services.links, road.present)) for one in passed]
    leave(
        road.services,
        subscriber_id=people[1],
        reason=SuppressionReason.UNSUBSCRIBED,
        source="one-click",
        now=road.present,
    )

    claim = Claim(
        token=taken.token,
        now=road.present,
        lease_until=road.present + road.services.lease,
        worker="w1",
        transport="outbox",
    )
    going = handover.intend(road.services, built, claim)

    assert [one.passed.subscriber.id for one in going] == [people[0], people[2]]


def letters(relay: Moody) -> list[int]:
    return [one.delivery_id for call in relay.called for one in call]


def on_the_second_day(road: Road, count: int) -> list[Any]:
    """People whose second letters fall due, a second apart."""
    for number in range(count):
        road.person(f"p{number}")
    road.tick()
    road.to("2027-01-05T08:00Z")
    rows = road.rows(step="soon")
    for place, row in enumerate(rows):
        road.set(row.id, due_at=road.present + timedelta(seconds=place))
    return rows


def test_47_after_a_storm_and_an_outage_letters_leave_evenly_and_the_oldest_first(
    road: Road, relay: Moody
) -> None:
    rows = on_the_second_day(road, 24)
    road.services = replace(road.services, sending=Sending(rate=1))
    relay.called.clear()

    storm = road.present + timedelta(minutes=10)
    while road.present < storm:  # every answer is: not now
        relay.mood = refused(Trouble.BUSY, again_at=road.present + timedelta(seconds=30))
        road.tick()
        road.wait(seconds=10)
    assert len(relay.called) <= 20
    relay.mood = refused(Trouble.UNREACHABLE)
    outage = road.present + timedelta(minutes=80)
    while road.present < outage:
        road.tick()
        road.maintain()
        road.wait(minutes=1)
    assert {(row.state, row.tries) for row in road.rows(step="soon")} == {("planned", 0)}

    relay.mood = fine
    relay.called.clear()
    road.wait(minutes=16)
    sent: dict[datetime, int] = {}
    for _ in range(30):
        before = len(letters(relay))
        road.tick()
        sent[road.present] = len(letters(relay)) - before
        road.wait(seconds=2)

    tried, *others = letters(relay)
    assert others == [row.id for row in rows if row.id != tried], "the oldest first"
    assert max(sent.values()) <= 2, "evenly"
    assert len(others) == len(rows) - 1


def test_47_a_letter_that_is_too_late_is_shown_as_expired(road: Road, relay: Moody) -> None:
    road.person()
    road.tick()
    road.to("2027-01-05T08:00Z")
    relay.mood = refused(Trouble.UNREACHABLE)
    for _ in range(13):
        road.tick()
        road.wait(minutes=15)
    relay.mood = fine
    road.wait(minutes=16)

    road.tick()

    (row,) = road.rows(step="soon")
    assert row.state == "expired"
    assert [one.state for one in road.rows(step="later")] == ["planned"], "the programme goes on"
