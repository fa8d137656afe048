"""When far more letters want to leave than anybody expected, staff are asked first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from drip.domain.deliveries import Trouble
from drip.domain.sending import Sending
from drip.engine import forecast
from drip.flow.holding_back import blast, send_switch
from drip.flow.holding_back.sending_now import WAY_OUT, standing
from drip.flow.rounds import tick
from drip.storage import quotas, switches
from drip.storage.database import Database, Transaction
from drip.storage.quotas import Count
from drip.storage.switches import Switch
from drip.storage.tables import deliveries, tasks
from tests.flow.holding_back.test_throttle import confirmation
from tests.moody import Moody, refused
from tests.racing import at_once
from tests.road import Road


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clinic of eight people is large enough to ask about."""
    monkeypatch.setattr(forecast, "FLOOR", 2)


@pytest.fixture
def relay(tmp_path: Path) -> Moody:
    return Moody(tmp_path / "outbox", batch=4)


@pytest.fixture
def road(database: Database, tmp_path: Path, relay: Moody) -> Road:
    road = Road(database, tmp_path, transport=relay)
    road.services = replace(road.services, sending=Sending(blast_radius=2.0))
    return road


def people(road: Road, count: int, *, first: int = 0) -> list[int]:
    ids = [road.person(f"p{number}")[0] for number in range(first, first + count)]
    return [int(row.id) for one in ids for row in road.rows(subscriber_id=one)]


def history(road: Road, **numbers: int) -> None:
    """Letters handed over in the windows that began so many hours ago."""
    with road.database.write() as tx:
        for ago, number in numbers.items():
            moment = road.present - timedelta(hours=int(ago.removeprefix("h")))
            quotas.count(tx, Count.HANDED, forecast.window_of(moment), number)


def asked(road: Road) -> list[Any]:
    with road.database.read() as tx:
        return list(tx.execute(select(tasks).order_by(tasks.c.id)))


def held(road: Road) -> list[Switch]:
    with road.database.read() as tx:
        return [one.switch for one in switches.held(tx)]


def accepted(road: Road, step: str = "hello") -> int:
    return [row.state for row in road.rows(step=step)].count("accepted")


def test_a_rush_that_nobody_expected_waits_before_the_first_letter(
    road: Road, relay: Moody
) -> None:
    people(road, 8)

    road.tick()
    road.tick()

    assert relay.called == []
    assert held(road) == [Switch.BLAST]
    (task,) = asked(road)
    assert task.title == "Is it right that so many letters want to leave?"
    assert "8 programme letters are due now, and 0 have left" in task.detail
    assert "drip send on" in task.detail
    assert {(row.state, row.tries) for row in road.rows()} == {("planned", 0)}


def test_letters_that_leave_in_small_numbers_are_added_up(road: Road) -> None:
    people(road, 2)
    road.tick()
    people(road, 2, first=10)
    road.wait(minutes=2)

    road.tick()

    assert accepted(road) == 2
    assert "2 programme letters are due now, and 2 have left" in asked(road)[0].detail


def test_nothing_is_claimed_only_to_be_given_back(road: Road) -> None:
    people(road, 8)
    road.tick()
    assert len(tick.take(road.services, 10).rows) == 0

    blast.allow(road.services, by="staff:1")
    send_switch.off(road.services, reason="stop", by="staff:1")
    confirmation(road)
    assert len(tick.take(road.services, 10).rows) == 0

    send_switch.on(road.services, by="staff:1")
    assert len(tick.take(road.services, 10).rows) == 9


def test_what_belongs_to_no_programme_leaves_meanwhile(road: Road, relay: Moody) -> None:
    people(road, 8)
    road.tick()
    urgent = confirmation(road)

    road.tick()

    assert [one.delivery_id for call in relay.called for one in call] == [urgent]


def test_an_intent_that_was_on_its_way_is_held_too(road: Road, relay: Moody) -> None:
    people(road, 8)
    taken = tick.take(road.services, 8)
    with road.database.write() as tx:
        switches.hold(tx, Switch.BLAST, reason="so many", by="worker", now=road.present)

    tick.work_off(replace(road.services, sending=Sending()), taken.rows, taken)

    assert relay.called == []


def test_a_persons_word_lets_it_pass_once(road: Road) -> None:
    people(road, 8)
    road.tick()

    assert blast.allow(road.services, by="staff:1")
    assert not blast.allow(road.services, by="staff:1")
    road.tick()

    assert accepted(road) == 8
    assert [task.state for task in asked(road)] == ["done"]
    road.wait(minutes=25)
    people(road, 8, first=10)
    road.tick()
    assert accepted(road) == 8, "the next rush is another question"
    assert [task.state for task in asked(road)] == ["done", "open"]


def test_a_word_that_was_said_at_night_waits_for_the_letters(road: Road, relay: Moody) -> None:
    ids = people(road, 8)
    road.tick()
    blast.allow(road.services, by="staff:1")
    for one in ids:
        road.set(one, due_at=road.present + timedelta(hours=20), open_until=None)

    road.wait(hours=23)
    road.tick()

    assert accepted(road) == 8
    assert relay.sizes == [4, 4]


def test_a_rush_that_takes_longer_than_ten_minutes_is_one_rush(road: Road) -> None:
    people(road, 8)
    road.tick()
    blast.allow(road.services, by="staff:1")
    road.tick()
    road.wait(minutes=10)
    people(road, 8, first=10)

    road.tick()

    assert accepted(road) == 16
    assert len(asked(road)) == 1


def test_a_rush_that_was_allowed_is_not_usual_afterwards(road: Road) -> None:
    people(road, 8)
    road.tick()
    blast.allow(road.services, by="staff:1")
    road.tick()
    road.wait(days=2)

    with road.database.read() as tx:
        usual = quotas.busiest(tx, since=road.present - forecast.PAST, before=road.present)
    assert usual == 0


def test_as_many_as_usual_leave_unasked(road: Road) -> None:
    history(road, h48=4, h72=3)
    people(road, 8)

    road.tick()

    assert accepted(road) == 8
    assert asked(road) == []


def test_what_left_today_makes_nothing_usual(road: Road) -> None:
    history(road, h2=400)
    people(road, 8)

    road.tick()

    assert accepted(road) == 0


def test_what_left_two_months_ago_makes_nothing_usual(road: Road) -> None:
    history(road, h1440=400, h48=1)
    people(road, 8)

    road.tick()

    assert accepted(road) == 0


def foreseen(road: Road) -> datetime:
    """Eight letters are due at this time tomorrow, and today's plan has them."""
    tomorrow = road.present + timedelta(days=1)
    for one in people(road, 8):
        road.set(one, due_at=tomorrow + timedelta(minutes=1), open_until=None)
    road.maintain()
    return tomorrow


def test_letters_that_yesterdays_plan_had_leave_unasked(road: Road) -> None:
    tomorrow = foreseen(road)

    road.present = tomorrow + timedelta(minutes=2)
    road.tick()

    assert accepted(road) == 8


def test_letters_that_an_outage_of_hours_held_up_leave_unasked(road: Road) -> None:
    tomorrow = foreseen(road)

    road.present = tomorrow + timedelta(hours=3)
    road.tick()

    assert accepted(road) == 8


def test_letters_that_went_are_not_foreseen_twice(road: Road) -> None:
    tomorrow = foreseen(road)
    road.present = tomorrow + timedelta(minutes=2)
    road.tick()

    road.wait(hours=1)
    people(road, 8, first=20)
    road.tick()

    assert accepted(road) == 8


def test_a_mistake_of_today_does_not_change_what_yesterday_foresaw(road: Road) -> None:
    ids = people(road, 8)
    tomorrow = road.present + timedelta(days=1)
    for one in ids:
        road.set(one, due_at=tomorrow + timedelta(hours=9), open_until=None)
    for _ in range(3):
        road.maintain()
        road.wait(minutes=10)
    road.present = tomorrow
    for one in ids:  # an edit moves all of them to this very moment
        road.set(one, due_at=tomorrow)
    road.maintain()

    road.tick()

    assert accepted(road) == 0
    assert len(asked(road)) == 1


def test_a_small_clinic_is_never_asked(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecast, "FLOOR", 50)
    people(road, 8)

    road.tick()

    assert accepted(road) == 8


def test_a_clinic_without_the_valve_is_never_asked(road: Road) -> None:
    road.services = replace(road.services, sending=Sending(blast_radius=0))
    people(road, 8)

    road.tick()

    assert accepted(road) == 8


def test_two_workers_at_once_do_not_pass_the_limit_together(road: Road) -> None:
    history(road, h48=6)

    with road.database.write() as tx:
        assert blast.passes(road.services, tx, 1, road.present)

    def hand_over(tx: Transaction, meanwhile: Callable[[], object]) -> bool:
        passes = blast.passes(road.services, tx, 8, road.present)
        meanwhile()
        blast.handed(road.services, tx, 8 * passes, road.present)
        return passes

    assert sorted(at_once(road.database, hand_over)) == [False, True]


def test_letters_that_nobody_took_are_not_counted(road: Road, relay: Moody) -> None:
    history(road, h48=4)
    people(road, 8)
    relay.mood = refused(Trouble.UNREACHABLE)
    for _ in range(4):
        road.tick()
        road.wait(seconds=70)
    relay.mood = lambda _: None
    road.wait(minutes=2)

    road.tick()

    assert accepted(road) == 8
    assert asked(road) == []


def test_an_older_installation_learns_from_its_ledger(road: Road) -> None:
    person, _ = road.person("old")
    before = road.present - timedelta(days=3)
    with road.database.write() as tx:
        tx.execute(deliveries.delete())
        tx.execute(
            insert(deliveries),
            [
                {
                    "ref": f"r{number}",
                    "slot": f"old:{number}",
                    "purpose": "step",
                    "state": "accepted",
                    "subscriber_id": person,
                    "sequence": "daily",
                    "planned_at": before,
                    "due_at": before,
                    "handed_at": before,
                }
                for number in range(5)
            ],
        )
    people(road, 8)

    road.tick()

    assert accepted(road) == 8


def test_the_words_say_how_it_stands(road: Road) -> None:
    people(road, 8)
    assert standing(road.services).sending
    road.tick()

    now = standing(road.services)

    assert not now.sending
    assert now.due == 8
    assert [one.title for one in now.holds] == ["Programme letters wait for your word"]


def test_the_switch_stops_everything_and_lets_it_go_on(road: Road, relay: Moody) -> None:
    people(road, 1)
    urgent = confirmation(road)
    assert send_switch.off(road.services, reason="a wrong letter", by="staff:1")
    assert not send_switch.off(road.services, reason="again", by="staff:1")

    road.tick()

    assert relay.called == []
    assert [one.detail for one in standing(road.services).holds] == [
        f"a wrong letter. {WAY_OUT[Switch.SENDING]}"
    ]
    assert send_switch.on(road.services, by="staff:1") == ["Sending is switched on."]
    road.tick()
    assert urgent in [one.delivery_id for call in relay.called for one in call]
    assert send_switch.on(road.services, by="staff:1")[0].startswith("Nothing was held back")


def test_a_copied_database_is_not_let_go_by_the_same_word(road: Road) -> None:
    with road.database.write() as tx:
        switches.hold(tx, Switch.QUARANTINE, reason="a copy", by="worker", now=road.present)

    (said,) = send_switch.on(road.services, by="cli")

    assert "drip adopt" in said
    assert held(road) == [Switch.QUARANTINE]


def test_windows_are_of_ten_minutes() -> None:
    assert timedelta(minutes=10) == forecast.WINDOW
    assert isinstance(forecast.window_of(datetime.fromisoformat("2027-01-04T08:00Z")), datetime)
