"""What rules ask, what is written freely, letters that go once, and sequences begun by answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.people import PauseReason
from drip.flow.in_force import revisions
from drip.flow.planning import pace
from drip.storage import enrolments
from drip.storage.database import Database
from drip.storage.standing import facts
from drip.storage.tables import check_ins, effects
from tests.asking import ALL_DAYS, Asking
from tests.road import CLINIC, DAILY, content

SEQUENCE = f"""\
sequence: asking
title: A sequence that asks
anchor: confirmed
send: {{at: "09:00", until: "17:00", days: {ALL_DAYS}}}
steps:
  - id: first
    day: start
    ask:
      sure: {{question: "How sure are you?", scale: 0-10}}
      barrier: barrier
      other:
        question: A spasm?
        choices: {{"yes": {{say: "Yes", then: {{start: spasm}}}}, "no": "No"}}
  - {{id: second, day: 5, ask: {{barrier: barrier}}}}
  - {{id: third, day: 10, ask: {{barrier: barrier}}}}
  - {{id: last, day: 60}}
  - {{id: tip}}
  - {{id: later, after: 3d}}
questions:
  barrier:
    question: What got in the way?
    choices:
      time: {{say: "No time", then: {{send: tip}}}}
      late: {{say: "Tell me later", then: {{send: later}}}}
      none: "Nothing"
  surer: {{question: "What would make it a 7?", text: true}}
rules:
  - {{if: {{question: sure, at_most: 6}}, then: {{ask: surer}}}}
"""
SPASM = DAILY.replace("daily", "spasm").replace("anchor: confirmed", "anchor: onset")
FILES = content({"asking": SEQUENCE, "spasm": SPASM}, clinic=CLINIC)


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Asking:
    return Asking(database, tmp_path, files=FILES)


def spasm_of(road: Asking) -> Enrolment:
    with road.database.read() as tx:
        return next(one for one in enrolments.all_of(tx, road.ann) if one.sequence == "spasm")


def test_a_question_that_a_rule_asks_is_shown_and_its_answer_kept(road: Asking) -> None:
    road.give(sure="4")
    assert [one.question.name for one in road.thanked().more] == ["surer"]

    road.give(surer="Somebody to train with")
    assert road.said() == [("sure", "4"), ("surer", "Somebody to train with")]
    assert road.thanked().more == ()
    assert ("What would make it a 7?", "Somebody to train with") in road.thanked().thanks.noted


def test_a_rule_that_does_not_hold_asks_nothing(road: Asking) -> None:
    road.give(sure="7")
    assert road.thanked().more == ()


def test_what_is_written_freely_is_a_task_for_staff_once(road: Asking) -> None:
    road.give(sure="4")
    road.give(surer="Somebody to train with")
    road.give(surer="Or a plan")

    (title,) = road.titles()
    assert title == "Read: What would make it a 7?"


def test_a_letter_that_asks_nothing_goes_once_whatever_calls_for_it(road: Asking) -> None:
    road.give(barrier="time")
    road.run(days=6)
    assert road.branches() == ["tip"]

    road.give("second", barrier="time")
    assert "We'll send you a short email about this." not in road.thanked("second").thanks.next
    road.run(days=3)

    assert road.branches() == ["tip"]
    last = road.table(effects)[-1]
    assert (last.state, last.note) == (
        "withdrawn",
        "this letter went to them, or is on its way, already",
    )


def test_a_branch_letters_own_delay_is_waited_out_once(road: Asking) -> None:
    road.to("2027-01-05T10:00Z")
    road.give(barrier="late")
    road.run(days=2.9)
    assert road.branches() == []

    road.run(days=0.6)
    assert road.branches() == ["later"]
    assert road.letter("later", "branch").handed_at.date() == date(2027, 1, 8)


def test_a_renamed_branch_letter_does_not_go_again(road: Asking) -> None:
    road.give(barrier="time")
    road.run(days=6)
    renamed = SEQUENCE.replace("send: tip", "send: advice").replace(
        "{id: tip}", "{id: advice, renamed_from: tip}"
    )
    revisions.publish(
        road.services, content({"asking": renamed, "spasm": SPASM}, clinic=CLINIC), author="tests"
    )
    road.give("second", barrier="time")
    road.run(days=3)

    assert road.branches() == ["tip"]


def test_a_step_that_may_be_left_unanswered_is_no_silence(
    database: Database, tmp_path: Path
) -> None:
    optional = SEQUENCE.replace("{id: second, day: 5,", "{id: second, optional: true, day: 5,")
    files = content({"asking": optional, "spasm": SPASM}, clinic=CLINIC)
    road = Asking(database, tmp_path, files=files)
    road.run(days=30)

    with road.database.read() as tx:
        silent = facts(tx, [road.enrolment])[road.enrolment].silent
    assert {row.step: row.state for row in road.table(check_ins)}["second"] == "closed"
    assert silent == 2
    assert [row.step for row in road.rows(purpose="reminder")] == []


def test_a_spasm_told_of_in_an_answer_began_on_that_day(road: Asking) -> None:
    road.to("2027-01-06T23:30Z")
    road.give(other="yes")
    road.wait(days=1)
    road.owed()

    assert spasm_of(road).onset == date(2027, 1, 7)


def test_starting_a_sequence_that_is_paused_lets_it_go_on(road: Asking) -> None:
    there = road.enrol(road.ann, "spasm")
    pause(road, there, PauseReason.SUBSCRIBER)
    road.give(other="yes")
    road.wait(days=1)
    road.owed()

    assert spasm_of(road).state is EnrolmentState.ACTIVE


def test_a_pause_by_staff_is_not_ended_by_an_answer(road: Asking) -> None:
    there = road.enrol(road.ann, "spasm")
    pause(road, there, PauseReason.STAFF)
    road.give(other="yes")
    road.wait(days=1)
    road.owed()

    assert spasm_of(road).state is EnrolmentState.PAUSED


def pause(road: Asking, enrolment: int, reason: PauseReason) -> None:
    pace.pause(
        road.services,
        enrolment_id=enrolment,
        until=None,
        reason=reason,
        actor="tests",
        now=road.present,
    )
