"""A clock that leaps is not believed; time that passes is (scenarios 27 and 28)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drip.flow.holding_back.clock import ClockLeptError, GuardedClock
from drip.flow.rounds.tick import tick
from drip.storage import heartbeat
from drip.storage.database import Database
from tests.road import Road

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


class Clocks:
    """Both clocks, by hand."""

    def __init__(self) -> None:
        self.wall = NOON
        self.passed = 0.0

    def wait(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.passed += seconds

    def guarded(self) -> GuardedClock:
        return GuardedClock(lambda: self.wall, lambda: self.passed)


@pytest.mark.parametrize("seconds", [0, 2, 3600, 40 * 86400])
def test_time_that_passes_is_believed(seconds: float) -> None:
    clocks = Clocks()
    now = clocks.guarded()
    now()
    clocks.wait(seconds)
    assert now() == clocks.wall


@pytest.mark.parametrize("minutes", [-10, -1, 1, 10])
def test_a_clock_that_is_set_right_by_minutes_is_believed(minutes: int) -> None:
    clocks = Clocks()
    now = clocks.guarded()
    now()
    clocks.wall += timedelta(minutes=minutes)
    assert now() == clocks.wall


@pytest.mark.parametrize("moved", [timedelta(hours=-1), timedelta(days=365), timedelta(minutes=11)])
def test_a_leap_is_told_once_and_so_is_the_way_back(moved: timedelta) -> None:
    clocks = Clocks()
    now = clocks.guarded()
    now()
    clocks.wall += moved
    with pytest.raises(ClockLeptError) as told:
        now()
    assert told.value.moved == moved
    now.told(told.value)
    assert now() == clocks.wall
    clocks.wall -= moved
    with pytest.raises(ClockLeptError):
        now()


def test_nobody_goes_on_by_the_new_time_before_sending_has_stopped() -> None:
    """The thread that meets the leap is not the one that sends."""
    clocks = Clocks()
    now = clocks.guarded()
    now()
    clocks.wall += timedelta(days=365)
    for _ in range(3):
        with pytest.raises(ClockLeptError):
            now()


def test_a_leap_while_another_is_told_is_told_too() -> None:
    clocks = Clocks()
    now = clocks.guarded()
    now()
    clocks.wall += timedelta(days=365)
    with pytest.raises(ClockLeptError) as first:
        now()
    clocks.wall -= timedelta(days=365)
    with pytest.raises(ClockLeptError):
        now()
    now.told(first.value)
    with pytest.raises(ClockLeptError):
        now()


def test_28_a_year_forward_sends_nothing(database: Database, tmp_path: Path) -> None:
    road = Road(database, tmp_path)
    passed = 0.0
    guarded = GuardedClock(lambda: road.present, lambda: passed)
    road.person()
    road.services = replace(road.services, now=guarded)
    guarded()
    road.wait(days=365)
    with pytest.raises(ClockLeptError):
        tick(road.services)
    assert road.mails() == []
    assert {row.state for row in road.rows()} == {"planned"}


def test_27_an_hour_back_sends_nothing_twice(database: Database, tmp_path: Path) -> None:
    road = Road(database, tmp_path)
    road.person()
    road.run(days=1)
    sent = len(road.mails())
    road.present -= timedelta(hours=1)
    road.run(days=1 / 24)
    assert len(road.mails()) == sent > 0


def test_27_a_slot_that_was_run_is_not_run_again_by_a_clock_that_went_back(
    database: Database, tmp_path: Path
) -> None:
    road = Road(database, tmp_path)
    slot = f"{road.present:%Y-%m-%d}"
    claimed = []
    for moved in (timedelta(), timedelta(hours=-1), timedelta(hours=1)):
        with database.write() as tx:
            now = road.present + moved
            claimed.append(heartbeat.claim_slot(tx, "daily", slot, worker="w1", now=now))
    assert claimed == [True, False, False]


def test_a_leap_says_which_way_and_how_far() -> None:
    assert "forward by 60 minutes" in ClockLeptError(timedelta(hours=1)).message
    assert "back by 90 minutes" in ClockLeptError(timedelta(hours=-1.5)).message
    assert "forward by 3 hours" in ClockLeptError(timedelta(hours=3)).message
    assert "forward by 365 days" in ClockLeptError(timedelta(days=365)).message
