"""For machines that watch: is the process up, and can it do its work."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from drip.flow.rounds import readiness
from drip.web.context import config, services

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """The database answers in the right schema, and the last tick is young."""
    report = readiness.check(services(), config().tick_limit)
    return jsonify(ready=report.ready, checks=report.checks), 200 if report.ready else 503
