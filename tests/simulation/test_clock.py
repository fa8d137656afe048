"""The clock that is moved by hand."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from drip.simulation.clock import VirtualClock

START = datetime(2027, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_it_stands_until_it_is_moved() -> None:
    clock = VirtualClock(START)

    assert clock.now() == clock.now() == START


def test_it_never_goes_back() -> None:
    clock = VirtualClock(START)
    clock.forward(HOUR)

    clock.move_to(START)

    assert clock.now() == START + HOUR


def test_it_needs_to_know_its_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        VirtualClock(datetime(2027, 3, 1))  # noqa: DTZ001 - the mistake itself


def test_once_it_runs_it_follows_a_steady_counter() -> None:
    seconds = 100.0
    clock = VirtualClock(START)
    clock.run(lambda: seconds)

    seconds = 160.0
    assert clock.now() == START + timedelta(minutes=1)
    clock.forward(HOUR)
    assert clock.now() == START + HOUR + timedelta(minutes=1)
    seconds = 161.0
    assert clock.now() == START + HOUR + timedelta(minutes=1, seconds=1)


def test_threads_that_move_it_lose_no_move() -> None:
    clock = VirtualClock(START)
    seen: list[datetime] = []

    def push() -> None:
        for minute in range(200):
            clock.move_to(START + timedelta(minutes=minute))
            seen.append(clock.now())

    threads = [threading.Thread(target=push) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert clock.now() == START + timedelta(minutes=199)
