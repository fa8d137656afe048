"""Answering: the page shows, the press posts, the next page thanks.

A token is the key to one check-in's questions: whoever holds it may answer, so the form needs no
session, and these pages set no cookie.
"""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from drip.flow.answering.answer import AnswerPage, done, follow_decoy, give, look
from drip.flow.answering.comments import FIELD, has_words
from drip.flow.answering.posting import Given
from drip.flow.planning.asked import Closed
from drip.web.agents import family
from drip.web.context import services
from drip.web.survey.blueprint import survey

Answer = str | tuple[str, int] | Response


@survey.get("/a/<token>")
def questions(token: str) -> Answer:
    """The questions of a check-in, with the tapped answer chosen. Changes nothing."""
    page = look(services(), token, services().now(), _agent())
    return _shown(page) if isinstance(page, AnswerPage) else _no_questions(page)


@survey.post("/a/<token>")
def press(token: str) -> Answer:
    """The press of the button: the answers count, or the page comes back."""
    came = give(services(), token, _flat(request.form), services().now(), _agent())
    if isinstance(came, Given):
        wrote = "yes" if request.form.get(FIELD, "").strip() else None
        return redirect(url_for("survey.thanks", token=token, heard=wrote), 303)
    if isinstance(came, AnswerPage):
        return _shown(came), 422 if came.problems else 200
    heard = isinstance(came, Closed) and has_words(came, _flat(request.form))
    return _no_questions(came, heard=heard)


@survey.get("/a/<token>/all")
def decoy(token: str) -> Answer:
    """Behind a link that nobody can see: who follows it is a machine. Shows the questions."""
    follow_decoy(services(), token, services().now(), _agent())
    return redirect(url_for("survey.questions", token=token), 302)


@survey.get("/a/<token>/done")
def thanks(token: str) -> Answer:
    """What was noted and what happens next, with the questions that the answers add."""
    page = done(services(), token, services().now())
    if page is None or isinstance(page, Closed):
        return _no_questions(page)
    if isinstance(page, AnswerPage):
        return redirect(url_for("survey.questions", token=token), 303)
    heard = bool(request.args.get("heard"))
    return render_template("survey/done.html", page=page, heard=heard)


def _shown(page: AnswerPage) -> str:
    return render_template("survey/questions.html", page=page)


def _no_questions(page: Closed | None, *, heard: bool = False) -> Answer:
    if page is None:
        abort(404)
    return render_template("survey/closed.html", why=page.why.value, heard=heard), 410


def _flat(form: MultiDict[str, str]) -> dict[str, str]:
    """A form with one text a field; what was ticked together is read together."""
    return {name: ", ".join(form.getlist(name)) for name in form}


def _agent() -> str:
    """The family of the visitor's program; asking for the headers only is what robots do."""
    if request.method == "HEAD":
        return "robot"
    return family(request.headers.get("User-Agent", ""))
