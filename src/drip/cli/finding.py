"""One thing that `drip doctor` looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found. `fix` is what to do when it is not fine."""

    about: str
    said: str
    fine: bool = True
    fix: str = ""
