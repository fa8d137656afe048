"""Staff enrol somebody who agreed in person."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from drip.domain.people import ConsentPurpose, SuppressionReason
from drip.flow.front_desk.why import why
from drip.flow.joining import by_staff
from drip.flow.joining.by_staff import EnrolByStaffError, Entry, NobodyError
from drip.flow.leaving.leave import leave
from drip.storage.database import Database
from drip.storage.tables import consents, subscribers
from tests.road import Road

ANN = Entry(
    email="ann@example.com",
    first_name="Ann",
    sequence="daily",
    onset=None,
    zone="",
    consent="On the phone, 4 January",
    health=True,
)


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return Road(database, tmp_path)


def enrol(road: Road, entry: Entry = ANN) -> bool:
    return by_staff.enrol(road.services, entry, actor="staff:1", now=road.present).fresh


def test_the_evidence_is_in_staffs_own_words(road: Road) -> None:
    assert enrol(road)

    with road.database.read() as tx:
        rows = list(tx.execute(select(consents).order_by(consents.c.id)))
    assert [row.purpose for row in rows] == [ConsentPurpose.PROGRAMME, ConsentPurpose.HEALTH]
    assert {row.wording for row in rows} == {"On the phone, 4 January"}
    assert {row.source for row in rows} == {"staff:1"}


def test_the_clinics_zone_stands_in_for_a_missing_one(road: Road) -> None:
    enrol(road)

    with road.database.read() as tx:
        assert tx.execute(select(subscribers.c.zone)).scalar_one() == "Europe/Berlin"


def test_a_goodbye_is_not_undone_by_staff(road: Road) -> None:
    enrol(road)
    with road.database.read() as tx:
        subscriber_id = tx.execute(select(subscribers.c.id)).scalar_one()
    leave(
        road.services,
        subscriber_id=subscriber_id,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="page",
        now=road.present,
    )

    with pytest.raises(EnrolByStaffError, match="sign up on the clinic's page"):
        enrol(road)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "ann at home"}, "doesn't look like an email address"),
        ({"first_name": ""}, "first name"),
        ({"zone": "Mars/Phobos"}, "time zone"),
        (
            {"zone": "Melbourne"},
            "'Melbourne' is not a time zone. Did you mean Australia/Mel",
        ),
        ({"zone": "Europe/Berln"}, "Did you mean Europe/Berlin"),
        ({"consent": " "}, "how and when they agreed"),
    ],
)
def test_what_cannot_be_taken_is_said(road: Road, wrong: dict[str, str], sentence: str) -> None:
    with pytest.raises(EnrolByStaffError, match=sentence):
        enrol(road, replace(ANN, **wrong))  # type: ignore[arg-type]  # fields of text only

    with road.database.read() as tx:
        assert tx.execute(select(subscribers)).all() == []


def test_a_day_that_is_still_to_come_is_no_onset(road: Road) -> None:
    tomorrow = road.present.date() + timedelta(days=1)

    with pytest.raises(EnrolByStaffError, match="still to come"):
        enrol(road, replace(ANN, onset=tomorrow))
    assert enrol(road, replace(ANN, onset=road.present.date()))


@pytest.mark.parametrize(("zone", "guessed"), [("", True), ("Europe/Berlin", False)])
def test_a_zone_that_nobody_gave_is_a_guess(road: Road, zone: str, *, guessed: bool) -> None:
    enrol(road, replace(ANN, zone=zone))

    with road.database.read() as tx:
        assert tx.execute(select(subscribers.c.zone_guessed)).scalar_one() is guessed


def test_a_pause_for_nobody_is_told(road: Road) -> None:
    with pytest.raises(NobodyError):
        by_staff.pause(
            road.services, "bob@example.com", until=None, actor="staff:1", now=road.present
        )


def test_a_second_pause_says_so_and_is_not_told_twice(road: Road) -> None:
    enrol(road)

    def pause() -> by_staff.Paused:
        return by_staff.pause(
            road.services, ANN.email, until=None, actor="staff:1", now=road.present
        )

    first, second = pause(), pause()

    assert (first.paused, first.already) == (1, 0)
    assert (second.paused, second.already) == (0, 1)
    story = why(road.services, email=ANN.email)
    assert story
    assert len([one for one in story.entries if one.what.startswith("Paused")]) == 1


def test_a_pause_may_be_given_another_end(road: Road) -> None:
    enrol(road)
    for days in (7, 14):
        until = road.present + timedelta(days=days)
        done = by_staff.pause(
            road.services, ANN.email, until=until, actor="staff:1", now=road.present
        )
        assert (done.paused, done.already) == (1, 0)
