from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drip.storage import tables
from tests.site import Site, site_on_file


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_on_file(tmp_path) as opened:
        yield opened


def test_the_page_shows_name_programme_and_one_button(site: Site) -> None:
    site.sign_up()
    page = site.get(site.confirm_link()).text
    assert "Hello Sam" in page
    assert "Day by day" in page
    assert page.count("<button") == 1
    assert site.count(tables.enrolments) == 0


def test_the_press_says_what_comes_next(site: Site) -> None:
    site.sign_up()
    page = site.post(site.confirm_link()).text
    assert "You're in, Sam" in page.replace("&#39;", "'")
    assert "in a few minutes" in page
    assert "letters@clinic.example" in page


def test_at_night_the_page_names_the_morning(site: Site) -> None:
    site.to("2027-01-04T22:30Z")
    site.sign_up()
    assert "Tuesday 5 January, about 7:00 am" in site.post(site.confirm_link()).text


def test_a_second_press_says_that_it_was_done(site: Site) -> None:
    site.join()
    before = site.state()
    assert "in already" in site.post(site.confirm_link()).text
    assert "in already" in site.get(site.confirm_link()).text
    assert site.state() == before


def test_a_scanner_that_posts_nothing_but_reads_everything_enrols_nobody(site: Site) -> None:
    site.sign_up()
    for _ in range(3):
        site.get(site.confirm_link())
        site.client.head(site.confirm_link())
    assert site.count(tables.enrolments) == 0
    agents = {row.agent for row in site.table(tables.observations)}
    assert "robot" in agents


def test_a_link_that_is_too_old_leads_to_the_form(site: Site) -> None:
    site.sign_up()
    link = site.confirm_link()
    site.wait(days=8)
    page = site.post(link)
    assert page.status_code == 404
    assert 'href="/"' in page.text


def test_a_long_spasm_is_told_that_somebody_will_be_in_touch(site: Site) -> None:
    site.sign_up(sequence="acute", onset=None)
    assert "in touch" in site.post(site.confirm_link()).text
    assert site.count(tables.tasks) == 1
