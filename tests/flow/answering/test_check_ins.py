"""Check-ins while time passes: opened, reminded once, silent, closed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from drip.domain.enrolments import EnrolmentState
from drip.domain.people import PauseReason
from drip.flow.answering.check_ins import open_check_ins, run_due
from drip.flow.own_wishes import preferences
from drip.flow.planning import pace
from drip.links import LinkPurpose
from drip.storage import enrolments, ledger
from drip.storage.database import Database
from drip.storage.tables import check_ins, tasks
from drip.storage.tables import enrolments as enrolments_table
from drip.storage.tables import revisions as revisions_table
from tests.asking import Asking, later


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Asking:
    return Asking(database, tmp_path)


def reminders(road: Asking) -> list[str]:
    return [row.state for row in road.rows(purpose="reminder")]


def due(road: Asking) -> None:
    run_due(road.services, road.present)


def pause(road: Asking, until: datetime | None) -> None:
    pace.pause(
        road.services,
        enrolment_id=road.enrolment,
        until=until,
        reason=PauseReason.SUBSCRIBER,
        actor="subscriber",
        now=road.present,
    )


def test_a_letter_that_asks_opens_a_check_in_with_its_deadlines(road: Asking) -> None:
    opened = road.check_in()

    assert opened.state == "open"
    assert opened.opened_at == road.letter("first").handed_at
    assert opened.remind_at.isoformat() == "2027-01-07T08:00:00+00:00"
    assert opened.silent_at.isoformat() == "2027-01-09T08:00:00+00:00"
    assert opened.closes_at == later(opened.opened_at, days=14)


def test_a_letter_that_asks_nothing_opens_none(road: Asking) -> None:
    road.person("Bo", "daily")
    road.tick()

    assert [row.step for row in road.table(check_ins)] == ["first"]


def test_without_consent_to_health_answers_no_check_in_opens(road: Asking) -> None:
    road.person("Cy", "asking", health=False)
    road.tick()

    assert [row.subscriber_id for row in road.table(check_ins)] == [road.ann]


def test_an_acceptance_that_is_reported_again_opens_nothing_more(road: Asking) -> None:
    before = road.check_in()
    with road.database.write() as tx:
        letter = ledger.get(tx, road.letter("first").id)
        assert letter is not None
        open_check_ins(road.services, tx, [letter], later(road.present, days=1))

    assert road.table(check_ins) == [before]


def test_silence_gets_one_reminder(road: Asking) -> None:
    road.run(days=3, step=later(road.present, hours=6) - road.present)
    assert reminders(road) == ["accepted"]

    road.run(days=5)
    assert reminders(road) == ["accepted"]


def test_a_reminder_knows_its_check_in_and_its_step(road: Asking) -> None:
    road.to("2027-01-07T08:00Z")
    due(road)

    (row,) = road.rows(purpose="reminder")
    assert (row.step, row.about, row.enrolment_id) == ("first", road.check_in().id, road.enrolment)
    assert row.due_at == road.present
    assert row.open_until is not None


def test_who_has_answered_is_not_reminded(road: Asking) -> None:
    road.give(session="fine")
    road.run(days=6)

    assert reminders(road) == []
    assert road.check_in().state == "answered"


def test_a_reminder_that_is_owed_does_not_go_after_an_answer(road: Asking) -> None:
    road.to("2027-01-07T08:00Z")
    due(road)
    road.give(session="fine")
    road.tick()

    assert reminders(road) == ["cancelled"]


@pytest.mark.parametrize("owed", [True, False])
def test_who_takes_back_their_consent_is_not_asked_again(road: Asking, *, owed: bool) -> None:
    if owed:
        road.to("2027-01-07T08:00Z")
        due(road)
    token = road.services.links.token(
        LinkPurpose.PREFERENCES, road.letter("first").id, now=road.present
    )
    preferences.agree(road.services, token, given=False, now=road.present)
    road.run(days=10)

    assert reminders(road) == ["cancelled"] * owed
    assert road.check_in().state == "closed"
    assert road.rows(step="shall-we-stop") == []


def test_two_processes_plan_one_reminder(road: Asking) -> None:
    road.to("2027-01-07T08:00Z")
    due(road)
    due(road)

    assert reminders(road) == ["planned"]


def test_after_the_reminder_comes_the_silence(road: Asking) -> None:
    road.run(days=4.9)
    assert road.check_in().state == "open"

    road.run(days=0.2)
    assert road.check_in().state == "silent"
    assert len(road.decided("silent")) == 1


def test_silence_waits_for_a_reminder_that_has_not_left(road: Asking) -> None:
    road.to("2027-01-07T08:00Z")
    due(road)
    road.to("2027-01-09T09:00Z")
    due(road)
    assert road.check_in().state == "open"

    road.tick()
    road.wait(days=1)
    due(road)
    assert road.check_in().state == "silent"


def test_a_reminder_that_is_late_makes_the_silence_later(road: Asking) -> None:
    road.to("2027-01-08T20:00Z")  # nobody looked for a day and a half; the window opens at 08:00
    due(road)

    assert road.rows(purpose="reminder")[0].due_at.isoformat() == "2027-01-09T08:00:00+00:00"
    assert road.check_in().silent_at.isoformat() == "2027-01-11T08:00:00+00:00"


def test_a_late_answer_ends_the_silence(road: Asking) -> None:
    road.run(days=6)
    assert road.check_in().state == "silent"

    road.give(session="fine")
    assert road.check_in().state == "answered"


def test_two_silences_in_a_row_ask_once_whether_to_stop(road: Asking) -> None:
    road.run(days=16)
    assert road.branches() == ["shall-we-stop"]

    road.run(days=10)
    assert road.branches() == ["shall-we-stop"]


def test_an_answer_between_two_silences_asks_nothing(road: Asking) -> None:
    road.give(session="fine")
    road.run(days=16)

    assert road.check_in("second").state == "silent"
    assert road.branches() == []


def test_no_answer_to_the_last_question_ends_the_programme(road: Asking) -> None:
    road.run(days=26)

    with road.database.read() as tx:
        assert enrolments.get(tx, [road.enrolment])[road.enrolment].state is EnrolmentState.LAPSED
    assert road.letter("third").state == "cancelled", "nothing came while we asked"


def test_a_late_answer_takes_back_what_the_silence_called_for(road: Asking) -> None:
    road.run(days=10)
    while road.check_in("second").state == "open":
        road.wait(hours=1)
        road.tick()
        due(road)
    assert road.effects() == {"send shall-we-stop": "owed"}

    road.give("second", pain="3")
    road.wait(days=2)
    road.owed()

    assert road.effects() == {"send shall-we-stop": "withdrawn"}
    assert road.branches() == []


def test_a_check_in_closes_whether_or_not_it_was_answered(road: Asking) -> None:
    road.give(session="fine")
    road.run(days=13.9)
    assert road.check_in().state == "answered"

    road.run(days=0.2)
    assert road.check_in().state == "closed"


def test_during_a_pause_nobody_is_reminded_and_no_silence_is_noted(road: Asking) -> None:
    pause(road, until=later(road.present, days=9))
    road.run(days=8.9)
    assert reminders(road) == []
    assert road.check_in().state == "open"

    road.run(days=0.2)
    assert reminders(road) == ["accepted"]
    road.run(days=1.5)
    assert road.check_in().state == "open"


def test_a_pause_without_an_end_is_looked_at_each_day(road: Asking) -> None:
    pause(road, until=None)
    road.to("2027-01-07T08:00Z")
    due(road)

    assert reminders(road) == []
    assert road.check_in().remind_at == later(road.present, days=1)
    assert road.check_in().silent_at == later(road.present, days=3)


def test_an_ended_programme_waits_for_nobody(road: Asking) -> None:
    with road.database.write() as tx:
        enrolments.finish(tx, [road.enrolment], EnrolmentState.GRADUATED, "better", road.present)
    road.run(days=6)

    assert reminders(road) == []
    assert road.check_in().state == "open"
    assert road.check_in().remind_at is None
    assert road.decided("silent") == []


def test_batches_smaller_than_what_is_due_reach_everybody(road: Asking) -> None:
    for name in ("Bo", "Cy", "Di", "Ed"):
        road.person(name, "asking")
    road.tick()
    road.to("2027-01-07T09:00Z")
    run_due(road.services, road.present, limit=2)

    assert reminders(road) == ["planned"] * 5


def test_one_that_cannot_be_reminded_holds_up_nobody(road: Asking) -> None:
    road.person("Bo", "asking")
    road.tick()
    with road.database.write() as tx:
        tx.exec_driver_sql("UPDATE subscribers SET zone = 'Mars/Phobos' WHERE first_name = 'Ann'")
    road.to("2027-01-07T09:00Z")
    due(road)

    assert len(road.rows(purpose="reminder")) == 1
    assert [row.subscriber_id for row in road.table(tasks)] == [road.ann]


def test_a_lost_revision_holds_up_nobody(road: Asking) -> None:
    with road.database.write() as tx:
        lost = tx.execute(
            insert(revisions_table)
            .values(sequence="lost", hash="x", files={}, author="tests", created_at=road.present)
            .returning(revisions_table.c.id)
        ).scalar_one()
        tx.execute(update(enrolments_table).values(revision_id=lost))
    road.person("Bo", "asking")
    road.tick()
    road.run(days=6)

    assert [row.subscriber_id for row in road.rows(purpose="reminder")] != [road.ann]
    assert len(road.rows(purpose="reminder")) == 1
    assert {row.subscriber_id for row in road.table(tasks)} == {road.ann}
    assert len(road.decided("silent")) == 2
