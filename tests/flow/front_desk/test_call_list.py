"""Whom staff ring today, and the email that says so without saying why."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import insert

from drip.flow.front_desk import call_list
from drip.flow.rounds.daily import run_due
from drip.storage.database import Database
from drip.storage.slipping import Call
from drip.storage.tables import answers, bookings, cases, messages, threads
from tests import builders
from tests.road import CLINIC, DAILY, Road, content

ASKING = DAILY + (
    "questions:\n"
    '  pain: {question: "How bad is it?", scale: 0-10, low: none, high: worst}\n'
    "rules:\n"
    "  - {if: {question: pain, rises_by: 2}, then: {task: Pain is up}}\n"
)
ASKING = ASKING.replace("{id: two, day: 2}", "{id: two, day: 2, ask: {pain: pain}}").replace(
    "{id: three, day: 3}", "{id: three, day: 3, ask: {pain: pain}}"
)


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return Road(database, tmp_path, start="2027-01-04T08:00Z", files=content({"daily": ASKING}))


def _names(road: Road) -> list[str]:
    return [one.first_name for one in call_list.today(road.services, road.present)]


def _reasons(road: Road) -> list[str]:
    (line,) = call_list.today(road.services, road.present)
    return [reason.words for reason in line.ring.reasons]


def _say(road: Road, enrolment_id: int, subscriber_id: int, *values: str) -> None:
    """Answers, one check-in each."""
    with road.database.write() as tx:
        for value in values:
            letter = builders.delivery(tx, subscriber_id, enrolment_id=enrolment_id)
            asked = builders.check_in(tx, subscriber_id, enrolment_id, letter, step="two")
            tx.execute(
                insert(answers).values(
                    check_in_id=asked,
                    enrolment_id=enrolment_id,
                    subscriber_id=subscriber_id,
                    question="pain",
                    value=value,
                    channel="page",
                    at=road.present,
                )
            )


def test_who_goes_silent_is_rung_and_who_answers_is_not(road: Road) -> None:
    subscriber_id, enrolment_id = road.person("Ann")
    road.wait(days=9)
    assert _names(road) == ["Ann"]
    _say(road, enrolment_id, subscriber_id, "3")
    assert _names(road) == []


def test_who_does_not_want_to_be_asked_is_not_missed_when_silent(road: Road) -> None:
    subscriber_id, _ = road.person("Ann", health=False)
    road.wait(days=30)
    assert _names(road) == []
    _thread(road, subscriber_id)
    assert _names(road) == ["Ann"]


def test_a_change_that_the_programme_looks_out_for_is_a_reason(road: Road) -> None:
    subscriber_id, enrolment_id = road.person("Ann")
    _say(road, enrolment_id, subscriber_id, "3", "6")
    assert _reasons(road) == ["reported pain up by 3", "in their first two weeks"]


def _thread(road: Road, subscriber_id: int) -> int:
    with road.database.write() as tx:
        return builders.row(
            tx,
            threads,
            subscriber_id=subscriber_id,
            state="open",
            unread_since=road.present,
            last_at=road.present,
        )


def test_who_waits_for_an_answer_is_rung(road: Road) -> None:
    subscriber_id, _ = road.person("Ann")
    _thread(road, subscriber_id)
    road.wait(days=1)
    assert _reasons(road)[0] == "wrote to us yesterday, and nobody answered"


def test_who_has_a_booking_to_come_is_left_in_peace(road: Road) -> None:
    subscriber_id, _ = road.person("Ann")
    road.wait(days=12)
    with road.database.write() as tx:
        builders.row(
            tx,
            bookings,
            source="calcom",
            source_id="1",
            subscriber_id=subscriber_id,
            state="booked",
            starts_at=road.present + timedelta(days=1),
            booked_at=road.present - timedelta(days=11),
            changed_at=road.present,
        )
    assert _names(road) == []
    road.wait(days=2)
    assert _names(road) == ["Ann"]


def test_who_has_an_open_case_is_seen_to_already(road: Road) -> None:
    subscriber_id, _ = road.person("Ann")
    thread = _thread(road, subscriber_id)
    with road.database.write() as tx:
        message = builders.row(
            tx,
            messages,
            thread_id=thread,
            subscriber_id=subscriber_id,
            channel="mail",
            direction="in",
            sender="self",
            at=road.present,
            text="...",
            cause="mail:1",
        )
        builders.row(
            tx,
            cases,
            subscriber_id=subscriber_id,
            thread_id=thread,
            message_id=message,
            opened_at=road.present,
            deadline_at=road.present,
        )
    road.wait(days=3)
    assert _names(road) == []


@pytest.mark.parametrize(("result", "names"), [("reached", []), ("no_answer", ["Ann"])])
def test_who_was_reached_is_left_in_peace_for_a_week(
    road: Road, result: str, names: list[str]
) -> None:
    subscriber_id, _ = road.person("Ann")
    road.wait(days=12)
    call = Call(subscriber_id=subscriber_id, at=road.present, by="staff:1", result=result)
    call_list.record(road.services, call)
    assert _names(road) == names
    road.wait(days=8)
    assert _names(road) == ["Ann"]


def test_a_call_for_later_takes_the_person_off_until_then(road: Road) -> None:
    subscriber_id, _ = road.person("Ann")
    road.wait(days=12)
    later = road.present + timedelta(days=3)
    call_list.record(
        road.services,
        Call(
            subscriber_id=subscriber_id,
            at=road.present,
            by="staff:1",
            result="later",
            again_at=later,
        ),
    )
    assert _names(road) == []
    road.present = later
    assert _names(road) == ["Ann"]


@pytest.mark.parametrize(
    ("result", "away", "back"),
    [("reached", 6, 8), ("no_answer", 0.5, 1), ("message_left", 1, 2), ("later", 2, 3)],
)
def test_what_came_of_a_call_says_when_to_ring_again(
    road: Road, result: str, away: float, back: float
) -> None:
    who, _ = road.person("Ann")
    road.wait(days=12)
    called = road.present
    kind = call_list.CallResult(result)
    assert call_list.note(road.services, who, kind, words="On holiday", by="staff:1")
    road.present = called + timedelta(days=away)
    assert _names(road) == []
    road.present = called + timedelta(days=back)
    assert _names(road) == ["Ann"]


def test_a_call_to_nobody_is_not_noted(road: Road) -> None:
    assert not call_list.note(
        road.services, 404, call_list.CallResult.REACHED, words="", by="staff:1"
    )


def test_last_words_are_an_answer_as_the_person_read_it(road: Road) -> None:
    who, enrolment_id = road.person("Ann")
    _say(road, enrolment_id, who, "3", "7")
    road.wait(days=12)
    (line,) = call_list.today(road.services, road.present)
    assert line.last_words == "How bad is it? 7"


def test_last_words_are_what_they_wrote_when_that_came_later(road: Road) -> None:
    who, enrolment_id = road.person("Ann")
    _say(road, enrolment_id, who, "3")
    thread_id = _thread(road, who)
    with road.database.write() as tx:
        builders.row(
            tx,
            messages,
            thread_id=thread_id,
            subscriber_id=who,
            channel="mail",
            direction="in",
            sender="self",
            at=road.present + timedelta(hours=1),
            text="I moved house.\n" + "Busy days. " * 40,
            cause="mail:9",
        )
    road.wait(days=12)
    (line,) = call_list.today(road.services, road.present)
    assert line.last_words.startswith("I moved house. Busy days.")
    assert line.last_words.endswith(" ...")
    assert len(line.last_words) <= 204


def test_the_list_is_cut_to_what_the_clinic_can_do(database: Database, tmp_path: Path) -> None:
    files = content(clinic=CLINIC + "calls_a_day: 2\n")
    road = Road(database, tmp_path, files=files)
    for name in ("Ann", "Bea", "Cem"):
        road.person(name)
    road.wait(days=12)
    assert len(_names(road)) == 2


def _morning(road: Road) -> list[EmailMessage]:
    run_due(road.services)
    road.tick()
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in road.mails()]
    return [mail for mail in mails if mail["Subject"].startswith("Drip this morning")]


def test_reception_gets_names_and_nothing_clinical(road: Road) -> None:
    subscriber_id, enrolment_id = road.person("Ann")
    _say(road, enrolment_id, subscriber_id, "3", "9")
    road.to("2027-01-05T08:00Z")

    (mail,) = _morning(road)

    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content().partition("-- ")[0]
    assert mail["To"] == "hello@clinic.example"
    assert mail["Subject"] == "Drip this morning: 1 person to ring"
    assert "- Ann" in text.splitlines()
    for word in ("pain", "9", "Day by day", "up by", "heard", "missed"):
        assert word not in text


def test_no_morning_email_on_a_day_off_or_where_it_is_switched_off(
    database: Database, tmp_path: Path
) -> None:
    off = Road(
        database,
        tmp_path,
        start="2027-01-05T08:00Z",
        files=content(clinic=CLINIC + "calls_a_day: 0\n"),
    )
    assert _morning(off) == []
    on = Road(database, tmp_path, start="2027-01-09T08:00Z", files=content())
    assert _morning(on) == []  # a Saturday


def test_looking_closely_at_a_few_finds_whom_looking_at_all_finds(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(5)  # noqa: S311 - invented people
    for number in range(24):
        who, enrolment_id = road.person(f"P{number}")
        _say(road, enrolment_id, who, *(str(chance.randrange(11)) for _ in range(number % 4)))
        road.wait(hours=chance.randrange(20))
    road.wait(days=9)

    def found(batch: int, most: int) -> list[tuple[int, int]]:
        monkeypatch.setattr(call_list, "_BATCH", batch)
        lines = call_list.today(road.services, road.present, most=most)
        return [(one.ring.subscriber_id, one.ring.score) for one in lines]

    whole = found(1_000, 24)
    assert len({score for _, score in whole}) > 3
    for most in (0, 1, 5, 24):
        assert found(2, most) == whole[:most]
