"""Booking buttons are seldom, and one of two sequences goes first."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from drip.domain.bookings import BookingEvent, BookingKind
from drip.flow.answering import answer
from drip.flow.booked import bookings
from drip.flow.letters.letter_text import letter_text
from drip.flow.letters.web_copy import web_copy
from drip.links import LinkPurpose
from drip.storage.database import Database
from tests.road import DAILY, Road, content

BOOKING = """\
sequence: booking
title: A sequence with buttons
anchor: confirmed
send: {at: "09:00", until: "17:00", days: [mon, tue, wed, thu, fri, sat, sun]}
steps:
  - {id: hello, day: start, book: assessment}
  - {id: fifth, day: 5, book: assessment}
  - {id: ninth, day: 9, book: assessment}
  - id: how
    day: 16
    ask: {going: {question: "How is it?", choices: {better: "Better", so: "So"}}}
  - {id: last, day: 18, book: assessment}
"""
ASSESSMENT = "Book: Assessment"


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return Road(database, tmp_path, files=content({"booking": BOOKING, "daily": DAILY}))


def texts(road: Road) -> list[str]:
    """The text parts that went, in order."""
    found = []
    for path in road.mails():
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        part = mail.get_body(("plain",))
        assert part is not None
        found.append(part.get_content())
    return found


def test_a_button_goes_once_in_seven_days_whatever_letters_have_one(road: Road) -> None:
    road.person("Ann", "booking")
    road.run(days=10)

    assert [row.step for row in road.rows(state="accepted")] == ["hello", "fifth", "ninth"]
    # The fifth day is too soon after the first; its letter goes without, so the ninth has one.
    assert [ASSESSMENT in text for text in texts(road)] == [True, False, True]
    assert [row.prompts for row in road.rows(state="accepted")] == [True, False, True]


@pytest.mark.parametrize(
    ("said", "buttons"), [(False, [False, False]), (None, [True, False]), (True, [True, False])]
)
def test_no_button_for_who_told_the_clinic_that_they_want_no_advertising(
    road: Road, *, said: bool | None, buttons: list[bool]
) -> None:
    road.person("Ann", "booking")
    event = BookingEvent(
        source="cliniko",
        source_id="1",
        event_id="1",
        kind=BookingKind.ATTENDED,
        at=road.present - timedelta(days=30),
        starts_at=road.present - timedelta(days=30),
        address="ann@example.com",
        marketing=said,
    )
    bookings.take(road.services, event, road.present)
    road.run(days=7)
    assert [ASSESSMENT in text for text in texts(road)] == buttons


def test_no_button_after_better(road: Road) -> None:
    _, enrolment = road.person("Ann", "booking")
    road.run(days=17)
    give(road, enrolment, "better")
    road.run(days=3)

    assert road.rows(step="last")[0].state == "accepted"
    assert ASSESSMENT not in texts(road)[-1]


def test_a_button_after_another_answer(road: Road) -> None:
    _, enrolment = road.person("Ann", "booking")
    road.run(days=17)
    give(road, enrolment, "so")
    road.run(days=3)

    assert ASSESSMENT in texts(road)[-1]


def test_copies_show_the_letter_as_it_went(road: Road) -> None:
    road.person("Ann", "booking")
    road.run(days=6)
    row = road.rows(step="fifth")[0]
    token = road.services.links.token(LinkPurpose.WEB_COPY, row.id, now=road.present)

    assert ASSESSMENT not in web_copy(road.services, token)[1]
    shown = letter_text(road.services, row.ref)
    assert shown is not None
    assert ASSESSMENT not in shown.text


def test_of_two_sequences_the_one_with_priority_goes_first(
    database: Database, tmp_path: Path
) -> None:
    urgent = DAILY.replace("daily", "urgent").replace("title:", "priority: 10\ntitle:")
    road = Road(database, tmp_path, files=content({"daily": DAILY, "urgent": urgent}))
    ann = road.subscriber("Ann")
    road.enrol(ann, "daily")
    road.enrol(ann, "urgent")
    road.run(days=12)

    went = sorted(road.rows(state="accepted"), key=lambda row: row.handed_at)
    assert [(row.sequence, row.step) for row in went] == [
        ("urgent", "hello"),
        ("urgent", "one"),
        ("urgent", "two"),
        ("urgent", "three"),
        ("daily", "hello"),
        ("daily", "one"),
        ("daily", "two"),
        ("daily", "three"),
    ]
    assert len({row.handed_at.date() for row in went}) == len(went)


def give(road: Road, enrolment: int, value: str) -> None:
    row = road.rows(step="how", enrolment_id=enrolment)[0]
    token = road.services.links.token(LinkPurpose.ANSWER, row.id, now=road.present)
    answer.give(road.services, token, {"going": value}, road.present)
