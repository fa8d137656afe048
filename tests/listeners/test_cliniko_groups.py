"""Cliniko's group appointments: one internal event for each attendee, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from drip.domain.sequences import Booking
from drip.inbound import cliniko_groups
from drip.listeners.cliniko import look
from drip.listeners.cliniko_account import Cliniko
from drip.storage.bookings import of_people
from drip.storage.database import Database
from drip.storage.tables import booking_events, bookings, decisions
from tests.listeners.fake_cliniko import KEY, FakeCliniko, fake_cliniko
from tests.road import Road


@pytest.fixture
def fake() -> Iterator[FakeCliniko]:
    with fake_cliniko() as server:
        yield server


@pytest.fixture
def road(database: Database, tmp_path: Path, fake: FakeCliniko) -> Road:
    road = Road(database, tmp_path)
    for number, name in enumerate(["Ann", "Bob"], start=1):
        road.person(name)
        fake.patient(str(number), f"{name.lower()}@example.com")
    fake.patient("9", "stranger@example.com")
    return road


def see(road: Road, fake: FakeCliniko) -> int:
    account = Cliniko(KEY, contact="hello@clinic.example", base_url=fake.url)
    return look(road.services, account, road.present)


def states(road: Road) -> dict[str, str]:
    with road.database.read() as tx:
        return {row.source_id: row.state for row in tx.execute(select(bookings))}


def booked(road: Road, who: int) -> Booking:
    with road.database.read() as tx:
        return of_people(tx, [who])[who].standing


def moved_on(row: dict[str, Any], at: str, **more: Any) -> None:
    row |= {"updated_at": at} | more


def test_each_attendee_is_a_booking_and_the_group_is_asked_for_once(
    road: Road, fake: FakeCliniko
) -> None:
    fake.group(50)
    for number, whose in enumerate(["1", "2", "9"], start=501):
        fake.attendee(number, 50, whose)

    assert see(road, fake) == 2
    assert states(road) == {"50/501": "booked", "50/502": "booked"}
    assert booked(road, 1) is booked(road, 2) is Booking.MADE
    assert fake.asked.count("/bookings/50") == 1
    assert see(road, fake) == 0


def test_an_individual_appointment_is_not_counted_again_by_its_attendee(
    road: Road, fake: FakeCliniko
) -> None:
    fake.appointment(60, "1")
    fake.appointment(61, "1", updated_at="2026-06-01T07:00:00Z")
    fake.attendee(601, 60, "1")
    fake.attendee(611, 61, "1")

    assert see(road, fake) == 1
    assert states(road) == {"60": "booked"}
    assert "/bookings/60" not in fake.asked


def test_one_attendee_cancels_and_the_others_stay(road: Road, fake: FakeCliniko) -> None:
    fake.group(50)
    ann = fake.attendee(501, 50, "1")
    fake.attendee(502, 50, "2")
    see(road, fake)
    moved_on(ann, "2027-01-04T07:30:00Z", cancelled_at="2027-01-04T07:30:00Z")

    assert see(road, fake) == 1
    assert states(road) == {"50/501": "cancelled", "50/502": "booked"}


def test_a_group_that_is_moved_moves_everybody_and_counts_nobody_twice(
    road: Road, fake: FakeCliniko
) -> None:
    group = fake.group(50)
    fake.attendee(501, 50, "1")
    fake.attendee(502, 50, "2", cancelled_at="2027-01-04T07:00:00Z")
    see(road, fake)
    moved_on(group, "2027-01-04T07:40:00Z", starts_at="2027-01-15T09:00:00Z")

    assert see(road, fake) == 1
    with road.database.read() as tx:
        rows = {row.source_id: row for row in tx.execute(select(bookings))}
    assert rows["50/501"].starts_at.isoformat() == "2027-01-15T09:00:00+00:00"
    assert {one: row.state for one, row in rows.items()} == {
        "50/501": "booked", "50/502": "cancelled",
    }  # fmt: skip
    moved_on(group, "2027-01-04T07:50:00Z", notes="bring a mat")
    assert see(road, fake) == 0


def test_who_goes_over_to_another_group_has_one_booking(road: Road, fake: FakeCliniko) -> None:
    fake.group(50)
    fake.group(51, starts_at="2027-01-09T09:00:00Z")
    first = fake.attendee(501, 50, "1")
    see(road, fake)
    moved_on(first, "2027-01-04T07:30:00Z", deleted_at="2027-01-04T07:30:00Z")
    fake.attendee(511, 51, "1", updated_at="2027-01-04T07:30:00Z")
    see(road, fake)

    assert states(road) == {"50/501": "cancelled", "51/511": "booked"}
    assert booked(road, 1) is Booking.MADE


def test_a_group_that_is_deleted_cancels_everybodys_booking(road: Road, fake: FakeCliniko) -> None:
    group = fake.group(50)
    fake.attendee(501, 50, "1")
    fake.attendee(502, 50, "9")
    see(road, fake)
    moved_on(group, "2027-01-04T07:40:00Z", deleted_at="2027-01-04T07:40:00Z")

    assert see(road, fake) == 1
    assert states(road) == {"50/501": "cancelled"}


@pytest.mark.parametrize(
    ("arrived", "noted", "state"),
    [
        (False, "2027-01-08T10:05:00Z", "no_show"),
        (False, "2027-01-08T09:10:00Z", "no_show"),
        (False, "2027-01-07T09:00:00Z", "booked"),
        (True, "2027-01-08T10:05:00Z", "attended"),
    ],
)
def test_whether_they_came_stands_beside_each(
    road: Road, fake: FakeCliniko, *, arrived: bool, noted: str, state: str
) -> None:
    fake.group(50)
    ann = fake.attendee(501, 50, "1")
    fake.attendee(502, 50, "2")
    see(road, fake)
    road.to("2027-01-08T10:10Z")
    moved_on(ann, noted, arrived=arrived)
    see(road, fake)

    assert states(road) == {"50/501": state, "50/502": "booked"}


def test_a_report_that_comes_again_is_told_once(road: Road, fake: FakeCliniko) -> None:
    fake.group(50, updated_at="2027-01-04T07:00:00Z")
    fake.attendee(501, 50, "1")
    for _ in range(3):
        see(road, fake)

    with road.database.read() as tx:
        assert len(tx.execute(select(booking_events)).all()) == 1
        told = tx.execute(select(decisions).where(decisions.c.kind == "booked")).all()
    assert len(told) == 1


def test_a_link_to_another_host_is_not_followed() -> None:
    body = (
        b'{"attendees": [{"id": 1, "updated_at": "2027-01-04T07:00:00Z", "booking": {"links": '
        b'{"self": "https://evil.example/bookings/1"}}, "patient": {"links": {"self": '
        b'"https://api.au1.cliniko.com/v1/patients/1"}}}], "links": {"next": "https://evil.example"}}'
    )
    page = cliniko_groups.read_attendees(body, host="api.au1.cliniko.com")
    assert (page.attendees, page.next_url) == ((), "")
