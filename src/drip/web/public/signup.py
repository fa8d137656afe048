"""Signing up: our own page, and what the clinic's own site posts to it."""

from __future__ import annotations

import re

from flask import abort, render_template, request

from drip.engine.calendar import local_day, zone_of
from drip.flow.in_force.offer import Offer, offer
from drip.flow.in_force.statements import statements
from drip.flow.joining import signup_form
from drip.flow.joining.signup import Heard, Origin, sign_up
from drip.flow.joining.signup_form import Reading
from drip.flow.letters.addresses import own_domains
from drip.links import fold_address
from drip.web.context import config, services
from drip.web.public import form_token, zones
from drip.web.public.blueprint import public
from drip.web.public.form_token import Age

_FORM_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SAYINGS = {
    Age.NONE: "Nearly there: a few more questions.",
    Age.YOUNG: "That was quick! Please look once more, then press the button again.",
    Age.OLD: "This page had been open for a while. Please press the button again.",
}


@public.route("/", methods=["GET", "POST"], endpoint="sign_up", defaults={"form": "web"})
@public.route("/signup/<form>", methods=["GET", "POST"], endpoint="sign_up")
def sign_up_page(form: str) -> str | tuple[str, int]:
    """Show the form; take it. `form` is its id, and becomes the signup's source."""
    if not _FORM_ID.fullmatch(form):
        abort(404)
    offered = offer(services())
    if request.method == "GET":
        return _page(form, offered, Reading(typed=signup_form.typed({})), token=_new_token())
    if request.form.get("website"):  # people never see this field
        return _check_inbox(request.form.get("email", ""))
    return _take(form, offered)


def _take(form: str, offered: Offer) -> str | tuple[str, int]:
    token = request.form.get("page", "")
    age = form_token.read(config().secret_key, token, services().wall())
    if age is not Age.FINE:
        return _once_more(form, offered, age, token)
    reading = signup_form.read(
        request.form, offered, now=services().now(), ours=_our_addresses(offered)
    )
    if reading.wish is None:
        return _page(form, offered, reading, token=token), 422
    origin = Origin(form=form, network=request.remote_addr or "")
    heard = sign_up(services(), reading.wish, offered, origin, services().now())
    if heard is Heard.BUSY:
        abort(429)
    return _check_inbox(reading.wish.email)


def _once_more(form: str, offered: Offer, age: Age, token: str) -> str | tuple[str, int]:
    """Show what was typed once more: it came from elsewhere, too fast or too late."""
    reading = signup_form.read_first(request.form, ours=_our_addresses(offered))
    if age is Age.OLD:  # they have been here long enough
        token = form_token.issue(config().secret_key, services().wall() - form_token.LEAST)
    elif age is Age.NONE:
        token = _new_token()
    page = _page(form, offered, reading, token=token, saying=_SAYINGS[age])
    return (page, 422) if reading.problems else page


def _page(form: str, offered: Offer, reading: Reading, *, token: str, saying: str = "") -> str:
    zone = reading.typed["zone"] or offered.clinic.zone
    today = local_day(services().now(), zone_of(offered.clinic.zone))
    return render_template(
        "public/signup.html",
        form=form,
        offer=offered,
        typed=reading.typed,
        problems=reading.problems,
        token=token,
        saying=saying,
        statements=statements(offered.clinic),
        started=signup_form.STARTED,
        zone=zone,
        zones=zones.groups(zone),
        city=zones.city,
        today=today,
    )


def _check_inbox(email: str) -> str:
    return render_template("public/check_inbox.html", email=email[:254])


def _new_token() -> str:
    return form_token.issue(config().secret_key, services().wall())


def _our_addresses(offered: Offer) -> frozenset[str]:
    clinics = map(fold_address, (offered.clinic.sender, offered.clinic.reply_to))
    return frozenset(clinics) | own_domains(services().sending)
