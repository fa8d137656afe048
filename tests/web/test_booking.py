from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from drip.flow.letters.booking import with_campaign
from drip.links import LinkError, LinkPurpose
from drip.storage import tables
from tests.site import Site, site_on_file

HOSTS = frozenset({"book.clinic.example"})


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_on_file(tmp_path) as opened:
        yield opened


def link(site: Site) -> str:
    site.join()
    site.tick()
    return site.link(LinkPurpose.BOOK, site.rows(purpose="step")[0].id)


def test_the_link_leads_on_with_the_campaign_and_nothing_personal(site: Site) -> None:
    answer = site.get(link(site))
    assert answer.status_code == 302
    url = urlsplit(answer.location)
    assert (url.scheme, url.netloc, url.path) == ("https", "book.clinic.example", "/assessment")
    assert parse_qs(url.query) == {
        "utm_source": ["drip"],
        "utm_medium": ["email"],
        "utm_campaign": ["daily"],
        "utm_content": ["hello"],
    }
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_visit_is_noted_and_nothing_else_changes(site: Site) -> None:
    path = link(site)
    before = site.state()
    site.get(path, headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/604.1"})
    (visit,) = site.table(tables.observations, kind="booking")
    assert (visit.detail, visit.agent) == ("assessment", "Safari")
    assert site.state() == before


def test_marks_of_the_booking_page_itself_stay() -> None:
    url = with_campaign(
        "https://book.clinic.example/x?business_id=7&utm_source=other&empty=#service",
        HOSTS,
        campaign="daily",
        content="hello",
    )
    assert url == (
        "https://book.clinic.example/x?business_id=7&empty=&utm_source=drip&utm_medium=email"
        "&utm_campaign=daily&utm_content=hello#service"
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://book.clinic.example/x",
        "https://evil.example/x",
        "https://book.clinic.example.evil.example/x",
        "https://book.clinic.example@evil.example/x",
        "https://evil.example\\@book.clinic.example/x",
        "https://someone@book.clinic.example/x",
        "//book.clinic.example/x",
        "javascript:alert(1)",
        "https:/book.clinic.example",
        "",
    ],
)
def test_no_other_address_is_led_to(url: str) -> None:
    with pytest.raises(LinkError):
        with_campaign(url, HOSTS, campaign="daily", content="hello")


def test_the_address_comes_from_the_clinics_file_only(site: Site) -> None:
    answer = site.get(link(site) + "?url=https://evil.example&next=//evil.example")
    assert urlsplit(answer.location).netloc == "book.clinic.example"
    assert "evil" not in answer.location
