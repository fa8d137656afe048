"""The clockwork beats, survives what goes wrong, and stops at once."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drip import app, scheduler
from drip.delivery.stoppable import Stoppable
from drip.domain.deliveries import Result
from drip.flow.rounds.tick import tick
from drip.flow.services import Services
from drip.scheduler import Beat, Clockwork
from drip.settings import NO_FILE, load
from drip.simulation.postbox import Postbox
from drip.storage import heartbeat
from drip.storage.database import Database
from drip.storage.sole_sender import SecondSenderError, sole_sender

QUICK = Beat(tick=timedelta(milliseconds=50), maintain=timedelta(milliseconds=50))


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = load(NO_FILE, database_url=f"sqlite:///{tmp_path / 'drip.db'}", data_dir=tmp_path)
    with app.running(settings) as running:
        yield running


def wait_for(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def last_tick(services: Services) -> object:
    with services.database.read() as tx:
        return heartbeat.last_tick(tx)


def test_a_tick_that_ends_well_is_seen_by_others(services: Services) -> None:
    clockwork = Clockwork(services, QUICK)
    clockwork.start()
    try:
        wait_for(lambda: last_tick(services) is not None)
        first = last_tick(services)
        wait_for(lambda: last_tick(services) != first)
    finally:
        clockwork.stop()


def test_a_worker_that_stops_leaves_the_list(services: Services) -> None:
    clockwork = Clockwork(services, QUICK)
    clockwork.start()
    with services.database.read() as tx:
        assert [one.name for one in heartbeat.all_workers(tx)] == [services.worker]

    clockwork.stop()

    with services.database.read() as tx:
        assert heartbeat.all_workers(tx) == []


def test_a_tick_that_raises_comes_again(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    def broken(given: Services) -> object:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise RuntimeError("a tick went wrong")
        return tick(given)

    monkeypatch.setattr(scheduler, "tick", broken)
    clockwork = Clockwork(services, QUICK)
    clockwork.start()
    try:
        wait_for(lambda: tries >= 4)
        wait_for(lambda: last_tick(services) is not None)
    finally:
        clockwork.stop()


def test_a_slow_tick_is_never_doubled(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, runs = 0, 0, 0

    def slow(given: Services) -> object:
        nonlocal at_once, most, runs
        at_once, runs = at_once + 1, runs + 1
        most = max(most, at_once)
        time.sleep(0.2)
        at_once -= 1
        return tick(given)

    monkeypatch.setattr(scheduler, "tick", slow)
    clockwork = Clockwork(services, QUICK)
    clockwork.start()
    wait_for(lambda: runs >= 3)
    clockwork.stop()

    assert most == 1


def test_stopping_waits_for_no_beat(services: Services) -> None:
    clockwork = Clockwork(services)
    clockwork.start()
    wait_for(lambda: last_tick(services) is not None)

    began = time.monotonic()
    clockwork.stop()

    assert time.monotonic() - began < 1


def test_a_stopped_transport_calls_nobody() -> None:
    postbox = Postbox()
    transport = Stoppable(postbox)
    letter = _Letter(delivery_id=7)

    assert transport.send([letter])[0].result is Result.ACCEPTED  # type: ignore[list-item]  # only its id is read
    transport.stop()
    outcome = transport.send([letter])[0]  # type: ignore[list-item]  # only its id is read

    assert (outcome.delivery_id, outcome.result) == (7, Result.REFUSED)
    assert outcome.detail == "not_called"
    assert len(postbox.read()) == 1


class _Letter:
    def __init__(self, *, delivery_id: int) -> None:
        self.delivery_id = delivery_id


def test_a_clock_that_is_set_back_puts_off_no_beat(services: Services) -> None:
    wall = [app.wall() + timedelta(days=1)]
    clockwork = Clockwork(replace(services, wall=lambda: wall[0]), Beat())
    wall[0] = app.wall()

    clockwork.start()
    try:
        wait_for(lambda: last_tick(services) is not None)
    finally:
        clockwork.stop()


def test_a_clock_that_is_set_on_by_years_has_one_beat_to_catch_up_on() -> None:
    now = datetime(2027, 1, 11, tzinfo=UTC)
    every = scheduler.Every(timedelta(seconds=2))

    assert every.get_next_fire_time(now - timedelta(days=20_000), now) == now + every.interval
    assert every.get_next_fire_time(now - timedelta(seconds=1), now) == now + timedelta(seconds=1)
    assert every.get_next_fire_time(None, now) == now + every.interval


def test_a_slot_runs_once_whoever_races(database: Database) -> None:
    won: list[bool] = []
    gate = threading.Barrier(4)
    now = app.wall()

    def run(name: str) -> None:
        gate.wait()
        with database.write() as tx:
            won.append(heartbeat.claim_slot(tx, "prune", "2027-03-01", worker=name, now=now))

    threads = [threading.Thread(target=run, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == [False, False, False, True]


def test_one_file_has_one_sender(services: Services) -> None:
    with (
        sole_sender(services.database),
        pytest.raises(SecondSenderError, match="Another Drip worker"),
        sole_sender(services.database),
    ):
        pass

    with sole_sender(services.database):
        pass


def test_another_name_of_a_file_is_the_same_file(services: Services, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "other.db").symlink_to(tmp_path / "drip.db")
    with (
        closing(Database(f"sqlite:///{elsewhere / 'other.db'}")) as other,
        sole_sender(services.database),
        pytest.raises(SecondSenderError),
        sole_sender(other),
    ):
        pass


def test_the_night_runs_once(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[Services] = []
    monkeypatch.setattr(scheduler, "prune", runs.append)
    other = replace(services, worker="another")

    for one in (services, other, services):
        Clockwork(one).once_a_night()

    assert [one.worker for one in runs] == [services.worker]
