"""Asking Cliniko: every page once, within its limits, on from where the last look ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from drip.flow.rounds import nightly
from drip.inbound import cliniko
from drip.listeners.cliniko import look, try_to_look
from drip.listeners.cliniko_account import MOST_A_MINUTE, Cliniko, ClinikoError
from drip.storage import sources
from drip.storage.database import Database
from drip.storage.tables import bookings, strangers, subscribers
from tests.listeners.fake_cliniko import KEY, FakeCliniko, fake_cliniko
from tests.road import Road


@pytest.fixture
def fake() -> Iterator[FakeCliniko]:
    with fake_cliniko() as server:
        yield server


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    road = Road(database, tmp_path)
    road.person("Ann")
    return road


def _account(fake: FakeCliniko) -> Cliniko:
    return Cliniko(KEY, contact="hello@clinic.example", base_url=fake.url)


def _look(road: Road, fake: FakeCliniko) -> int:
    return look(road.services, _account(fake), road.present)


def _states(road: Road) -> dict[str, str]:
    with road.database.read() as tx:
        return {row.source_id: row.state for row in tx.execute(select(bookings))}


def test_every_page_is_read_and_every_patient_asked_for_once(road: Road, fake: FakeCliniko) -> None:
    fake.patient("7", "ann@example.com")
    for number in range(1, 6):
        fake.appointment(9_007_199_254_740_993 + number, "7")
    assert _look(road, fake) == 5
    assert len(_states(road)) == 5
    assert len([path for path in fake.asked if "/patients/" in path]) == 1


def test_the_next_look_goes_on_where_the_last_one_ended(road: Road, fake: FakeCliniko) -> None:
    fake.patient("7", "ann@example.com")
    row = fake.appointment(1, "7")
    assert _look(road, fake) == 1
    assert _look(road, fake) == 0
    row |= {"updated_at": "2027-01-04T07:30:00Z", "cancelled_at": "2027-01-04T07:30:00Z"}
    assert _look(road, fake) == 1
    assert _states(road) == {"1": "cancelled"}


@pytest.mark.parametrize(("said", "silenced"), [(False, True), (True, False), (None, False)])
def test_who_wants_no_advertising_is_known(
    road: Road, fake: FakeCliniko, *, said: bool | None, silenced: bool
) -> None:
    fake.patient("7", "ann@example.com", accepted_email_marketing=said)
    fake.appointment(1, "7")
    _look(road, fake)
    with road.database.read() as tx:
        assert tx.execute(select(subscribers.c.no_prompts)).scalar_one() is silenced


def test_who_changes_their_mind_gets_prompts_again(road: Road, fake: FakeCliniko) -> None:
    fake.patient("7", "ann@example.com", accepted_email_marketing=False)
    row = fake.appointment(1, "7")
    _look(road, fake)
    fake.patient("7", "ann@example.com", accepted_email_marketing=True)
    row |= {"updated_at": "2027-01-04T07:30:00Z"}
    _look(road, fake)
    with road.database.read() as tx:
        assert tx.execute(select(subscribers.c.no_prompts)).scalar_one() is False


def test_an_archived_patient_is_nobody(road: Road, fake: FakeCliniko) -> None:
    fake.patient("7", "ann@example.com", archived_at="2026-12-01T00:00:00Z")
    fake.appointment(1, "7")
    assert _look(road, fake) == 0
    assert _states(road) == {}


def test_visits_of_the_weeks_before_the_first_look_are_history(
    road: Road, fake: FakeCliniko
) -> None:
    fake.patient("7", "ann@example.com")
    before = {"starts_at": "2026-12-20T09:00:00Z", "ends_at": "2026-12-20T09:45:00Z"}
    fake.appointment(1, "7", did_not_arrive=True, updated_at="2026-12-20T10:00:00Z", **before)
    assert _look(road, fake) == 0
    assert _states(road) == {"1": "no_show"}


def test_who_is_no_subscriber_is_not_made_one(road: Road, fake: FakeCliniko) -> None:
    fake.patient("8", "stranger@example.com")
    fake.appointment(1, "8")
    assert _look(road, fake) == 0
    assert _states(road) == {}


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"did_not_arrive": True}, "no_show"),
        ({"patient_arrived": True, "ends_at": "2027-01-03T09:45:00Z"}, "attended"),
        ({"patient_arrived": True}, "booked"),
        ({"cancelled_at": "2027-01-04T06:00:00Z"}, "cancelled"),
    ],
)
def test_what_reception_notes_is_what_the_booking_becomes(
    road: Road, fake: FakeCliniko, said: dict[str, object], state: str
) -> None:
    fake.patient("7", "ann@example.com")
    fake.appointment(1, "7", **said)
    _look(road, fake)
    assert _states(road) == {"1": state}


def test_the_limit_of_requests_is_waited_for(road: Road, fake: FakeCliniko) -> None:
    fake.patient("7", "ann@example.com")
    fake.appointment(1, "7")
    fake.refuse_next = 1
    assert _look(road, fake) == 1


def test_a_look_that_fails_loses_nothing_and_is_told(road: Road, fake: FakeCliniko) -> None:
    fake.patient("7", "ann@example.com")
    fake.appointment(1, "7")
    fake.fail_at = 2
    try_to_look(road.services, _account(fake), road.present)
    with road.database.read() as tx:
        source = sources.get(tx, cliniko.SOURCE)
    assert source is not None
    assert "500" in source.trouble
    road.wait(minutes=5)
    assert _look(road, fake) == 1


def test_a_wrong_key_is_told(road: Road, fake: FakeCliniko) -> None:
    wrong = Cliniko("other-au2", contact="hello@clinic.example", base_url=fake.url)
    with pytest.raises(ClinikoError, match="401"):
        look(road.services, wrong, road.present)


@pytest.mark.parametrize(
    ("key", "shard"), [("abc-au2", "au2"), ("abc", "au1"), ("a-b-c-uk1", "uk1")]
)
def test_a_key_names_its_shard(key: str, shard: str) -> None:
    assert cliniko.shard_of(key) == shard
    assert Cliniko(key, contact="x@clinic.example").host == f"api.{shard}.cliniko.com"


@pytest.mark.parametrize("key", ["abc-evil.example/", "abc-au2@evil", "abc-AU2", "abc-1", "abc-"])
def test_a_shard_that_is_none_never_becomes_a_host(key: str) -> None:
    with pytest.raises(ValueError, match="shard"):
        cliniko.shard_of(key)


def test_no_minute_sees_more_requests_than_the_limit(fake: FakeCliniko) -> None:
    clock = [0.0]
    fake.patient("7", "ann@example.com")
    account = Cliniko(
        KEY,
        contact="hello@clinic.example",
        base_url=fake.url,
        steady=lambda: clock[0],
        sleep=lambda seconds: clock.__setitem__(0, clock[0] + seconds),
    )
    at = []
    for _ in range(2 * MOST_A_MINUTE + 10):
        account.patient(f"{fake.url}/patients/7")
        at.append(clock[0])

    assert max(sum(t - 60 < other <= t for other in at) for t in at) <= MOST_A_MINUTE < 200
    assert clock[0] == 120


def test_a_patient_who_is_gone_holds_nobody_up(road: Road, fake: FakeCliniko) -> None:
    fake.patient("7", "ann@example.com")
    fake.appointment(1, "no-more")
    fake.appointment(2, "7")
    assert _look(road, fake) == 1
    assert _states(road) == {"2": "booked"}


def _asked_about(fake: FakeCliniko, patient: str) -> int:
    return len([path for path in fake.asked if path.endswith(f"/patients/{patient}")])


def test_who_is_nobody_of_ours_is_not_asked_about_again_for_a_while(
    road: Road, fake: FakeCliniko
) -> None:
    fake.patient("7", "ann@example.com")
    fake.patient("8", "stranger@example.com")
    fake.appointment(1, "8")
    fake.appointment(2, "7")
    for _ in range(3):
        _look(road, fake)
        road.wait(minutes=1)
    assert (_asked_about(fake, "7"), _asked_about(fake, "8")) == (3, 1)
    with road.database.read() as tx:
        kept = tx.execute(select(strangers)).all()
    assert not [one for one in kept if "@" in "".join(one[:2]) or "/" in "".join(one[:2])]

    road.subscriber("Stranger")
    assert _look(road, fake) == 0  # the report itself had come before
    assert _asked_about(fake, "8") == 2
    fake.appointment(3, "8")
    assert _look(road, fake) == 1
    road.wait(days=15)
    nightly.prune(road.services)
    with road.database.read() as tx:
        assert tx.execute(select(strangers)).all() == []


def test_a_link_to_another_host_is_not_followed(road: Road, fake: FakeCliniko) -> None:
    fake.patient("7", "ann@example.com")
    fake.appointment(1, "7", patient={"links": {"self": "http://evil.example/patients/7"}})
    assert _look(road, fake) == 0
    body = b'{"individual_appointments": [], "links": {"next": "https://evil.example/?page=2"}}'
    assert cliniko.read_page(body, host="api.au1.cliniko.com", now=road.present).next_url == ""


def test_the_cursor_never_lies_in_the_future(road: Road, fake: FakeCliniko) -> None:
    fake.patient("7", "ann@example.com")
    fake.appointment(1, "7", updated_at="2035-01-01T00:00:00Z")
    _look(road, fake)
    with road.database.read() as tx:
        source = sources.get(tx, cliniko.SOURCE)
    assert source is not None
    assert source.cursor <= (road.present + timedelta(seconds=1)).isoformat()
