"""SendGrid's Inbound Parse: mail for our own addresses, kept before it is read.

A post is believed if it is signed with our key, knows the login, or the long random end of the
path: whichever the clinic has set. It is answered 200 once the mail is stored, and never refused
because nobody can read it: SendGrid drops what is refused, without a word.
"""

from __future__ import annotations

import hmac

import structlog
from flask import Response, request

from drip.flow.mail_in.mailroom import Arrival, keep
from drip.flow.reported.webhooks import count_refused
from drip.inbound import bounds
from drip.inbound.sendgrid_parse import SOURCE, read_post
from drip.inbound.signed_posts import SIGNATURE_HEADER, TIMESTAMP_HEADER, authentic
from drip.web.context import config, services
from drip.web.webhooks.blueprint import OK, plain, webhooks

#: The largest mail that is read, and what stands around it; SendGrid hands on 30 MB.
LARGEST = bounds.MAIL + 1024 * 1024


@webhooks.post("/sendgrid/inbound", endpoint="sendgrid_inbound", defaults={"secret": ""})
@webhooks.post("/sendgrid/inbound/<secret>", endpoint="sendgrid_inbound")
def keep_mail(secret: str) -> Response:
    """Keep a posted mail; 403 for a post that nobody stands behind."""
    request.max_content_length = LARGEST
    request.max_form_memory_size = LARGEST
    known = _same(secret, config().inbound_path) or _same(_login(), config().inbound_login)
    if not known and not config().inbound_keys:
        return _refused()
    body = request.get_data(cache=False)
    if not known and not _signed(body):
        return _refused()
    post = read_post(request.headers.get("Content-Type", ""), body)
    arrival = Arrival(
        source=SOURCE,
        envelope_from=post.envelope_from,
        envelope_to=post.envelope_to,
        raw=post.raw,
        vouched=post.vouched,
    )
    keep(services(), arrival)
    return plain("Kept.", OK)


def _signed(body: bytes) -> bool:
    return authentic(
        config().inbound_keys,
        signature=request.headers.get(SIGNATURE_HEADER),
        timestamp=request.headers.get(TIMESTAMP_HEADER),
        body=body,
        now=services().wall(),
    )


def _login() -> str:
    given = request.authorization
    if given is None or given.type != "basic":
        return ""
    return f"{given.username}:{given.password}"


def _same(given: str, wanted: str) -> bool:
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def _refused() -> Response:
    structlog.get_logger().warning("post_refused", source=SOURCE, reason="nobody stands behind it")
    try:
        count_refused(services(), SOURCE, services().wall())
    except Exception as error:  # noqa: BLE001 - a stranger gets a 403 whatever state we are in
        structlog.get_logger().warning("refusal_not_counted", error=type(error).__name__)
    return plain("Not authentic.", 403)
