"""Today: whom to ring, what was set aside, and whether the books balance."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from drip.flow import desk
from drip.web.context import services
from drip.web.staff.blueprint import actor, staff
from drip.web.staff.forms import DoneForm


@staff.get("/")
def today() -> str:
    """The page to start the day with."""
    return render_template("staff/today.html", desk=desk.today(services()), now=services().now())


@staff.post("/tasks/<int:task_id>/done")
def task_done(task_id: int) -> Response:
    """Mark a task as done, with a note."""
    form = DoneForm()
    note = form.note.data or "" if form.validate() else ""
    if desk.task_done(services(), task_id, note=note.strip(), actor=actor()):
        flash("Done, and noted.")
    else:
        flash("Somebody was quicker: it is done already.")
    return redirect(url_for("staff.today"), code=303)
