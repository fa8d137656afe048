"""Leaving: a page with one button, and RFC 8058's one-click post for mail programs."""

from __future__ import annotations

from flask import Response, render_template, request

from drip.domain.people import SubscriberState
from drip.flow.leaving import goodbye
from drip.flow.letters.visit import remember, visitor
from drip.links import LinkPurpose
from drip.storage.observations import Visited
from drip.web.context import services
from drip.web.public.blueprint import agent, public

_GONE = frozenset({SubscriberState.LEFT, SubscriberState.ERASED})


@public.get("/u/<token>")
def unsubscribe_page(token: str) -> str:
    """Ask once; changes nothing."""
    who = visitor(services(), LinkPurpose.UNSUBSCRIBE, token)
    now = services().now()
    remember(services(), who, Visited.UNSUBSCRIBE_PAGE, agent=agent(), now=now)
    if who.subscriber.state in _GONE:
        return render_template("public/goodbye.html")
    return render_template("public/unsubscribe.html")


@public.post("/u/<token>")
def unsubscribe(token: str) -> str | Response:
    """Leave at once. A mail program always gets the same 200, whatever the token."""
    now = services().now()
    if request.form.get("press") == "leave":
        goodbye.by_page(services(), token, now)
        return render_template("public/goodbye.html")
    goodbye.by_one_click(services(), token, now)
    return Response("You are unsubscribed.\n", mimetype="text/plain")
