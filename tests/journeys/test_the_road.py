"""Whole roads, as a person walks them: over HTTP and through the letters."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drip.engine.calendar import local_day, zone_of
from tests.journeys.visitor import MONDAY, Clinic, Page, clinic, link, tap, words

SAM = {
    "first_name": "Sam",
    "email": "sam@example.com",
    "programme": "strengthening",
    "programme_emails": "yes",
    "health_answers": "yes",
    "adult": "yes",
    "zone": "Australia/Melbourne",
}


@pytest.fixture
def at(empty_database_url: str, tmp_path: Path) -> Iterator[Clinic]:
    with clinic(empty_database_url, tmp_path) as opened:
        yield opened


def sign_up(at: Clinic, **changes: str) -> Page:
    page = at.open("/")
    at.pass_time(seconds=30)
    answered = at.press(page, **SAM | changes)
    at.pass_time(minutes=1)
    return answered


def join(at: Clinic, **changes: str) -> None:
    sign_up(at, **changes)
    at.press(at.open(link(at.letter(), "confirm")))
    at.pass_time(minutes=1)


def test_from_the_form_to_a_goodbye(at: Clinic) -> None:
    assert "Check your inbox" in sign_up(at).text
    asked = at.letter()
    assert asked["To"].addresses[0].addr_spec == "sam@example.com"

    confirm = at.open(link(asked, "confirm"))
    at.pass_time(minutes=2)
    assert at.new_letters() == [], "opening the page must confirm nothing"
    assert at.press(confirm).status == 200
    at.pass_time(minutes=1)

    welcome = at.letter()
    assert "Sam" in words(welcome)
    assert welcome["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "spasm" not in welcome["Subject"].lower()

    first_session = at.wait_for_letter("First session")
    questions = at.open(tap(first_session, "pulled up sore"))
    assert questions.form["session"] == "sore", "the tapped answer is chosen already"
    thanks = at.press(questions)
    assert thanks.status == 200
    branch = at.wait_for_letter("After your first session", days=4)

    goodbye = at.open(link(branch, "u"))
    at.pass_time(days=2)
    at.new_letters()
    assert at.press(goodbye, press="leave").status == 200
    at.pass_time(days=60)
    assert at.new_letters() == []


def test_opening_every_link_of_every_letter_changes_nothing(at: Clinic) -> None:
    join(at)
    letter = at.wait_for_letter("First session")
    for purpose in ("a", "p", "u", "v", "b"):
        found = [one for one in words(letter).split() if f"/{purpose}/" in one]
        for address in found:
            at.client.get(address.removeprefix("https://care.clinic.example"))

    assert at.wait_for_letter("More than a weak back")


def test_one_click_ends_it_at_once(at: Clinic) -> None:
    join(at)
    welcome = at.letter()
    one_click = welcome["List-Unsubscribe"].split(">")[0].strip("< ")

    answer = at.client.post(
        one_click.removeprefix("https://care.clinic.example"),
        data={"List-Unsubscribe": "One-Click"},
    )

    assert answer.status_code == 200
    at.pass_time(days=60)
    assert at.new_letters() == []


def test_a_known_address_gets_the_same_page_as_an_unknown_one(at: Clinic) -> None:
    join(at)
    at.new_letters()

    again, new = sign_up(at), sign_up(at, email="kim@example.com", first_name="Kim")

    assert again.text.replace("sam@", "kim@") == new.text


def test_without_the_health_consent_nothing_is_asked(at: Clinic) -> None:
    join(at, health_answers="")
    at.new_letters()

    letter = at.wait_for_letter("First session", days=10)

    assert "/a/" not in words(letter)


def test_a_pause_holds_everything_and_the_rest_comes_later(at: Clinic) -> None:
    join(at)
    page = at.open(link(at.letter(), "p"))
    at.press(page, do="pause", length="2w")

    at.pass_time(days=13)
    assert at.new_letters() == []

    assert at.wait_for_letter("Start lighter", days=6)


def test_in_spasm_the_days_count_from_when_it_began(at: Clinic) -> None:
    join(at, programme="spasm", started="1-3")
    at.new_letters()

    at.pass_time(days=25)
    melbourne = zone_of("Australia/Melbourne")
    days = {
        one["Subject"]: (local_day(one["Date"].datetime, melbourne) - MONDAY.date()).days
        for one in at.new_letters()
    }

    assert len(days) >= 5
    # It began two days before the sign-up: "one week" is five days later.
    assert next(day for subject, day in days.items() if "week" in subject.lower()) == 5


def test_nothing_personal_leaves_with_a_visit_to_the_booking_page(at: Clinic) -> None:
    join(at)
    letter = at.letter()

    answer = at.client.get(link(letter, "b").removeprefix("https://care.clinic.example"))

    assert answer.status_code in {302, 303}
    assert answer.headers["Location"].startswith("https://book.")
    assert "sam" not in answer.headers["Location"].lower()
