"""A letter as a page."""

from __future__ import annotations

from flask import Response

from drip.flow.letters.visit import remember
from drip.flow.letters.web_copy import web_copy
from drip.storage.observations import Visited
from drip.web.context import services
from drip.web.public.blueprint import agent, public

#: Letters carry their styles with them, and nothing else.
_CONTENT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@public.get("/v/<token>")
def letter_page(token: str) -> Response:
    """The letter that the link stood in, as it went."""
    who, html = web_copy(services(), token)
    now = services().now()
    remember(services(), who, Visited.WEB_COPY, agent=agent(), now=now)
    return Response(html, headers={"Content-Security-Policy": _CONTENT_POLICY})
