"""What follows from answers: ten minutes to change one's mind, then each effect once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import update

from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.people import PauseReason, SuppressionReason
from drip.flow.answering import answer
from drip.flow.leaving.leave import leave
from drip.flow.planning import pace
from drip.links import LinkPurpose
from drip.storage import consents, enrolments
from drip.storage.database import Database
from drip.storage.tables import effects, tasks
from tests.asking import Asking


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Asking:
    return Asking(database, tmp_path)


def enrolled(road: Asking) -> Enrolment:
    with road.database.read() as tx:
        return enrolments.get(tx, [road.enrolment])[road.enrolment]


def the_next_morning(road: Asking) -> None:
    """The first moment at which a second letter may go."""
    road.to("2027-01-05T08:00Z")
    road.owed()


def give_as(road: Asking, subscriber_id: int, **form: str) -> None:
    """Press the button on the first letter of somebody else."""
    row = road.rows(subscriber_id=subscriber_id, step="first")[0]
    token = road.services.links.token(LinkPurpose.ANSWER, row.id, now=road.present)
    answer.give(road.services, token, form, road.present)


def test_a_letter_waits_for_the_next_allowed_moment_and_goes_once(road: Asking) -> None:
    road.give(session="sore")
    assert road.effects() == {"send too-sore": "owed"}
    road.wait(minutes=30)
    road.owed()
    assert road.branches() == []

    the_next_morning(road)
    road.owed()
    assert road.effects() == {"send too-sore": "done"}
    assert road.branches() == ["too-sore"]
    assert road.tick().accepted == 1


def test_a_letter_for_somebody_who_may_have_one_now_waits_ten_minutes(road: Asking) -> None:
    road.to("2027-01-05T10:00Z")
    road.give(session="sore")
    road.wait(minutes=9, seconds=59)
    road.owed()
    assert road.branches() == []

    road.wait(seconds=1)
    road.owed()
    assert road.branches() == ["too-sore"]


def test_each_press_makes_it_wait_anew(road: Asking) -> None:
    road.to("2027-01-05T10:00Z")
    road.give(session="sore")
    road.wait(minutes=6)
    road.give(pain="4")
    road.wait(minutes=6)
    road.owed()
    assert road.branches() == []

    road.wait(minutes=4)
    road.owed()
    assert road.branches() == ["too-sore"]


def test_a_changed_answer_takes_a_letter_back(road: Asking) -> None:
    road.give(session="sore")
    road.wait(hours=3)
    road.give(session="fine")
    the_next_morning(road)

    assert road.effects() == {"send too-sore": "withdrawn"}
    assert road.branches() == []


def test_an_answer_changed_back_is_owed_again(road: Asking) -> None:
    road.give(session="sore")
    road.give(session="fine")
    road.give(session="sore")
    the_next_morning(road)

    assert road.branches() == ["too-sore"]


def test_a_change_after_the_deed_keeps_it_with_a_note(road: Asking) -> None:
    road.give(session="sore")
    the_next_morning(road)
    road.give(session="fine")

    (row,) = road.table(effects)
    assert row.state == "done"
    assert row.note == "the answer was changed after this was done"

    road.give(session="sore")
    road.wait(days=1)
    road.owed()
    assert road.branches() == ["too-sore"]


def test_every_matching_effect_fires(road: Asking) -> None:
    road.give(session="not_yet")
    road.give(barrier="time")
    assert road.effects() == {"send tip": "owed"}

    road.give(session="fine")
    assert road.effects() == {"send tip": "withdrawn"}


def test_a_pause_begins_after_ten_minutes_and_ends_by_itself(road: Asking) -> None:
    road.give(session="rest")
    road.wait(minutes=9)
    road.owed()
    assert enrolled(road).state is EnrolmentState.ACTIVE

    road.wait(minutes=1)
    road.owed()
    assert enrolled(road).state is EnrolmentState.PAUSED
    assert enrolled(road).paused_until is not None
    road.run(days=15)
    assert enrolled(road).state is EnrolmentState.ACTIVE


def test_a_letter_waits_for_the_end_of_a_pause(road: Asking) -> None:
    road.give(session="sore")
    pace.pause(
        road.services,
        enrolment_id=road.enrolment,
        until=None,
        reason=PauseReason.SUBSCRIBER,
        actor="subscriber",
        now=road.present,
    )
    the_next_morning(road)
    assert road.effects() == {"send too-sore": "owed"}

    pace.resume(road.services, enrolment_id=road.enrolment, actor="subscriber", now=road.present)
    road.wait(days=1)
    road.owed()
    assert road.branches() == ["too-sore"]


def test_a_skipped_step_never_goes(road: Asking) -> None:
    road.give(session="less")
    road.wait(minutes=10)
    road.owed()
    road.run(days=21)

    assert enrolled(road).skips == {"third"}
    assert road.letter("third").state == "skipped"


def test_an_ending_cancels_what_waits(road: Asking) -> None:
    road.give(session="end")
    road.wait(minutes=10)
    road.owed()

    assert enrolled(road).state is EnrolmentState.STOPPED
    assert road.letter("second").state == "cancelled"
    assert len(road.decided("finished")) == 1


def test_an_ending_waits_for_the_letter_of_the_same_answer(road: Asking) -> None:
    road.give(session="farewell")
    road.wait(minutes=10)
    road.owed()
    assert enrolled(road).state is EnrolmentState.ACTIVE

    road.run(days=2)
    assert road.letter("too-sore", "branch").state == "accepted"
    assert enrolled(road).state is EnrolmentState.GRADUATED


def test_another_sequence_starts_with_the_answer_as_its_consent(road: Asking) -> None:
    road.give(session="other")
    road.wait(minutes=10)
    road.owed()
    road.owed()

    with road.database.read() as tx:
        assert [one.sequence for one in enrolments.all_of(tx, road.ann)] == ["asking", "daily"]
        consent = consents.of(tx, road.ann)[-1]
    assert consent.given
    assert consent.wording == "How did it go? The daily one"


def test_who_left_gets_no_other_sequence_and_no_letter(road: Asking) -> None:
    road.give(session="other")
    road.give("first", session="sore")
    road.give("first", session="other")
    leave(
        road.services,
        subscriber_id=road.ann,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="page",
        now=road.present,
    )
    the_next_morning(road)

    with road.database.read() as tx:
        assert [one.sequence for one in enrolments.all_of(tx, road.ann)] == ["asking"]
    assert set(road.effects().values()) == {"withdrawn"}
    assert road.branches() == []


def test_an_ended_programme_gets_no_letter(road: Asking) -> None:
    road.give(session="sore")
    with road.database.write() as tx:
        enrolments.finish(tx, [road.enrolment], EnrolmentState.COMPLETED, "done", road.present)
    the_next_morning(road)

    assert road.effects() == {"send too-sore": "withdrawn"}
    assert road.table(effects)[0].note == "the programme has ended: completed"


def test_one_that_fails_is_set_aside_and_the_others_go_on(road: Asking) -> None:
    road.give(session="sore")
    bo, _ = road.person("Bo", "asking")
    road.tick()
    with road.database.write() as tx:
        tx.execute(update(effects).values(value="gone"))
    give_as(road, bo, session="sore")
    the_next_morning(road)

    assert road.effects() == {"send gone": "failed", "send too-sore": "done"}
    (task,) = road.table(tasks)
    assert task.subscriber_id == road.ann
    assert "'gone'" in task.detail
    assert len(road.decided("set_aside")) == 1
    road.owed()
    assert len(road.table(tasks)) == 1


def test_two_processes_at_once_do_each_deed_once(road: Asking) -> None:
    for name in ("Bo", "Cy", "Di"):
        who, _ = road.person(name, "asking")
        road.tick()
        give_as(road, who, session="other")
    road.wait(minutes=10)
    barrier = threading.Barrier(2)

    def race() -> None:
        barrier.wait()
        road.owed()

    racers = [threading.Thread(target=race) for _ in range(2)]
    for one in racers:
        one.start()
    for one in racers:
        one.join()

    assert len(road.rows(sequence="daily")) == 3
    assert len(road.decided("effect")) == 3


def test_more_than_a_batch_is_carried_out(road: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drip.flow.answering.effects._BATCH", 2)
    for name in ("Bo", "Cy", "Di", "Ed", "Flo"):
        who, _ = road.person(name, "asking")
        road.tick()
        give_as(road, who, session="sore")
    the_next_morning(road)

    assert road.branches() == ["too-sore"] * 5
