"""While the other side is in trouble nothing fails and everything waits, whoever ticks.

The numbers are those of the scenarios in the project's study of reliability (5.2).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from drip.domain.deliveries import Result, Trouble
from drip.flow.holding_back import circuit
from drip.flow.rounds import tick
from drip.storage import circuits
from drip.storage.database import Database
from drip.storage.tables import attempts, enrolments, subscribers, tasks
from tests.moody import Moody, fine, refused
from tests.road import Road


@pytest.fixture
def relay(tmp_path: Path) -> Moody:
    return Moody(tmp_path / "outbox", batch=4)


@pytest.fixture
def road(database: Database, tmp_path: Path, relay: Moody) -> Road:
    return Road(database, tmp_path, transport=relay)


def people(road: Road, count: int, *, domain: str = "example.com", first: int = 0) -> list[int]:
    """Enrolled people whose first letters fall due a second apart; answers the deliveries."""
    found = []
    for number in range(first, first + count):
        subscriber_id, _ = road.person(f"p{number}")
        (row,) = road.rows(subscriber_id=subscriber_id)
        road.set(row.id, due_at=road.present - timedelta(minutes=10) + timedelta(seconds=number))
        found.append(row.id)
        if domain != "example.com":
            move(road, subscriber_id, domain)
    return found


def move(road: Road, subscriber_id: int, domain: str) -> None:
    with road.database.write() as tx:
        tx.execute(
            subscribers.update()
            .where(subscribers.c.id == subscriber_id)
            .values(email=f"p{subscriber_id}@{domain}")
        )


def states(road: Road) -> set[str]:
    return {row.state for row in road.rows(step="hello")}


def tries(road: Road) -> set[int]:
    return {row.tries for row in road.rows(step="hello")}


def tasks_of(road: Road) -> list[Any]:
    with road.database.read() as tx:
        return list(tx.execute(select(tasks).order_by(tasks.c.id)))


def order(relay: Moody) -> list[int]:
    return [one.delivery_id for call in relay.called for one in call]


def another_worker(road: Road) -> Any:
    return replace(road.services, worker="w2")


def test_40_nobody_attempts_anything_before_the_reset_and_nothing_is_counted(
    road: Road, relay: Moody
) -> None:
    people(road, 10)
    relay.mood = refused(Trouble.BUSY, again_at=road.present + timedelta(seconds=30))

    road.tick()

    assert len(relay.called) == 1, "the calls that were to follow are not made"
    assert (states(road), tries(road)) == ({"planned"}, {0})
    relay.mood = fine
    for _ in range(29):
        road.wait(seconds=1)
        road.tick()
        tick.tick(another_worker(road))
    assert len(relay.called) == 1, "no attempt before the reset, whoever ticks"
    road.wait(seconds=5)
    road.tick()
    assert states(road) == {"accepted"}
    assert tries(road) == {1}
    assert tasks_of(road) == []


def test_40_a_worker_that_has_claimed_already_does_not_call_either(
    road: Road, relay: Moody
) -> None:
    people(road, 10)
    late = another_worker(road)
    taken = tick.take(late, 6)
    relay.mood = refused(Trouble.BUSY, again_at=road.present + timedelta(seconds=30))
    road.tick()
    relay.mood = fine

    assert tick.work_off(late, taken.rows, taken) == {}

    assert len(relay.called) == 1
    assert states(road) == {"planned"}


def test_40_nothing_is_claimed_only_to_be_given_back(road: Road, relay: Moody) -> None:
    people(road, 10)
    relay.mood = refused(Trouble.BUSY, again_at=road.present + timedelta(seconds=30))
    road.tick()
    said: list[str] = []

    @event.listens_for(road.database.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    road.tick()

    assert said
    assert not [one for one in said if "UPDATE deliveries" in one]


def test_40_resuming_is_spread_by_chance(road: Road, relay: Moody) -> None:
    people(road, 1)
    reset = road.present + timedelta(seconds=30)
    relay.mood = refused(Trouble.BUSY, again_at=reset)
    moments = set()
    for _ in range(5):
        with road.database.write() as tx:
            circuits.close(tx, ["outbox"])
        road.tick()
        with road.database.read() as tx:
            moments.add(circuits.all_open(tx)[0].probe_at)

    assert len(moments) == 5
    assert all(reset <= one <= reset + timedelta(seconds=3) for one in moments)


def test_41_a_refused_account_stops_everything_within_one_call(road: Road, relay: Moody) -> None:
    ids = people(road, 12)
    relay.mood = refused(Trouble.ACCOUNT, detail="401 unauthorized")

    road.tick()

    assert relay.sizes == [4]
    assert (states(road), tries(road)) == ({"planned"}, {0})
    (task,) = tasks_of(road)
    assert task.title == "Letters are waiting: the mail account is refused"
    assert "401 unauthorized" in task.detail
    assert "drip send on" in task.detail

    road.wait(hours=2)
    for _ in range(5):
        road.tick()
        road.maintain()
    assert relay.sizes == [4, 1], "then one letter tries"
    assert len(tasks_of(road)) == 1

    relay.mood = fine
    relay.called.clear()
    road.wait(minutes=3)
    road.tick()
    assert relay.sizes[0] == 1
    assert states(road) == {"accepted"}
    tried, *others = order(relay)
    assert others == [one for one in ids if one != tried], "all go in order"
    assert "It is over" in tasks_of(road)[0].detail


def test_41_probes_come_more_and_more_rarely(road: Road, relay: Moody) -> None:
    people(road, 12)
    relay.mood = refused(Trouble.ACCOUNT)
    moments = []
    begin = road.present
    while road.present < begin + timedelta(hours=3):
        before = len(relay.called)
        road.tick()
        if len(relay.called) > before:
            moments.append(road.present)
        road.wait(seconds=20)

    gaps = [(b - a).total_seconds() for a, b in pairwise(moments)]
    assert relay.sizes[1:] == [1] * len(gaps)
    assert gaps[0] < 100
    assert 1800 <= gaps[-1] <= 2040
    assert len(gaps) < 12


def test_41_somebody_who_put_it_right_need_not_wait(road: Road, relay: Moody) -> None:
    people(road, 3)
    relay.mood = refused(Trouble.ACCOUNT)
    road.tick()
    relay.mood = fine

    assert circuit.try_now(road.services) == 1
    road.tick()

    assert states(road) == {"accepted"}


def test_who_asked_us_to_wait_is_not_asked_earlier_by_anybody(road: Road, relay: Moody) -> None:
    people(road, 3)
    relay.mood = refused(Trouble.BUSY, again_at=road.present + timedelta(seconds=30))
    road.tick()
    relay.mood = fine

    assert circuit.try_now(road.services) == 0
    road.tick()

    assert len(relay.called) == 1


def test_41_one_letter_that_the_account_is_blamed_for_does_not_hold_back_the_others(
    road: Road, relay: Moody
) -> None:
    blamed = people(road, 1, domain="odd.example")
    ids = people(road, 8, first=1)
    poison = refused(Trouble.ACCOUNT, only="@odd.example")
    relay.mood = lambda one: (said := poison(one)) and replace(said, domain="")

    road.tick()
    assert tasks_of(road) == []
    assert {row.tries for row in road.rows() if row.id in blamed} == {1}
    for _ in range(10):
        road.tick()
        road.wait(minutes=1)

    assert {row.state for row in road.rows() if row.id in ids} == {"accepted"}
    assert {row.state for row in road.rows() if row.id in blamed} == {"planned"}
    road.run(days=2, step=timedelta(hours=1))
    assert {row.state for row in road.rows() if row.id in blamed} <= {"planned", "failed"}


def test_42_one_refused_person_fails_and_their_programme_goes_on(road: Road, relay: Moody) -> None:
    ids = people(road, 5)
    relay.mood = lambda one: (
        refused(permanent=True, detail="400 bad address")(one)
        if one.delivery_id == ids[2]
        else None
    )

    road.tick()

    by_id = {row.id: row for row in road.rows()}
    assert [by_id[one].state for one in ids].count("accepted") == 4
    assert by_id[ids[2]].state == "failed"
    assert "400 bad address" in by_id[ids[2]].reason
    following = road.rows(subscriber_id=by_id[ids[2]].subscriber_id, step="one")
    assert [row.state for row in following] == ["planned"], "the enrolment goes on"
    with road.database.read() as tx:
        assert circuits.all_open(tx) == []


def test_a_server_that_is_away_fails_nobody_however_long(road: Road, relay: Moody) -> None:
    people(road, 6)
    relay.mood = refused(Trouble.UNREACHABLE, detail="connection refused")

    begin = road.present
    while road.present < begin + timedelta(hours=5):
        road.tick()
        road.maintain()
        if road.present == begin + timedelta(minutes=29):
            assert tasks_of(road) == []
        road.wait(minutes=1)

    assert (states(road), tries(road)) == ({"planned"}, {0})
    (task,) = tasks_of(road)
    assert task.title == "Letters are waiting: the mail server does not answer"
    assert len(relay.called) < 30
    relay.mood = fine
    road.wait(minutes=16)
    road.tick()
    assert states(road) == {"accepted"}


def test_circuits_survive_a_restart(road: Road, relay: Moody, database: Database) -> None:
    people(road, 3)
    relay.mood = refused(Trouble.UNREACHABLE)
    road.tick()
    relay.mood = fine

    again = Database(database.url.render_as_string(hide_password=False))
    tick.tick(replace(road.services, database=again, worker="after the restart"))
    again.close()

    assert len(relay.called) == 1


def test_answers_that_nobody_understands_cost_one_call_and_then_one_letter_each(
    road: Road, relay: Moody
) -> None:
    people(road, 20)
    relay.mood = refused(result=Result.UNKNOWN, detail="500")

    for _ in range(3):
        road.tick()
        road.wait(seconds=1)

    assert relay.sizes == [4, 1], "the doubt is looked into at once, with one letter"
    assert [row.state for row in road.rows(step="hello")].count("unknown") == 5
    relay.mood = fine
    road.wait(minutes=1)
    road.tick()
    assert [row.state for row in road.rows(step="hello")].count("accepted") == 15


def test_a_single_doubt_slows_nobody(road: Road, relay: Moody) -> None:
    people(road, 12)
    said = iter([True])
    relay.mood = lambda one: refused(result=Result.UNKNOWN)(one) if len(relay.called) == 1 else None
    assert next(said)

    road.tick()

    assert relay.sizes[:2] == [4, 1]
    assert [row.state for row in road.rows(step="hello")].count("accepted") == 8


def test_only_one_worker_tries_again(road: Road, relay: Moody) -> None:
    people(road, 12)
    relay.mood = refused(Trouble.UNREACHABLE)
    road.tick()
    road.wait(seconds=20)

    first = tick.take(road.services, 100)
    second = tick.take(another_worker(road), 100)

    assert (len(first.rows), first.probe) == (1, True)
    assert len(second.rows) == 0


def test_a_worker_that_dies_while_trying_leaves_the_try_to_another(
    road: Road, relay: Moody
) -> None:
    people(road, 12)
    relay.mood = refused(Trouble.UNREACHABLE)
    road.tick()
    road.wait(seconds=20)
    tick.take(road.services, 100)
    relay.mood = fine

    road.wait(minutes=5)
    road.maintain()
    tick.tick(another_worker(road))

    assert states(road) == {"accepted"}


def test_a_letter_that_may_not_go_now_does_not_use_up_the_try(road: Road, relay: Moody) -> None:
    ids = people(road, 6)
    relay.mood = refused(Trouble.UNREACHABLE)
    road.tick()
    for one in ids[:3]:
        (row,) = (row for row in road.rows() if row.id == one)
        with road.database.write() as tx:
            tx.execute(
                enrolments.update()
                .where(enrolments.c.id == row.enrolment_id)
                .values(state="paused", paused_until=road.present + timedelta(days=3))
            )
    relay.mood = fine
    road.wait(seconds=20)

    road.tick()

    assert [row.state for row in road.rows(step="hello")].count("accepted") == 3


def test_a_letter_refused_for_its_own_sake_leaves_the_try_to_the_next(
    road: Road, relay: Moody
) -> None:
    ids = people(road, 6)
    relay.mood = refused(Trouble.UNREACHABLE)
    road.tick()
    relay.mood = lambda one: refused(permanent=True)(one) if one.delivery_id in ids[:2] else None
    road.wait(seconds=20)

    road.tick()

    assert [row.state for row in road.rows(step="hello")].count("accepted") == 4
    assert relay.sizes[:4] == [4, 1, 1, 1]


def test_52_one_domain_that_asks_us_to_wait_holds_back_its_own_letters_only(
    road: Road, relay: Moody
) -> None:
    slow = people(road, 6, domain="Slow.example")
    ids = people(road, 10, first=6)
    relay.mood = lambda one: (
        replace(said, domain="slow.example")
        if (said := refused(Trouble.BUSY, only="@Slow.example")(one))
        else None
    )

    road.tick()

    assert {row.state for row in road.rows() if row.id in ids} == {"accepted"}
    assert {(row.state, row.tries) for row in road.rows() if row.id in slow} == {("planned", 0)}
    assert sum(letter.delivery_id in slow for call in relay.called for letter in call) == 4, (
        "the letters of the domain that no call had begun are not tried"
    )
    more = people(road, 3, first=20)
    road.wait(seconds=5)
    road.tick()
    assert {row.state for row in road.rows() if row.id in more} == {"accepted"}
    assert sum(letter.delivery_id in slow for call in relay.called for letter in call) == 4

    road.wait(seconds=20)
    road.tick()
    tried = sum(letter.delivery_id in slow for call in relay.called for letter in call)
    assert tried == 5, "one letter tries"
    relay.mood = fine
    for _ in range(6):
        road.wait(seconds=30)
        road.tick()
    assert {row.state for row in road.rows() if row.id in slow} == {"accepted"}
    with road.database.read() as tx:
        assert circuits.all_open(tx) == []


def test_every_attempt_of_a_trouble_is_on_record(road: Road, relay: Moody) -> None:
    people(road, 2)
    relay.mood = refused(Trouble.UNREACHABLE, detail="connection refused")

    road.tick()

    with road.database.read() as tx:
        rows = list(tx.execute(select(attempts)))
    assert [(row.result, row.detail) for row in rows] == [("refused", "connection refused")] * 2


def test_a_trouble_that_no_letter_meets_any_more_is_forgotten(road: Road, relay: Moody) -> None:
    (letter,) = people(road, 1)
    relay.mood = refused(Trouble.UNREACHABLE)
    road.tick()
    road.set(letter, state="cancelled")

    road.wait(hours=23)
    road.maintain()
    with road.database.read() as tx:
        assert len(circuits.all_open(tx)) == 1
    road.wait(hours=2)
    road.maintain()

    with road.database.read() as tx:
        assert circuits.all_open(tx) == []
    assert "No letter had to go there" in tasks_of(road)[0].detail


def test_an_account_that_is_refused_in_the_middle_of_a_call_fails_nobody(
    road: Road, relay: Moody
) -> None:
    ids = people(road, 4)
    late = refused(Trouble.ACCOUNT, permanent=True)
    relay.mood = lambda one: late(one) if one.delivery_id in ids[2:] else None

    road.tick()

    assert [row.state for row in road.rows() if row.id in ids].count("planned") == 2
