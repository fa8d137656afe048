"""What people write on pages and in bookings goes the way of every reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drip.domain.bookings import BookingEvent, BookingKind
from drip.domain.inbox import MessageChannel
from drip.domain.safety import Concepts
from drip.flow.answering.answer import AnswerPage
from drip.flow.answering.posting import Given
from drip.flow.booked import bookings
from drip.flow.urgent import free_text
from drip.flow.urgent.free_text import FreeText
from drip.storage.database import Database
from drip.storage.tables import answers, cases, enrolments, messages, threads
from tests.asking import ASKING, FILES, Asking
from tests.road import DAILY, content

_ALARM = "Since this morning I can't feel when I wipe."
_WITH_TEXT = content(
    {
        "asking": ASKING.replace(
            "  - id: second\n    day: 10\n    ask: {pain: pain}",
            '  - id: second\n    day: 10\n    ask: {goal: {question: "What for?", text: true}}',
        ),
        "daily": DAILY,
    }
)
_CLINIC = "sequences/_clinic.yaml"


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Asking:
    return Asking(database, tmp_path, files=_WITH_TEXT | {_CLINIC: FILES[_CLINIC]})


def written(road: Asking) -> list[Any]:
    return road.table(messages)


def test_a_comment_beside_an_answer_reaches_the_inbox(road: Asking) -> None:
    assert isinstance(road.give(session="fine", _comment=" The stairs are easier. "), Given)

    (message,) = written(road)
    assert (message.text, message.channel, message.sender) == (
        "The stairs are easier.",
        "comment",
        "self",
    )
    assert message.check_in_id == road.check_in().id
    assert message.delivery_id == road.letter("first").id
    (thread,) = road.table(threads)
    assert (thread.subscriber_id, thread.state) == (road.ann, "open")
    assert thread.unread_since == road.present
    assert road.said() == [("session", "fine")]


def test_words_of_an_emergency_in_a_comment_hold_everything(road: Asking) -> None:
    road.give(session="fine", _comment=_ALARM)

    (case,) = road.table(cases)
    assert case.message_id == written(road)[0].id
    assert case.groups == ["saddle"]
    assert written(road)[0].urgent
    assert [row.pause_reason for row in road.table(enrolments)] == ["safety"]
    assert [row.purpose for row in road.rows(purpose="safety")] == ["safety"]
    assert road.said() == [("session", "fine")]


def test_a_comment_alone_is_taken_without_an_answer(road: Asking) -> None:
    page = road.give(_comment="I am away this week.")

    assert isinstance(page, AnswerPage)
    assert page.heard
    assert not page.problems
    assert page.comment == ""
    assert [row.text for row in written(road)] == ["I am away this week."]
    assert road.check_in().state == "open"


def test_a_comment_is_taken_whatever_is_wrong_with_the_answers(road: Asking) -> None:
    page = road.give(pain="eleven", _comment=_ALARM)

    assert isinstance(page, AnswerPage)
    assert [one.question.name for one in page.problems] == ["pain"]
    assert len(road.table(cases)) == 1
    assert road.said() == []


def test_the_same_comment_sent_twice_is_one_message(road: Asking) -> None:
    road.give(session="fine", _comment="Hello.")
    road.give(session="sore", _comment="Hello.")
    road.give(session="sore", _comment="Hello again.")

    assert [row.text for row in written(road)] == ["Hello.", "Hello again."]


def test_a_question_to_be_answered_in_words_goes_the_same_way(road: Asking) -> None:
    road.run(days=10)
    road.give("second", goal=_ALARM)

    assert [(row.subject, row.urgent) for row in written(road)] == [("What for?", True)]
    assert len(road.table(cases)) == 1
    assert road.said() == [("goal", _ALARM)]


def test_a_doubtful_post_never_keeps_words_from_a_person(road: Asking) -> None:
    road.services = replace(road.services, moment=timedelta(seconds=10))
    page = road.give(session="fine", _comment=_ALARM)

    assert isinstance(page, AnswerPage)
    assert page.again
    assert page.comment == _ALARM
    assert written(road)[0].why == "A machine may have sent it."
    assert len(road.table(cases)) == 1

    road.give(session="fine", _comment=page.comment, _again=page.again)
    assert len(written(road)) == 1
    assert len(road.table(cases)) == 1


def test_no_answer_is_lost_when_the_reader_of_words_fails(road: Asking) -> None:
    def broken() -> Concepts:
        raise OSError

    road.services = replace(road.services, concepts=broken)
    assert isinstance(road.give(session="fine", _comment=_ALARM), Given)

    assert road.said() == [("session", "fine")]
    assert [(row.urgent, row.needs_person) for row in written(road)] == [(False, True)]
    assert road.table(cases) == []


def test_a_form_without_words_writes_nothing(road: Asking) -> None:
    road.give(session="fine", _comment=" \n ")

    assert written(road) == []
    assert road.table(threads) == []


def test_a_note_in_a_booking_is_read_like_a_reply(road: Asking) -> None:
    def reported(**changes: Any) -> None:
        event: Mapping[str, Any] = {
            "source": "calcom",
            "source_id": "b1",
            "event_id": "e1",
            "kind": BookingKind.CREATED,
            "at": road.present,
            "starts_at": road.present + timedelta(days=2),
            "address": "ann@example.com",
            "note": _ALARM,
        }
        bookings.take(road.services, BookingEvent(**(dict(event) | changes)), road.present)

    reported()
    reported(event_id="e2", kind=BookingKind.MOVED)
    reported(source_id="b2", event_id="e3", address="nobody@example.net")

    assert [(row.channel, row.text) for row in written(road)] == [("booking", _ALARM)]
    assert len(road.table(cases)) == 1
    assert len(road.table(answers)) == 0


def test_what_is_too_long_to_keep_is_still_judged_whole(road: Asking) -> None:
    new = FreeText(
        cause="1",
        subscriber_id=road.ann,
        channel=MessageChannel.BOOKING,
        text="All is well with me. " * 400 + "I cannot feel when I wipe.",
    )
    with road.database.write() as tx:
        free_text.take(road.services, tx, new, road.present)

    (message,) = road.table(messages)
    assert message.urgent
    assert message.needs_person
    assert "longer than what is kept" in message.why
