"""What a booking system reports: matched to a person, counted once, acted on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from drip.domain.bookings import BookingEvent, BookingKind
from drip.domain.sequences import Booking
from drip.flow.booked.bookings import Took, take
from drip.flow.letters import gate
from drip.flow.letters.render import letter
from drip.flow.rounds import tick
from drip.flow.sending import handover
from drip.flow.sending.handover import Ready
from drip.links import LinkPurpose
from drip.storage import bookings as stored
from drip.storage import tasks
from drip.storage.database import Database
from drip.storage.intents import Claim
from drip.storage.standing import facts
from drip.storage.tables import booking_events, bookings, subscribers
from tests.road import DAILY, Road, content

RULES = DAILY + (
    "rules:\n"
    "  - {if: {booking: made}, then: {task: Booked}}\n"
    "  - {if: {no_show: true}, then: {send: another-time}}\n"
)
RULES = RULES.replace("  - {id: three, day: 3}", "  - {id: three, day: 3}\n  - {id: another-time}")


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return Road(database, tmp_path, start="2027-01-04T08:00Z", files=content({"daily": RULES}))


def _event(road: Road, kind: BookingKind = BookingKind.CREATED, **changes: Any) -> BookingEvent:
    known = BookingEvent(
        source="calcom",
        source_id="one",
        event_id=f"{kind}:{changes.get('source_id', 'one')}:{changes.get('at', 0)}",
        kind=kind,
        at=road.present,
        starts_at=road.present + timedelta(days=3),
        ends_at=road.present + timedelta(days=3, hours=1),
        address="Ann@EXAMPLE.com",
    )
    return replace(known, **changes)


def _take(road: Road, kind: BookingKind = BookingKind.CREATED, **changes: Any) -> Took:
    return take(road.services, _event(road, kind, **changes), road.present)


def _states(road: Road) -> dict[str, str]:
    with road.database.read() as tx:
        return {row.source_id: row.state for row in tx.execute(select(bookings))}


def _facts(road: Road, enrolment_id: int) -> tuple[Booking | None, bool]:
    with road.database.read() as tx:
        known = facts(tx, [enrolment_id])[enrolment_id]
        return known.booking, known.no_show


def test_a_booking_is_the_persons_by_address_whatever_its_case(road: Road) -> None:
    who, enrolment_id = road.person("Ann")
    assert _facts(road, enrolment_id) == (None, False)
    assert _take(road) is Took.CHANGED
    assert _facts(road, enrolment_id) == (Booking.MADE, False)
    with road.database.read() as tx:
        assert tx.execute(select(bookings.c.subscriber_id)).scalar_one() == who


def test_a_booking_is_the_persons_by_our_token_whoever_booked(road: Road) -> None:
    _, enrolment_id = road.person("Ann")
    road.tick()
    letter = road.rows()[0].id
    token = road.services.links.token(LinkPurpose.BOOKED, letter, now=road.present)
    assert _take(road, address="partner@example.com", token=token) is Took.CHANGED
    assert _facts(road, enrolment_id)[0] is Booking.MADE
    with road.database.read() as tx:
        assert tx.execute(select(bookings.c.delivery_id)).scalar_one() == letter


def test_a_token_for_another_purpose_matches_nobody(road: Road) -> None:
    road.person("Ann")
    token = road.services.links.token(LinkPurpose.UNSUBSCRIBE, 1, now=road.present)
    assert _take(road, address="partner@example.com", token=token) is Took.NOBODY


def test_a_stranger_stays_one_and_only_the_report_is_counted(road: Road) -> None:
    road.person("Ann")
    assert _take(road, address="stranger@example.com") is Took.NOBODY
    assert _take(road, address="stranger@example.com") is Took.NO_NEWS
    with road.database.read() as tx:
        assert tx.execute(select(func.count()).select_from(booking_events)).scalar_one() == 1
        assert tx.execute(select(func.count()).select_from(subscribers)).scalar_one() == 1
    assert _states(road) == {}


@pytest.mark.parametrize("kind", [BookingKind.CREATED, BookingKind.NO_SHOW, BookingKind.ATTENDED])
def test_a_visit_that_was_over_when_first_heard_of_is_kept_and_nothing_follows(
    road: Road, kind: BookingKind
) -> None:
    road.person("Ann")
    over = {
        "starts_at": road.present - timedelta(days=9),
        "ends_at": road.present - timedelta(days=9) + timedelta(hours=1),
    }
    assert _take(road, kind, **over) is Took.NO_NEWS
    assert list(_states(road)) == ["one"]
    road.run(days=3)
    assert not road.rows(step="another-time")
    with road.database.read() as tx:
        assert not tasks.open_ones(tx)


def test_the_same_report_counts_once(road: Road) -> None:
    road.person("Ann")
    assert _take(road) is Took.CHANGED
    assert _take(road) is Took.NO_NEWS
    with road.database.read() as tx:
        assert len(tasks.open_ones(tx)) == 1


def test_a_reschedule_is_one_booking_in_either_order(road: Road) -> None:
    _, enrolment_id = road.person("Ann")
    first = road.present
    road.wait(hours=1)
    moved = {"source_id": "two", "replaces": "one", "event_id": "moved"}
    _take(road, BookingKind.MOVED, **moved)
    late = _event(road, at=first, event_id="late")
    assert take(road.services, late, road.present) is Took.NO_NEWS
    assert _states(road) == {"one": "replaced", "two": "booked"}
    assert _facts(road, enrolment_id)[0] is Booking.MADE


def test_moves_of_moves_are_one_booking_whatever_comes_first(road: Road) -> None:
    _, enrolment_id = road.person("Ann")
    _take(road)
    first, second = road.present + timedelta(hours=1), road.present + timedelta(hours=2)
    road.wait(hours=3)
    moved = BookingKind.MOVED
    _take(road, moved, source_id="three", replaces="two", event_id="m2", at=second)
    _take(road, moved, source_id="two", replaces="one", event_id="m1", at=first)
    assert _states(road) == {"one": "replaced", "two": "replaced", "three": "booked"}
    _take(road, BookingKind.CANCELLED, source_id="three", event_id="c")
    assert _facts(road, enrolment_id)[0] is Booking.NONE


def test_each_seat_of_a_shared_meeting_is_its_persons(road: Road) -> None:
    _, anns = road.person("Ann")
    _, bobs = road.person("Bob")
    _take(road, source_id="class/s1", event_id="1")
    _take(road, source_id="class/s2", event_id="2", address="bob@example.com")
    assert [_facts(road, one)[0] for one in (anns, bobs)] == [Booking.MADE] * 2

    road.wait(hours=1)
    both = (("ann@example.com", True), ("bob@example.com", True))
    moved = {"source_id": "later", "replaces": "class", "event_id": "m", "present": both}
    _take(road, BookingKind.MOVED, **moved)
    assert _states(road) == {
        "class/s1": "replaced",
        "class/s2": "replaced",
        "later/s1": "booked",
        "later/s2": "booked",
    }

    road.wait(hours=1)
    alone = (("BOB@example.com", True),)
    _take(road, BookingKind.CANCELLED, source_id="later", event_id="c", present=alone)
    assert [_facts(road, one)[0] for one in (anns, bobs)] == [Booking.MADE, Booking.NONE]


def test_one_seat_is_moved_to_another_meeting(road: Road) -> None:
    road.person("Ann")
    _take(road, source_id="class/s1", event_id="1")
    road.wait(hours=1)
    _take(road, BookingKind.MOVED, source_id="later/s9", replaces="class", event_id="2")
    assert _states(road) == {"class/s1": "replaced", "later/s9": "booked"}


def test_a_guest_who_stays_away_is_not_the_booker(road: Road) -> None:
    road.person("Ann")
    _take(road)
    road.wait(days=4)
    guest, ann = ("guest@example.com", False), ("ann@example.com", True)
    for number, present in enumerate([(guest,), (guest, ann)]):
        away = {"event_id": f"n{number}", "present": present, "address": guest[0]}
        _take(road, BookingKind.NO_SHOW, **away)
        assert _states(road) != {"one": "no_show"}
    _take(road, BookingKind.NO_SHOW, event_id="n3", present=((ann[0], False),))
    assert _states(road) == {"one": "no_show"}


def test_a_reschedule_keeps_the_moment_of_the_first_booking(road: Road) -> None:
    road.person("Ann")
    _take(road)
    first = road.present
    road.wait(days=1)
    _take(road, BookingKind.MOVED, source_id="two", replaces="one", event_id="moved")
    with road.database.read() as tx:
        kept = stored.find(tx, "calcom", "two")
    assert kept is not None
    assert kept.booking.booked_at == first


def test_a_cancellation_frees_and_an_older_report_does_not_undo_it(road: Road) -> None:
    _, enrolment_id = road.person("Ann")
    early = _event(road)
    road.wait(hours=1)
    _take(road, BookingKind.CANCELLED)
    assert take(road.services, early, road.present) is Took.NO_NEWS
    assert _facts(road, enrolment_id)[0] is Booking.NONE


def test_a_visit_whose_time_is_over_took_place(road: Road) -> None:
    _, enrolment_id = road.person("Ann")
    _take(road)
    road.wait(days=4)
    with road.database.write() as tx:
        assert stored.pass_by(tx, road.present) == 1
    assert _states(road) == {"one": "attended"}
    assert _facts(road, enrolment_id)[0] is Booking.NONE


def test_a_no_show_is_asked_once_and_neutrally(road: Road) -> None:
    _, enrolment_id = road.person("Ann")
    _take(road)
    road.wait(days=4)
    _take(road, BookingKind.NO_SHOW, starts_at=None, ends_at=None)
    _take(road, BookingKind.NO_SHOW, starts_at=None, ends_at=None, event_id="again")
    assert _facts(road, enrolment_id) == (Booking.NONE, True)
    road.run(days=2)
    assert [row.step for row in road.rows() if row.purpose == "branch"] == ["another-time"]


def test_a_report_of_what_is_known_is_no_news(road: Road) -> None:
    road.person("Ann")
    _take(road)
    road.wait(hours=1)
    assert _take(road, event_id="a note was changed", starts_at=None) is Took.NO_NEWS
    road.wait(days=4)
    with road.database.write() as tx:
        stored.pass_by(tx, road.present)
    was = road.present - timedelta(days=1, hours=1)
    late: dict[str, Any] = {"starts_at": was, "ends_at": was + timedelta(hours=1)}
    with road.database.write() as tx:
        tx.execute(bookings.update().values(**late))
    assert _take(road, event_id="an invoice was paid", **late) is Took.NO_NEWS
    assert _states(road) == {"one": "attended"}


def test_who_came_after_all_is_no_no_show(road: Road) -> None:
    _, enrolment_id = road.person("Ann")
    _take(road, BookingKind.NO_SHOW, starts_at=road.present - timedelta(hours=2))
    road.wait(minutes=5)
    _take(road, BookingKind.SHOWED, starts_at=None, ends_at=None, event_id="came")
    assert not _facts(road, enrolment_id)[1]


def test_a_booking_of_somebody_who_left_is_kept_and_starts_nothing(road: Road) -> None:
    who, enrolment_id = road.person("Ann")
    with road.database.write() as tx:
        tx.execute(subscribers.update().where(subscribers.c.id == who).values(state="left"))
    assert _take(road) is Took.CHANGED
    assert road.rows(purpose="branch") == []
    assert enrolment_id


def test_an_odd_clock_of_theirs_breaks_nothing(road: Road) -> None:
    road.person("Ann")
    assert _take(road, at=datetime(1970, 1, 1, tzinfo=UTC), event_id="old") is Took.CHANGED


PROMPTING = DAILY.replace("{id: one, day: 1}", "{id: one, day: 1, book: assessment}")


def test_a_booking_stops_the_prompt_even_at_the_intent(database: Database, tmp_path: Path) -> None:
    files = content({"daily": PROMPTING})
    road = Road(database, tmp_path, start="2027-01-04T08:00Z", files=files)
    road.person("Ann")
    road.tick()
    road.to("2027-01-05T08:01Z")
    taken = tick.take(road.services, 10)
    passed = gate.look(road.services, taken.rows, road.present).passed
    ready = [Ready(one, letter(one, road.services.links, road.present)) for one in passed]
    assert [one.letter.compiled.tags & {"token_book"} for one in ready] == [{"token_book"}]
    _take(road)
    claim = Claim(
        token=taken.token,
        now=road.present,
        lease_until=road.present + road.services.lease,
        worker="w1",
        transport="outbox",
    )
    assert handover.intend(road.services, ready, claim) == []
    road.tick()
    (mail,) = [path.read_text() for path in road.mails() if "Letter one" in path.read_text()]
    assert "/b/" not in mail
