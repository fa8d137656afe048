"""Whom to ring, on the staff's first page, and what came of the calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from drip.storage.tables import calls
from tests.web.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    desk.road.person("Ann")
    desk.road.wait(days=12)
    desk.join()
    yield desk
    desk.road.database.close()


def _results(desk: Desk) -> list[str]:
    with desk.services.database.read() as tx:
        return list(tx.execute(select(calls.c.result)).scalars())


def test_who_is_slipping_stands_there_with_the_reason(desk: Desk) -> None:
    page = desk.read("/staff/")
    assert "To ring" in page
    assert "1 person to ring." in page
    assert "nobody waits for a call" not in page
    assert "Nothing heard for 12 days." in page


def test_a_result_is_kept_and_takes_the_person_off(desk: Desk) -> None:
    answer = desk.post("/staff/people/1/calls", result="reached", note="Back next week")
    assert answer.status_code == 303
    assert _results(desk) == ["reached"]
    page = desk.read("/staff/")
    assert "They are left in peace for a week." in page
    assert "Nothing heard" not in page
    assert "Rang them: reached. Back next week" in desk.read("/staff/people/1")


def test_a_press_that_comes_twice_is_one_call(desk: Desk) -> None:
    for _ in range(2):
        assert desk.post("/staff/people/1/calls", result="no_answer").status_code == 303
    assert _results(desk) == ["no_answer"]
    desk.post("/staff/people/1/calls", result="reached")
    desk.road.wait(minutes=2)
    desk.post("/staff/people/1/calls", result="reached")
    assert _results(desk) == ["no_answer", "reached", "reached"]


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/staff/people/1/calls", {"result": "married"}, 400),
        ("/staff/people/1/calls", {}, 400),
        ("/staff/people/404/calls", {"result": "reached"}, 404),
    ],
)
def test_nonsense_is_refused(desk: Desk, path: str, fields: dict[str, str], status: int) -> None:
    assert desk.post(path, **fields).status_code == status
    assert _results(desk) == []


def test_a_post_without_our_token_is_refused(desk: Desk) -> None:
    assert desk.post("/staff/people/1/calls", token="", result="reached").status_code >= 400
    assert _results(desk) == []


def test_nobody_to_ring_needs_no_heading(desk: Desk) -> None:
    desk.post("/staff/people/1/calls", result="later")
    assert "To ring" not in desk.read("/staff/")
