"""Calendly's webhooks: signed with a time in the signature, read into booking events (1.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from drip.domain.bookings import BookingEvent, BookingKind
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

SOURCE = "calendly"
SIGNATURE_HEADER = "Calendly-Webhook-Signature"
#: Calendly's own advice: an older signature is a replay.
_OLDEST = timedelta(minutes=3)
_SIGNATURE = re.compile(r"t=([0-9]{1,11}),v1=([0-9a-fA-F]{64})")
_MOST = 4_000


def authentic(key: str, *, signature: str | None, body: bytes, now: datetime) -> bool:
    """Whether a post was signed with our key within the last minutes.

    Signed is the time, a dot and the raw body: a signature of the body alone is none.
    """
    found = _SIGNATURE.fullmatch((signature or "").strip().replace(" ", ""))
    if found is None:
        return False
    signed_at = datetime.fromtimestamp(int(found[1]), UTC)
    if abs(now - signed_at) > _OLDEST:
        return False
    return signed(key, found[1].encode() + b"." + body, found[2])


def read(body: bytes) -> BookingEvent | None:
    """What a post reports; `None` for what changes nothing for us.

    A reschedule comes as two posts in either order: a cancelled invitee that says so, which is
    no news, and a new one that names the old, which is the move.

    Raises:
        BodyRefusedError: it is not Calendly's form, or lacks what it must have.
    """
    post = whole(body)
    name, payload = post.get("event"), post.get("payload")
    if not isinstance(name, str) or not isinstance(payload, dict):
        raise BodyRefusedError
    kind = _kind(name, payload)
    if kind is None:
        return None
    # A no-show names its invitee; the other reports are the invitee.
    invitee = payload
    no_show = name.startswith("invitee_no_show.")
    uri = identity(invitee, *(("invitee", "uri") if no_show else ("uri",)))
    event = mapping(invitee.get("scheduled_event"))
    created = text(post, "created_at")
    return BookingEvent(
        source=SOURCE,
        source_id=uri,
        event_id=f"{name}:{uri}:{created}",
        kind=kind,
        at=instant(created) or datetime.fromtimestamp(0, UTC),
        starts_at=instant(event.get("start_time")),
        ends_at=instant(event.get("end_time")),
        address=text(invitee, "email"),
        token=_token(invitee),
        replaces=text(invitee, "old_invitee") if kind is BookingKind.MOVED else "",
        note=_notes(invitee),
    )


def _kind(name: str, payload: Mapping[str, Any]) -> BookingKind | None:
    match name:
        case "invitee.created":
            return BookingKind.MOVED if payload.get("old_invitee") else BookingKind.CREATED
        case "invitee.canceled":
            return None if payload.get("rescheduled") is True else BookingKind.CANCELLED
        case "invitee_no_show.created":
            return BookingKind.NO_SHOW
        case "invitee_no_show.deleted":
            return BookingKind.SHOWED
        case _:
            return None


def _token(invitee: Mapping[str, Any]) -> str:
    """Our token, if the link was ours: somebody else's `utm_content` is no token."""
    tracking = mapping(invitee.get("tracking"))
    return text(tracking, "utm_content") if text(tracking, "utm_source") == "drip" else ""


def _notes(invitee: Mapping[str, Any]) -> str:
    found = [text(one, "answer") for one in objects(invitee.get("questions_and_answers"))]
    found.append(text(mapping(invitee.get("cancellation")), "reason"))
    return "\n".join(one.strip() for one in found if one.strip())[:_MOST]
