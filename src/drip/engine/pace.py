"""Pausing and going on: a pause moves the weeks that lie ahead."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from drip.domain.spans import Span
from drip.engine.calendar import add_span, local_day


def shift_days(paused_at: datetime, now: datetime, zone: ZoneInfo) -> int:
    """By how many calendar days of the person's wall a pause that ends now moves `confirmed`."""
    return max(0, (local_day(now, zone) - local_day(paused_at, zone)).days)


def paused_until(after: Span | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When a pause that begins now ends; `None` for one that somebody must end."""
    return None if after is None else add_span(now, after, zone)
