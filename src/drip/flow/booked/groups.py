"""Groups: what becomes of a group appointment as a whole holds for everybody known to be in it."""

from __future__ import annotations

from drip.domain.bookings import BookingEvent, BookingKind, BookingState, Group
from drip.flow.services import Services
from drip.storage import bookings

_GONE = frozenset({BookingState.CANCELLED, BookingState.REPLACED})


def changed(services: Services, whole: Group) -> list[BookingEvent]:
    """A report for each place in a group that was moved or deleted; none for other changes."""
    with services.database.read() as tx:
        seats = bookings.of_meeting(tx, whole.source, whole.id)
    return [
        BookingEvent(
            source=whole.source,
            source_id=one.source_id,
            event_id=f"{one.source_id}:whole:{whole.updated_at.isoformat()}",
            kind=BookingKind.CANCELLED if whole.deleted else BookingKind.MOVED,
            at=whole.updated_at,
            starts_at=whole.starts_at,
            ends_at=whole.ends_at,
        )
        for one in seats
        if one.state not in _GONE and (whole.deleted or one.starts_at != whole.starts_at)
    ]
