"""The calendar file of a routine, under the key of the answer page. A GET that changes nothing."""

from __future__ import annotations

from flask import Response, abort

from drip.flow.answering.routines import routine_calendar
from drip.flow.planning.asked import Closed
from drip.web.context import services
from drip.web.survey.blueprint import survey


@survey.get("/a/<token>/calendar.ics")
def calendar(token: str) -> Response:
    """The person's own plan, to be kept in their own calendar (RFC 5545)."""
    file = routine_calendar(services(), token, services().now())
    if isinstance(file, Closed):
        abort(410)
    if file is None:
        abort(404)
    return Response(
        file,
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": 'attachment; filename="training.ics"'},
    )
