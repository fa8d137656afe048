"""The blueprint that every page of a check-in hangs on."""

from __future__ import annotations

from flask import Blueprint

survey = Blueprint("survey", __name__)
