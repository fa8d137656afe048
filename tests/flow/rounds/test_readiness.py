from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from drip.flow.rounds.readiness import check
from drip.storage import heartbeat, migrate
from drip.storage.database import Database
from tests.road import Road, content

LIMIT = timedelta(minutes=2)


@pytest.fixture
def road(empty_database_url: str, tmp_path: Path) -> Iterator[Road]:
    database = Database(empty_database_url)
    migrate.upgrade(database)
    yield Road(database, tmp_path, files=content(), publish=False)
    database.close()


def beat(road: Road) -> None:
    with road.database.write() as tx:
        heartbeat.beat(tx, "w1", now=road.present, version="1", ticked=True)


def test_a_fresh_tick_in_the_right_schema_is_ready(road: Road) -> None:
    beat(road)
    assert check(road.services, LIMIT).ready


def test_no_tick_is_not_ready(road: Road) -> None:
    report = check(road.services, LIMIT)
    assert (report.ready, report.checks["tick"]) == (False, "no worker has ticked yet")


def test_an_old_tick_is_not_ready(road: Road) -> None:
    beat(road)
    road.wait(minutes=2)
    assert check(road.services, LIMIT).ready
    road.wait(seconds=1)
    report = check(road.services, LIMIT)
    assert (report.ready, report.checks["tick"]) == (False, "the last tick is 121 s old")
