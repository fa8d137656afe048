"""From a letter to the booking page."""

from __future__ import annotations

from flask import redirect
from werkzeug.wrappers import Response

from drip.flow.letters.booking import destination
from drip.web.context import services
from drip.web.public.blueprint import agent, public


@public.get("/b/<token>")
def book(token: str) -> Response:
    """Note the visit and go on to the page where a visit is booked."""
    url = destination(services(), token, agent=agent(), now=services().now())
    return redirect(url, 302)
