"""Somebody of the clinic did not come to a visit: staff put it right, and nobody is asked why."""

from __future__ import annotations

from datetime import datetime

from drip.domain.bookings import Booking, BookingEvent, BookingKind, BookingState, meeting_of
from drip.flow.booked.whose import whose
from drip.flow.services import Services
from drip.storage import bookings, tasks
from drip.storage.database import Transaction

_DETAIL = (
    "The booking system says that somebody of the clinic did not come to it. Ring them, say sorry, "
    "and find another time. They are not asked why they stayed away."
)


def tell(
    services: Services, tx: Transaction, event: BookingEvent, now: datetime
) -> tuple[bool, list[Booking]]:
    """Give staff a task for everybody who waited; answers whether anybody did, and who was blamed.

    Nothing is told twice.
    """
    theirs = bookings.of_meeting(tx, event.source, event.source_id)
    people = {one.subscriber_id for one in theirs if one.subscriber_id is not None}
    booker, _ = whose(services, tx, event)
    people |= {booker} if booker is not None and not people else set()
    if not bookings.note_event(tx, event, theirs[0].id if theirs else None, now):
        return bool(people), []
    for person in sorted(people):
        tasks.add(
            tx,
            cause=f"{event.source}:{event.event_id}:{person}",
            title="The clinic missed their visit",
            detail=_DETAIL,
            subscriber_id=person,
            now=now,
        )
    return bool(people), [one for one in theirs if one.state is BookingState.NO_SHOW]


def excuses(tx: Transaction, event: BookingEvent) -> bool:
    """Whether a no-show is none: nobody of the clinic was there to see it."""
    if event.kind is not BookingKind.NO_SHOW:
        return False
    away = f"{BookingKind.HOST_AWAY.value}:{meeting_of(event.source_id)}"
    return bookings.reported(tx, event.source, away)
