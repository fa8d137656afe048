"""The demo's own knocks: buttons that move the clock. Registered in a demo only.

The demo has one visitor and invented people, so these pages need no sign-in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from drip.delivery.outbox_reader import id_of
from drip.domain.letters import Letter

demo = Blueprint("demo", __name__)

_KEY = "drip.demo"
#: So many letters are named after a press; the others are in the outbox.
_SHOWN = 3
_STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


class Controls(Protocol):
    """The demo's clock in the visitor's hand."""

    def now(self) -> datetime:
        """What the demo's clock shows, aware UTC."""
        ...

    def zone(self) -> tzinfo:
        """The clinic's time zone, for showing the clock."""
        ...

    def forward(self, span: timedelta) -> Sequence[Letter]:
        """Live through this span, with everything that falls due in it; answers what left."""
        ...

    def to_next_letter(self) -> Sequence[Letter]:
        """Live until the visitor's next letter has gone; answers what left, theirs first."""
        ...


@dataclass
class _Hand:
    """What the visitor holds: the clock, and the news of the last press until it was shown."""

    controls: Controls
    news: _News | None = None


@dataclass(frozen=True, slots=True)
class _News:
    """What left while the clock moved. `first` are the outbox's ids with the subjects."""

    count: int
    first: tuple[tuple[str, str, str], ...]


def control(app: Flask, controls: Controls) -> None:
    """Put the clock into the visitor's hand, and its banner onto every page."""
    app.extensions[_KEY] = _Hand(controls)
    zone = controls.zone()
    app.jinja_env.filters["demo_time"] = lambda at: f"{at.astimezone(zone):%a %-d %b %Y, %H:%M}"
    app.context_processor(
        lambda: {"demo_now": controls.now(), "demo_back": _here(), "demo_news": _news}
    )


def _here() -> str:
    # A page that answers a post cannot be asked for again; the letters are the next best place.
    return request.path if request.method == "GET" else "/staff/outbox"


def _hand() -> _Hand:
    hand: _Hand | None = current_app.extensions.get(_KEY)
    if hand is None:
        abort(404)
    return hand


def _news() -> _News | None:
    """What the last press did; told once, by the page that asks first."""
    hand = _hand()
    news, hand.news = hand.news, None
    return news


@demo.post("/demo/forward")
def forward() -> Response:
    """Move the clock by an hour, a day, a week, or to the next letter."""
    hand, by = _hand(), request.form.get("by", "")
    if by == "letter":
        left = hand.controls.to_next_letter()
    elif by in _STEPS:
        left = hand.controls.forward(_STEPS[by])
    else:
        abort(404)
    first = ((id_of(one), one.compiled.subject, one.to_address) for one in left[:_SHOWN])
    hand.news = _News(len(left), tuple(first))
    return redirect(_safe_path(request.form.get("back", "/")), code=303)


@demo.get("/demo")
def about() -> str:
    """What this demo is, and what to try."""
    _hand()
    return render_template("demo/about.html")


def _safe_path(back: str) -> str:
    # One slash, then no second: `//elsewhere` would leave the site.
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
