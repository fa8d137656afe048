from collections.abc import Iterator
from pathlib import Path

import pytest

from drip.storage.tables import enrolments, suppressions, tasks
from tests import builders
from tests.web.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A demo's desk: open, so that these tests are about the pages alone."""
    desk = Desk(tmp_path, demo=True)
    yield desk
    desk.road.database.close()


def test_today_says_whom_to_ring_and_a_note_ends_it(desk: Desk) -> None:
    who, where = desk.road.person("Ann")
    with desk.services.database.write() as tx:
        task = builders.task(
            tx,
            who,
            enrolment_id=where,
            title="Ring: stopped",
            detail="Too sore",
            created_at=desk.road.present,
        )

    page = desk.get("/staff/").text
    assert "Ring: stopped" in page
    assert "ann@example.com" in page
    assert "Too sore" in page
    assert "Mon 4 Jan, 9:00 am" in page

    desk.post(f"/staff/tasks/{task}/done", note=" Rang, all good ")
    page = desk.get("/staff/").text

    assert "Done, and noted." in page
    assert "Ring: stopped" not in page
    with desk.services.database.read() as tx:
        kept = tx.execute(tasks.select()).one()
    assert (kept.state, kept.note, kept.done_by) == ("done", "Rang, all good", "staff:0")


def test_of_two_who_do_a_task_the_second_is_told(desk: Desk) -> None:
    with desk.services.database.write() as tx:
        task = builders.task(tx, None)

    desk.post(f"/staff/tasks/{task}/done", note="first")
    desk.post(f"/staff/tasks/{task}/done", note="second")

    assert "Somebody was quicker" in desk.get("/staff/").text
    with desk.services.database.read() as tx:
        assert tx.execute(tasks.select()).one().note == "first"


def test_a_letter_that_was_set_aside_is_seen_with_its_reason(desk: Desk) -> None:
    who, _ = desk.road.person("Ann")
    assert "None. Every letter that was due has gone its way." in desk.get("/staff/").text
    with desk.services.database.write() as tx:
        builders.delivery(
            tx,
            who,
            sequence="daily",
            step="two",
            purpose="branch",
            state="failed",
            reason="the letter could not be made",
            settled_at=desk.road.present,
        )

    page = desk.get("/staff/").text

    assert "Letter two" in page
    assert "could not be sent" in page
    assert "The letter could not be made." in page
    assert "They balance" in page


def test_people_are_searched_and_each_leads_to_a_story(desk: Desk) -> None:
    who, _ = desk.road.person("Ann")
    desk.road.person("Ben")

    page = desk.get("/staff/people?text=ann").text

    assert "1 person found" in page
    assert "ben@example.com" not in page
    assert "Next: Letter hello, Mon 4 Jan, 9:00 am" in desk.read("/staff/people?text=ann")
    assert f'href="/staff/people/{who}"' in page
    assert "Letter “Letter hello”" in desk.get(f"/staff/people/{who}").text


@pytest.mark.parametrize("query", ["page=0", "page=-3", "page=x", "state=%27", "sequence=none"])
def test_a_made_up_search_finds_its_page_too(desk: Desk, query: str) -> None:
    desk.road.person("Ann")

    assert desk.get(f"/staff/people?{query}").status_code == 200


def test_nobody_is_a_page_too(desk: Desk) -> None:
    answer = desk.get("/staff/people/999")

    assert answer.status_code == 404
    assert "We can&#39;t find that" in answer.text


def test_staff_pause_resume_and_stop_the_letters(desk: Desk) -> None:
    who, where = desk.road.person("Ann")

    def state() -> str:
        with desk.services.database.read() as tx:
            return str(tx.execute(enrolments.select()).one().state)

    desk.post(f"/staff/people/{who}/enrolments/{where}/pause", span="14")
    page = desk.read(f"/staff/people/{who}")
    assert state() == "paused"
    assert "Paused. Nothing goes until then." in page
    assert "Goes on Mon 18 Jan, 9:00 am" in page

    desk.post(f"/staff/people/{who}/enrolments/{where}/resume")
    assert state() == "active"

    desk.post(f"/staff/people/{who}/leave")
    page = desk.get(f"/staff/people/{who}").text
    assert state() == "unsubscribed"
    assert "No programme letters go to this address" in page
    with desk.services.database.read() as tx:
        kept = tx.execute(suppressions.select()).one()
    assert (kept.reason, kept.source) == ("staff", "staff:0")


def test_a_pause_may_have_no_end(desk: Desk) -> None:
    who, where = desk.road.person("Ann")

    desk.post(f"/staff/people/{who}/enrolments/{where}/pause", span="")

    with desk.services.database.read() as tx:
        kept = tx.execute(enrolments.select()).one()
    assert (kept.state, kept.paused_until) == ("paused", None)


def test_a_pause_of_a_made_up_length_is_refused(desk: Desk) -> None:
    who, where = desk.road.person("Ann")

    answer = desk.post(f"/staff/people/{who}/enrolments/{where}/pause", span="9999999")

    assert answer.status_code == 400


def test_an_enrolment_of_somebody_else_is_left_alone(desk: Desk) -> None:
    who, where = desk.road.person("Ann")
    other, _ = desk.road.person("Ben")

    def states() -> list[str]:
        with desk.services.database.read() as tx:
            return [row.state for row in tx.execute(enrolments.select().order_by(enrolments.c.id))]

    desk.post(f"/staff/people/{other}/enrolments/{where}/pause", span="14")
    assert states() == ["active", "active"]

    desk.post(f"/staff/people/{who}/enrolments/{where}/pause", span="14")
    desk.post(f"/staff/people/{other}/enrolments/{where}/resume")
    assert states() == ["paused", "active"]


def test_sequences_in_force_are_shown_with_their_letters(desk: Desk) -> None:
    desk.road.person("Ann")

    page = desk.get("/staff/sequences").text

    assert "Day by day" in page
    assert "by tests" in page
    assert "<strong>1</strong> active" in page
    assert "4 letters, counted from the day of confirming" in page
    assert "Letter three" in page


def test_a_name_is_a_name_and_never_a_script(desk: Desk) -> None:
    script = "<script>alert(1)</script>"
    with desk.services.database.write() as tx:
        who = builders.subscriber(tx, first_name=script, email="x@example.org")
        builders.task(tx, who, title=script, detail=script)
        builders.decision(tx, who, reason=script)

    for page in ("/staff/", "/staff/people", f"/staff/people/{who}"):
        text = desk.get(page).text
        assert "alert(1)" in text
        assert "<script" not in text
