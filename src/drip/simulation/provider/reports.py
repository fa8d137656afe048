"""What SendGrid reports about a letter it took: the events of its Event Webhook."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

from drip.simulation.provider.books import Taken
from drip.simulation.provider.plans import Fate

#: Names of the lists that make SendGrid drop a letter, with the reason that it gives.
DROP_REASONS = {
    "bounces": "Bounced Address",
    "invalid_emails": "Invalid",
    "spam_reports": "Spam Reporting Address",
    "unsubscribes": "Unsubscribed Address",
}
_BOUNCE = {
    "event": "bounce",
    "type": "bounce",
    "status": "5.1.1",
    "reason": "550 5.1.1 The email account that you tried to reach does not exist.",
    "bounce_classification": "Invalid Address",
    "tls": 1,
    "ip": "192.0.2.25",
}
_BLOCK = {
    "event": "bounce",
    "type": "blocked",
    "status": "5.7.1",
    "reason": "550 5.7.1 Message content rejected.",
    "bounce_classification": "Content",
    "tls": 1,
    "ip": "192.0.2.25",
}
_DEFERRAL = {"event": "deferred", "response": "451 4.7.1 Try again later", "attempt": "1"}
_DELIVERY = {"event": "delivered", "response": "250 2.0.0 OK", "tls": 1}
_PROCESSED = {"event": "processed"}

_COURSE: dict[Fate, tuple[dict[str, Any], ...]] = {
    Fate.DELIVERED: (_PROCESSED, _DELIVERY),
    Fate.DEFERRED: (_PROCESSED, _DEFERRAL, {**_DEFERRAL, "attempt": "2"}, _DELIVERY),
    Fate.BOUNCED: (_PROCESSED, _BOUNCE),
    Fate.LATE_BOUNCE: (_PROCESSED, _DELIVERY, _BOUNCE),
    Fate.BLOCKED: (_PROCESSED, _BLOCK),
    Fate.COMPLAINED: (_PROCESSED, _DELIVERY, {"event": "spamreport"}),
    Fate.UNSUBSCRIBED: (_PROCESSED, _DELIVERY, {"event": "unsubscribe"}),
}


def course(taken: Taken, fate: Fate, *, dropped: str = "") -> Iterator[dict[str, Any]]:
    """The events of one letter in the order they happen, a few seconds apart.

    `dropped` is the reason why SendGrid's own lists kept it back. The bounce that comes after a
    delivery is an asynchronous one, which carries no `sg_message_id`.
    """
    if fate is Fate.DROPPED or dropped:
        steps: tuple[dict[str, Any], ...] = (
            {"event": "dropped", "reason": dropped or "Bounced Address", "status": "5.0.0"},
        )
    else:
        steps = _COURSE[fate]
    for place, what in enumerate(steps):
        event = {
            "email": taken.address,
            "timestamp": int(taken.at) + 2 * place,
            "smtp-id": taken.message_id,
            **what,
            "sg_event_id": _event_id(taken, place),
            "sg_message_id": f"{taken.receipt}.recvd-fake-1-{taken.number:X}.0",
            **taken.custom_args,
        }
        if fate is Fate.LATE_BOUNCE and what is _BOUNCE:
            del event["sg_message_id"]
        yield event


def _event_id(taken: Taken, place: int) -> str:
    digest = hashlib.sha256(f"{taken.receipt} {taken.number} {place}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
