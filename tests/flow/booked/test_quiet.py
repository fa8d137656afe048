"""A booking system that falls quiet is told once, and its next report takes that back."""

from __future__ import annotations

from pathlib import Path

import pytest

from drip.domain.bookings import BookingEvent, BookingKind
from drip.flow.booked import quiet
from drip.flow.booked.bookings import take
from drip.storage import sources, tasks
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


def test_a_source_that_cannot_be_asked_is_told_once_for_each_time(road: Road) -> None:
    def fails(words: str) -> None:
        with road.database.write() as tx:
            sources.note(tx, "cliniko", trouble=words)

    def works() -> None:
        with road.database.write() as tx:
            sources.note(tx, "cliniko", trouble="", heard_at=road.present)

    works()
    road.wait(hours=12)
    fails("Cliniko answered 503.")
    assert _told(road) == []
    road.wait(days=1)
    fails("Cliniko answered 401.")
    assert _told(road) == ["Cliniko cannot be asked for bookings"]
    road.wait(days=1)
    assert len(_told(road)) == 1
    works()
    road.wait(days=2)
    assert len(_told(road)) == 1
    fails("Cliniko answered 401.")
    assert len(_told(road)) == 2


def test_a_source_with_a_wrong_key_from_the_start_is_told(road: Road) -> None:
    with road.database.write() as tx:
        sources.note(tx, "cliniko", trouble="Cliniko answered 401.")
    assert _told(road) == ["Cliniko cannot be asked for bookings"]
