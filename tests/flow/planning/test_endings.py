"""Rules on an outcome: what follows at the moment at which a sequence ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from drip.domain.people import SuppressionReason
from drip.flow.leaving.leave import leave
from drip.storage import enrolments
from drip.storage.database import Database
from drip.storage.tables import effects, subscribers, tasks
from tests.asking import ALL_DAYS, Asking
from tests.road import CLINIC, DAILY, content

ENDING = f"""\
sequence: asking
title: A sequence that asks
anchor: confirmed
send: {{at: "09:00", until: "17:00", days: {ALL_DAYS}}}
steps:
  - id: first
    day: start
    ask:
      going:
        question: How is it going?
        choices:
          better: {{say: "Better", then: {{finish: graduated}}}}
          stop: {{say: "Stop", then: {{finish: stopped}}}}
          fine: "Fine"
  - {{id: second, day: 5}}
rules:
  - {{if: {{outcome: graduated}}, then: {{task: "Send a card"}}}}
  - {{if: [{{outcome: stopped}}, {{going: stop}}], then: {{task: "Ring: stopped"}}}}
  - {{if: {{outcome: unsubscribed}}, then: {{task: "Left"}}}}
  - {{if: {{outcome: completed}}, then: {{task: "Came to the end"}}}}
"""
#: Somebody in both sequences hears of the other's end here.
DAILY_TOO = (
    DAILY.replace("{id: three, day: 3}", "{id: three, day: 60}\n  - {id: well-done}")
    + """\
rules:
  - {if: {outcome: graduated}, then: {send: well-done}}
"""
)
FILES = content({"asking": ENDING, "daily": DAILY_TOO}, clinic=CLINIC)


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Asking:
    return Asking(database, tmp_path, files=FILES)


def answer_and_wait(road: Asking, value: str) -> None:
    road.give(going=value)
    road.wait(minutes=11)
    road.owed()


def test_a_rule_on_an_outcome_fires_at_the_ending(road: Asking) -> None:
    answer_and_wait(road, "better")

    (task,) = road.table(tasks)
    assert (task.title, task.detail) == ("Send a card", "asking ended: graduated")
    assert (task.enrolment_id, task.created_at) == (road.enrolment, road.present)


def test_every_condition_of_the_rule_counts(road: Asking) -> None:
    answer_and_wait(road, "stop")

    assert road.titles() == ["Ring: stopped"]


def test_a_goodbye_and_the_last_letter_are_endings_too(road: Asking) -> None:
    ben, _ = road.person("Ben", "asking")
    leave(
        road.services,
        subscriber_id=ben,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="page",
        now=road.present,
    )
    assert road.titles() == ["Left"]

    road.run(days=30)
    assert road.titles() == ["Left", "Came to the end"]


def test_the_end_of_one_sequence_is_heard_of_in_another(road: Asking) -> None:
    road.enrol(road.ann, "daily")
    answer_and_wait(road, "better")
    road.run(days=3)

    assert road.branches() == ["well-done"]


def test_an_outcome_that_was_there_before_is_no_news(road: Asking) -> None:
    answer_and_wait(road, "better")
    daily = road.enrol(road.ann, "daily")
    road.run(days=2)
    with road.database.write() as tx:
        live = [one.id for one in enrolments.live_of(tx, road.ann)]

    assert live == [daily]
    assert road.branches() == []
    assert [row.value for row in road.table(effects) if row.kind == "send"] == []


def test_a_rule_that_cannot_be_followed_stands_in_nobodys_way(road: Asking) -> None:
    road.enrol(road.ann, "daily")
    road.give(going="better")
    with road.database.write() as tx:
        tx.execute(subscribers.update().values(zone="Nowhere/Else"))
    road.wait(minutes=11)
    road.owed()

    with road.database.read() as tx:
        assert enrolments.get(tx, [road.enrolment])[road.enrolment].state == "graduated"
    assert "What follows from the end of a sequence could not be found" in road.titles()
