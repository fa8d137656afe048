"""Calls of a batch are made several at once, where the transport can."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from drip.domain.deliveries import Outcome, Trouble
from drip.domain.letters import Letter
from drip.storage.database import Database
from tests.moody import Moody, refused
from tests.road import Road


class Crowd(Moody):
    """Every letter is a call of its own. Those of a wave answer when all of them have come."""

    batch = 1000

    def __init__(self, folder: Path, *, at_once: int, waves: Sequence[int] = ()) -> None:
        super().__init__(folder)
        self.at_once = at_once
        meetings = [threading.Barrier(size) for size in waves]
        self._places = [one for one in meetings for _ in range(one.parties)]
        self._lock = threading.Lock()
        self.threads: list[str] = []
        self.broken_for = ""

    def calls(self, letters: Sequence[Letter]) -> list[Sequence[Letter]]:
        return [[one] for one in letters]

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        with self._lock:
            place = len(self.threads)
            self.threads.append(threading.current_thread().name)
        if self._places:
            self._places[place].wait(timeout=20)
        if letters[0].to_name == self.broken_for:
            raise RuntimeError
        return super().send(letters)


def crowded(database: Database, folder: Path, relay: Crowd, people: int) -> Road:
    road = Road(database, folder, transport=relay)
    for number in range(people):
        road.person(f"p{number}")
    return road


def states(road: Road) -> list[str]:
    return [row.state for row in road.rows(step="hello")]


def test_one_call_goes_first_and_twice_as_many_follow(database: Database, tmp_path: Path) -> None:
    relay = Crowd(tmp_path / "outbox", at_once=4, waves=(1, 2, 4, 3))
    road = crowded(database, tmp_path, relay, 10)

    report = road.tick()

    assert report.accepted == 10
    assert states(road) == ["accepted"] * 10


def test_who_makes_one_call_at_a_time_needs_no_thread(database: Database, tmp_path: Path) -> None:
    relay = Crowd(tmp_path / "outbox", at_once=1)
    crowded(database, tmp_path, relay, 3).tick()

    assert relay.threads == [threading.current_thread().name] * 3


@pytest.mark.parametrize("trouble", [Trouble.ACCOUNT, Trouble.BUSY, Trouble.UNREACHABLE])
def test_what_stops_everything_costs_one_call(
    database: Database, tmp_path: Path, trouble: Trouble
) -> None:
    relay = Crowd(tmp_path / "outbox", at_once=8)
    relay.mood = refused(trouble)
    road = crowded(database, tmp_path, relay, 12)

    road.tick()

    assert len(relay.threads) == 1
    assert states(road) == ["planned"] * 12
    assert {row.tries for row in road.rows()} == {0}


def test_a_call_that_breaks_costs_no_other_of_its_wave(database: Database, tmp_path: Path) -> None:
    relay = Crowd(tmp_path / "outbox", at_once=2, waves=(1, 2))
    relay.broken_for = "p1"
    road = crowded(database, tmp_path, relay, 3)

    with pytest.raises(RuntimeError):
        road.tick()

    assert states(road) == ["accepted", "handing_over", "accepted"]
