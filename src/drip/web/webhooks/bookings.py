"""What booking systems report: signed posts, read and taken at once, since there are few."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from flask import Response, request

from drip.domain.bookings import BookingEvent
from drip.flow.booked.bookings import take
from drip.flow.reported.webhooks import count_refused
from drip.inbound import calcom, calendly
from drip.inbound.fields import BodyRefusedError, text, whole
from drip.web.context import config, services
from drip.web.webhooks.blueprint import OK, plain, webhooks

_LARGEST = 512 * 1024
_UNREADABLE = 422
_LONGEST_NAME = 60


@webhooks.post("/calcom", endpoint="calcom")
def from_calcom() -> Response:
    """A report of Cal.com; 403 for one that is not signed with our secret."""
    body = _body()
    signature = request.headers.get(calcom.SIGNATURE_HEADER)
    signed = calcom.authentic(config().calcom_secret, signature=signature, body=body)
    return _taken(calcom.SOURCE, signed=signed, body=body, read=calcom.read)


@webhooks.post("/calendly", endpoint="calendly")
def from_calendly() -> Response:
    """A report of Calendly; 403 for one that is not signed with our key, or is too old."""
    body = _body()
    signature = request.headers.get(calendly.SIGNATURE_HEADER)
    signed = calendly.authentic(
        config().calendly_key, signature=signature, body=body, now=services().wall()
    )
    return _taken(calendly.SOURCE, signed=signed, body=body, read=calendly.read)


def _body() -> bytes:
    request.max_content_length = _LARGEST
    return request.get_data(cache=False)


def _trigger(body: bytes) -> str:
    """The name of what happened, and nothing else of the post."""
    post = whole(body)
    return (text(post, "triggerEvent") or text(post, "event"))[:_LONGEST_NAME]


def _taken(
    source: str, *, signed: bool, body: bytes, read: Callable[[bytes], BookingEvent | None]
) -> Response:
    log = structlog.get_logger()
    if not signed:
        log.warning("post_refused", source=source, reason="not signed by our secret, or too old")
        count_refused(services(), source, services().wall())
        return plain("Not authentic.", 403)
    try:
        event = read(body)
    except BodyRefusedError as error:
        log.warning("post_refused", source=source, reason=error.message)
        return plain(error.message, _UNREADABLE)
    if event is None:
        log.info("nothing_to_do", source=source, trigger=_trigger(body))
        return plain("Nothing to do.", OK)
    return plain(take(services(), event, services().now()).value, OK)
