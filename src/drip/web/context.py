"""What every view can reach: the services, the settings of the web and the clinic's facts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, current_app, g, url_for

from drip.content.opening import opening_words
from drip.domain.people import Clinic
from drip.errors import DripError
from drip.flow.in_force import offer
from drip.flow.services import Services
from drip.web.config import WebConfig

_KEY = "drip"
_HASH_LENGTH = 10


@dataclass(frozen=True, slots=True)
class _Attached:
    services: Services
    config: WebConfig
    assets: dict[str, str]


def attach(app: Flask, services: Services, config: WebConfig) -> None:
    """Give the app what its views need, and its templates their common values."""
    app.extensions[_KEY] = _Attached(services, config, _hashes(Path(str(app.static_folder))))
    app.context_processor(_common)


def services() -> Services:
    """The doers of this app."""
    return _attached().services


def config() -> WebConfig:
    """How this app was set up."""
    return _attached().config


def clinic() -> Clinic:
    """The clinic's facts in force, read once a request; a nameless clinic if they cannot be read.

    Pages for errors use it too, so it must not raise when the database is away.
    """
    if "clinic" not in g:
        try:
            g.clinic = offer.clinic(services())
        except DripError as error:
            structlog.get_logger().warning("clinic_facts_unreadable", error=type(error).__name__)
            g.clinic = offer.NAMELESS
    found: Clinic = g.clinic
    return found


def asset(name: str) -> str:
    """The address of a static file, with its hash, so that browsers may keep it for a year."""
    return url_for("static", filename=name, v=_attached().assets.get(name, ""))


def _attached() -> _Attached:
    attached: _Attached = current_app.extensions[_KEY]
    return attached


def _common() -> dict[str, Any]:
    return {
        "clinic": clinic(),
        "open_hours": opening_words(clinic().hours),
        "demo": config().demo,
        "asset": asset,
    }


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[
            :_HASH_LENGTH
        ]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
