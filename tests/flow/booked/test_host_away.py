"""Somebody of the clinic stayed away: staff hear of it, and the patient is blamed for nothing."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from drip.flow.booked.bookings import Took, take
from drip.inbound import calcom
from drip.storage.database import Database
from drip.storage.tables import bookings, tasks
from tests.road import DAILY, Road, content

RULES = DAILY.replace(
    "  - {id: three, day: 3}",
    "  - {id: three, day: 3}\n  - {id: another-time, only_if: {no_show: true}}",
) + ("rules:\n  - {if: {no_show: true}, then: {send: another-time}}\n")
HOST, GUEST = "AFTER_HOSTS_CAL_VIDEO_NO_SHOW", "AFTER_GUESTS_CAL_VIDEO_NO_SHOW"


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    road = Road(database, tmp_path, files=content({"daily": RULES}))
    road.person("Ann")
    return road


def says(road: Road, trigger: str, **more: Any) -> Took:
    visit = road.present.replace(hour=7)
    known = {
        "uid": "one",
        "bookingUid": "one",
        "startTime": visit.isoformat(),
        "endTime": (visit + timedelta(days=2)).isoformat(),
        "attendees": [{"email": "ann@example.com", "noShow": False}],
    }
    post = {"triggerEvent": trigger, "createdAt": road.present.isoformat()}
    event = calcom.read(json.dumps(post | {"payload": known | more}).encode())
    assert event is not None
    return take(road.services, event, road.present)


def told(road: Road) -> list[tuple[str, int]]:
    with road.database.read() as tx:
        rows = tx.execute(select(tasks).where(tasks.c.title.contains("clinic missed")))
        return [(row.title, row.subscriber_id) for row in rows]


def asked(road: Road) -> list[Any]:
    road.run(days=4)
    return road.rows(step="another-time", state="accepted")


def test_staff_are_told_once_however_many_hosts_stayed_away(road: Road) -> None:
    says(road, "BOOKING_CREATED")
    road.wait(minutes=5)
    assert says(road, HOST, hostEmail="dana@clinic.example") is Took.CHANGED
    says(road, HOST, hostEmail="kim@clinic.example")
    says(road, "MEETING_ENDED", noShowHost=True)

    assert told(road) == [("The clinic missed their visit", 1)]
    assert asked(road) == []


@pytest.mark.parametrize("order", list(itertools.permutations([HOST, GUEST])))
def test_where_neither_came_nobody_is_asked_why_they_stayed_away(
    road: Road, order: tuple[str, str]
) -> None:
    says(road, "BOOKING_CREATED")
    for trigger in order:
        road.wait(minutes=5)
        says(road, trigger)

    assert len(told(road)) == 1
    assert asked(road) == []
    with road.database.read() as tx:
        assert tx.execute(select(bookings.c.state)).scalar_one() != "no_show"


def test_a_guest_whom_cal_video_did_not_see_is_asked(road: Road) -> None:
    says(road, "BOOKING_CREATED")
    road.wait(minutes=5)
    says(road, GUEST)

    assert told(road) == []
    assert len(asked(road)) == 1


def test_a_visit_that_was_never_reported_is_known_by_the_booker(road: Road) -> None:
    assert says(road, HOST) is Took.CHANGED
    assert told(road) == [("The clinic missed their visit", 1)]
    stranger = [{"email": "stranger@example.com"}]
    assert says(road, HOST, bookingUid="two", attendees=stranger) is Took.NOBODY
