"""A clock that leaps is not believed; time that passes is (scenarios 27 and 28)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from drip.flow.clock import ClockLeptError, GuardedClock

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
    assert now() == clocks.wall
    clocks.wall -= moved
    with pytest.raises(ClockLeptError):
        now()


def test_a_leap_says_which_way_and_how_far() -> None:
    assert "forward by 60 minutes" in ClockLeptError(timedelta(hours=1)).message
    assert "back by 90 minutes" in ClockLeptError(timedelta(hours=-1.5)).message
    assert "forward by 3 hours" in ClockLeptError(timedelta(hours=3)).message
    assert "forward by 365 days" in ClockLeptError(timedelta(days=365)).message
