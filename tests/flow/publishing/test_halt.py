"""26: a whole sequence is paused for 14 days and resumed, and nobody gets a burst."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from drip.domain.people import PauseReason
from drip.flow.planning.pace import pause, resume
from drip.flow.publishing.halt import (
    NotPublishedError,
    ResumeAs,
    pause_sequence,
    resume_sequence,
    run_resumptions,
)
from drip.storage import halts
from drip.storage.database import Database
from tests.road import Road

DAY = timedelta(days=1)


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    """People who got their first two letters; then, on 5 January, the sequence is paused."""
    made = Road(database, tmp_path)
    for number in range(6):
        made.person(f"P{number}")
    made.tick()
    made.to("2027-01-05T08:00Z")
    made.tick()
    made.to("2027-01-05T12:00Z")
    assert pause_sequence(made.services, "daily", author="Eve")
    return made


def went(road: Road, enrolment_id: int) -> list[tuple[str, str]]:
    rows = road.rows(enrolment_id=enrolment_id, state="accepted")
    return [(row.step, row.handed_at.strftime("%d")) for row in rows]


def of_one(road: Road) -> list[tuple[str, str]]:
    return went(road, road.rows()[0].enrolment_id)


def after_a_fortnight(road: Road, how: ResumeAs) -> None:
    road.run(days=14, step=DAY)
    assert {row.handed_at.day for row in road.rows(state="accepted")} == {4, 5}
    assert resume_sequence(road.services, "daily", how=how, author="Eve")


def no_burst(road: Road) -> None:
    for enrolment_id in {row.enrolment_id for row in road.rows()}:
        rows = road.rows(enrolment_id=enrolment_id, state="accepted")
        assert all(b.handed_at - a.handed_at >= timedelta(hours=20) for a, b in pairwise(rows))


def test_26_shifting_moves_everybodys_weeks(road: Road) -> None:
    after_a_fortnight(road, ResumeAs.SHIFT)
    road.run(days=5, step=DAY)

    assert of_one(road) == [("hello", "04"), ("one", "05"), ("two", "20"), ("three", "21")]
    no_burst(road)


def test_26_catching_up_sends_what_was_due_a_letter_a_day_and_spread(road: Road) -> None:
    after_a_fortnight(road, ResumeAs.CATCH_UP)

    moments = Counter(row.due_at for row in road.rows(state="planned"))
    assert max(moments.values()) == 1
    assert max(moments) - min(moments) < timedelta(hours=2)
    road.run(days=5, step=DAY)
    assert [step for step, _ in of_one(road)] == ["hello", "one", "two", "three"]
    no_burst(road)


def test_26_skipping_leaves_out_what_went_by(road: Road) -> None:
    subscriber_id = road.subscriber("Late")
    road.wait(days=12)
    late = road.enrol(subscriber_id)  # while it is paused: nothing of theirs has gone by
    road.run(days=2, step=DAY)
    resume_sequence(road.services, "daily", how=ResumeAs.SKIP, author="Eve")
    road.run(days=5, step=DAY)

    assert of_one(road) == [("hello", "04"), ("one", "05")]
    skipped = road.rows(step="two", state="skipped")
    assert "paused" in skipped[0].reason
    assert went(road, late)[0][0] == "hello"


def test_a_crash_in_the_middle_moves_nobody_twice(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    road.run(days=14, step=DAY)
    with road.database.write() as tx:
        halts.begin_resuming(tx, "daily", resumes_as="shift", now=road.present)
    monkeypatch.setattr("drip.flow.publishing.halt.halts.end", _crash)
    with pytest.raises(KeyboardInterrupt):
        run_resumptions(road.services, batch=2)
    monkeypatch.undo()
    road.run(days=6, step=DAY)

    assert of_one(road) == [("hello", "04"), ("one", "05"), ("two", "20"), ("three", "21")]


def _crash(*_given: object, **_named: object) -> None:
    raise KeyboardInterrupt


def test_a_pause_of_ones_own_counts_each_day_once(road: Road) -> None:
    mine = road.rows()[0].enrolment_id
    road.run(days=2, step=DAY)
    pause(
        road.services,
        enrolment_id=mine,
        until=None,
        reason=PauseReason.SUBSCRIBER,
        actor="subscriber",
        now=road.present,
    )
    road.run(days=12, step=DAY)
    resume_sequence(road.services, "daily", how=ResumeAs.SHIFT, author="Eve")
    road.run(days=3, step=DAY)
    resume(road.services, enrolment_id=mine, actor="subscriber", now=road.present)
    road.run(days=5, step=DAY)

    assert went(road, mine)[2:] == [("two", "23"), ("three", "24")]


def test_a_sequence_that_is_not_there_is_said_so(road: Road) -> None:
    with pytest.raises(NotPublishedError, match="daily"):
        pause_sequence(road.services, "dayly", author="Eve")
    assert not pause_sequence(road.services, "daily", author="Eve")
