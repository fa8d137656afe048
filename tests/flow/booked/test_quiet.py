"""A booking system that falls quiet is told once, and its next report takes that back."""

from __future__ import annotations

from pathlib import Path

import pytest

from drip.domain.bookings import BookingEvent, BookingKind
from drip.flow.booked import quiet
from drip.flow.booked.bookings import take
from drip.storage import tasks
from drip.storage.database import Database
from tests.road import Road


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return Road(database, tmp_path)


def _report(road: Road, number: int) -> None:
    event = BookingEvent(
        source="calendly",
        source_id=str(number),
        event_id=str(number),
        kind=BookingKind.CREATED,
        at=road.present,
        address="stranger@example.com",
    )
    take(road.services, event, road.present)


def _told(road: Road) -> list[str]:
    quiet.look(road.services, road.present)
    with road.database.read() as tx:
        return [one.title for one in tasks.open_ones(tx)]


def test_a_quiet_source_is_told_once_until_it_reports_again(road: Road) -> None:
    for number in range(12):
        _report(road, number)
        road.wait(hours=8)
    assert _told(road) == []
    road.wait(days=5)
    assert _told(road) == ["Calendly reports no bookings any more"]
    road.wait(days=1)
    assert len(_told(road)) == 1
    _report(road, 99)
    road.wait(days=20)
    assert len(_told(road)) == 2


def test_who_never_reported_is_not_missed(road: Road) -> None:
    road.wait(days=60)
    assert _told(road) == []
