"""Answering: the page behind a tap, the press, a change of mind, and what the page promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from drip.domain.people import SuppressionReason
from drip.flow.answering import answer
from drip.flow.answering.answer import AnswerPage
from drip.flow.answering.posting import Given
from drip.flow.leaving.leave import leave
from drip.flow.planning.asked import Closed, Why
from drip.links import LinkPurpose
from drip.storage import subscribers
from drip.storage.database import Database
from drip.storage.tables import answers, observations, tasks
from tests.asking import Asking


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Asking:
    return Asking(database, tmp_path)


def looked(road: Asking, step: str = "first", *, place: int = 0) -> AnswerPage:
    page = answer.look(road.services, road.token(step, place=place), road.present)
    assert isinstance(page, AnswerPage)
    return page


def test_a_tap_opens_the_page_with_the_answer_chosen_and_nothing_kept(road: Asking) -> None:
    page = looked(road, place=2)

    assert [(one.question.name, one.chosen) for one in page.questions] == [
        ("session", "sore"),
        ("pain", ""),
    ]
    assert road.said() == []
    assert road.check_in().state == "open"
    assert [row.kind for row in road.table(observations)] == ["answer_page"]


def test_a_tap_on_a_place_that_is_not_there_chooses_nothing(road: Asking) -> None:
    assert [one.chosen for one in looked(road, place=99).questions] == ["", ""]


def test_a_tap_on_a_scale_chooses_its_number(road: Asking) -> None:
    road.run(days=10)

    assert looked(road, "second", place=8).questions[0].chosen == "7"


def test_the_press_keeps_answers_with_the_words_that_were_asked(road: Asking) -> None:
    shown = looked(road).shown
    road.wait(seconds=12)

    assert isinstance(road.give(session="sore", pain="3", _shown=shown), Given)

    kept = road.table(answers)
    assert [(row.question, row.value, row.asked) for row in kept] == [
        ("session", "sore", "How did it go?"),
        ("pain", "3", "Average pain over the last 7 days?"),
    ]
    assert kept[0].how == {"agent": "Safari", "seconds": 12}
    assert road.check_in().state == "answered"
    assert road.check_in().remind_at is None


def test_a_forged_time_of_the_page_is_not_believed(road: Asking) -> None:
    road.give(session="fine", _shown="1.forged")

    assert road.table(answers)[0].how == {"agent": "Safari"}


def test_the_last_post_counts_and_all_are_kept(road: Asking) -> None:
    road.give(session="sore", pain="3")
    road.give(session="fine")

    assert road.said() == [("session", "sore"), ("pain", "3"), ("session", "fine")]
    assert [one.chosen for one in looked(road).questions] == ["fine", "3"]


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"session": "nonsense"}, "session"),
        ({"session": "fine", "pain": "11"}, "pain"),
        ({"pain": "-1"}, "pain"),
        ({"pain": "٣"}, "pain"),
        ({"pain": "3.5"}, "pain"),
        ({}, "session"),
        ({"pain": " "}, "session"),
    ],
)
def test_an_answer_that_was_not_offered_brings_the_page_back(
    road: Asking, form: dict[str, str], wrong: str
) -> None:
    page = road.give(**form)

    assert isinstance(page, AnswerPage)
    assert [one.question.name for one in page.problems] == [wrong]
    assert road.said() == []
    assert road.check_in().state == "open"


def test_a_link_that_is_not_ours_is_unknown(road: Asking) -> None:
    row = road.letter("first")
    another = road.services.links.token(LinkPurpose.UNSUBSCRIBE, row.id, now=road.present)
    nobody = road.services.links.token(LinkPurpose.ANSWER, 999, now=road.present)

    for token in ("", "x" * 42, another, nobody):
        assert answer.look(road.services, token, road.present) is None
        assert answer.give(road.services, token, {"session": "fine"}, road.present) is None


def test_answers_count_for_fourteen_days(road: Asking) -> None:
    road.wait(days=14, minutes=-1)
    assert isinstance(road.give(session="fine"), Given)


def test_a_closed_check_in_says_so(road: Asking) -> None:
    road.wait(days=14)

    assert road.give(session="fine") == Closed(Why.CLOSED)
    assert answer.look(road.services, road.token(), road.present) == Closed(Why.CLOSED)
    assert road.said() == []


def test_a_link_older_than_it_works_is_closed_not_unknown(road: Asking) -> None:
    token = road.token()
    road.wait(days=401)

    assert answer.look(road.services, token, road.present) == Closed(Why.CLOSED)


def test_an_answer_can_be_changed_for_seven_days_after_the_first(road: Asking) -> None:
    road.wait(days=2)
    road.give(session="sore")
    road.wait(days=7, minutes=-1)
    assert isinstance(road.give(session="fine"), Given)

    road.wait(minutes=1)
    assert road.give(session="sore") == Closed(Why.SETTLED)
    assert road.said() == [("session", "sore"), ("session", "fine")]


def test_a_change_is_never_taken_after_the_closing(road: Asking) -> None:
    road.wait(days=13)
    road.give(session="sore")
    road.wait(days=1)

    assert road.give(session="fine") == Closed(Why.CLOSED)


def test_without_consent_to_health_answers_nothing_is_asked_or_kept(road: Asking) -> None:
    with road.database.write() as tx:
        subscribers.agree_to_health(tx, road.ann, given=False)

    assert answer.look(road.services, road.token(), road.present) == Closed(Why.NO_CONSENT)
    assert road.give(session="fine") == Closed(Why.NO_CONSENT)
    assert road.said() == []


def test_a_reminder_leads_to_the_questions_of_its_letter(road: Asking) -> None:
    road.run(days=4)
    token = road.token("first", place=1, purpose="reminder")

    page = answer.look(road.services, token, road.present)

    assert isinstance(page, AnswerPage)
    assert page.questions[0].chosen == "fine"
    assert isinstance(answer.give(road.services, token, {"session": "fine"}, road.present), Given)
    assert road.check_in().state == "answered"


def test_an_answer_before_the_result_is_recorded_opens_the_check_in(road: Asking) -> None:
    bo, _ = road.person("Bo", "asking")
    row = next(row for row in road.rows(subscriber_id=bo))
    token = road.services.links.token(LinkPurpose.ANSWER, row.id, now=road.present)

    assert isinstance(answer.look(road.services, token, road.present), AnswerPage)
    assert isinstance(answer.give(road.services, token, {"session": "fine"}, road.present), Given)

    assert road.said() == [("session", "fine")]


def test_a_follow_up_is_asked_after_the_press(road: Asking) -> None:
    road.give(session="not_yet")

    assert [one.question.name for one in road.thanked().more] == ["barrier"]
    road.give(barrier="time")
    assert road.thanked().more == ()
    assert road.thanked().thanks.noted[-1] == ("What got in the way?", "No time")
    assert [one.question.name for one in looked(road).questions] == ["session", "pain", "barrier"]


def test_a_follow_up_that_is_not_asked_is_not_taken(road: Asking) -> None:
    road.give(session="fine", barrier="time")

    assert road.said() == [("session", "fine")]
    assert road.effects() == {}


def test_saying_nothing_more_to_the_further_questions_is_fine(road: Asking) -> None:
    nothing = road.give()
    assert not isinstance(nothing, Given)

    road.give(session="not_yet")
    more = road.give()

    assert isinstance(more, Given)
    assert road.said() == [("session", "not_yet")]


def test_before_any_answer_there_is_nothing_to_thank_for(road: Asking) -> None:
    assert isinstance(answer.done(road.services, road.token(), road.present), AnswerPage)


def test_a_call_is_promised_only_where_a_task_for_it_exists(road: Asking) -> None:
    road.give(session="sore")
    assert road.thanked().thanks.next == ("We'll send you a short email about this.",)

    road.give(session="stopped")
    assert road.titles() == ["Ring: stopped after the first session"]
    assert "ring you" in road.thanked().thanks.next[0]


def test_an_answer_may_show_what_can_be_booked(road: Asking) -> None:
    road.give(session="visit")

    (booking,) = road.thanked().thanks.bookings
    assert booking.service.key == "massage"
    assert "/b/" in booking.url
    road.give(session="fine")
    assert road.thanked().thanks.bookings == ()


def test_a_task_is_made_at_once_and_says_what_was_said(road: Asking) -> None:
    road.give(session="stopped", pain="8")

    (task,) = road.table(tasks)
    assert task.subscriber_id == road.ann
    assert task.detail == (
        "How did it go? I've stopped\nAverage pain over the last 7 days? 8 out of 10"
    )


def test_a_task_is_made_for_somebody_who_left(road: Asking) -> None:
    leave(
        road.services,
        subscriber_id=road.ann,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="page",
        now=road.present,
    )

    assert isinstance(road.give(session="stopped"), Given)
    assert road.titles() == ["Ring: stopped after the first session"]


def test_the_same_answer_twice_makes_one_task(road: Asking) -> None:
    road.give(session="stopped")
    road.give(session="stopped")

    assert road.titles() == ["Ring: stopped after the first session"]
    assert road.table(tasks)[0].detail == "How did it go? I've stopped"


def test_a_changed_answer_keeps_the_task_and_tells_whoever_does_it(road: Asking) -> None:
    road.give(session="stopped")
    road.give(session="fine")

    assert road.table(tasks)[0].detail.splitlines() == [
        "How did it go? I've stopped",
        "How did it go? It went fine",
    ]
    assert road.effects() == {"task Ring: stopped after the first session": "done"}


def test_a_rise_between_check_ins_is_a_task_once_for_each_rise(road: Asking) -> None:
    road.give(session="fine", pain="2")
    road.run(days=10)
    road.give("second", pain="4")
    road.give("second", pain="5")
    assert road.titles() == ["Pain is up by 2 or more"]

    road.run(days=10)
    road.give("third", pain="7")
    assert road.titles() == ["Pain is up by 2 or more"] * 2


def test_a_rise_that_was_a_slip_leaves_a_line_for_whoever_rings(road: Asking) -> None:
    road.give(session="fine", pain="2")
    road.run(days=10)
    road.give("second", pain="9")
    road.give("second", pain="2")

    assert road.table(tasks)[0].detail.splitlines()[-1].endswith("2 out of 10")


def test_a_rule_that_an_answer_makes_true_fires_once(road: Asking) -> None:
    road.give(session="not_yet")
    assert road.titles() == []

    road.give(barrier="cost")
    road.give(pain="3")
    assert road.titles() == ["Have a talk about the cost"]


def test_a_page_says_whose_it_is_by_the_first_name_alone(road: Asking) -> None:
    assert looked(road).first_name == "Ann"
    page = road.give(session="nonsense")
    assert isinstance(page, AnswerPage)
    assert page.first_name == "Ann"
