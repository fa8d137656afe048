from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.routing import Rule

from drip.flow.front_desk import passwords, staff
from drip.web.staff.blueprint import OPEN
from tests.web.desk import EMAIL, PASSWORD, Desk

POSTS = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    # What a hash costs is the matter of test_staff_passwords.py.
    monkeypatch.setattr(passwords, "_N", 2**4)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.road.database.close()


def rules(desk: Desk) -> list[Rule]:
    """Every route of the staff side."""
    found = [rule for rule in desk.app.url_map.iter_rules() if rule.endpoint.startswith("staff.")]
    assert len(found) > 10
    assert all(rule.rule.startswith("/staff/") for rule in found)
    return found


def path(desk: Desk, rule: Rule) -> str:
    values = {name: "1" if "id" in name else "x" for name in rule.arguments}
    with desk.app.test_request_context():
        built = desk.app.url_map.bind("").build(rule.endpoint, values)
    return str(built)


def test_every_page_asks_who_knocks(desk: Desk) -> None:
    closed = [rule for rule in rules(desk) if rule.endpoint not in OPEN]

    for rule in closed:
        if "GET" in (rule.methods or ()):
            answer = desk.get(path(desk, rule))
            assert answer.status_code == 302, rule
            assert answer.location.startswith("/staff/sign-in"), rule
        if POSTS & (rule.methods or set()):
            assert desk.post(path(desk, rule)).status_code == 401, rule

    assert frozenset({"staff.sign_in", "staff.join"}) == OPEN


def test_every_post_needs_the_token_of_our_own_page(desk: Desk) -> None:
    desk.join()

    posts = [rule for rule in rules(desk) if POSTS & (rule.methods or set())]
    for rule in posts:
        for token in ("", "made-up"):
            answer = desk.post(path(desk, rule), token=token)
            assert answer.status_code == 400, rule
    assert len(posts) > 6


def test_a_post_from_another_site_is_refused(desk: Desk) -> None:
    desk.join()
    token = desk.token()

    answer = desk.client.post(
        "/staff/sign-out",
        base_url="https://drip.clinic.example",
        data={"csrf_token": token},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 403
    assert desk.get("/staff/").status_code == 200


def test_the_first_person_comes_in_by_the_printed_link(desk: Desk) -> None:
    link = str(staff.first_link(desk.services)).removeprefix("https://drip.clinic.example")
    assert "You are the first one here" in desk.get(link).text

    answer = desk.post(link, name="Kim", email=EMAIL, password=PASSWORD, again=PASSWORD)

    assert answer.status_code == 303
    assert "Kim" in desk.get("/staff/").text
    assert desk.get(link).status_code == 404


def test_a_link_asks_for_the_same_long_password_twice(desk: Desk) -> None:
    link = desk.invite()

    short = desk.post(link, password="short", again="short")
    other = desk.post(link, password=PASSWORD, again="other words, other words")

    assert (short.status_code, other.status_code) == (422, 422)
    assert "at least 12 characters" in short.text
    assert "are not the same" in other.text
    assert desk.get("/staff/").status_code == 302


def test_the_first_person_is_told_when_an_address_cannot_be_used(desk: Desk) -> None:
    link = str(staff.first_link(desk.services)).removeprefix("https://drip.clinic.example")

    answer = desk.post(link, name="Kim", email="kim@", password=PASSWORD, again=PASSWORD)

    assert answer.status_code == 422
    assert "That is no email address that Drip can use." in answer.text


def test_a_used_link_says_what_to_do(desk: Desk) -> None:
    link = desk.invite()
    desk.post(link, password=PASSWORD, again=PASSWORD)

    answer = desk.post(link, password=PASSWORD, again=PASSWORD)

    assert answer.status_code == 404
    assert "drip staff add" in answer.text


def test_the_session_is_kept_in_a_cookie_that_only_our_pages_bring(desk: Desk) -> None:
    cookies = [
        cookie for cookie in desk.join().headers.getlist("Set-Cookie") if "drip-staff" in cookie
    ]

    assert len(cookies) == 1
    assert cookies[0].startswith("__Host-drip-staff=")
    for mark in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert mark in cookies[0]
    assert "Domain" not in cookies[0]


def test_signing_in_gives_a_new_session_and_a_new_form_token(desk: Desk) -> None:
    desk.join()
    before = (desk.client.get_cookie("__Host-drip-staff", "drip.clinic.example"), desk.token())

    answer = desk.post("/staff/sign-in", email=EMAIL, password=PASSWORD)

    assert answer.status_code == 303
    after = (desk.client.get_cookie("__Host-drip-staff", "drip.clinic.example"), desk.token())
    assert before[0] is not None
    assert after[0] is not None
    assert before[0].value != after[0].value
    assert desk.post("/staff/sign-out", token=before[1]).status_code == 400


def test_a_wrong_password_is_refused_in_the_same_words_for_everybody(desk: Desk) -> None:
    desk.join()
    desk.post("/staff/sign-out")

    wrong = desk.post("/staff/sign-in", email=EMAIL, password="wrong")
    nobody = desk.post("/staff/sign-in", email="nobody@clinic.example", password="wrong")

    assert (wrong.status_code, nobody.status_code) == (422, 422)
    words = "The email address and the password do not go together"
    assert words in wrong.text
    assert words in nobody.text
    assert "wrong" not in wrong.text


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/staff/people", "/staff/people"),
        ("https://evil.example/", "/staff/"),
        ("//evil.example/staff/", "/staff/"),
        ("/staff/\\evil.example", "/staff/"),
        ("", "/staff/"),
    ],
)
def test_after_the_sign_in_one_is_led_on_to_our_own_pages_only(
    desk: Desk, asked: str, led: str
) -> None:
    desk.join()

    answer = desk.post(f"/staff/sign-in?next={asked}", email=EMAIL, password=PASSWORD)

    assert answer.location == led


def test_signing_out_ends_the_session_for_whoever_kept_the_cookie(desk: Desk) -> None:
    desk.join()
    kept = desk.client.get_cookie("__Host-drip-staff", "drip.clinic.example")
    assert kept is not None

    desk.post("/staff/sign-out")
    desk.client.set_cookie(
        "__Host-drip-staff", kept.value, domain="drip.clinic.example", secure=True
    )

    assert desk.get("/staff/").status_code == 302


def test_signing_out_everywhere_ends_the_other_browsers_too(desk: Desk) -> None:
    desk.join()
    here, desk.client = desk.client, desk.app.test_client()
    desk.post("/staff/sign-in", email=EMAIL, password=PASSWORD)
    assert desk.get("/staff/").status_code == 200

    desk.post("/staff/sign-out-everywhere")

    desk.client = here
    assert desk.get("/staff/").status_code == 302


def test_a_changed_password_keeps_one_in_here_and_says_so(desk: Desk) -> None:
    desk.join()

    wrong = desk.post("/staff/account", old="no", password="new words, new", again="new words, new")
    right = desk.post(
        "/staff/account", old=PASSWORD, password="new words, new", again="new words, new"
    )

    assert "That is not your password of now" in wrong.text
    assert right.status_code == 303
    assert "Your password is changed" in desk.get("/staff/account").text


def test_a_session_that_is_over_asks_again(desk: Desk) -> None:
    desk.join()

    desk.road.wait(hours=12, minutes=1)

    assert desk.get("/staff/").status_code == 302


def test_a_page_may_stay_open_over_a_long_morning(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.join()
    token = desk.token()
    import time  # noqa: PLC0415 - the form token asks the machine's own clock

    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + timedelta(hours=5).total_seconds())

    assert desk.post("/staff/sign-out", token=token).status_code == 303


def test_staff_pages_are_kept_by_nobody_and_framed_by_nobody(desk: Desk) -> None:
    desk.join()

    for page in ("/staff/", "/staff/people", "/staff/outbox"):
        headers = desk.get(page).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script-src" not in policy


def test_a_demo_is_open_and_says_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path, demo=True)

    page = desk.get("/staff/")

    assert page.status_code == 200
    assert "Demo: no sign-in" in page.text
    token = desk.token()
    assert desk.post("/staff/tasks/1/done", token="").status_code == 400
    assert desk.post("/staff/tasks/1/done", token=token).status_code == 303
    desk.road.database.close()


def test_without_a_demo_nothing_says_that_it_is_open(desk: Desk) -> None:
    desk.join()

    assert "no sign-in" not in desk.get("/staff/").text
