"""A case on the staff side: on top, with its words, and closed with a note alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drip.flow import safety
from drip.flow.safety import Urgent
from drip.storage import cases, enrolments
from drip.storage.tables import messages, threads
from tests import builders
from tests.web.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, demo=True)
    yield desk
    desk.road.database.close()


def _case(desk: Desk, who: int | None, text: str = "I can't <b>feel</b> when I wipe") -> int:
    with desk.services.database.write() as tx:
        thread = builders.row(tx, threads, state="open", last_at=desk.road.present)
        message = builders.row(
            tx,
            messages,
            thread_id=thread,
            subscriber_id=who,
            channel="mail",
            direction="in",
            sender="self" if who else "unknown",
            at=desk.road.present,
            text=text,
            cause=f"mail:{thread}",
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
