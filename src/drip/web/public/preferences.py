"""Preferences: pace, pause, details and leaving, by the link in every letter."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drip.flow.in_force.statements import statements
from drip.flow.letters.visit import remember
from drip.flow.own_wishes import preferences as flow
from drip.flow.own_wishes.new_address import NewAddressError
from drip.flow.own_wishes.preferences import PauseError, Preferences
from drip.storage.observations import Visited
from drip.web.context import clinic, services
from drip.web.public import zones
from drip.web.public.blueprint import agent, public

_Answer = str | tuple[str, int] | Response


@public.get("/p/<token>")
def preferences_page(token: str) -> str:
    """What a person can change. Changes nothing."""
    view = flow.view(services(), token)
    now = services().now()
    remember(services(), view.who, Visited.PREFERENCES_PAGE, agent=agent(), now=now)
    return _page(view, token)


@public.post("/p/<token>")
def preferences_press(token: str) -> _Answer:
    """One of the page's buttons."""
    act = _ACTS.get(request.form.get("do", ""))
    if act is None:
        abort(400)
    return act(token)


def _details(token: str) -> _Answer:
    typed = {name: request.form.get(name, "")[:400] for name in ("first_name", "zone")}
    problems = flow.rename(services(), token, typed["first_name"], typed["zone"])
    if problems:
        return _page(flow.view(services(), token), token, problems=problems, typed=typed), 422
    return _back(token, "details")


def _pause(token: str) -> _Answer:
    choice, day = request.form.get("length", ""), request.form.get("until", "")
    try:
        flow.pause(services(), token, choice, day, services().now())
    except PauseError as error:
        view = flow.view(services(), token)
        return _page(view, token, problems={"until": str(error)}, typed={"until": day[:10]}), 422
    return _back(token, "paused")


def _resume(token: str) -> _Answer:
    flow.resume(services(), token, services().now())
    return _back(token, "resumed")


def _health(token: str) -> _Answer:
    given = request.form.get("given") == "yes"
    held = flow.agree(services(), token, given=given, now=services().now())
    return _back(token, "health" if held else "")


def _address(token: str) -> _Answer:
    typed = request.form.get("email", "")[:400]
    try:
        flow.move_address(services(), token, typed, services().now())
    except NewAddressError as error:
        view = flow.view(services(), token)
        return _page(view, token, problems={"email": str(error)}, typed={"email": typed}), 422
    return _back(token, "address")


def _slower(token: str) -> _Answer:
    flow.set_pace(services(), token, slower=True, now=services().now())
    return _back(token, "slower")


def _usual(token: str) -> _Answer:
    flow.set_pace(services(), token, slower=False, now=services().now())
    return _back(token, "usual")


def _flare_up(token: str) -> _Answer:
    taken = flow.flare_up(services(), token, services().now())
    return _back(token, "flare_up" if taken else "")


def _well(token: str) -> _Answer:
    flow.finish_well(services(), token, services().now())
    return _back(token, "well")


def _leave(token: str) -> _Answer:
    flow.leave(services(), token, services().now())
    return render_template("public/goodbye.html")


_ACTS: dict[str, Callable[[str], _Answer]] = {
    "details": _details,
    "pause": _pause,
    "resume": _resume,
    "health": _health,
    "address": _address,
    "slower": _slower,
    "usual": _usual,
    "flare_up": _flare_up,
    "well": _well,
    "leave": _leave,
}


def _back(token: str, done: str) -> Response:
    return redirect(url_for("public.preferences_page", token=token, done=done), 303)


def _page(
    view: Preferences,
    token: str,
    *,
    problems: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> str:
    person = view.person
    words = {"first_name": person.first_name, "zone": person.zone, "until": "", "email": ""} | (
        typed or {}
    )
    return render_template(
        "public/preferences.html",
        view=view,
        token=token,
        done=request.args.get("done", ""),
        problems=problems or {},
        typed=words,
        lengths=flow.PAUSES,
        zones=zones.groups(words["zone"]),
        city=zones.city,
        statements=statements(clinic()),
    )
