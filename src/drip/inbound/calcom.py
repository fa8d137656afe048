"""Cal.com's webhooks: signed with a shared secret, read into booking events (`domain.md` 1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from drip.domain.bookings import BookingEvent, BookingKind, seat_of
from drip.inbound.fields import (
    BodyRefusedError,
    identity,
    instant,
    mapping,
    objects,
    text,
    whole,
)
from drip.inbound.shared_secrets import signed

SOURCE = "calcom"
SIGNATURE_HEADER = "X-Cal-Signature-256"
#: What Cal.com sends where its owner set no secret; nobody can tell such a post from a forged one.
_NO_SECRET = "no-secret-provided"  # noqa: S105 - Cal.com's own words, no secret
_KINDS = {
    "BOOKING_CREATED": BookingKind.CREATED,
    "BOOKING_REQUESTED": BookingKind.REQUESTED,
    "BOOKING_REJECTED": BookingKind.CANCELLED,
    "BOOKING_RESCHEDULED": BookingKind.MOVED,
    "BOOKING_CANCELLED": BookingKind.CANCELLED,
}
_NO_SHOW = "BOOKING_NO_SHOW_UPDATED"
_ENDED = "MEETING_ENDED"
#: Cal Video looked who was in the call, some minutes after its beginning.
_NO_HOST = "AFTER_HOSTS_CAL_VIDEO_NO_SHOW"
_NO_GUEST = "AFTER_GUESTS_CAL_VIDEO_NO_SHOW"
_MOST = 4_000


class TemplateError(BodyRefusedError):
    """Cal.com posts in a form of the owner's own: clear the webhook's "Custom payload template"."""


def authentic(secret: str, *, signature: str | None, body: bytes) -> bool:
    """Whether a post was signed with our secret: HMAC-SHA256 over its raw bytes, in hex."""
    if not signature or signature == _NO_SECRET:
        return False
    return signed(secret, body, signature)


def read(body: bytes) -> BookingEvent | None:
    """What a post reports; `None` for triggers that change nothing for us.

    A meeting that ended is one of those, unless somebody is said to have stayed away: its time is
    over, whether or not they came. Where several share a meeting, each has a seat of their own, and
    a report without one is about those named.

    Raises:
        TemplateError: it has another form than Cal.com's own.
        BodyRefusedError: a field that it must have is missing.
    """
    post, trigger, payload = _unwrapped(body)
    if trigger in _PRESENCE:
        return _PRESENCE[trigger](payload, text(post, "createdAt"))
    kind = _KINDS.get(trigger)
    if kind is None:
        return None
    if kind is BookingKind.CREATED and payload.get("status") == "PENDING":
        kind = BookingKind.REQUESTED
    uid = identity(payload, "uid", "bookingUid")
    seat = text(payload, "attendeeSeatId")
    own = seat_of(uid, seat) if seat else uid
    at = instant(post.get("createdAt")) or instant(payload.get("startTime"))
    return BookingEvent(
        source=SOURCE,
        source_id=own,
        event_id=f"{trigger}:{own}:{text(post, 'createdAt')}",
        kind=kind,
        at=at or datetime.fromtimestamp(0, UTC),
        starts_at=instant(payload.get("startTime")),
        ends_at=instant(payload.get("endTime")),
        address=_booker(payload),
        token=text(mapping(payload.get("metadata")), "drip"),
        replaces=text(payload, "rescheduleUid") if kind is BookingKind.MOVED else "",
        note=_notes(payload),
        present=() if seat else _present(payload),
    )


def _unwrapped(body: bytes) -> tuple[Mapping[str, Any], str, Mapping[str, Any]]:
    """The post, its trigger and its payload; some triggers come flat, without the wrapper."""
    try:
        post = whole(body)
    except BodyRefusedError as error:
        raise TemplateError from error
    trigger, wrapped = post.get("triggerEvent"), post.get("payload")
    if not isinstance(trigger, str) or (wrapped is None and trigger in _KINDS):
        raise TemplateError
    return post, trigger, wrapped if isinstance(wrapped, dict) else post


def _no_host(payload: Mapping[str, Any], stamp: str) -> BookingEvent:
    """Somebody of the clinic did not come: once, however many of them it was."""
    uid = identity(payload, "bookingUid", "uid")
    return BookingEvent(
        source=SOURCE,
        source_id=uid,
        event_id=f"{BookingKind.HOST_AWAY.value}:{uid}",
        kind=BookingKind.HOST_AWAY,
        at=instant(stamp) or datetime.fromtimestamp(0, UTC),
        starts_at=instant(payload.get("startTime")),
        address=_booker(payload),
    )


def _no_guest(payload: Mapping[str, Any], stamp: str) -> BookingEvent | None:
    """Nobody but the clinic's people was in the call."""
    away = [{**one, "noShow": True} for one in objects(payload.get("attendees"))]
    return _no_show({**payload, "noShowHost": None, "attendees": away}, stamp)


def _no_show(payload: Mapping[str, Any], stamp: str) -> BookingEvent | None:
    """Somebody stayed away, or came after all. The post has no `uid` and no times.

    One that names nobody is about the clinic's own people.
    """
    if payload.get("noShowHost") is True:
        return _no_host(payload, stamp)
    uid = identity(payload, "bookingUid", "uid")
    present = _present(payload)
    if not present:
        return None
    kind = BookingKind.SHOWED if present[0][1] else BookingKind.NO_SHOW
    return BookingEvent(
        source=SOURCE,
        source_id=uid,
        event_id=f"{kind.value}:{uid}:{stamp}",
        kind=kind,
        at=instant(stamp) or datetime.fromtimestamp(0, UTC),
        address=present[0][0],
        present=present,
    )


def _ended(payload: Mapping[str, Any], _stamp: str) -> BookingEvent | None:
    """Who stayed away, by the flat post at a meeting's end; its `createdAt` is the booking's."""
    all_came = payload.get("noShowHost") is not True and all(c for _, c in _present(payload))
    if payload.get("status") == "CANCELLED" or all_came:
        return None
    return _no_show(payload, text(payload, "endTime"))


def _present(payload: Mapping[str, Any]) -> tuple[tuple[str, bool], ...]:
    """The addresses of those who are to come, and whether nobody says that they stayed away."""
    return tuple(
        (text(one, "email"), one.get("noShow") is not True)
        for one in objects(payload.get("attendees"))
    )


def _booker(payload: Mapping[str, Any]) -> str:
    """The booker's address: guests stand among the attendees too."""
    given = mapping(mapping(payload.get("responses")).get("email"))
    if answer := text(given, "value"):
        return answer
    attendees = objects(payload.get("attendees"))
    return text(attendees[0], "email") if attendees else ""


def _notes(payload: Mapping[str, Any]) -> str:
    """What the booker wrote, wherever the owner's form asked for it."""
    found = [text(payload, "additionalNotes")]
    for name, response in mapping(payload.get("responses")).items():
        if name not in {"name", "email", "guests", "location", "attendeePhoneNumber"}:
            found.append(text(mapping(response), "value"))
    found.append(text(payload, "cancellationReason"))
    distinct = dict.fromkeys(one.strip() for one in found if one.strip())
    return "\n".join(distinct)[:_MOST]


_PRESENCE = {_NO_SHOW: _no_show, _ENDED: _ended, _NO_HOST: _no_host, _NO_GUEST: _no_guest}
