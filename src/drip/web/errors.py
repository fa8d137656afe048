"""Pages for what goes wrong, in the house's voice: what happened, and what to do now."""

from __future__ import annotations

import structlog
from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from drip.links import LinkError
from drip.storage.database import StorageError

_SAYINGS: dict[int, tuple[str, str]] = {
    403: (
        "This was not sent from our own page",
        (
            "To keep you safe, we only take this from our own pages. "
            "Go back, open the page again, and press the button there."
        ),
    ),
    404: (
        "We can't find that page",
        (
            "If you came from an email, the link may have been cut in half, or be too old. "
            "Open the email again and tap the link there, or copy the whole of it."
        ),
    ),
    405: (
        "That doesn't work here",
        "Go back to the page you came from and use its button.",
    ),
    413: (
        "That was too long",
        "Go back and write a little less.",
    ),
    429: (
        "Just a moment",
        "We've had a lot of requests from your network. Please try again in an hour.",
    ),
    503: (
        "We're catching our breath",
        "Nothing you sent was lost or half done. Please try again in a minute.",
    ),
}
_OTHER = (
    "Something went wrong on our side",
    "It is not your fault, and we have made a note of it. Please try again in a little while.",
)


def install(app: Flask) -> None:
    """Answer every error with a page of our own."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(LinkError, _link)
    app.register_error_handler(StorageError, _storage)


def error_page(status: int) -> tuple[str, int]:
    """The page for a status, whatever its cause."""
    title, words = _SAYINGS.get(status, _OTHER)
    return render_template("public/error.html", title=title, words=words), status


def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
    status = error.code or 500
    if isinstance(error, InternalServerError):
        status = 500
    if status < 400:  # noqa: PLR2004 - redirects are answers, not errors
        return error
    return error_page(status)


def _link(_error: LinkError) -> tuple[str, int]:
    # One page for every kind of bad link, so that it tells nobody what exists.
    return error_page(404)


def _storage(error: StorageError) -> tuple[str, int]:
    structlog.get_logger().error(
        "storage_unavailable", endpoint=request.endpoint, error=type(error.__cause__).__name__
    )
    return error_page(503)
