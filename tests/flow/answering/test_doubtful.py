"""Answers in doubt: kept with how they were made, counting for nothing, accepted by staff."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drip.domain.answers import Channel
from drip.flow.answering import answer, doubtful
from drip.flow.answering.accept import accept
from drip.flow.answering.answer import AnswerPage
from drip.flow.answering.posting import Given, Post, post_all
from drip.storage import observations
from drip.storage.database import Database
from drip.storage.observations import Visited
from drip.storage.tables import answers, deliveries
from tests.asking import Asking


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Asking:
    road = Asking(database, tmp_path)
    road.services = replace(road.services, moment=timedelta(seconds=10))
    return road


def visited(road: Asking, *details: str, visited: Visited = Visited.BOOKING) -> None:
    with road.database.write() as tx:
        for detail in details:
            observations.note(
                tx,
                visited=visited,
                subscriber_id=road.ann,
                delivery_id=road.letter("first").id,
                detail=detail,
                now=road.present,
            )


def doubted(came: Any) -> str:
    assert isinstance(came, AnswerPage)
    return came.again


def test_a_post_within_seconds_of_its_letter_is_kept_and_counts_for_nothing(road: Asking) -> None:
    road.wait(seconds=3)

    page = road.give(session="stopped", pain="3")

    assert doubted(page)
    assert [one.chosen for one in page.questions] == ["stopped", "3"]
    kept = road.table(answers)
    assert [(row.value, row.sure, row.how) for row in kept] == [
        ("stopped", False, {"agent": "Safari", "doubt": "swift"}),
        ("3", False, {"agent": "Safari", "doubt": "swift"}),
    ]
    assert road.check_in().state == "open"
    assert road.check_in().remind_at is not None
    assert road.effects() == {}
    assert road.titles() == []


def test_the_seconds_count_from_the_arrival_where_the_provider_told_it(road: Asking) -> None:
    road.wait(minutes=5)
    with road.database.write() as tx:
        tx.execute(deliveries.update().values(delivered_at=road.present))
    road.wait(seconds=3)

    assert doubted(road.give(session="fine"))


def test_one_more_press_by_a_quick_person_counts(road: Asking) -> None:
    road.wait(seconds=3)
    page = road.give(session="fine")

    again = road.give(session="fine", _again=doubted(page))

    assert isinstance(again, Given)
    assert road.check_in().state == "answered"
    assert road.table(answers)[-1].how == {"agent": "Safari", "again": 1}
    assert doubtful.waiting(road.services, road.ann) == []


def test_a_forged_proof_of_the_second_press_is_not_believed(road: Asking) -> None:
    assert doubted(road.give(session="fine", _again="forged"))


def test_a_moment_later_the_same_press_counts(road: Asking) -> None:
    road.wait(seconds=10)
    assert isinstance(road.give(session="fine"), Given)


def test_who_opens_every_link_at_once_is_doubted_even_on_the_second_press(road: Asking) -> None:
    road.wait(hours=1)
    visited(road, "a", "b", "c", "d")

    page = road.give(session="fine")
    assert doubted(road.give(session="fine", _again=doubted(page)))

    road.wait(seconds=10)
    assert isinstance(road.give(session="fine"), Given)


def test_a_link_that_was_opened_many_times_is_one_link(road: Asking) -> None:
    road.wait(hours=1)
    visited(road, "a", "a", "a", "a", "a")

    assert isinstance(road.give(session="fine"), Given)


def test_the_unseen_link_of_the_page_gives_a_machine_away_where_no_clock_runs(
    road: Asking,
) -> None:
    road.services = replace(road.services, moment=timedelta())
    answer.follow_decoy(road.services, road.token(), road.present)
    assert doubted(road.give(session="fine"))

    road.wait(minutes=1)
    assert isinstance(road.give(session="fine"), Given)


def test_a_robot_by_its_own_word_is_doubted(road: Asking) -> None:
    road.wait(hours=1)
    came = answer.give(
        road.services, road.token(), {"session": "fine"}, road.present, doubtful.ROBOT
    )

    assert doubted(came)


def test_the_time_after_a_reminder_counts_from_the_reminder(road: Asking) -> None:
    road.run(days=4)
    reminder = road.token("first", purpose="reminder")
    road.present = road.letter("first", "reminder").handed_at + timedelta(seconds=2)

    assert doubted(answer.give(road.services, reminder, {"session": "fine"}, road.present))
    assert isinstance(road.give(session="fine"), Given)  # by the link of the letter itself


def test_what_a_reply_says_is_not_measured_by_the_clock(road: Asking) -> None:
    post = Post(token=road.token(), form={"session": "fine"}, channel=Channel.EMAIL_REPLY)

    assert post_all(road.services, [post], road.present) == [Given()]


def test_a_doubt_never_takes_the_place_of_what_was_said(road: Asking) -> None:
    road.wait(hours=1)
    road.give(session="sore")
    visited(road, "", visited=Visited.DECOY)
    assert doubted(road.give(session="fine"))

    page = answer.look(road.services, road.token(), road.present)
    assert isinstance(page, AnswerPage)
    assert page.questions[0].chosen == "sore"
    assert [words for _, words in road.thanked().thanks.noted] == ["I was sore"]


def test_staff_accept_what_was_in_doubt_and_it_has_its_effects(road: Asking) -> None:
    road.give(session="stopped")
    (line,) = doubtful.waiting(road.services, road.ann)
    assert doubtful.words_of(line.how) == "It came within seconds of the letter."

    given: dict[str, Any] = {
        "subscriber_id": road.ann,
        "check_in_id": line.check_in_id,
        "actor": "staff:1",
    }
    assert accept(road.services, now=road.present, **given)

    assert road.check_in().state == "answered"
    assert road.titles() == ["Ring: stopped after the first session"]
    assert road.table(answers)[-1].how == {"accepted_by": "staff:1"}
    assert not accept(road.services, now=road.present, **given)


def test_of_another_person_nothing_is_accepted(road: Asking) -> None:
    road.give(session="stopped")
    (line,) = doubtful.waiting(road.services, road.ann)

    assert not accept(
        road.services,
        subscriber_id=road.ann + 1,
        check_in_id=line.check_in_id,
        actor="staff:1",
        now=road.present,
    )


def test_nothing_is_left_to_accept_once_the_person_has_answered(road: Asking) -> None:
    page = road.give(session="sore")
    road.give(session="fine", _again=doubted(page))

    assert doubtful.waiting(road.services, road.ann) == []
