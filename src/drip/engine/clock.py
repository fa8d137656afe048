"""Whether a clock may be believed: wall time must pass as a steady clock counts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: A wall clock that moves by more than this beyond the steady one is not believed.
LEAP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks at one moment: an aware instant, and steady seconds."""

    wall: datetime
    steady: float


def leap(before: Reading, after: Reading) -> timedelta:
    """By how much wall time moved beyond what passed: positive is forward."""
    passed = timedelta(seconds=after.steady - before.steady)
    return after.wall - before.wall - passed


def believable(moved: timedelta) -> bool:
    """Whether a clock that moved by this much may go on being used."""
    return abs(moved) <= LEAP
