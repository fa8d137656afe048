"""Sequences: what is in force, and how many people are in it."""

from __future__ import annotations

from flask import render_template

from drip.flow.front_desk import desk
from drip.web.context import services
from drip.web.staff.blueprint import staff


@staff.get("/sequences")
def sequences() -> str:
    """Every sequence with its revision in force."""
    return render_template("staff/sequences.html", shown=desk.sequences(services()))
