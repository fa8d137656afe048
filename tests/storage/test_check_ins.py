"""Check-ins in the database: every move is a compare-and-set."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from drip.domain.answers import CheckInState
from drip.storage import check_ins
from drip.storage.check_ins import Moments, NewCheckIn
from drip.storage.database import Database
from tests import builders
from tests.builders import MONDAY

DAY = timedelta(days=1)


def opened(database: Database, *, state: str = "active", **changes: Any) -> int:
    """A check-in of somebody new, with a reminder after 3 days and silence after 5."""
    with database.write() as tx:
        who = builders.subscriber(tx)
        enrolment = builders.enrolment(tx, who, state=state)
        letter = builders.delivery(tx, who, enrolment_id=enrolment)
        columns = {
            "remind_at": MONDAY + 3 * DAY,
            "silent_at": MONDAY + 5 * DAY,
            "closes_at": MONDAY + 14 * DAY,
        }
        return builders.check_in(tx, who, enrolment, letter, **(columns | changes))


def due(database: Database, now: datetime) -> tuple[list[int], list[int]]:
    with database.read() as tx:
        return (
            [one.id for one in check_ins.due_reminders(tx, now, 10)],
            [one.id for one in check_ins.due_silences(tx, now, 10)],
        )


def state(database: Database, check_in_id: int) -> CheckInState:
    with database.read() as tx:
        return check_ins.get(tx, [check_in_id])[check_in_id].state


def test_a_letter_opens_one_check_in_however_often(database: Database) -> None:
    first = opened(database)
    with database.write() as tx:
        one = check_ins.get(tx, [first])[first]
        again = NewCheckIn(
            delivery_id=one.delivery_id,
            enrolment_id=one.enrolment_id,
            subscriber_id=one.subscriber_id,
            sequence="strengthening",
            step="first-session",
            opened_at=MONDAY + DAY,
            remind_at=None,
            silent_at=MONDAY + DAY,
            closes_at=MONDAY + DAY,
        )
        check_ins.open_all(tx, [again])
        assert check_ins.of_delivery(tx, one.delivery_id) == one
        assert check_ins.of_subscriber(tx, one.subscriber_id) == [one]


def test_moments_come_when_they_come(database: Database) -> None:
    one = opened(database)

    assert due(database, MONDAY + 3 * DAY - timedelta(microseconds=1)) == ([], [])
    assert due(database, MONDAY + 3 * DAY) == ([one], [])
    assert due(database, MONDAY + 5 * DAY) == ([one], [one])


@pytest.mark.parametrize("state", ["paused", "completed", "unsubscribed"])
def test_only_enrolments_that_go_on_are_looked_at(database: Database, state: str) -> None:
    opened(database, state=state)

    assert due(database, MONDAY + 6 * DAY) == ([], [])


def test_a_reminder_is_taken_once(database: Database) -> None:
    one = opened(database)
    now = MONDAY + 3 * DAY
    with database.write() as tx:
        assert check_ins.take_reminders(tx, [one], now) == {one}
    with database.write() as tx:
        assert check_ins.take_reminders(tx, [one], now) == set()


def test_an_answer_ends_the_waiting(database: Database) -> None:
    one = opened(database)
    with database.write() as tx:
        check_ins.mark_answered(tx, one, MONDAY + DAY)
        check_ins.mark_answered(tx, one, MONDAY + 2 * DAY)

    with database.read() as tx:
        kept = check_ins.get(tx, [one])[one]
        assert check_ins.open_ids(tx, [one]) == set()
    assert kept.state is CheckInState.ANSWERED
    assert kept.first_answer_at == MONDAY + DAY
    assert kept.last_answer_at == MONDAY + 2 * DAY
    assert due(database, MONDAY + 6 * DAY) == ([], [])


def test_an_answered_one_does_not_fall_silent(database: Database) -> None:
    one = opened(database)
    with database.write() as tx:
        check_ins.mark_answered(tx, one, MONDAY)
        assert check_ins.fall_silent(tx, [one], MONDAY + 6 * DAY) == set()


def test_silence_is_noted_once(database: Database) -> None:
    one = opened(database)
    now = MONDAY + 5 * DAY
    with database.write() as tx:
        assert check_ins.fall_silent(tx, [one], now) == {one}
        assert check_ins.fall_silent(tx, [one], now) == set()
    assert state(database, one) is CheckInState.SILENT


def test_a_closed_one_does_not_fall_silent(database: Database) -> None:
    one = opened(database, state="paused")
    now = MONDAY + 14 * DAY
    with database.write() as tx:
        check_ins.close_due(tx, now, 10)
        assert check_ins.fall_silent(tx, [one], now) == set()
    assert state(database, one) is CheckInState.CLOSED


def test_the_due_are_closed_in_batches(database: Database) -> None:
    ids = [opened(database) for _ in range(3)]
    with database.write() as tx:
        assert check_ins.close_due(tx, MONDAY + 14 * DAY - timedelta(microseconds=1), 10) == 0
        assert check_ins.close_due(tx, MONDAY + 14 * DAY, 2) == 2
        assert check_ins.close_due(tx, MONDAY + 14 * DAY, 2) == 1
    assert {state(database, one) for one in ids} == {CheckInState.CLOSED}


def test_moments_of_an_open_check_in_can_be_moved(database: Database) -> None:
    one, answered = opened(database), opened(database)
    there = Moments(MONDAY + 8 * DAY, MONDAY + 9 * DAY)
    with database.write() as tx:
        check_ins.mark_answered(tx, answered, MONDAY)
        check_ins.move(tx, {one: there, answered: there})

    assert due(database, MONDAY + 7 * DAY) == ([], [])
    assert due(database, MONDAY + 9 * DAY) == ([one], [one])


def test_what_is_due_while_paused_comes_with_the_end_of_the_pause(database: Database) -> None:
    paused = opened(database, state="paused")
    opened(database)
    with database.read() as tx:
        (found,) = check_ins.due_while_paused(tx, MONDAY + 6 * DAY, 10)

    assert (found[0].id, found[1]) == (paused, None)


def test_nobody_waits_for_ended_enrolments(database: Database) -> None:
    ended, going = opened(database, state="graduated"), opened(database)
    with database.write() as tx:
        check_ins.forget_ended(tx, MONDAY + 4 * DAY)
        found = check_ins.get(tx, [ended, going])

    assert (found[ended].remind_at, found[ended].silent_at) == (None, MONDAY + 5 * DAY)
    assert found[going].remind_at == MONDAY + 3 * DAY


def test_a_reminder_that_is_owed_is_known(database: Database) -> None:
    one, other = opened(database), opened(database)
    with database.write() as tx:
        who = builders.subscriber(tx)
        for check_in, where in ((one, "planned"), (other, "accepted")):
            builders.delivery(tx, who, slot=f"reminder:{check_in}", state=where)
        assert check_ins.reminders_waiting(tx, [one, other]) == {one}


def test_asking_for_none_asks_nothing(database: Database) -> None:
    with database.write() as tx:
        assert check_ins.get(tx, []) == {}
        assert check_ins.open_ids(tx, []) == set()
        assert check_ins.take_reminders(tx, [], MONDAY) == set()
        assert check_ins.fall_silent(tx, [], MONDAY) == set()
        assert check_ins.reminders_waiting(tx, []) == set()
        assert check_ins.hold(tx, 1) is None
