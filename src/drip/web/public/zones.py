"""Time zones to choose from, grouped as people look for them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
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
_Group = tuple[str, tuple[tuple[str, str], ...]]


def groups(chosen: str) -> tuple[_Group, ...]:
    """Regions with their zones: names of the IANA list, and the words for them.

    Each place stands there once, by its name of today. `chosen` is always among them, first and
    by itself if it is an old name: a list without it would quietly choose another zone.
    """
    found = _places()
    listed = any(chosen == name for _, zones in found for name, _ in zones)
    if listed or chosen not in available_timezones():
        return found
    return (("Chosen so far", ((chosen, city(chosen)),)), *found)


def city(name: str) -> str:
    """The words for a zone: `Melbourne` for `Australia/Melbourne`."""
    return name.rpartition("/")[2].replace("_", " ")


@cache
def _places() -> tuple[_Group, ...]:
    names = _current()
    return tuple((region, _zones(region, names)) for region in _REGIONS)


def _current() -> list[str]:
    """The names that `zone.tab` lists: one for each place, without the aliases of old times."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return sorted({row[2] for row in rows} & available_timezones())


def _zones(region: str, names: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, city(name)) for name in names if name.startswith(region + "/"))
