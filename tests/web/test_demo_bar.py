"""The demo's bar: it moves the clock, and tells what left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from drip import app
from drip.settings import NO_FILE, load
from drip.simulation.people import Person

ADA = Person(
    first_name="Ada",
    email="ada@example.com",
    sequence="strengthening",
    joins=timedelta(hours=9),
)


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[FlaskClient]:
    """A browser at a demo in which one person has lived for three days."""
    settings = load(NO_FILE, database_url=f"sqlite:///{tmp_path / 'demo.db'}", data_dir=tmp_path)
    with app.demonstration(settings) as (services, demo):
        demo.live(lambda _: None, people=(ADA,), span=timedelta(days=3))
        yield app.build_site(services, settings, controls=demo).test_client()


def test_a_press_tells_what_left_and_leads_to_it(visitor: FlaskClient) -> None:
    page = visitor.post("/demo/forward", data={"by": "letter", "back": "/"}, follow_redirects=True)

    assert "1 letter left:" in page.text
    link = re.search(r'href="(/staff/outbox/[^"]+)">Read it', page.text)
    assert link
    assert "ada@example.com" in visitor.get(link[1]).text
    assert "letter left" not in visitor.get("/").text


def test_a_press_that_sent_nothing_says_so(visitor: FlaskClient) -> None:
    page = visitor.post("/demo/forward", data={"by": "hour", "back": "/"}, follow_redirects=True)

    assert "no letter was due" in page.text


def test_a_week_names_the_first_and_counts_the_others(visitor: FlaskClient) -> None:
    for _ in range(5):
        visitor.post("/demo/forward", data={"by": "letter"})
    page = visitor.post("/demo/forward", data={"by": "week", "back": "/"}, follow_redirects=True)

    told = int(re.findall(r"(\d+) letters? left:", page.text)[0])
    more = re.search(r"(\d+) more in the Outbox", page.text)
    assert told == page.text.count("Read it") + (int(more[1]) if more else 0)


def test_the_page_that_says_look_in_your_inbox_leads_to_the_outbox(visitor: FlaskClient) -> None:
    form = {"website": "robots fill this in", "email": "sam@example.com"}

    page = visitor.post("/", data=form).text

    assert "Check your inbox" in page
    assert 'In this demo, look in the <a href="/staff/outbox?text=sam%40example.com">' in page
