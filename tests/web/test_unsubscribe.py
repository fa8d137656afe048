from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drip.links import LinkPurpose
from drip.storage import tables
from tests.site import Site, site_on_file

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_on_file(tmp_path) as opened:
        yield opened


def letter_link(site: Site) -> str:
    """The link in a letter that went to somebody who joined."""
    site.join()
    site.tick()
    return site.link(LinkPurpose.UNSUBSCRIBE, site.rows(purpose="step")[0].id)


def left(site: Site) -> bool:
    reasons = [row.reason for row in site.table(tables.suppressions)]
    return reasons == ["unsubscribed"] and site.table(tables.enrolments)[0].state == "unsubscribed"


def test_one_click_acts_at_once_without_cookies_or_redirect(site: Site) -> None:
    answer = site.post(letter_link(site), ONE_CLICK, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert left(site)


def test_one_click_may_come_as_multipart(site: Site) -> None:
    answer = site.post(letter_link(site), ONE_CLICK, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert left(site)


def test_one_click_answers_the_same_to_everybody(site: Site) -> None:
    link = letter_link(site)
    first, second = site.post(link, ONE_CLICK), site.post(link, ONE_CLICK)
    unknown = [site.post(f"/u/{token}", ONE_CLICK) for token in ("x", "a" * 42, "%00", "é" * 42)]
    assert {answer.status_code for answer in [first, second, *unknown]} == {200}
    assert {answer.data for answer in [second, *unknown]} == {first.data}


def test_an_erased_person_gets_the_same_200(site: Site) -> None:
    link = letter_link(site)
    with site.database.write() as tx:
        tx.execute(tables.subscribers.update().values(state="erased", email="", first_name=""))
    assert site.post(link, ONE_CLICK).status_code == 200


def test_the_page_has_one_button_and_changes_nothing(site: Site) -> None:
    link = letter_link(site)
    before = site.state()
    page = site.get(link).text
    assert page.count("<button") == 1
    assert "<input" not in page
    assert site.state() == before


def test_the_button_acts_at_once_and_offers_nothing_but_goodbye(site: Site) -> None:
    link = letter_link(site)
    page = site.post(link, {"press": "leave"}).text
    assert left(site)
    assert "Take care" in page
    assert "<form" not in page
    assert 'href="/"' in page


def test_who_left_sees_goodbye_and_no_button(site: Site) -> None:
    link = letter_link(site)
    site.post(link, ONE_CLICK)
    assert "<button" not in site.get(link).text


def test_nothing_goes_after_goodbye(site: Site) -> None:
    link = letter_link(site)
    sent = len(site.mails())
    site.post(link, ONE_CLICK)
    site.run(days=5)
    assert len(site.mails()) == sent


@pytest.mark.parametrize("days", [31, 399, 4000])
def test_an_old_letter_can_still_be_left(site: Site, days: int) -> None:
    link = letter_link(site)
    site.wait(days=days)
    assert site.post(link, ONE_CLICK).status_code == 200
    assert site.table(tables.suppressions)


def test_upper_case_does_no_harm(site: Site) -> None:
    head, _, token = letter_link(site).rpartition("/")
    site.post(f"{head}/{token.upper()}", ONE_CLICK)
    assert left(site)


@pytest.mark.parametrize("purpose", [p for p in LinkPurpose if p is not LinkPurpose.UNSUBSCRIBE])
def test_a_token_for_something_else_leaves_nothing(site: Site, purpose: LinkPurpose) -> None:
    letter_link(site)
    token = site.link(purpose, site.rows(purpose="step")[0].id).rpartition("/")[2]
    site.post(f"/u/{token}", ONE_CLICK)
    assert site.table(tables.suppressions) == []
