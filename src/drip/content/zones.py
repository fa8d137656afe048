"""Time zones and holiday calendars by name."""

from __future__ import annotations

import zoneinfo
from functools import lru_cache

import holidays

from drip.content.hints import did_you_mean, nearest


@lru_cache(maxsize=128)
def calendar_problem(name: str) -> tuple[str, str] | None:
    """A sentence and a hint when there is no holiday calendar of this name."""
    country, _, part = name.partition("-")
    if name == "none":
        return None
    countries = holidays.list_supported_countries()
    if country in countries and _has(country, part):
        return None
    known = [*countries, *(f"{one}-{sub}" for one, subs in countries.items() for sub in subs)]
    written = name.upper().replace("_", "-").replace(" ", "-")
    near = next((one for one in (written, f"AU-{written}") if one in known), None)
    near = near or nearest(name, [one for one in known if one.startswith(country.upper())])
    hint = f'did you mean "{near}"?' if near else "write e.g. AU-VIC, or none"
    return f'There is no holiday calendar "{name}".', hint


def _has(country: str, part: str) -> bool:
    try:
        holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=128)
def zone_problem(name: str) -> tuple[str, str] | None:
    """A sentence and a hint when there is no time zone of this name."""
    known = zoneinfo.available_timezones()
    if name in known:
        return None
    hint = did_you_mean(name, sorted(known)) or "write e.g. Australia/Melbourne"
    return f'There is no time zone "{name}".', hint
