"""Today: whom to ring, what was set aside, and whether the books balance."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from drip.flow.front_desk import call_list, desk
from drip.flow.front_desk.call_list import CallResult
from drip.web.context import services
from drip.web.staff.blueprint import actor, staff
from drip.web.staff.forms import CallForm, DoneForm


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


@staff.post("/people/<int:subscriber_id>/calls")
def called(subscriber_id: int) -> Response:
    """Keep what came of a call."""
    form = CallForm()
    if not form.validate():
        abort(400)
    result = CallResult(form.result.data)
    words = (form.note.data or "").strip()
    if not call_list.note(services(), subscriber_id, result, words=words, by=actor()):
        abort(404)
    flash(_AFTERWARDS[result])
    return redirect(url_for("staff.today"), code=303)


_AFTERWARDS = {
    CallResult.REACHED: "Noted. They are left in peace for a week.",
    CallResult.NO_ANSWER: "Noted. They stand here again tomorrow.",
    CallResult.MESSAGE_LEFT: "Noted. They stand here again in two days.",
    CallResult.LATER: "Noted. They stand here again in three days.",
}
