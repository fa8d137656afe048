"""The door to the staff side: who knocks, whether a post is our own, and what pages look like."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse
from wtforms.validators import ValidationError

from drip.engine.conditions import describe_all
from drip.flow.front_desk import staff as flow
from drip.flow.in_force import wording
from drip.storage.staff import Member
from drip.web.context import config, services
from drip.web.errors import error_page
from drip.web.staff import cookies
from drip.web.staff.clock import ago, by_day, day_name, time_of_day, when

staff = Blueprint("staff", __name__, url_prefix="/staff")

#: The only pages that answer without a sign-in.
OPEN = frozenset({"staff.sign_in", "staff.join"})
#: Drawn with their own, stricter policy.
_FRAMED = frozenset({"staff.outbox_html", "staff.letter_html"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FORM_LIFETIME = timedelta(hours=12)
_CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_VISITOR = Member(id=0, name="Demo visitor", email="demo")
_SAYINGS = {
    400: ("This page was open for too long", "Go back, load the page again, and press once more."),
    401: ("Please sign in first", "You were signed out, so nothing was changed."),
    404: ("We can't find that", "It may be gone, or the link was cut off."),
}


def member() -> Member:
    """Who is signed in. Only for views behind the door."""
    found: Member = g.member
    return found


def actor() -> str:
    """What decisions call whoever is signed in."""
    return f"staff:{member().id}"


@staff.before_request
def _ask_who_knocks() -> AnyResponse | None:
    g.member = _known()
    if g.member is not None or request.endpoint in OPEN:
        return None
    if request.method not in _SAFE:
        abort(401)
    return redirect(url_for("staff.sign_in", next=request.path))


def _known() -> Member | None:
    if services().demo:
        return _VISITOR
    token = cookies.session_token()
    return flow.whoami(services(), token) if token else None


@staff.before_request
def _refuse_forged_posts() -> None:
    if request.method in _SAFE:
        return
    try:
        validate_csrf(
            request.form.get("csrf_token"), time_limit=int(_FORM_LIFETIME.total_seconds())
        )
    except ValidationError:
        abort(400)


@staff.after_request
def _policy(response: Response) -> Response:
    if request.endpoint not in _FRAMED:
        response.headers.setdefault("Content-Security-Policy", _CONTENT_POLICY)
    return response


@staff.errorhandler(HTTPException)
def _sorry(error: HTTPException) -> tuple[str, int]:
    status = error.code or 500
    if status not in _SAYINGS:
        return error_page(status)
    title, words = _SAYINGS[status]
    return render_template("staff/sorry.html", title=title, words=words), status


@staff.context_processor
def _common() -> dict[str, Any]:
    return {
        "member": g.get("member"),
        "open_to_visitor": services().demo,
        "csrf_token": generate_csrf,
        "when": when,
        "day_name": day_name,
        "time_of_day": time_of_day,
        "ago": ago,
        "by_day": by_day,
        "conditions": describe_all,
        "has_outbox": config().outbox_folder is not None,
        "words": wording,
    }
