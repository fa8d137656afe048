"""Pauses move the weeks, and refusals are tried again, for a day at most."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drip.domain.spans import Span
from drip.engine.calendar import zone_of
from drip.engine.pace import paused_until, shift_days
from drip.engine.retry import DELAYS, next_try
from tests.engine.build import utc

BERLIN = zone_of("Europe/Berlin")
NOW = utc("2026-11-06T12:00+01:00")


@pytest.mark.parametrize(
    ("paused_at", "resumed_at", "days"),
    [
        ("2026-11-06T12:00+01:00", "2026-11-20T12:00+01:00", 14),
        ("2026-11-06T12:00+01:00", "2026-11-06T18:00+01:00", 0),
        ("2026-11-06T23:59+01:00", "2026-11-07T00:01+01:00", 1),
        # Fourteen days of the wall are fourteen days, also across a change of clocks.
        ("2026-10-20T00:30+02:00", "2026-11-03T00:30+01:00", 14),
        # Somebody's clock stepped back.
        ("2026-11-06T12:00+01:00", "2026-11-04T12:00+01:00", 0),
    ],
)
def test_a_pause_shifts_by_days_of_the_wall(paused_at: str, resumed_at: str, days: int) -> None:
    assert shift_days(utc(paused_at), utc(resumed_at), BERLIN) == days


def test_a_pause_ends_after_its_span_or_when_somebody_ends_it() -> None:
    assert paused_until(Span.parse("1 month"), NOW, BERLIN) == utc("2026-12-06T12:00+01:00")
    assert paused_until(None, NOW, BERLIN) is None


def test_refusals_back_off_and_then_the_letter_is_given_up() -> None:
    waits = [next_try(tries, NOW) for tries in range(1, len(DELAYS) + 1)]
    minutes = [wait - NOW for wait in waits if wait is not None]
    assert minutes == [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720)]
    assert next_try(len(DELAYS) + 1, NOW) is None
    assert sum(minutes, timedelta()) < timedelta(days=1)


def test_a_count_of_nought_is_the_first_try() -> None:
    assert next_try(0, NOW) == NOW + timedelta(minutes=1)
