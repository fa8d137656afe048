"""Staff see answers that a machine may have posted, why, and let them count with a press."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drip.flow.answering import answer
from drip.flow.in_force import revisions
from drip.links import LinkPurpose
from drip.storage.tables import answers
from tests.asking import FILES
from tests.web.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An open desk, and Ann, who was asked and whose letter a machine has answered."""
    desk = Desk(tmp_path, demo=True)
    revisions.publish(desk.services, FILES, author="tests")
    road = desk.road
    road.person("Ann", "asking")
    road.tick()
    (row,) = road.rows(step="first")
    token = road.services.links.token(LinkPurpose.ANSWER, row.id, now=road.present)
    answer.follow_decoy(road.services, token, road.present)
    answer.give(road.services, token, {"session": "stopped"}, road.present)
    yield desk
    road.database.close()


def test_the_page_of_a_person_shows_what_is_in_doubt_and_why(desk: Desk) -> None:
    page = desk.read("/staff/people/1")

    assert "Answers that may be a machine's" in page
    assert "A link that nobody can see was followed just before." in page
    assert "perhaps by a machine" in page
    assert "How did it go?“I've stopped”" in page


def test_a_press_lets_it_count_once(desk: Desk) -> None:
    desk.post("/staff/people/1/check-ins/1/accept")
    page = desk.read("/staff/people/1")
    assert "It counts now." in page
    assert "Answers that may be a machine's" not in page
    assert "Ring: stopped after the first session" in page

    desk.post("/staff/people/1/check-ins/1/accept")
    assert "There is nothing to accept" in desk.read("/staff/people/1")
    with desk.services.database.read() as tx:
        assert [row.sure for row in tx.execute(answers.select())] == [False, True]
