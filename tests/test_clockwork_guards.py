"""The clockwork stops sending when its clock leaps or its database is a copy."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from drip import app
from drip.domain.deliveries import Result
from drip.domain.letters import Letter
from drip.flow.holding_back.home import Guard
from drip.flow.services import Services
from drip.scheduler import Beat, Clockwork
from drip.settings import NO_FILE, load
from drip.storage import heartbeat, home, switches, tasks
from drip.storage.database import Database
from drip.storage.switches import Switch
from tests.reports import Doubtful
from tests.road import Road

QUICK = Beat(tick=timedelta(milliseconds=50), maintain=timedelta(milliseconds=50))


class Wall:
    """Real time, moved by hand."""

    def __init__(self) -> None:
        self.moved = timedelta()

    def now(self) -> datetime:
        return app.wall() + self.moved


@contextmanager
def _services(folder: Path) -> Iterator[Services]:
    settings = load(NO_FILE, database_url=f"sqlite:///{folder / 'drip.db'}", data_dir=folder)
    with app.running(settings) as running:
        yield running


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def services(tmp_path: Path, wall: Wall) -> Iterator[Services]:
    with _services(tmp_path) as running:
        yield replace(running, now=wall.now, wall=wall.now)


def _wait_for(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def _held(services: Services) -> list[Switch]:
    with services.database.read() as tx:
        return [one.switch for one in switches.held(tx)]


def _ticked(services: Services) -> bool:
    with services.database.read() as tx:
        return heartbeat.last_tick(tx) is not None


@contextmanager
def _running(services: Services, home: Guard | None = None) -> Iterator[None]:
    clockwork = Clockwork(services, QUICK, home=home)
    clockwork.start()
    try:
        _wait_for(lambda: _ticked(services))
        yield
    finally:
        clockwork.stop()


@pytest.mark.parametrize("moved", [timedelta(days=365), timedelta(hours=-1)])
def test_a_clock_that_leaps_stops_sending_and_asks(
    services: Services, wall: Wall, moved: timedelta
) -> None:
    with _running(services):
        wall.moved = moved
        _wait_for(lambda: bool(_held(services)))
        wall.moved = timedelta()

    assert _held(services) == [Switch.CLOCK]
    with services.database.read() as tx:
        assert "drip send on" in tasks.open_ones(tx)[0].detail


def test_a_clock_that_returns_is_not_believed_before_somebody_says_so(
    services: Services, wall: Wall
) -> None:
    with _running(services):
        wall.moved = timedelta(days=365)
        _wait_for(lambda: bool(_held(services)))
        wall.moved = timedelta()
        time.sleep(0.3)
        assert _held(services) == [Switch.CLOCK]


def test_a_start_before_the_last_tick_stops_sending(services: Services, wall: Wall) -> None:
    wall.moved = timedelta(hours=3)
    with services.database.write() as tx:
        heartbeat.beat(tx, "w0", now=services.wall(), version="1", ticked=True)
    wall.moved = timedelta()

    with _running(services):
        assert _held(services) == [Switch.CLOCK]


def test_a_copy_that_starts_is_put_into_quarantine(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    with _services(one) as services, _running(services, Guard(services, one / "worker.json")):
        assert _held(services) == []
    shutil.copytree(one, two)

    with _services(two) as services, _running(services, Guard(services, two / "worker.json")):
        _wait_for(lambda: _held(services) == [Switch.QUARANTINE])


def test_a_copy_is_found_between_two_rounds_of_a_long_tick(
    database: Database, tmp_path: Path
) -> None:
    """After an outage a tick may last for hours, and the machine may be copied meanwhile."""
    transport = Doubtful()
    transport.result = Result.ACCEPTED
    road = Road(database, tmp_path, transport=transport)
    guard = Guard(road.services, tmp_path / "worker.json")
    guard.look()
    road.person()

    def copied(_: Sequence[Letter]) -> None:
        with database.write() as tx:
            home.settle_at(tx, "elsewhere")

    transport.before_answer = copied
    Clockwork(road.services, home=guard).tick()

    assert len(transport.letters) == 1
    assert _held(road.services) == [Switch.QUARANTINE]
