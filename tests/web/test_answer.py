"""The pages behind a tap, as a browser asks for them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from drip.storage.database import Database
from drip.storage.tables import messages, observations
from drip.web.factory import WebConfig, create_app
from tests.asking import ASKING, SERVICES, Asking
from tests.road import DAILY, content


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Asking:
    return Asking(database, tmp_path)


@pytest.fixture
def client(road: Asking) -> FlaskClient:
    app = create_app(road.services, config=WebConfig(secret_key=b"k" * 32))
    return app.test_client()


def chosen(html: str) -> list[str]:
    """The values of the fields that are checked."""
    fields = re.findall(r"<input type=\"(?:radio|checkbox)\"[^>]*>", html)
    return [
        match.group(1)
        for field in fields
        if " checked" in field and (match := re.search(r"value=\"([^\"]*)\"", field))
    ]


def test_a_tap_shows_its_answer_chosen_with_the_other_questions(
    road: Asking, client: FlaskClient
) -> None:
    answer = client.get(f"/a/{road.token(place=2)}")

    assert answer.status_code == 200
    assert chosen(answer.text) == ["sore"]
    assert "Average pain over the last 7 days?" in answer.text
    assert road.said() == []


def test_the_press_leads_to_thanks_that_can_be_loaded_again(
    road: Asking, client: FlaskClient
) -> None:
    pressed = client.post(f"/a/{road.token()}", data={"session": "sore", "pain": "3"})
    assert pressed.status_code == 303

    for _ in range(2):
        page = client.get(pressed.location)
        assert "That's noted" in page.text
        assert "I was sore" in page.text
        assert "3 out of 10" in page.text
        assert "We&#39;ll send you a short email about this." in page.text
    assert len(road.said()) == 2


def test_change_my_answer_shows_what_was_said(road: Asking, client: FlaskClient) -> None:
    client.post(f"/a/{road.token()}", data={"session": "sore", "pain": "0"})

    page = client.get(f"/a/{road.token()}")

    assert chosen(page.text) == ["sore", "0"]
    assert "Change your answer" in page.text


def test_follow_up_questions_come_after_the_press(road: Asking, client: FlaskClient) -> None:
    token = road.token()
    page = client.post(f"/a/{token}", data={"session": "not_yet"}, follow_redirects=True)
    assert "What got in the way?" in page.text

    page = client.post(f"/a/{token}", data={"barrier": "cost"}, follow_redirects=True)
    assert "One more thing" not in page.text
    assert road.said() == [("session", "not_yet"), ("barrier", "cost")]


def test_an_answer_that_was_not_offered_keeps_the_page(road: Asking, client: FlaskClient) -> None:
    answer = client.post(f"/a/{road.token()}", data={"session": "sore", "pain": "<b>12"})

    assert answer.status_code == 422
    assert chosen(answer.text) == ["sore"]
    assert "Give a whole number from 0 to 10." in answer.text
    assert "<b>12" not in answer.text
    assert road.said() == []


def test_thanks_before_any_answer_leads_back_to_the_questions(
    road: Asking, client: FlaskClient
) -> None:
    token = road.token()

    assert client.get(f"/a/{token}/done").location.endswith(f"/a/{token}")


def test_an_unknown_link_is_the_page_that_every_bad_link_gets(
    road: Asking, client: FlaskClient
) -> None:
    unknown = client.get("/a/" + "x" * 42)
    other = client.get("/u/" + "x" * 42)

    assert unknown.status_code == other.status_code == 404
    assert unknown.text == other.text
    assert client.post("/a/" + "x" * 42, data={"session": "fine"}).status_code == 404
    assert client.get("/a/" + "x" * 42 + "/done").status_code == 404
    assert road.said() == []


def test_a_closed_check_in_says_so_and_what_to_do_instead(
    road: Asking, client: FlaskClient
) -> None:
    token = road.token()
    road.wait(days=14)

    for page in (client.get(f"/a/{token}"), client.post(f"/a/{token}", data={"session": "fine"})):
        assert page.status_code == 410
        assert "These questions are closed" in page.text
        assert "reply to any of our emails" in page.text
    assert road.said() == []


def test_what_was_written_on_a_page_that_closed_meanwhile_still_reaches_a_person(
    road: Asking, client: FlaskClient
) -> None:
    token = road.token()
    client.get(f"/a/{token}")
    road.wait(days=14)

    words = {"session": "fine", "_comment": "I can't feel when I wipe."}
    pages = [client.post(f"/a/{token}", data=words) for _ in range(2)]

    assert [page.status_code for page in pages] == [410, 410]
    assert "has gone to the people at" in pages[0].text
    assert road.said() == []
    (message,) = road.table(messages)
    assert (message.subscriber_id, message.urgent) == (road.ann, 1)
    assert "has gone to" not in client.post(f"/a/{token}", data={"session": "fine"}).text


def test_looking_notes_the_visit_and_the_family_of_the_program_only(
    road: Asking, client: FlaskClient
) -> None:
    header = {"User-Agent": "Mozilla/5.0 (iPhone) Version/17 Safari/605.1.15"}
    client.get(f"/a/{road.token()}", headers=header)
    client.head(f"/a/{road.token()}", headers=header)

    assert [row.agent for row in road.table(observations)] == ["Safari", "robot"]
    assert road.check_in().state == "open"


def test_the_pages_set_no_cookie_and_load_nothing_from_elsewhere(
    road: Asking, client: FlaskClient
) -> None:
    page = client.get(f"/a/{road.token()}")

    assert "Set-Cookie" not in page.headers
    assert "<script" not in page.text
    assert not re.findall(r"(?:src|href)=\"https?://", page.text)
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_a_booking_button_leads_to_the_service_of_the_answer(
    road: Asking, client: FlaskClient
) -> None:
    page = client.post(f"/a/{road.token()}", data={"session": "visit"}, follow_redirects=True)

    (link,) = re.findall(r"href=\"([^\"]*/b/[^\"]+)\"", page.text)
    answer = client.get(link)
    assert answer.status_code == 302
    assert answer.location.startswith("https://book.clinic.example/massage")


ROUTINE = ASKING.replace(
    "      pain: pain\n",
    '      pain: pain\n      plan: {question: "Which two days?", routine: true}\n',
    1,
)


@pytest.fixture
def planner(database: Database, tmp_path: Path) -> Asking:
    files = content({"asking": ROUTINE, "daily": DAILY}, clinic=SERVICES)
    return Asking(database, tmp_path, files=files)


def test_a_routine_is_answered_shown_again_and_kept_as_a_calendar(planner: Asking) -> None:
    client = create_app(planner.services, config=WebConfig(secret_key=b"k" * 32)).test_client()
    token = planner.token("first")
    assert client.get(f"/a/{token}/calendar.ics").status_code == 404

    plan = {"plan.days": ["mon", "thu"], "plan.time": "07:00", "plan.place": "Gym, left"}
    thanks = client.post(f"/a/{token}", data=plan, follow_redirects=True)
    assert "Mondays and Thursdays at 7:00 am, Gym, left" in thanks.text
    assert f"/a/{token}/calendar.ics" in thanks.text
    assert planner.said() == [("plan", "mon,thu 07:00 Gym, left")]

    again = client.get(f"/a/{token}").text
    assert chosen(again) == ["mon", "thu"]
    assert 'value="07:00"' in again
    assert 'value="Gym, left"' in again

    file = client.get(f"/a/{token}/calendar.ics")
    assert file.content_type == "text/calendar; charset=utf-8; method=PUBLISH"
    assert "attachment" in file.headers["Content-Disposition"]
    assert b"DTSTART;TZID=Europe/Berlin:20270107T070000\r\n" in file.data
    assert b"LOCATION:Gym\\, left\r\n" in file.data
    uid = re.findall(rb"UID:(\S+)", file.data)

    client.post(f"/a/{token}", data=plan | {"plan.time": "08:00"})
    changed = client.get(f"/a/{token}/calendar.ics").data
    assert re.findall(rb"UID:(\S+)", changed) == uid
    assert b":20270107T080000\r\n" in changed
    assert planner.check_in("first").state == "answered"


def test_a_routine_without_a_day_comes_back_as_it_was_typed(planner: Asking) -> None:
    client = create_app(planner.services, config=WebConfig(secret_key=b"k" * 32)).test_client()
    page = client.post(f"/a/{planner.token('first')}", data={"plan.time": "07:00"})

    assert page.status_code == 422
    assert "Choose at least one day." in page.text
    assert 'value="07:00"' in page.text
    assert planner.said() == []
