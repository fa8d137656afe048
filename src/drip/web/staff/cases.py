"""Cases: what may be an emergency, until somebody has it and closes it with a note."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drip.flow.urgent import safety
from drip.flow.urgent.safety import NoteMissingError
from drip.web.context import services
from drip.web.staff.blueprint import actor, staff


@staff.get("/cases/<int:case_id>")
def case(case_id: int) -> str:
    """The message, whose it is, and the two buttons."""
    page = safety.page(services(), case_id)
    if page is None:
        abort(404)
    return render_template("staff/case.html", page=page, now=services().now())


@staff.post("/cases/<int:case_id>/mine")
def case_mine(case_id: int) -> Response:
    """I have it: the alarm stops."""
    mine = safety.acknowledge(services(), case_id, by=actor(), now=services().now())
    flash("It is yours. The alarm has stopped." if mine else "Somebody else has it already.")
    return _back(case_id)


@staff.post("/cases/<int:case_id>/close")
def case_close(case_id: int) -> Response:
    """Close it, with a note of what was done."""
    words = request.form.get("note", "")[:4000]
    go_on = request.form.get("then") == "go_on"
    try:
        closed = safety.close(
            services(), case_id, by=actor(), words=words, go_on=go_on, now=services().now()
        )
    except NoteMissingError as error:
        flash(error.message)
        return _back(case_id)
    flash("Closed, with your note." if closed else "It was closed already.")
    return redirect(url_for("staff.today"), code=303)


def _back(case_id: int) -> Response:
    return redirect(url_for("staff.case", case_id=case_id), code=303)
