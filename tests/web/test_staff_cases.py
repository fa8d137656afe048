"""A case on the staff side: on top, with its words, and closed with a note alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from drip.flow.urgent import safety
from drip.flow.urgent.safety import Urgent
from drip.storage import cases, enrolments
from drip.storage.tables import deliveries, messages, threads
from tests import builders
from tests.web.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, demo=True)
    yield desk
    desk.road.database.close()


def _case(
    desk: Desk, who: int | None, text: str = "I can't <b>feel</b> when I wipe", **more: str
) -> int:
    with desk.services.database.write() as tx:
        thread = builders.row(tx, threads, state="open", last_at=desk.road.present)
        message = builders.row(
            tx,
            messages,
            thread_id=thread,
            subscriber_id=who,
            channel="mail",
            direction="in",
            at=desk.road.present,
            text=text,
            cause=f"mail:{thread}",
            **({"sender": "self" if who else "unknown"} | more),
        )
        urgent = Urgent(thread_id=thread, message_id=message, subscriber_id=who, groups=("saddle",))
        case = safety.raise_case(desk.services, tx, urgent, desk.road.present)
    assert case is not None
    return case


def test_a_case_stands_on_top_of_the_day_without_its_words(desk: Desk) -> None:
    who, _ = desk.road.person("Ann")
    _case(desk, who)
    page = desk.get("/staff/").text
    assert "A message from Ann" in page
    assert "Nobody has it yet" in page
    assert "wipe" not in page
    assert "1 urgent message: see to it first." in page
    assert "Nothing to do" not in page


def test_its_page_shows_the_words_as_text(desk: Desk) -> None:
    who, _ = desk.road.person("Ann")
    page = desk.get(f"/staff/cases/{_case(desk, who)}").text
    assert "I can&#39;t &lt;b&gt;feel&lt;/b&gt; when I wipe" in page
    assert "ann@example.com" in page


def test_one_press_takes_it_and_the_second_is_told(desk: Desk) -> None:
    who, _ = desk.road.person("Ann")
    case = _case(desk, who)
    desk.post(f"/staff/cases/{case}/mine")
    assert "The alarm has stopped" in desk.get(f"/staff/cases/{case}").text
    desk.post(f"/staff/cases/{case}/mine")
    assert "Somebody else has it already" in desk.get(f"/staff/cases/{case}").text


@pytest.mark.parametrize(("then", "state"), [("go_on", "active"), ("stay", "paused")])
def test_it_closes_with_a_note_and_a_word_about_the_letters(
    desk: Desk, then: str, state: str
) -> None:
    who, where = desk.road.person("Ann")
    case = _case(desk, who)
    desk.post(f"/staff/cases/{case}/close", note="  ", then=then)
    with desk.services.database.read() as tx:
        assert len(cases.all_open(tx)) == 1
    desk.post(f"/staff/cases/{case}/close", note="Rang her; she saw her GP.", then=then)
    assert "A message from Ann" not in desk.get("/staff/").text
    assert "Rang her; she saw her GP." in desk.get(f"/staff/cases/{case}").text
    with desk.services.database.read() as tx:
        assert enrolments.get(tx, [where])[where].state == state


def test_a_case_of_a_stranger_can_be_seen_and_closed(desk: Desk) -> None:
    case = _case(desk, None, "help")
    assert "whom Drip does not know" in desk.get(f"/staff/cases/{case}").text
    desk.post(f"/staff/cases/{case}/close", note="Spam.", then="stay")
    with desk.services.database.read() as tx:
        assert cases.all_open(tx) == []


def test_there_is_no_case_that_is_none(desk: Desk) -> None:
    assert desk.get("/staff/cases/99").status_code == 404


def test_a_cry_for_help_in_the_subject_can_be_read(desk: Desk) -> None:
    who, _ = desk.road.person("Ann")
    case = _case(desk, who, "please ring", subject="can't pee since last night")
    assert "can&#39;t pee since last night" in desk.get(f"/staff/cases/{case}").text


@pytest.mark.parametrize("known", [True, False])
def test_the_address_that_wrote_is_there_to_be_answered(desk: Desk, *, known: bool) -> None:
    who = desk.road.person("Ann")[0] if known else None
    sender = "other" if known else "unknown"
    case = _case(desk, who, "She fell", sender=sender, by="mum@elsewhere.example")
    assert "mum@elsewhere.example" in desk.get(f"/staff/cases/{case}").text


def test_staff_are_told_what_became_of_the_fixed_message(desk: Desk) -> None:
    who, _ = desk.road.person("Ann")
    case = _case(desk, who)
    assert "about to go" in desk.get(f"/staff/cases/{case}").text
    desk.road.tick()
    assert "They were sent the fixed message" in desk.get(f"/staff/cases/{case}").text
    with desk.services.database.write() as tx:
        fixed = deliveries.c.purpose == "safety"
        tx.execute(update(deliveries).where(fixed).values(bounced_at=desk.road.present))
    assert "The fixed message did not reach them" in desk.get(f"/staff/cases/{case}").text


def test_it_says_where_nobody_was_written_to(desk: Desk) -> None:
    assert "No automatic message" in desk.get(f"/staff/cases/{_case(desk, None, 'help')}").text


def test_who_has_it_and_who_closed_it_are_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.join()
    case = _case(desk, None, "help")
    desk.post(f"/staff/cases/{case}/mine")
    assert "Kim has it since" in desk.get(f"/staff/cases/{case}").text
    desk.post(f"/staff/cases/{case}/close", note="Rang.", then="stay")
    assert "by Kim" in desk.get(f"/staff/cases/{case}").text
    desk.road.database.close()
