"""The blueprint that every webhook hangs on: plain answers, and never a 500."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

webhooks = Blueprint("webhooks", __name__, url_prefix="/webhooks")

OK = 200


def plain(words: str, status: int) -> Response:
    """A short answer for a machine's log."""
    return Response(f"{words}\n", status=status, mimetype="text/plain")


@webhooks.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    return plain(error.name, error.code or 503)


@webhooks.errorhandler(Exception)
def _later(error: Exception) -> Response:
    # Whatever is wrong on our side: a 503 makes the provider try again, for a day and longer.
    structlog.get_logger().error(
        "post_not_kept", endpoint=request.endpoint, error=type(error).__name__
    )
    return plain("Not now; please try again.", 503)
