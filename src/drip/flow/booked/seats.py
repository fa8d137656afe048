"""Seats: what a report about a meeting says about each of the people who booked it.

Where several share a meeting, each has a booking of their own under the meeting's id. A report
that names no seat is about those whom it names, and never about a guest whom one of them brought.
"""

from __future__ import annotations

from dataclasses import replace

from drip.domain.bookings import Booking, BookingEvent, BookingKind, seat_of
from drip.links import fold_address
from drip.storage import bookings, subscribers
from drip.storage.database import Transaction

_PRESENCE = frozenset({BookingKind.NO_SHOW, BookingKind.SHOWED})


def each(tx: Transaction, event: BookingEvent) -> list[BookingEvent]:
    """The report, as one about each booking that it touches; the report itself if none is known."""
    if not event.present:
        return [event]
    meeting = event.replaces or event.source_id
    known = bookings.of_meeting(tx, event.source, meeting)
    seats = [one for one in known if one.source_id != meeting]
    if not known or not (seats or event.kind in _PRESENCE):
        return [event]
    named = {fold_address(address): came for address, came in event.present}
    people = subscribers.get(tx, {one.subscriber_id for one in known if one.subscriber_id})
    found = []
    for one in known:
        person = people.get(one.subscriber_id or 0)
        if person is None:
            continue
        came = named.get(fold_address(person.email))
        if came is None and one.delivery_id is not None and len(known) == 1:
            # Known by our link and not by their address, so it may be any of these.
            came = event.present[0][1]
        if came is not None:
            mine = replace(event, address=person.email)
            found.append(_about(mine, one, meeting, came=came))
    return found


def _about(event: BookingEvent, one: Booking, meeting: str, *, came: bool) -> BookingEvent:
    """The report as one about this booking."""
    seat = one.source_id.removeprefix(meeting).removeprefix("/")
    kind = event.kind
    if kind in _PRESENCE:
        kind = BookingKind.SHOWED if came else BookingKind.NO_SHOW
    if event.replaces:
        own = seat_of(event.source_id, seat) if seat else event.source_id
        event = replace(event, source_id=own, replaces=one.source_id)
    else:
        event = replace(event, source_id=one.source_id)
    if not seat:
        return replace(event, kind=kind)
    # Who of them wrote something, and whose link was used, is not known.
    event_id = f"{event.event_id}:{seat}"
    return replace(event, kind=kind, event_id=event_id, token="", note="")
