"""Cliniko's answers: appointments become booking events (`domain.md` 1.6). It has no webhooks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from drip.domain.bookings import BookingEvent, BookingKind
from drip.inbound.fields import instant, mapping, objects, text, whole

SOURCE = "cliniko"
_SHARD = re.compile(r"[a-z]{2}\d{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One appointment as an event without its address, and where its patient is to be asked for."""

    event: BookingEvent
    patient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list: its appointments, and where the next page is, empty at the end."""

    appointments: tuple[Appointment, ...]
    next_url: str
    newest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What matters of a patient. `marketing` is what they told the clinic, `None`: nothing."""

    email: str
    marketing: bool | None


def shard_of(key: str) -> str:
    """The shard that a key belongs to: its suffix, or `au1`.

    It becomes part of a host name, so anything but two letters and a number is refused.

    Raises:
        ValueError: the suffix names no shard.
    """
    _, dash, suffix = key.strip().rpartition("-")
    if not dash:
        return "au1"
    if not _SHARD.fullmatch(suffix):
        raise ValueError("the key does not end in a shard such as -au2")
    return suffix


def read_page(body: bytes, *, host: str, now: datetime) -> Page:
    """One page of individual appointments, also of cancelled and deleted ones.

    A link to another host than ours is not followed.

    Raises:
        BodyRefusedError: it is no object in JSON.
    """
    found = whole(body)
    rows = objects(found.get("individual_appointments"))
    read = [one for row in rows if (one := _appointment(row, host, now)) is not None]
    stamps = [at for row in rows if (at := instant(row.get("updated_at"))) is not None]
    return Page(
        appointments=tuple(read),
        next_url=next_of(found, host),
        newest=max(stamps, default=None),
    )


def read_patient(body: bytes) -> Patient:
    """What matters of a patient.

    Raises:
        BodyRefusedError: it is no object in JSON.
    """
    found = whole(body)
    said = found.get("accepted_email_marketing")
    return Patient(
        email="" if found.get("archived_at") else text(found, "email").strip(),
        marketing=said if isinstance(said, bool) else None,
    )


def next_of(found: Mapping[str, Any], host: str) -> str:
    """Where the next page is, empty at the end."""
    return ours(text(mapping(found.get("links")), "next"), host)


def number_of(row: Mapping[str, Any]) -> str:
    """An id as a text, however it was written: they grew past 2^53. Empty where there is none."""
    given = row.get("id")
    return str(given) if isinstance(given, int | str) and not isinstance(given, bool) else ""


def _appointment(row: Mapping[str, Any], host: str, now: datetime) -> Appointment | None:
    number = number_of(row)
    patient = ours(text(mapping(mapping(row.get("patient")).get("links")), "self"), host)
    starts_at = instant(row.get("starts_at"))
    if not number or not patient or starts_at is None:
        return None
    updated = text(row, "updated_at")
    ends_at = instant(row.get("ends_at"))
    event = BookingEvent(
        source=SOURCE,
        source_id=number,
        event_id=f"{number}:{updated}",
        kind=_kind(row, ends_at or starts_at, now),
        at=instant(updated) or now.astimezone(UTC),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    return Appointment(event=event, patient=patient)


def _kind(row: Mapping[str, Any], ends_at: datetime, now: datetime) -> BookingKind:
    if row.get("cancelled_at") or row.get("deleted_at"):
        return BookingKind.CANCELLED
    if row.get("did_not_arrive") is True:
        return BookingKind.NO_SHOW
    if row.get("patient_arrived") is True and ends_at <= now:
        return BookingKind.ATTENDED
    return BookingKind.CREATED


def ours(url: str, host: str) -> str:
    """A link to this host; empty for any other: our key must not be carried there."""
    parts = urlsplit(url)
    return url if parts.scheme in {"https", "http"} and parts.netloc == host else ""
