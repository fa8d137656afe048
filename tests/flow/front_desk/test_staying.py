"""Who dropped out, from what is stored: a press counts, an open or a click never."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drip.flow.answering import answer
from drip.flow.front_desk.staying import staying
from drip.insight.drop_out import Ending
from drip.storage.database import Database
from tests.asking import Asking


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Asking:
    return Asking(database, tmp_path)


def ending(road: Asking) -> Ending:
    (one,) = staying(road.services, "asking", road.present)
    return one.ending


def test_opening_pages_and_posts_in_doubt_keep_nobody_from_having_dropped_out(
    road: Asking,
) -> None:
    road.services = replace(road.services, moment=timedelta(seconds=10))
    road.give(session="fine")
    road.run(days=20)
    answer.look(road.services, road.token("second"), road.present)
    road.run(days=6)

    assert ending(road) is Ending.LAPSED


def test_an_answer_does(road: Asking) -> None:
    road.run(days=16)
    road.give("second", pain="3")
    road.run(days=10)

    assert ending(road) is Ending.GOING_ON


def test_a_comment_without_an_answer_does_too(road: Asking) -> None:
    road.give(session="fine")
    road.run(days=12)
    road.give("second", _comment="Still here.")
    road.run(days=10)

    assert ending(road) is Ending.GOING_ON
