"""A busy source that falls quiet is noticed; a quiet one is left in peace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from drip.insight.quiet import is_quiet

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _heard(*, every: timedelta, last: timedelta, count: int = 20) -> list[datetime]:
    return [NOW - last - every * number for number in reversed(range(count))]


def test_a_busy_source_is_missed_after_days() -> None:
    assert is_quiet(_heard(every=timedelta(hours=6), last=timedelta(days=4)), NOW)
    assert not is_quiet(_heard(every=timedelta(hours=6), last=timedelta(days=2)), NOW)


def test_a_slow_source_is_missed_later() -> None:
    slow = timedelta(days=2)
    assert not is_quiet(_heard(every=slow, last=timedelta(days=6)), NOW)
    assert is_quiet(_heard(every=slow, last=timedelta(days=9)), NOW)


def test_a_source_that_was_never_busy_is_never_missed() -> None:
    assert not is_quiet(_heard(every=timedelta(days=1), last=timedelta(days=40), count=7), NOW)
    assert not is_quiet([], NOW)


def test_one_long_holiday_does_not_make_a_source_slow_for_ever() -> None:
    heard = _heard(every=timedelta(hours=8), last=timedelta(days=5), count=30)
    heard = [heard[0] - timedelta(days=14), *heard]
    assert is_quiet(heard, NOW)
