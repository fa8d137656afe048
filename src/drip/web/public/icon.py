"""The icon that browsers ask for by itself, whatever page they are on."""

from __future__ import annotations

from flask import Response, current_app

from drip.web.public.blueprint import public


@public.get("/favicon.ico")
def favicon() -> Response:
    """The drop of the brand. Browsers go by its type, not by its name."""
    return current_app.send_static_file("drip.svg")
