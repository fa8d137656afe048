"""What is kept, why, and for how long."""

from __future__ import annotations

from flask import render_template

from drip.web.public.blueprint import public


@public.get("/privacy")
def privacy() -> str:
    """The notice at collection (Privacy Act 1988, APP 5), from the clinic's facts."""
    return render_template("public/privacy.html")
