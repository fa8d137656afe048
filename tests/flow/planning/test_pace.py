"""Outages, pauses, moves and the cap: what the days look like to the person."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from drip.domain.people import PauseReason
from drip.flow.in_force import revisions
from drip.flow.planning.pace import pause, resume
from drip.flow.planning.replan import replan
from drip.storage import subscribers, switches
from drip.storage.database import Database
from drip.storage.switches import Switch
from tests.road import DAILY, Road, content


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return Road(database, tmp_path)


def accepted(road: Road) -> list[tuple[str, str]]:
    rows = [row for row in road.rows() if row.state == "accepted"]
    return [(row.step, row.handed_at.strftime("%d %H:%M")) for row in rows]


def test_a_week_in_the_life_of_a_person(road: Road) -> None:
    road.person()

    road.tick()
    road.run(days=5)

    assert accepted(road) == [
        ("hello", "04 08:00"),
        ("one", "05 08:00"),
        ("two", "06 08:00"),
        ("three", "07 08:00"),
    ]


def test_23_after_an_outage_one_letter_goes_and_the_rest_keep_their_distance(road: Road) -> None:
    road.person()
    road.tick()
    road.to("2027-01-08T10:00Z")  # three daily letters would have been due meanwhile

    road.tick()
    road.run(days=3)

    assert accepted(road) == [
        ("hello", "04 08:00"),
        ("one", "08 10:00"),
        ("two", "09 08:00"),
        ("three", "10 08:00"),
    ]


def test_24_letters_that_came_too_late_expire_and_are_named(
    database: Database, tmp_path: Path
) -> None:
    expiring = DAILY.replace("day: 1}", "day: 1, expires_after: 24h}").replace(
        "day: 2}", "day: 2, expires_after: 24h}"
    )
    road = Road(database, tmp_path, files=content({"daily": expiring}))
    road.person()
    road.tick()
    road.to("2027-01-08T10:00Z")

    road.run(days=1)

    assert road.states() == {
        "hello": "accepted",
        "one": "expired",
        "two": "expired",
        "three": "accepted",
    }
    assert all(row.reason for row in road.rows(state="expired"))


def test_the_books_balance_whatever_happened(road: Road) -> None:
    for name in ("Ann", "Bob", "Cas"):
        road.person(name)
    road.run(days=2.2)

    rows = road.rows()

    assert sum(row.state == "accepted" for row in rows) == len(road.mails()) == 9
    assert sum(row.next_of is not None for row in rows) == 3


def test_a_pause_moves_the_rest_and_bursts_nothing(road: Road) -> None:
    _, enrolment_id = road.person()
    road.tick()
    until = road.present + timedelta(days=7)
    pause(
        road.services,
        enrolment_id=enrolment_id,
        until=until,
        reason=PauseReason.SUBSCRIBER,
        actor="subscriber",
        now=road.present,
    )

    road.run(days=12)

    assert accepted(road)[:3] == [
        ("hello", "04 08:00"),
        ("one", "12 08:00"),
        ("two", "13 08:00"),
    ]


def test_a_pause_without_an_end_waits_for_a_person(road: Road) -> None:
    _, enrolment_id = road.person()
    road.tick()
    pause(
        road.services,
        enrolment_id=enrolment_id,
        until=None,
        reason=PauseReason.SAFETY,
        actor="engine",
        now=road.present,
    )
    road.run(days=30, step=timedelta(hours=6))
    assert len(road.mails()) == 1

    assert resume(road.services, enrolment_id=enrolment_id, actor="staff:1", now=road.present)
    road.run(days=2)

    assert [step for step, _ in accepted(road)][:2] == ["hello", "one"]


def test_only_staff_end_a_pause_that_safety_began(road: Road) -> None:
    _, enrolment_id = road.person()

    def ask(reason: PauseReason) -> bool:
        return pause(
            road.services,
            enrolment_id=enrolment_id,
            until=None if reason is PauseReason.SAFETY else road.present + timedelta(days=1),
            reason=reason,
            actor="somebody",
            now=road.present,
        )

    assert ask(PauseReason.SAFETY)
    assert not ask(PauseReason.SUBSCRIBER)


def test_19_a_move_to_another_zone_moves_what_waits_and_never_doubles_it(road: Road) -> None:
    subscriber_id, enrolment_id = road.person()
    road.tick()
    road.to("2027-01-05T07:30Z")  # due at 08:00Z, 09:00 in Berlin

    with road.database.write() as tx:
        subscribers.change(tx, subscriber_id, first_name="Ann", zone="America/Los_Angeles")
        replan(road.services, tx, [enrolment_id], road.present)
    road.run(days=0.7)

    assert accepted(road)[1:] == [("one", "05 17:00")]


def publish(road: Road, daily: str) -> None:
    published = revisions.publish(road.services, content({"daily": daily}), author="tests")
    assert not published.problems
    with road.database.write() as tx:
        replan(road.services, tx, [row.enrolment_id for row in road.rows()], road.present)


def test_a_step_that_an_edit_puts_first_goes_first_and_nothing_is_lost(road: Road) -> None:
    road.person()
    road.tick()
    assert road.states() == {"hello": "accepted", "one": "planned"}

    early = "  - {id: early, day: 1}\n  - {id: one, day: 2}\n  - {id: two, day: 3}\n"
    publish(road, DAILY.split("  - {id: one")[0] + early)
    road.run(days=6)

    assert [step for step, _ in accepted(road)] == ["hello", "early", "one", "two"]


def test_a_step_that_an_edit_removes_is_named_and_the_next_one_keeps_its_day(road: Road) -> None:
    road.person()
    road.tick()

    publish(road, DAILY.replace("  - {id: one, day: 1}\n", ""))
    road.run(days=6)

    assert accepted(road)[1] == ("two", "06 08:00")
    (removed,) = road.rows(step="one")
    assert removed.state == "cancelled"
    assert "removed" in removed.reason


def test_a_letter_that_an_edit_moves_out_waits(road: Road) -> None:
    road.person()
    road.tick()

    publish(
        road,
        DAILY.replace("day: 3}", "day: 4}")
        .replace("day: 2}", "day: 3}")
        .replace("day: 1}", "day: 2}"),
    )
    road.run(days=8)

    assert [when for _, when in accepted(road)] == ["04 08:00", "06 08:00", "07 08:00", "08 08:00"]


def test_the_kill_switch_stops_letters_and_loses_none(road: Road) -> None:
    road.person()
    with road.database.write() as tx:
        switches.hold(tx, Switch.SENDING, reason="a test", by="tests", now=road.present)
    road.run(days=1)
    assert road.mails() == []

    with road.database.write() as tx:
        switches.release(tx, Switch.SENDING, reason="done", by="tests", now=road.present)
    road.tick()

    assert len(road.mails()) == 1


def test_one_letter_a_day_across_sequences(database: Database, tmp_path: Path) -> None:
    other = DAILY.replace("sequence: daily", "sequence: other")
    road = Road(database, tmp_path, files=content({"daily": DAILY, "other": other}))
    subscriber_id, _ = road.person()
    road.enrol(subscriber_id, "other")

    road.run(days=9)

    days = [row.handed_at.date() for row in road.rows() if row.state == "accepted"]
    assert len(days) == len(set(days)) == 8
    assert all(row.state == "accepted" for row in road.rows())


def test_39_enrolling_twice_at_one_instant_is_one_enrolment(road: Road) -> None:
    subscriber_id = road.subscriber()
    together = threading.Barrier(2)
    got: list[int] = []

    def work() -> None:
        together.wait()
        got.append(road.enrol(subscriber_id))

    racers = [threading.Thread(target=work) for _ in range(2)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(20)

    assert len(got) == 2
    assert len(set(got)) == 1
    assert [row.step for row in road.rows()] == ["hello"]


def test_a_poisoned_row_is_set_aside_and_the_others_are_served(road: Road) -> None:
    bad, _ = road.person("Bad")
    road.person("Good")
    with road.database.write() as tx:
        subscribers.change(tx, bad, first_name="Bad", zone="UTC")
        tx.exec_driver_sql("UPDATE subscribers SET email = 'not an address\n' WHERE ref = 'Bad'")

    road.tick()

    states = {row.subscriber_id: (row.state, row.reason) for row in road.rows(step="hello")}
    state, reason = states.pop(bad)
    assert state == "failed"
    assert reason
    assert [one for one, _ in states.values()] == ["accepted"]
