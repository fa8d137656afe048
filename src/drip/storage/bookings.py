"""Bookings of people we know, and every report about one, once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal_column, select, update

from drip.domain.bookings import Booking, BookingEvent, BookingState, seat_of
from drip.domain.sequences import Booking as Standing
from drip.storage.database import Transaction
from drip.storage.tables import booking_events, bookings
from drip.storage.upsert import insert_ignore, insert_new

#: A visit lies ahead, or may.
_AHEAD = frozenset({BookingState.BOOKED, BookingState.REQUESTED})
_GONE = frozenset({BookingState.CANCELLED, BookingState.REPLACED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A booking as it is kept, with the instant of the newest report about it."""

    booking: Booking
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Booked:
    """What is known of a person's bookings; see `domain.standing.Facts`."""

    standing: Standing
    booked_at: datetime | None
    no_show: bool


def note_event(tx: Transaction, event: BookingEvent, booking_id: int | None, now: datetime) -> bool:
    """Keep that a report came, without an address; False when it had come before."""
    row = {
        "source": event.source,
        "event_id": event.event_id,
        "source_id": event.source_id,
        "kind": event.kind.value,
        "at": event.at,
        "received_at": now,
        "booking_id": booking_id,
        "processed_at": now,
    }
    return bool(insert_new(tx, booking_events, [row], booking_events.c.id))


def reported(tx: Transaction, source: str, event_id: str) -> bool:
    """Whether this report came."""
    found = tx.execute(
        select(booking_events.c.id).where(
            booking_events.c.source == source, booking_events.c.event_id == event_id
        )
    )
    return found.first() is not None


def find(tx: Transaction, source: str, source_id: str) -> Kept | None:
    """The booking of this id, held till the end of the transaction."""
    row = tx.execute(
        select(bookings)
        .where(bookings.c.source == source, bookings.c.source_id == source_id)
        .with_for_update()
    ).one_or_none()
    return None if row is None else Kept(booking=_value(row), changed_at=row.changed_at)


def of_meeting(tx: Transaction, source: str, meeting: str) -> list[Booking]:
    """The bookings of one meeting: its own, and those of its seats; see `seat_of`."""
    theirs = bookings.c.source_id.startswith(seat_of(meeting, ""), autoescape=True)
    rows = tx.execute(
        select(bookings)
        .where(bookings.c.source == source, (bookings.c.source_id == meeting) | theirs)
        .order_by(bookings.c.id)
    )
    return [_value(row) for row in rows]


def _value(row: Any) -> Booking:
    return Booking(
        id=row.id,
        source=row.source,
        source_id=row.source_id,
        subscriber_id=row.subscriber_id,
        state=BookingState(row.state),
        starts_at=row.starts_at,
        booked_at=row.booked_at,
        delivery_id=row.delivery_id,
    )


def begin(
    tx: Transaction, event: BookingEvent, *, subscriber_id: int, delivery_id: int | None
) -> None:
    """Make room for a booking that was unknown; one that is there is left as it is."""
    row = {
        "source": event.source,
        "source_id": event.source_id,
        "subscriber_id": subscriber_id,
        "delivery_id": delivery_id,
        "state": BookingState.REQUESTED.value,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "booked_at": event.at,
        "changed_at": datetime.fromtimestamp(0, event.at.tzinfo),
    }
    insert_ignore(tx, bookings, [row])


def change(  # noqa: PLR0913 - what a report may change
    tx: Transaction,
    booking_id: int,
    *,
    state: BookingState,
    at: datetime,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    booked_at: datetime | None = None,
) -> None:
    """Bring a booking up to date with the newest report about it."""
    news = {"starts_at": starts_at, "ends_at": ends_at, "booked_at": booked_at}
    values = {name: value for name, value in news.items() if value is not None}
    tx.execute(
        update(bookings)
        .where(bookings.c.id == booking_id)
        .values(state=state.value, changed_at=at, **values)
    )


def pass_by(tx: Transaction, now: datetime) -> int:
    """Visits whose time is over took place, unless somebody says otherwise. Answers how many."""
    done = tx.execute(
        update(bookings)
        .where(
            bookings.c.state == literal_column("'booked'"),
            func.coalesce(bookings.c.ends_at, bookings.c.starts_at) < now,
        )
        .values(state=BookingState.ATTENDED.value)
    )
    return done.rowcount


def recorded(tx: Transaction) -> bool:
    """Whether anybody records bookings here at all."""
    return tx.execute(select(booking_events.c.id).limit(1)).first() is not None


def of_people(tx: Transaction, people: Collection[int]) -> dict[int, Booked]:
    """What is known of these people's bookings; empty where nobody records any."""
    if not people or not recorded(tx):
        return {}
    theirs: dict[int, list[tuple[BookingState, datetime, datetime]]] = {one: [] for one in people}
    rows = tx.execute(
        select(
            bookings.c.subscriber_id, bookings.c.state, bookings.c.booked_at, bookings.c.starts_at
        ).where(bookings.c.subscriber_id.in_(people))
    )
    for person, state, booked_at, starts_at in rows:
        theirs[person].append((BookingState(state), booked_at, starts_at or booked_at))
    return {person: _booked(found) for person, found in theirs.items()}


def _booked(found: Sequence[tuple[BookingState, datetime, datetime]]) -> Booked:
    standing = [one for one in found if one[0] not in _GONE]
    ahead = any(state in _AHEAD for state, _, _ in standing)
    latest = max(standing, key=lambda one: one[2], default=None)
    return Booked(
        standing=Standing.MADE if ahead else Standing.NONE,
        booked_at=max((booked_at for _, booked_at, _ in standing), default=None),
        no_show=latest is not None and latest[0] is BookingState.NO_SHOW,
    )


def heard(tx: Transaction, source: str, since: datetime) -> list[datetime]:
    """When reports of a source came in since a moment, oldest first."""
    rows = tx.execute(
        select(booking_events.c.received_at)
        .where(booking_events.c.source == source, booking_events.c.received_at >= since)
        .order_by(booking_events.c.received_at)
    )
    return list(rows.scalars())
