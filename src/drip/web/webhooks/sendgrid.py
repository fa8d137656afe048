"""SendGrid's Event Webhook: every post is signed (`inbound.signed_posts`), so nobody else posts.

The body is kept unread. It is never parsed before it is known to be authentic.
"""

from __future__ import annotations

import structlog
from flask import Response, request

from drip.flow.reported.webhooks import count_refused, keep
from drip.inbound.sendgrid_events import SOURCE
from drip.inbound.signed_posts import SIGNATURE_HEADER, TIMESTAMP_HEADER, authentic
from drip.web.context import config, services
from drip.web.webhooks.blueprint import OK, plain, webhooks

#: SendGrid posts at 768 kB; an event's own texts may make it a little more.
_LARGEST = 8 * 1024 * 1024


@webhooks.post("/sendgrid/events", endpoint="sendgrid_events")
def keep_events() -> Response:
    """Keep a signed post of events; 403 for any other."""
    request.max_content_length = _LARGEST
    body = request.get_data(cache=False)
    keys = config().events_keys
    signed = authentic(
        keys,
        signature=request.headers.get(SIGNATURE_HEADER),
        timestamp=request.headers.get(TIMESTAMP_HEADER),
        body=body,
        now=services().wall(),
    )
    if not signed:
        return _refuse("no key is configured" if not keys else "not signed by our key, or too old")
    keep(services(), SOURCE, body)
    return plain("Kept.", OK)


def _refuse(reason: str) -> Response:
    structlog.get_logger().warning("post_refused", source=SOURCE, reason=reason)
    try:
        count_refused(services(), SOURCE, services().wall())
    except Exception as error:  # noqa: BLE001 - a stranger gets a 403 whatever state we are in
        structlog.get_logger().warning("refusal_not_counted", error=type(error).__name__)
    return plain("Not authentic.", 403)
