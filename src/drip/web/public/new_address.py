"""A new address: the page shows what was asked for; the press of its button makes it so."""

from __future__ import annotations

from flask import render_template

from drip.flow.own_wishes.new_address import look, prove
from drip.web.context import services
from drip.web.public.blueprint import public


@public.get("/address/<token>")
def new_address_page(token: str) -> str:
    """What was asked for, with one button. Changes nothing."""
    return render_template(
        "public/new_address.html", move=look(services(), token, services().now())
    )


@public.post("/address/<token>")
def new_address_press(token: str) -> str:
    """The press."""
    move = prove(services(), token, services().now())
    return render_template("public/new_address.html", move=move)
