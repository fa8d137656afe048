"""Letters leave no faster than they may, whoever ticks, and those of no programme first.

The numbers are those of the scenarios in the project's study of reliability (5.2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from drip.domain.deliveries import Purpose, Trouble
from drip.domain.sending import Sending
from drip.flow.holding_back import throttle
from drip.flow.rounds import tick
from drip.storage import ledger
from drip.storage.claims import Room
from drip.storage.database import Database, Transaction
from drip.storage.ledger import NewDelivery
from drip.storage.tables import decisions, deliveries, sequences, subscribers
from tests.moody import Moody, refused
from tests.racing import at_once
from tests.road import DAILY, Road, content

OTHER = DAILY.replace("sequence: daily", "sequence: other")


class Watched(Moody):
    """Notes when each letter left."""

    def __init__(self, folder: Path, **how: Any) -> None:
        super().__init__(folder, **how)
        self.road: Road | None = None
        self.left: list[tuple[datetime, int]] = []

    def send(self, letters: Any) -> Any:
        assert self.road is not None
        self.left += [(self.road.present, one.delivery_id) for one in letters]
        return super().send(letters)


@pytest.fixture
def relay(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "outbox")


@pytest.fixture
def road(database: Database, tmp_path: Path, relay: Watched) -> Road:
    road = Road(
        database,
        tmp_path,
        transport=relay,
        files=content({"daily": DAILY, "other": OTHER}),
    )
    relay.road = road
    return road


def valves(road: Road, **how: Any) -> None:
    road.services = replace(road.services, sending=Sending(**how))


def people(
    road: Road, count: int, sequence: str = "daily", *, domain: str = "example.com"
) -> list[int]:
    """Enrolled people whose first letters are due; answers their deliveries, the earliest first."""
    found = []
    for number in range(count):
        subscriber_id, _ = road.person(f"{sequence}{domain}{number}".replace(".", ""), sequence)
        with road.database.write() as tx:
            tx.execute(
                subscribers.update()
                .where(subscribers.c.id == subscriber_id)
                .values(email=f"p{subscriber_id}@{domain}")
            )
        (row,) = road.rows(subscriber_id=subscriber_id)
        road.set(row.id, due_at=road.present - timedelta(hours=1) + timedelta(seconds=number))
        found.append(row.id)
    return found


def confirmation(road: Road) -> int:
    """A letter of no programme, due now."""
    number = len(road.rows())
    subscriber_id = road.subscriber(f"new{number}")
    with road.database.write() as tx:
        tx.execute(
            subscribers.update().where(subscribers.c.id == subscriber_id).values(state="pending")
        )
        ledger.add(
            tx,
            [
                NewDelivery(
                    slot=f"confirm:{subscriber_id}:1",
                    purpose=Purpose.CONFIRM,
                    subscriber_id=subscriber_id,
                    sequence="daily",
                    due_at=road.present,
                    plan_reason="signed up",
                )
            ],
            road.present,
        )
    return int(road.rows(subscriber_id=subscriber_id)[0].id)


def beat(road: Road, times: int, *, workers: int = 1) -> None:
    """Look as often as the clockwork does, every two seconds."""
    for _ in range(times):
        for worker in range(workers):
            services = replace(road.services, worker=f"w{worker}")
            while tick.tick(services).claimed:
                pass
        road.wait(seconds=2)


def per_second(relay: Watched) -> Counter[datetime]:
    return Counter(moment for moment, _ in relay.left)


def test_25_what_does_not_fit_before_the_window_closes_goes_when_it_opens(
    road: Road, relay: Watched
) -> None:
    ids = people(road, 100)
    road.to("2027-01-04T18:59:30Z")  # half a minute before 20:00 in Berlin
    closes = road.present + timedelta(seconds=30)
    for one in ids:
        road.set(one, due_at=road.present - timedelta(days=1), open_until=closes)
    valves(road, rate=1)

    beat(road, 40)

    assert len(relay.left) == 30
    assert [one for _, one in relay.left] == ids[:30], "the oldest first"
    waiting = [row for row in road.rows(step="hello") if row.state == "planned"]
    assert {row.tries for row in waiting} == {0}
    opens = datetime.fromisoformat("2027-01-05T06:00:00+00:00")
    assert len(waiting) == 70
    assert {row.due_at for row in waiting} == {opens}

    road.present = opens
    beat(road, 40)
    assert [one for _, one in relay.left] == ids
    assert set(per_second(relay).values()) == {2}, "then spread, too"
    assert all(6 <= moment.hour < 19 or moment < closes for moment, _ in relay.left)


def test_all_workers_together_hold_the_rate(road: Road, relay: Watched) -> None:
    people(road, 60)
    valves(road, rate=5)

    beat(road, 4, workers=3)

    assert sorted(per_second(relay).values()) == [10, 10, 10, 10]


def test_letters_that_a_rate_holds_back_are_not_tried_and_keep_their_place(road: Road) -> None:
    ids = people(road, 30)
    valves(road, rate=5)

    beat(road, 1)

    left = [row for row in road.rows(step="hello") if row.state == "planned"]
    assert {row.tries for row in left} == {0}
    assert [row.id for row in left] == ids[10:]
    assert len({row.due_at for row in left}) == 20


def test_a_claim_takes_no_more_than_may_go(road: Road) -> None:
    people(road, 30)
    valves(road, rate=5)

    assert len(tick.take(road.services, 30).rows) == 10


def test_an_intent_of_a_worker_that_claimed_too_much_is_held_to_the_rate(road: Road) -> None:
    people(road, 30)
    taken = tick.take(road.services, 30)
    valves(road, rate=5)

    counts = tick.work_off(road.services, taken.rows, taken)

    assert counts["accepted"] == 10
    assert [row.state for row in road.rows(step="hello")].count("planned") == 20


def test_letters_that_are_given_back_are_not_claimed_again_at_once(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(road, 10)
    valves(road, rate=0.001)
    road.tick()
    monkeypatch.setattr(throttle, "room", lambda *_, **__: Room())  # another worker was quicker

    report = tick.tick(road.services)

    assert (report.claimed, report.counts) == (0, {})
    assert [row.state for row in road.rows(step="hello")].count("planned") == 9


def test_letters_that_may_not_go_use_up_no_room(road: Road, relay: Watched) -> None:
    ids = people(road, 60)
    road.to("2027-01-04T19:00Z")  # the window has closed
    for one in ids:
        road.set(one, open_until=road.present)
    valves(road, rate=1)

    road.tick()

    assert relay.left == []
    assert all(row.due_at > road.present for row in road.rows(step="hello")), "in one look"


def test_letters_of_no_programme_do_not_wait_behind_others(road: Road, relay: Watched) -> None:
    people(road, 40)
    valves(road, rate=0.5)
    beat(road, 1)
    urgent = confirmation(road)

    road.tick()

    assert relay.left[-1] == (road.present, urgent)


def test_letters_that_went_ahead_of_their_time_are_paid_for_by_the_others(
    road: Road, relay: Watched
) -> None:
    people(road, 60)
    valves(road, rate=5)
    beat(road, 1)
    urgent = {confirmation(road) for _ in range(10)}

    beat(road, 5)

    assert len([one for _, one in relay.left if one in urgent]) == 10
    assert len(relay.left) <= 10 + 5 * 10 + 10


def test_a_flood_of_urgent_letters_is_held_to_twice_the_rate(road: Road, relay: Watched) -> None:
    for _ in range(60):
        confirmation(road)
    valves(road, rate=5)

    beat(road, 1)

    assert len(relay.left) == 20


def test_a_flood_that_was_claimed_already_is_held_to_it_too(road: Road) -> None:
    for _ in range(60):
        confirmation(road)
    taken = tick.take(road.services, 100)
    valves(road, rate=5)

    assert tick.work_off(road.services, taken.rows, taken)["accepted"] == 20


def test_51_one_letter_of_another_sequence_does_not_wait_for_thousands(
    road: Road, relay: Watched
) -> None:
    people(road, 200)
    (late,) = people(road, 1, "other")
    road.set(late, due_at=road.present)
    valves(road, rate=10)

    begin = road.present
    beat(road, 2)

    (left_at,) = [moment for moment, one in relay.left if one == late]
    assert left_at - begin <= timedelta(seconds=2)


def test_51_slow_accounts_take_turns_too(road: Road, relay: Watched) -> None:
    people(road, 40)
    others = people(road, 10, "other")
    valves(road, rate=0.5)

    beat(road, 20)

    went = [one in others for _, one in relay.left]
    assert len(went) == 20
    assert 2 <= sum(went) <= 18


def test_a_paused_sequence_takes_no_turn(road: Road) -> None:
    people(road, 5)
    people(road, 5, "other")
    with road.database.write() as tx:
        tx.execute(sequences.update().where(sequences.c.key == "other").values(state="paused"))

    road.tick()

    assert {row.sequence for row in road.rows(state="accepted")} == {"daily"}


def test_a_slow_domain_gets_its_letters_at_its_own_rate(road: Road, relay: Watched) -> None:
    slow = people(road, 30, domain="slow.example")
    fast = people(road, 20, "other")
    valves(road, domain_rates={"slow.example": 1.0})

    beat(road, 1)
    assert {one for _, one in relay.left} >= set(fast)
    beat(road, 19)

    went = [(moment, one) for moment, one in relay.left if one in slow]
    assert [one for _, one in went] == slow, "one after the other, the oldest first"
    assert max(Counter(moment for moment, _ in went).values()) <= 2
    assert {row.tries for row in road.rows(step="hello")} == {1}
    assert went[-1][0] - went[0][0] >= timedelta(seconds=28)
    with road.database.read() as tx:
        assert list(tx.execute(select(decisions).where(decisions.c.kind == "waited"))) == [], (
            "a wait of seconds is no news"
        )


def test_urgent_letters_to_a_slow_domain_never_stand_behind_its_programme(
    road: Road, relay: Watched
) -> None:
    programme = people(road, 40, domain="slow.example")
    valves(road, domain_rates={"slow.example": 1.0})
    beat(road, 1)
    urgent = [confirmation(road) for _ in range(8)]
    with road.database.write() as tx:
        pending = subscribers.c.state == "pending"
        tx.execute(subscribers.update().where(pending).values(email="new@slow.example"))

    beat(road, 8)

    left = [one for _, one in relay.left]
    assert set(urgent) <= set(left)
    assert len(set(left) & set(programme)) < 12, "those that were due before wait meanwhile"


def test_a_long_wait_for_a_slow_domain_has_a_reason(road: Road) -> None:
    people(road, 8, domain="slow.example")
    valves(road, domain_rates={"slow.example": 0.05})

    road.tick()

    with road.database.read() as tx:
        rows = list(tx.execute(select(decisions).where(decisions.c.kind == "waited")))
    assert {row.reason for row in rows} == {
        "the recipient's mail provider takes only so many letters a second"
    }
    assert len(rows) == 4


def test_a_slow_domain_never_leads_outside_a_window(road: Road, relay: Watched) -> None:
    ids = people(road, 20, domain="slow.example")
    road.to("2027-01-04T18:59:50Z")
    for one in ids:
        road.set(one, due_at=road.present, open_until=road.present + timedelta(seconds=10))
    valves(road, domain_rates={"slow.example": 0.5})

    beat(road, 30)

    assert len(relay.left) == 5
    assert all(
        moment < datetime.fromisoformat("2027-01-04T19:00+00:00") for moment, _ in relay.left
    )


def test_warm_up_counts_by_the_clinics_day_and_grows(road: Road, relay: Watched) -> None:
    people(road, 60)
    valves(road, warm_up_from=date(2027, 1, 4), warm_up_first=10)

    beat(road, 3)
    assert len(relay.left) == 10
    urgent = confirmation(road)
    beat(road, 1)
    assert relay.left[-1][1] == urgent, "what belongs to no programme goes"

    road.to("2027-01-04T23:30Z")  # half past midnight in Berlin
    beat(road, 1)
    road.to("2027-01-05T08:00Z")
    beat(road, 3)
    went = [one for moment, one in relay.left if moment.day == 5]
    assert len(went) == 15


def test_two_workers_together_keep_to_the_day_of_a_warm_up(road: Road) -> None:
    valves(road, warm_up_from=date(2027, 1, 4), warm_up_first=20)

    def hand_over(tx: Transaction, meanwhile: Callable[[], object]) -> int:
        drawn = throttle.draws(road.services, tx, [], road.present)
        most = min(6, drawn.warmth.left if drawn.warmth else 0)
        meanwhile()
        throttle.settle(tx, drawn, most, {})
        return most

    assert sorted(at_once(road.database, hand_over)) == [6, 6]
    assert sorted(at_once(road.database, hand_over)) == [2, 6]


def test_letters_that_a_server_did_not_take_leave_their_room_of_the_day(
    road: Road, relay: Watched
) -> None:
    people(road, 20)
    valves(road, warm_up_from=date(2027, 1, 4), warm_up_first=10)
    well = relay.mood
    relay.mood = refused(Trouble.UNREACHABLE)
    beat(road, 1)
    relay.mood = well

    road.wait(seconds=30)
    beat(road, 3)

    assert [row.state for row in road.rows(step="hello")].count("accepted") == 10


def test_a_letter_that_may_not_go_at_the_last_moment_draws_nothing(road: Road) -> None:
    people(road, 12)
    valves(road, rate=5)
    taken = tick.take(road.services, 12)
    with road.database.write() as tx:
        tx.execute(subscribers.update().values(state="left"))
    assert "accepted" not in tick.work_off(road.services, taken.rows, taken)
    with road.database.write() as tx:
        tx.execute(subscribers.update().values(state="active"))
        tx.execute(deliveries.update().values(state="planned", settled_at=None, claim_token=None))

    assert tick.tick(road.services).accepted == 10
