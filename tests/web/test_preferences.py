from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drip.domain.people import PauseReason
from drip.flow.planning import pace
from drip.links import LinkPurpose
from drip.storage import tables
from tests.site import Site, site_on_file


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_on_file(tmp_path) as opened:
        opened.join()
        opened.tick()
        yield opened


@pytest.fixture
def link(site: Site) -> str:
    return site.link(LinkPurpose.PREFERENCES, site.rows(purpose="step")[0].id)


def test_the_page_tells_the_next_letter_and_changes_nothing(site: Site, link: str) -> None:
    before = site.state()
    page = site.get(link).text
    assert "Day by day" in page
    assert "Tuesday 5 January, about 9:00 am" in page
    assert site.state() == before


def test_name_and_zone_can_be_changed(site: Site, link: str) -> None:
    form = {"do": "details", "first_name": " Samira  Jane ", "zone": "Asia/Tokyo"}
    answer = site.post(link, form)
    assert answer.status_code == 303
    assert "Saved" in site.get(answer.location).text
    (person,) = site.table(tables.subscribers)
    assert (person.first_name, person.zone) == ("Samira Jane", "Asia/Tokyo")
    assert not person.zone_guessed


@pytest.mark.parametrize(
    "wrong", [{"first_name": ""}, {"first_name": "a\nb"}, {"zone": "Mars/Olympus"}]
)
def test_a_name_or_zone_that_cannot_be_is_said_beside_it(
    site: Site, link: str, wrong: dict[str, str]
) -> None:
    before = site.state()
    answer = site.post(link, {"do": "details", "first_name": "Max", "zone": "Asia/Tokyo"} | wrong)
    assert answer.status_code == 422
    assert f'id="e-{next(iter(wrong))}"' in answer.text
    assert site.state() == before


@pytest.mark.parametrize(
    ("length", "until"),
    [
        ("1w", datetime(2027, 1, 11, 8, tzinfo=UTC)),
        ("2w", datetime(2027, 1, 18, 8, tzinfo=UTC)),
        ("1m", datetime(2027, 2, 4, 8, tzinfo=UTC)),
    ],
)
def test_a_break_lasts_as_long_as_chosen(
    site: Site, link: str, length: str, until: datetime
) -> None:
    site.post(link, {"do": "pause", "length": length})
    (enrolment,) = site.table(tables.enrolments)
    assert (enrolment.state, enrolment.paused_until) == ("paused", until)
    assert enrolment.pause_reason == "subscriber"


def test_nothing_comes_during_a_break_and_the_rest_comes_after_it(site: Site, link: str) -> None:
    site.post(link, {"do": "pause", "length": "1w"})
    sent = len(site.mails())
    site.run(days=6.9)
    assert len(site.mails()) == sent
    site.run(days=2)
    assert len(site.mails()) > sent


def test_a_break_until_a_day_ends_as_that_day_begins(site: Site, link: str) -> None:
    site.post(link, {"do": "pause", "until": "2027-01-20"})
    (enrolment,) = site.table(tables.enrolments)
    assert enrolment.paused_until == datetime(2027, 1, 19, 23, tzinfo=UTC)
    assert "until Wednesday 20 January" in site.get(link).text


@pytest.mark.parametrize("day", ["", "2027-01-04", "2026-12-31", "2028-03-01", "soon"])
def test_a_break_that_cannot_be_is_said(site: Site, link: str, day: str) -> None:
    answer = site.post(link, {"do": "pause", "until": day})
    assert answer.status_code == 422
    assert 'id="e-until"' in answer.text
    assert site.table(tables.enrolments)[0].state == "active"


def test_going_on_ends_a_break(site: Site, link: str) -> None:
    site.post(link, {"do": "pause", "length": "1m"})
    site.wait(days=2)
    assert "Go on now" in site.get(link).text
    site.post(link, {"do": "resume"})
    assert site.table(tables.enrolments)[0].state == "active"


def test_only_staff_end_what_safety_began(site: Site, link: str) -> None:
    (enrolment,) = site.table(tables.enrolments)
    pace.pause(
        site.services,
        enrolment_id=enrolment.id,
        until=None,
        reason=PauseReason.SAFETY,
        actor="staff:1",
        now=site.present,
    )
    page = site.get(link).text
    assert "On hold" in page
    assert "Go on now" not in page
    site.post(link, {"do": "resume"})
    site.post(link, {"do": "pause", "length": "1w"})
    (held,) = site.table(tables.enrolments)
    assert (held.state, held.pause_reason, held.paused_until) == ("paused", "safety", None)


def test_consent_to_health_answers_can_be_taken_back_and_given(site: Site, link: str) -> None:
    site.post(link, {"do": "health", "given": "no"})
    assert not site.table(tables.subscribers)[0].health_consent
    site.wait(hours=1)
    site.post(link, {"do": "health", "given": "yes"})
    site.post(link, {"do": "health", "given": "yes"})
    assert site.table(tables.subscribers)[0].health_consent
    acts = [
        (row.purpose, row.given, row.source)
        for row in site.table(tables.consents)
        if row.source == "preferences"
    ]
    assert acts == [
        ("health_answers", False, "preferences"),
        ("health_answers", True, "preferences"),
    ]


def test_leaving_from_here_is_one_press(site: Site, link: str) -> None:
    assert "Take care" in site.post(link, {"do": "leave"}).text
    assert [row.source for row in site.table(tables.suppressions)] == ["preferences"]
    assert "Stop all letters" not in site.get(link).text


def test_an_unknown_button_does_nothing(site: Site, link: str) -> None:
    before = site.state()
    assert site.post(link, {"do": "erase-everything"}).status_code == 400
    assert site.state() == before


def test_a_page_from_before_the_goodbye_agrees_to_nothing(site: Site, link: str) -> None:
    site.post(link, {"do": "health", "given": "no"})
    site.post(link, {"do": "leave"})
    kept = site.table(tables.consents)

    answer = site.post(link, {"do": "health", "given": "yes"})

    assert site.table(tables.consents) == kept
    assert not site.table(tables.subscribers)[0].health_consent
    assert "Saved" not in site.get(answer.location).text


def test_no_answer_about_health_is_shown(site: Site, link: str) -> None:
    with site.database.write() as tx:
        (enrolment,) = site.table(tables.enrolments)
        check_in = tx.execute(
            tables.check_ins.insert()
            .values(
                delivery_id=site.rows(purpose="step")[0].id,
                enrolment_id=enrolment.id,
                subscriber_id=enrolment.subscriber_id,
                sequence="daily",
                step="hello",
                state="answered",
                opened_at=site.present,
                closes_at=site.present + timedelta(days=14),
            )
            .returning(tables.check_ins.c.id)
        ).scalar_one()
        tx.execute(
            tables.answers.insert().values(
                check_in_id=check_in,
                enrolment_id=enrolment.id,
                subscriber_id=enrolment.subscriber_id,
                question="pain",
                value="canary-answer",
                channel="page",
                at=site.present,
            )
        )
    assert "canary-answer" not in site.get(link).text


def test_a_break_without_an_end_says_how_it_ends(site: Site, link: str) -> None:
    (enrolment,) = site.table(tables.enrolments)
    pace.pause(
        site.services,
        enrolment_id=enrolment.id,
        until=None,
        reason=PauseReason.STAFF,
        actor="cli",
        now=site.present,
    )

    assert "Taking a break, until you press “Go on now”." in site.get(link).text
