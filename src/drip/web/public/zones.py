"""Time zones to choose from, grouped as people look for them."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

_REGIONS = (
    "Australia",
    "Pacific",
    "Asia",
    "Europe",
    "America",
    "Africa",
    "Atlantic",
    "Indian",
    "Antarctica",
)
#: Old names of Australian zones, which only repeat the cities.
_OLD = frozenset(
    {
        "ACT",
        "Canberra",
        "Currie",
        "LHI",
        "NSW",
        "North",
        "Queensland",
        "South",
        "Tasmania",
        "Victoria",
        "West",
        "Yancowinna",
    }
)


@cache
def groups() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Regions with their zones: names of the IANA list, and the words for them."""
    names = sorted(available_timezones())
    return tuple((region, _zones(region, names)) for region in _REGIONS)


def city(name: str) -> str:
    """The words for a zone: `Melbourne` for `Australia/Melbourne`."""
    return name.rpartition("/")[2].replace("_", " ")


def _zones(region: str, names: list[str]) -> tuple[tuple[str, str], ...]:
    inside = (name for name in names if name.startswith(region + "/"))
    return tuple(
        (name, city(name))
        for name in inside
        if not (region == "Australia" and name.rpartition("/")[2] in _OLD)
    )
