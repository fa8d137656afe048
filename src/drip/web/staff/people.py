"""People: who is where, and one person's whole story."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drip.flow.answering import doubtful
from drip.flow.answering.accept import accept
from drip.flow.front_desk import desk
from drip.flow.front_desk.why import why
from drip.web.context import services
from drip.web.staff.blueprint import actor, staff
from drip.web.staff.forms import PAUSES, PauseForm


@staff.get("/people")
def people() -> str:
    """Search people by name or address."""
    asked = request.args
    wanted = {key: asked.get(key, "").strip()[:200] for key in ("text", "state", "sequence")}
    found = desk.people(services(), page=asked.get("page", 1, type=int), **wanted)
    return render_template("staff/people.html", found=found, wanted=wanted)


@staff.get("/people/<int:subscriber_id>")
def person(subscriber_id: int) -> str:
    """What happened to a person, why, and what comes next."""
    story = why(services(), subscriber_id=subscriber_id)
    if story is None:
        abort(404)
    doubts = doubtful.waiting(services(), subscriber_id)
    return render_template(
        "staff/person.html",
        story=story,
        pauses=PAUSES,
        doubts=doubts,
        why=doubtful.words_of,
        said=doubtful.in_words(services(), doubts),
    )


@staff.post("/people/<int:subscriber_id>/check-ins/<int:check_in_id>/accept")
def accept_answer(subscriber_id: int, check_in_id: int) -> Response:
    """Let an answer count that a machine may have posted."""
    done = accept(
        services(),
        subscriber_id=subscriber_id,
        check_in_id=check_in_id,
        actor=actor(),
        now=services().now(),
    )
    flash("It counts now." if done else "There is nothing to accept: it was answered or is closed.")
    return _back(subscriber_id)


@staff.post("/people/<int:subscriber_id>/enrolments/<int:enrolment_id>/pause")
def pause(subscriber_id: int, enrolment_id: int) -> Response:
    """Let the letters rest."""
    form = PauseForm()
    if not form.validate():
        abort(400)
    asked = desk.Asked(subscriber_id=subscriber_id, enrolment_id=enrolment_id, actor=actor())
    done = desk.pause(services(), asked, form.length)
    flash("Paused. Nothing goes until then." if done else "Nothing to pause: it has ended.")
    return _back(subscriber_id)


@staff.post("/people/<int:subscriber_id>/enrolments/<int:enrolment_id>/resume")
def resume(subscriber_id: int, enrolment_id: int) -> Response:
    """Let the letters go on where they stood."""
    asked = desk.Asked(subscriber_id=subscriber_id, enrolment_id=enrolment_id, actor=actor())
    done = desk.resume(services(), asked)
    flash("It goes on where it stood." if done else "It was not paused.")
    return _back(subscriber_id)


@staff.post("/people/<int:subscriber_id>/leave")
def leave(subscriber_id: int) -> Response:
    """Stop every letter to a person, at once."""
    desk.leave(services(), subscriber_id, actor=actor())
    flash("Stopped. No more programme letters go to this address.")
    return _back(subscriber_id)


def _back(subscriber_id: int) -> Response:
    return redirect(url_for("staff.person", subscriber_id=subscriber_id), code=303)
