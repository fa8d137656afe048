"""Once a day by the clinic's clock; the canary shows that reports come back."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from drip.delivery.outbox import Outbox
from drip.flow.rounds.daily import JOBS, Daily, run_due
from drip.flow.services import Services
from drip.storage import canaries, tasks
from drip.storage.database import Database
from drip.storage.tables import attempts
from tests.road import Road


class Reporting(Outbox):
    """A transport whose provider is said to report."""

    name = "sendgrid"


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return Road(
        database, tmp_path, start="2027-01-04T02:00Z", transport=Reporting(tmp_path / "outbox")
    )


def _run(road: Road) -> list[str]:
    return run_due(road.services, [job for job in JOBS if job.name == "canary"])


def _tasks(road: Road) -> list[str]:
    with road.database.read() as tx:
        return [one.title for one in tasks.open_ones(tx)]


def test_a_job_runs_once_from_its_hour_on(road: Road) -> None:
    ran: list[datetime] = []

    def run(_: Services, now: datetime) -> None:
        ran.append(now)

    jobs = (Daily(name="test", at=time(5), run=run),)
    assert run_due(road.services, jobs) == []  # three in the morning in Berlin
    road.to("2027-01-04T04:00Z")
    assert run_due(road.services, jobs) == ["test"]
    road.wait(hours=9)
    assert run_due(road.services, jobs) == []
    road.wait(hours=15)
    assert run_due(road.services, jobs) == ["test"]
    assert len(ran) == 2


def test_one_canary_a_day_goes_to_the_clinic(road: Road) -> None:
    road.to("2027-01-04T08:00Z")
    _run(road)
    _run(road)
    road.tick()
    (row,) = road.rows()
    assert (row.purpose, row.state) == ("notice", "accepted")
    assert b"To: hello@clinic.example" in road.mails()[0].read_bytes()


def test_a_transport_that_never_reports_gets_no_canary(database: Database, tmp_path: Path) -> None:
    road = Road(database, tmp_path, start="2027-01-04T08:00Z")
    _run(road)
    assert road.rows() == []


def test_a_canary_that_is_not_reported_is_told(road: Road) -> None:
    road.to("2027-01-04T08:00Z")
    _run(road)
    road.tick()
    road.wait(days=1)
    _run(road)
    assert _tasks(road) == ["Reports about letters do not come back"]


def test_a_canary_that_is_reported_proves_the_path(road: Road) -> None:
    road.to("2027-01-04T08:00Z")
    _run(road)
    road.tick()
    since = road.present - timedelta(minutes=1)
    with road.database.write() as tx:
        assert not canaries.reported(tx, since=since)
        tx.execute(update(attempts).values(processed_at=road.present))
        assert canaries.reported(tx, since=since)
        assert not canaries.reported(tx, since=road.present + timedelta(minutes=1))
    road.wait(days=1)
    _run(road)
    assert _tasks(road) == []


def test_the_canary_is_among_the_days_jobs() -> None:
    assert "canary" in [job.name for job in JOBS]
