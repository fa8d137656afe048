"""The blueprint that every public page hangs on."""

from __future__ import annotations

from flask import Blueprint, request

from drip.web import agents

public = Blueprint("public", __name__)


def agent() -> str:
    """The family of the visitor's program; asking for the headers only is what robots do."""
    if request.method == "HEAD":
        return "robot"
    return agents.family(request.headers.get("User-Agent", ""))
