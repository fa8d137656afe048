"""The demo's own knocks: buttons that move the clock. Registered in a demo only.

The demo has one visitor and invented people, so these pages need no sign-in.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

demo = Blueprint("demo", __name__)

_KEY = "drip.demo"
_STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


class Controls(Protocol):
    """The demo's clock in the visitor's hand."""

    def now(self) -> datetime:
        """What the demo's clock shows, aware UTC."""
        ...

    def zone(self) -> tzinfo:
        """The clinic's time zone, for showing the clock."""
        ...

    def forward(self, span: timedelta) -> None:
        """Live through this span, with everything that falls due in it."""
        ...

    def to_next_letter(self) -> None:
        """Live until the next letter has gone."""
        ...


def control(app: Flask, controls: Controls) -> None:
    """Put the clock into the visitor's hand, and its banner onto every page."""
    app.extensions[_KEY] = controls
    zone = controls.zone()
    app.jinja_env.filters["demo_time"] = lambda at: f"{at.astimezone(zone):%a %-d %b %Y, %H:%M}"
    app.context_processor(lambda: {"demo_now": controls.now(), "demo_back": _here()})


def _here() -> str:
    # A page that answers a post cannot be asked for again; the letters are the next best place.
    return request.path if request.method == "GET" else "/staff/outbox"


def _controls() -> Controls:
    controls: Controls | None = current_app.extensions.get(_KEY)
    if controls is None:
        abort(404)
    return controls


@demo.post("/demo/forward")
def forward() -> Response:
    """Move the clock by an hour, a day, a week, or to the next letter."""
    by = request.form.get("by", "")
    if by == "letter":
        _controls().to_next_letter()
    elif by in _STEPS:
        _controls().forward(_STEPS[by])
    else:
        abort(404)
    return redirect(_safe_path(request.form.get("back", "/")), code=303)


@demo.get("/demo")
def about() -> str:
    """What this demo is, and what to try."""
    _controls()
    return render_template("demo/about.html")


def _safe_path(back: str) -> str:
    # One slash, then no second: `//elsewhere` would leave the site.
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
