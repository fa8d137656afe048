"""Cliniko's group appointments: one for many, with an attendee for each patient (`domain.md` 1.6).

What an attendee says (came, stayed away, cancelled) stands beside them; when it is, beside the
group. An individual appointment has an attendee as well, and is read without.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from drip.domain.bookings import BookingEvent, BookingKind, Group, seat_of
from drip.inbound.cliniko import SOURCE, next_of, number_of, ours
from drip.inbound.fields import instant, mapping, objects, text, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody in an appointment. `booking` and `patient` are where these are to be asked for."""

    id: str
    booking: str
    patient: str
    updated_at: datetime
    gone: bool
    arrived: bool | None

    @property
    def booking_id(self) -> str:
        """The number of the appointment."""
        return urlsplit(self.booking).path.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """One page of group appointments."""

    groups: tuple[Group, ...]
    next_url: str
    newest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeePage:
    """One page of attendees."""

    attendees: tuple[Attendee, ...]
    next_url: str
    newest: datetime | None


def read_groups(body: bytes, *, host: str) -> GroupPage:
    """One page of group appointments, also of deleted ones.

    Raises:
        BodyRefusedError: it is no object in JSON.
    """
    found = whole(body)
    read = [_group(row) for row in objects(found.get("group_appointments"))]
    groups = tuple(one for one in read if one is not None)
    return GroupPage(
        groups=groups,
        next_url=next_of(found, host),
        newest=max((one.updated_at for one in groups), default=None),
    )


def read_attendees(body: bytes, *, host: str) -> AttendeePage:
    """One page of attendees, also of cancelled and deleted ones.

    Raises:
        BodyRefusedError: it is no object in JSON.
    """
    found = whole(body)
    read = [_attendee(row, host) for row in objects(found.get("attendees"))]
    attendees = tuple(one for one in read if one is not None)
    return AttendeePage(
        attendees=attendees,
        next_url=next_of(found, host),
        newest=max((one.updated_at for one in attendees), default=None),
    )


def read_booking(body: bytes) -> Group | None:
    """A booking, if it is a group appointment: only these have room for several.

    Raises:
        BodyRefusedError: it is no object in JSON.
    """
    found = whole(body)
    is_group = ("max_attendees" in found or "patient_ids" in found) and not found.get("patient")
    return _group(found) if is_group else None


def event_of(attendee: Attendee, group: Group, now: datetime) -> BookingEvent:
    """What is known of somebody's place in a group, without their address."""
    seat = seat_of(group.id, attendee.id)
    return BookingEvent(
        source=SOURCE,
        source_id=seat,
        event_id=f"{seat}:{attendee.updated_at.isoformat()}:{group.updated_at.isoformat()}",
        kind=_kind(attendee, group, now),
        at=max(attendee.updated_at, group.updated_at),
        starts_at=group.starts_at,
        ends_at=group.ends_at,
    )


def _group(row: Mapping[str, Any]) -> Group | None:
    number, updated_at = number_of(row), instant(row.get("updated_at"))
    starts_at = instant(row.get("starts_at"))
    if not number or updated_at is None or starts_at is None:
        return None
    return Group(
        source=SOURCE,
        id=number,
        starts_at=starts_at,
        ends_at=instant(row.get("ends_at")),
        updated_at=updated_at.astimezone(UTC),
        deleted=bool(row.get("deleted_at") or row.get("archived_at")),
    )


def _attendee(row: Mapping[str, Any], host: str) -> Attendee | None:
    number, updated_at = number_of(row), instant(row.get("updated_at"))
    booking, patient = (
        ours(text(mapping(mapping(row.get(name)).get("links")), "self"), host)
        for name in ("booking", "patient")
    )
    if not (number and updated_at and booking and patient):
        return None
    arrived = row.get("arrived")
    return Attendee(
        id=number,
        booking=booking,
        patient=patient,
        updated_at=updated_at.astimezone(UTC),
        gone=bool(row.get("cancelled_at") or row.get("deleted_at")),
        arrived=arrived if isinstance(arrived, bool) else None,
    )


def _kind(attendee: Attendee, group: Group, now: datetime) -> BookingKind:
    if attendee.gone or group.deleted:
        return BookingKind.CANCELLED
    begun = group.starts_at is not None and group.starts_at <= attendee.updated_at
    if attendee.arrived is False and begun:
        return BookingKind.NO_SHOW
    ends_at = group.ends_at or group.starts_at
    if attendee.arrived and ends_at is not None and ends_at <= now:
        return BookingKind.ATTENDED
    return BookingKind.CREATED
