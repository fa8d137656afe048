"""A case has an hour in which the clinic is open; its alarm comes again and again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from drip.engine.cases import deadline, next_alarm

MELBOURNE = ZoneInfo("Australia/Melbourne")
HOURS = {0: ("08:00", "18:00"), 1: ("08:00", "18:00"), 4: ("08:00", "16:00")}


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-11-23 09:00", "2026-11-23 10:00"),  # a Monday morning
        ("2026-11-23 07:10", "2026-11-23 09:00"),  # before it opens
        ("2026-11-23 17:40", "2026-11-24 08:40"),  # twenty minutes today, forty tomorrow
        ("2026-11-24 18:00", "2026-11-27 09:00"),  # closed until Friday
        ("2026-11-28 12:00", "2026-11-30 09:00"),  # over the weekend
        ("2026-11-02 17:30", "2026-11-06 08:30"),  # Tuesday is Melbourne Cup Day
    ],
)
def test_the_clinics_own_minutes_count(opened: str, due: str) -> None:
    at = datetime.fromisoformat(opened).replace(tzinfo=MELBOURNE).astimezone(UTC)
    found = deadline(at, hours=HOURS, zone=MELBOURNE, holidays="AU-VIC")
    assert f"{found.astimezone(MELBOURNE):%Y-%m-%d %H:%M}" == due


def test_a_clinic_without_hours_is_always_asked_within_the_hour() -> None:
    at = datetime(2026, 11, 28, 3, tzinfo=UTC)
    assert deadline(at, hours={}, zone=MELBOURNE, holidays=None) == at + timedelta(hours=1)


def test_the_alarm_comes_again_for_ever() -> None:
    now = datetime(2026, 11, 28, 3, tzinfo=UTC)
    waits = [next_alarm(raised, now) - now for raised in range(1, 9)]
    assert waits[:4] == [timedelta(minutes=m) for m in (10, 20, 30, 60)]
    assert set(waits[4:]) == {timedelta(hours=1)}
