"""Moments as people say them, on the wall clock of whoever reads."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from drip.engine.calendar import local_day, zone_of


def install(app: Flask) -> None:
    """Give templates `moment` and `day`."""
    app.add_template_filter(moment)
    app.add_template_filter(day)


def moment(at: datetime, zone: str) -> str:
    """Such as `Thursday 3 December, about 7:30 am`."""
    local = at.astimezone(zone_of(zone))
    half = "am" if local.hour < 12 else "pm"  # noqa: PLR2004 - noon
    return f"{day(at, zone)}, about {local.hour % 12 or 12}:{local:%M} {half}"


def day(at: datetime | date, zone: str = "UTC") -> str:
    """Such as `Thursday 3 December`."""
    local = local_day(at, zone_of(zone)) if isinstance(at, datetime) else at
    return f"{local:%A} {local.day} {local:%B}"
