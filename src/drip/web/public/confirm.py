"""Confirming: the page shows what was asked for; the press of its button makes it so."""

from __future__ import annotations

from flask import render_template

from drip.flow.joining.confirm import StaleSignupError, confirm, look
from drip.flow.letters.visit import remember
from drip.storage.observations import Visited
from drip.web.context import services
from drip.web.public.blueprint import agent, public


@public.get("/confirm/<token>")
def confirm_page(token: str) -> str:
    """What was asked for, with one button. Changes nothing."""
    shown = look(services(), token)
    now = services().now()
    remember(services(), shown.who, Visited.CONFIRM_PAGE, agent=agent(), now=now)
    page = "public/confirmed.html" if shown.done else "public/confirm.html"
    return render_template(page, shown=shown)


@public.post("/confirm/<token>")
def confirm_press(token: str) -> str:
    """The press."""
    shown = confirm(services(), token, services().now())
    return render_template("public/confirmed.html", shown=shown)


@public.errorhandler(StaleSignupError)
def too_old(_error: StaleSignupError) -> tuple[str, int]:
    """The link is ours, but no longer counts."""
    return render_template("public/stale.html"), 404
