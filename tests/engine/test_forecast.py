"""What ten minutes may bring before a person is asked."""

from __future__ import annotations

from datetime import UTC, datetime

from drip.engine.forecast import FLOOR, Forecast, still_owed, window_of


def test_a_small_clinic_is_not_asked() -> None:
    assert Forecast(usual=0, foreseen=0).most(5) == FLOOR
    assert Forecast(usual=3, foreseen=2).most(5) == FLOOR


def test_the_larger_of_both_expectations_counts() -> None:
    assert Forecast(usual=100, foreseen=20).most(5) == 500
    assert Forecast(usual=20, foreseen=400).most(1.5) == 600


def test_what_went_is_no_longer_owed() -> None:
    assert still_owed(400, 150) == 250
    assert still_owed(150, 400) == 0


def test_windows_open_every_ten_minutes() -> None:
    assert window_of(datetime(2027, 1, 4, 9, 19, 59, tzinfo=UTC)) == datetime(
        2027, 1, 4, 9, 10, tzinfo=UTC
    )
