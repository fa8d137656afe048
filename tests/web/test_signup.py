from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from drip.storage import tables
from tests.site import FILLED, Site, site_on_file


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_on_file(tmp_path) as opened:
        yield opened


def test_the_page_ticks_nothing_and_runs_nothing(site: Site) -> None:
    page = site.get("/").text
    assert " checked" not in page
    assert "<script" not in page
    assert "javascript" not in page.lower()


def test_signing_up_writes_one_letter_with_a_link_to_confirm(site: Site) -> None:
    answer = site.fill_in()
    site.tick()
    assert (answer.status_code, "Check your inbox" in answer.text) == (200, True)
    (mail,) = site.mails()
    assert "To: " in mail.read_text()
    assert "sam@example.com" in mail.read_text()
    assert "/confirm/" in mail.read_text().replace("=\n", "")


def test_evidence_holds_the_very_words_of_the_page(site: Site) -> None:
    page = site.get("/").text
    site.fill_in()
    (signup,) = site.table(tables.signups)
    assert set(signup.wording) == {"programme", "health_answers", "adult"}
    assert all(said["version"] for said in signup.wording.values())
    plain = page.replace("&#39;", "'")
    assert all(said["text"] in plain for said in signup.wording.values())


def test_health_answers_may_be_left_unticked(site: Site) -> None:
    assert site.fill_in(health_answers="").status_code == 200
    (signup,) = site.table(tables.signups)
    assert not signup.health_consent
    assert "health_answers" not in signup.wording


@pytest.mark.parametrize("field", ["first_name", "email", "programme", "programme_emails", "adult"])
def test_what_is_missing_is_asked_for_and_nothing_is_kept(site: Site, field: str) -> None:
    answer = site.fill_in(**{field: ""})
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert f'id="f-{field}"' in answer.text
    assert f'id="e-{field}"' in answer.text
    assert site.count(tables.subscribers) == 0


def test_a_mistake_loses_nothing_that_was_typed(site: Site) -> None:
    page = site.fill_in(email="sam@", programme="acute", started="4-14", onset="").text
    assert 'value="Sam"' in page
    assert 'value="sam@"' in page
    assert re.search(r'value="4-14"[^>]* checked', page)
    assert re.search(r'value="acute"[^>]* checked', page)
    assert re.search(r'name="health_answers"[^>]* checked', page)
    assert re.search(r'value="Europe/Berlin" selected', page)


def test_the_summary_of_mistakes_can_be_focused(site: Site) -> None:
    page = site.fill_in(email="").text
    assert re.search(r'role="alert" tabindex="-1" autofocus', page)


def test_name_and_address_from_the_clinics_own_site_lead_to_the_other_questions(site: Site) -> None:
    elsewhere = {"Origin": "https://clinic.example", "Sec-Fetch-Site": "cross-site"}
    first = site.post(
        "/signup/front-page",
        {"first_name": "Sam", "email": "sam@example.com"},
        headers=elsewhere,
    )
    assert first.status_code == 200
    assert "Nearly there" in first.text
    assert 'value="Sam"' in first.text
    assert 'value="sam@example.com"' in first.text
    assert site.count(tables.subscribers) == 0
    mark = re.search(r'name="page" value="([^"]+)"', first.text)
    assert mark
    site.wait(seconds=10)
    assert site.post("/signup/front-page", FILLED | {"page": mark[1]}).status_code == 200
    (signup,) = site.table(tables.signups)
    assert signup.source == "front-page"


def test_even_a_whole_form_from_elsewhere_sees_our_page_first(site: Site) -> None:
    answer = site.post("/signup/front-page", FILLED)
    assert "Nearly there" in answer.text
    assert site.count(tables.subscribers) == 0


def test_what_is_wrong_in_a_form_from_elsewhere_is_said_at_once(site: Site) -> None:
    answer = site.post("/signup/front-page", {"first_name": "Sam", "email": "sam"})
    assert answer.status_code == 422
    assert 'href="#f-email"' in answer.text
    assert 'href="#f-adult"' not in answer.text


def test_known_and_unknown_addresses_get_the_same_answer(site: Site) -> None:
    site.join(email="known@example.com")
    answers = [
        site.fill_in(email=email).text.replace(email, "")
        for email in ("known@example.com", "stranger@example.com")
    ]
    assert answers[0] == answers[1]


def test_a_robot_that_fills_every_field_is_thanked_and_forgotten(site: Site) -> None:
    answer = site.fill_in(website="https://spam.example")
    assert "Check your inbox" in answer.text
    assert site.count(tables.subscribers) == 0


def test_a_form_sent_faster_than_anybody_reads_is_shown_once_more(site: Site) -> None:
    answer = site.fill_in(1)
    assert "press the button again" in answer.text
    assert site.count(tables.subscribers) == 0
    mark = re.search(r'name="page" value="([^"]+)"', answer.text)
    assert mark
    site.wait(seconds=3)
    assert "Check your inbox" in site.post("/", FILLED | {"page": mark[1]}).text


def test_a_page_left_open_for_hours_is_shown_once_more_with_all_input(site: Site) -> None:
    answer = site.fill_in(7300)
    assert "open for a while" in answer.text
    assert 'value="sam@example.com"' in answer.text
    assert site.count(tables.subscribers) == 0
    mark = re.search(r'name="page" value="([^"]+)"', answer.text)
    assert mark
    assert "Check your inbox" in site.post("/", FILLED | {"page": mark[1]}).text


@pytest.mark.parametrize(
    "changes",
    [
        {"first_name": "Sam\r\nBcc: all@example.com"},
        {"email": "sam@example.com\r\nBcc: all@example.com"},
        {"email": "sam@example.com\nBcc: all@example.com"},
        {"first_name": "Win at https://spam.example"},
        {"first_name": "www.spam.example"},
        {"first_name": "S" * 41},
        {"email": "letters@clinic.example"},
        {"email": "Hello@Clinic.Example"},
        {"email": "sam@example"},
        {"email": "a@b@example.com"},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"programme": "no-such"},
    ],
)
def test_what_no_letter_could_carry_is_refused_kindly(site: Site, changes: dict[str, str]) -> None:
    assert site.fill_in(**changes).status_code == 422
    assert site.count(tables.subscribers) == 0


@pytest.mark.parametrize(
    "email", ["käthe@example.com", "sam@bücher.example.com", "O'Neil@example.com"]
)
def test_addresses_of_the_whole_world_are_taken(site: Site, email: str) -> None:
    assert site.fill_in(email=email).status_code == 200
    assert site.count(tables.signups) == 1


def test_markup_in_a_field_stays_text(site: Site) -> None:
    page = site.fill_in(email='"><script>alert(1)</script>').text
    assert "<script" not in page


def test_300_posts_for_one_address_write_one_letter(site: Site) -> None:
    mark = site.mark()
    site.wait(seconds=5)
    statuses = {site.post("/", FILLED | {"page": mark}).status_code for _ in range(300)}
    assert len(site.confirmations()) == 1
    assert statuses == {200}


def test_many_addresses_from_one_network_are_slowed_down(site: Site) -> None:
    mark = site.mark()
    site.wait(seconds=5)
    statuses = [
        site.post(
            "/",
            FILLED | {"page": mark, "email": f"p{number}@example.com"},
            environ_base={"REMOTE_ADDR": f"203.0.113.{number}"},
        ).status_code
        for number in range(40)
    ]
    assert statuses == [200] * 30 + [429] * 10
    site.wait(hours=1)
    assert site.fill_in(email="later@example.com").status_code == 200


def test_no_log_line_holds_what_was_typed(site: Site) -> None:
    with capture_logs() as lines:
        site.fill_in(email="planted-canary@example.com", first_name="Canaryname")
        site.fill_in(email="planted-canary@", first_name="Canaryname")
    assert lines
    assert "canary" not in str(lines).lower()


def test_a_form_id_is_a_plain_word(site: Site) -> None:
    assert site.get("/signup/front-page").status_code == 200
    assert site.get("/signup/Front%20Page").status_code == 404
    assert site.get("/signup/" + "a" * 41).status_code == 404


def test_a_huge_post_is_turned_away(site: Site) -> None:
    assert site.post("/", {"email": "x" * 100_000}).status_code == 413
