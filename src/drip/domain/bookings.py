"""Bookings: what a clinic's booking system tells us, as one kind of event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BookingKind(StrEnum):
    """What happened to a booking."""

    CREATED = "created"
    REQUESTED = "requested"  #: waits for the clinic to confirm it
    MOVED = "moved"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    SHOWED = "showed"  #: an earlier no-show was taken back
    ATTENDED = "attended"
    HOST_AWAY = "host_away"  #: somebody of the clinic did not come


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingEvent:
    """One report of a booking system (`domain.md` 1.8). Instants are aware UTC.

    `source` names the system and `source_id` the booking there; `event_id` is the same for a
    report that comes again. `replaces` is the booking this one took the place of. `address` is the
    booker's, for matching, and is not stored; `token` is ours, where the link carried it. `note` is
    what the person wrote, which goes the way of every free text. `marketing` is what they told the
    clinic about advertising; `None`: nothing. `present` are the addresses of several people whom
    the report may be about, and whether they came.
    """

    source: str
    source_id: str
    event_id: str
    kind: BookingKind
    at: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    address: str = ""
    token: str = ""
    replaces: str = ""
    note: str = ""
    marketing: bool | None = None
    present: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An appointment of several people, as a booking system tells of it: when, and whether it is.

    Each of them has a booking of their own; see `seat_of`.
    """

    source: str
    id: str
    starts_at: datetime | None
    ends_at: datetime | None
    updated_at: datetime
    deleted: bool


def seat_of(meeting: str, seat: str) -> str:
    """The `source_id` of one of several bookings of one meeting."""
    return f"{meeting}/{seat}"


def meeting_of(source_id: str) -> str:
    """The meeting that a `source_id` belongs to, whether it is a seat's or its own."""
    return source_id.partition("/")[0]


class BookingState(StrEnum):
    """Where a booking stands."""

    REQUESTED = "requested"
    BOOKED = "booked"
    CANCELLED = "cancelled"
    REPLACED = "replaced"  #: another booking took its place; it counts once
    NO_SHOW = "no_show"
    ATTENDED = "attended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One booking of a person we know."""

    id: int
    source: str
    source_id: str
    subscriber_id: int | None
    state: BookingState
    starts_at: datetime | None
    booked_at: datetime
    delivery_id: int | None = None
