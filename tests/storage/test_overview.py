from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from drip.domain.deliveries import DeliveryState
from drip.domain.enrolments import EnrolmentState
from drip.storage import overview
from drip.storage.database import Database
from drip.storage.record import record
from tests import builders
from tests.builders import MONDAY


def test_the_books_balance_whatever_became_of_a_letter(database: Database) -> None:
    with database.write() as tx:
        who = builders.subscriber(tx)
        for number, state in enumerate(DeliveryState):
            builders.delivery(tx, who, state=state.value, purpose="branch", slot=f"s{number}")

    with database.read() as tx:
        books = overview.balance(tx)

    assert books.waiting == 3
    assert books.planned_ever == len(DeliveryState) == sum(number for _, number in books.parts)
    assert books.holds


def test_open_tasks_say_whom_to_ring_and_since_when(database: Database) -> None:
    with database.write() as tx:
        who = builders.subscriber(tx, first_name="Sam", email="sam@example.org")
        where = builders.enrolment(tx, who)
        builders.task(tx, who, title="second", created_at=MONDAY + timedelta(hours=1))
        builders.task(tx, who, title="first", enrolment_id=where)
        builders.task(tx, who, title="gone", state="done", done_at=MONDAY)
        builders.task(tx, None, title="about nobody", created_at=MONDAY + timedelta(hours=2))

    with database.read() as tx:
        tasks = overview.open_tasks(tx)

    assert [task.title for task in tasks] == ["first", "second", "about nobody"]
    assert (tasks[0].first_name, tasks[0].email) == ("Sam", "sam@example.org")
    assert (tasks[0].sequence, tasks[0].created_at) == ("strengthening", MONDAY)


def test_letters_that_nobody_will_try_again_are_seen_with_their_reason(database: Database) -> None:
    with database.write() as tx:
        who = builders.subscriber(tx)
        builders.delivery(tx, who, state="accepted")
        builders.delivery(tx, who, state="failed", reason="the letter could not be made")
        builders.delivery(tx, who, state="unresolved", reason="no evidence", handed_at=MONDAY)

    with database.read() as tx:
        found = overview.set_aside(tx)

    assert [one.state for one in found] == [DeliveryState.UNRESOLVED, DeliveryState.FAILED]
    assert found[1].reason == "the letter could not be made"
    assert found[0].at == MONDAY


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ({"text": "AM"}, ["Sam", "Amira"]),
        ({"text": "sam@example"}, ["Sam"]),
        ({"text": "%"}, []),
        ({"state": "left"}, ["Amira"]),
        ({"state": "paused"}, ["Sam"]),
        ({"sequence": "spasm"}, ["Sam"]),
        ({}, ["Sam", "Amira"]),
    ],
)
def test_people_are_found(database: Database, search: dict[str, Any], names: list[str]) -> None:
    with database.write() as tx:
        builders.subscriber(tx, first_name="Amira", state="left")
        sam = builders.subscriber(tx, first_name="Sam", email="Sam@Example.org")
        builders.enrolment(tx, sam, sequence="spasm", state="paused")

    with database.read() as tx:
        found = overview.people(tx, **search)

    assert [line.first_name for line in found.lines] == names
    assert found.found == len(names)


def test_a_line_says_where_a_person_stands_what_comes_and_what_they_said(
    database: Database,
) -> None:
    with database.write() as tx:
        who = builders.subscriber(tx)
        old = builders.enrolment(tx, who, sequence="spasm", state="completed")
        where = builders.enrolment(tx, who)
        sent = builders.delivery(tx, who, enrolment_id=old, state="accepted")
        later = MONDAY + timedelta(days=5)
        builders.delivery(tx, who, enrolment_id=where, purpose="branch", step="sore", due_at=later)
        builders.delivery(tx, who, enrolment_id=where, step="first-session", due_at=MONDAY)
        asked = builders.check_in(tx, who, old, sent)
        builders.answer(tx, who, old, asked, value="fine")
        builders.answer(tx, who, old, asked, value="sore")

    with database.read() as tx:
        (line,) = overview.people(tx).lines

    here, before = line.places
    assert (here.state, here.next_step, here.next_at) == (
        EnrolmentState.ACTIVE,
        "first-session",
        MONDAY,
    )
    assert (before.state, before.next_at) == (EnrolmentState.COMPLETED, None)
    assert line.last_answer is not None
    assert line.last_answer.value == "sore"


def test_a_page_that_is_not_there_is_the_last_one(database: Database) -> None:
    with database.write() as tx:
        for _ in range(overview.PAGE + 1):
            builders.subscriber(tx)

    with database.read() as tx:
        found = overview.people(tx, page=99)

    assert (found.page, found.pages, len(found.lines)) == (2, 2, 1)


def test_a_page_asks_the_same_few_questions_however_many_people_there_are(
    database: Database,
) -> None:
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))

    def questions(people: int) -> int:
        with database.write() as tx:
            for _ in range(people):
                builders.enrolment(tx, builders.subscriber(tx))
        asked.clear()
        with database.read() as tx:
            overview.people(tx)
        return len([sql for sql in asked if sql.startswith("SELECT")])

    assert questions(1) == questions(20) == 5


def test_everything_about_a_person_is_in_the_record_and_nothing_of_others(
    database: Database,
) -> None:
    with database.write() as tx:
        other = builders.subscriber(tx)
        builders.delivery(tx, other)
        who = builders.subscriber(tx, first_name="Sam")
        where = builders.enrolment(tx, who)
        sent = builders.delivery(tx, who, enrolment_id=where, state="accepted")
        asked = builders.check_in(tx, who, where, sent)
        builders.answer(tx, who, where, asked)
        builders.task(tx, who)
        builders.decision(tx, who)

    with database.read() as tx:
        found = record(tx, who)
        nobody = record(tx, who + 100)

    assert nobody is None
    assert found is not None
    assert found.who.first_name == "Sam"
    assert [one.id for one in found.deliveries] == [sent]
    assert found.deliveries[0].state is DeliveryState.ACCEPTED
    counts = [len(one) for one in (found.check_ins, found.answers, found.tasks, found.decisions)]
    assert counts == [1, 1, 1, 1]
