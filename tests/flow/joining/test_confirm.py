from __future__ import annotations

import threading
from pathlib import Path

import pytest

from drip.domain.people import SuppressionReason
from drip.flow.joining.confirm import StaleSignupError, confirm, look
from drip.flow.leaving.leave import leave
from drip.links import LinkPurpose
from drip.storage import tables
from drip.storage.database import Database
from tests.site import Site


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


def token(site: Site) -> str:
    return site.confirm_link().rpartition("/")[2]


def test_the_press_keeps_evidence_word_for_word(site: Site) -> None:
    site.sign_up()
    asked_at = site.present
    site.wait(hours=3)
    confirm(site.services, token(site), site.present)
    (signup,) = site.table(tables.signups)
    rows = site.table(tables.consents)
    assert [one.purpose for one in rows] == ["programme", "health_answers"]
    for one in rows:
        assert one.wording == signup.wording[one.purpose]["text"]
        assert (one.asked_at, one.at, one.given) == (asked_at, site.present, True)
        assert (one.source, one.signup_id) == ("form:web", signup.id)


def test_without_the_second_tick_there_is_no_consent_to_health_answers(site: Site) -> None:
    site.join(health_consent=False)
    assert [one.purpose for one in site.table(tables.consents)] == ["programme"]
    assert not site.table(tables.subscribers)[0].health_consent


def test_the_press_enrols_and_plans_the_first_letter(site: Site) -> None:
    person = site.join()
    (enrolment,) = site.table(tables.enrolments)
    assert (enrolment.subscriber_id, enrolment.confirmed_at) == (person, site.present)
    (letter,) = site.rows(purpose="step")
    assert letter.step == "hello"


def test_looking_changes_nothing(site: Site) -> None:
    site.sign_up()
    before = site.state()
    shown = look(site.services, token(site))
    assert (shown.first_name, shown.title, shown.done) == ("Sam", "Day by day", False)
    assert site.state() == before


def test_a_second_press_changes_nothing(site: Site) -> None:
    site.join()
    before = site.state()
    site.wait(minutes=5)
    assert confirm(site.services, token(site), site.present).done
    assert site.state() == before


def test_presses_that_race_enrol_once(site: Site) -> None:
    site.sign_up()
    start = threading.Barrier(6)
    done: list[bool] = []

    def press() -> None:
        start.wait()
        done.append(confirm(site.services, token(site), site.present).done)

    racers = [threading.Thread(target=press) for _ in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(done) == [False] + [True] * 5
    assert site.count(tables.enrolments) == 1
    assert site.count(tables.consents) == 2


def test_a_signup_counts_for_a_week(site: Site) -> None:
    site.sign_up()
    link = token(site)
    site.wait(days=7)
    assert not look(site.services, link).done
    site.wait(minutes=1)
    with pytest.raises(StaleSignupError):
        confirm(site.services, link, site.present)
    assert site.count(tables.enrolments) == 0


def test_a_goodbye_voids_every_signup_before_it(site: Site) -> None:
    site.sign_up()
    site.wait(days=1)
    site.sign_up()
    older, newer = (one.id for one in site.confirmations())
    site.post(f"/confirm/{_token(site, newer)}")
    person = site.confirmations()[0].subscriber_id
    site.wait(hours=1)
    leave(
        site.services,
        subscriber_id=person,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="tests",
        now=site.present,
    )
    before = site.state()
    with pytest.raises(StaleSignupError):
        confirm(site.services, _token(site, older), site.present)
    assert look(site.services, _token(site, newer)).left
    assert site.state() == before


def test_a_long_spasm_becomes_a_task_for_staff_and_no_letters(site: Site) -> None:
    site.join(sequence="acute", onset=None)
    (task,) = site.table(tables.tasks)
    assert "three weeks" in task.title
    assert site.count(tables.enrolments) == 0
    assert site.rows(purpose="step") == []
    site.post(site.confirm_link())
    assert site.count(tables.tasks) == 1


def test_a_second_programme_keeps_the_name_and_zone_the_person_chose(site: Site) -> None:
    site.join(zone="Asia/Tokyo")
    site.wait(days=2)
    site.join(
        sequence="acute",
        onset=site.present.date(),
        first_name="Sammy",
        zone="Europe/Berlin",
        health_consent=False,
    )
    (person,) = site.table(tables.subscribers)
    assert (person.first_name, person.zone, person.health_consent) == ("Sam", "Asia/Tokyo", True)


def test_who_comes_back_without_health_answers_is_not_asked_for_them(site: Site) -> None:
    person = site.join()
    leave(
        site.services,
        subscriber_id=person,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="tests",
        now=site.present,
    )
    site.wait(days=2)
    site.join(health_consent=False)
    assert not site.table(tables.subscribers)[0].health_consent


def test_a_complaint_after_the_letter_voids_it(site: Site) -> None:
    site.sign_up()
    link = token(site)
    leave(
        site.services,
        subscriber_id=site.confirmations()[0].subscriber_id,
        reason=SuppressionReason.COMPLAINT,
        source="tests",
        now=site.present,
    )
    with pytest.raises(StaleSignupError):
        confirm(site.services, link, site.present)


def _token(site: Site, delivery_id: int) -> str:
    return site.link(LinkPurpose.CONFIRM, delivery_id).rpartition("/")[2]


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("ann@example.com", "Ann+back@EXAMPLE.com", True),
        ("a.n.n@gmail.com", "ann@googlemail.com", True),
        ("ann+one@example.com", "ann+two@example.com", True),
        ("a.nn@example.com", "ann@example.com", False),
        ("ann@example.com", "ann@example.org", False),
        ("a_n@example.com", "abn@example.com", False),
    ],
)
def test_43_staff_hear_of_an_address_that_is_much_like_anothers(
    site: Site,
    first: str,
    second: str,
    alike: bool,  # noqa: FBT001 - what is expected
) -> None:
    one = site.join(email=first)
    two = site.join(email=second, first_name="Bo")
    assert one != two
    assert [row.cause for row in site.table(tables.tasks)] == [f"alike:{one}:{two}"] * alike
    assert [row.email for row in site.table(tables.subscribers)] == [first, second]
