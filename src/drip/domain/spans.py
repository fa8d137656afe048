"""Spans of time as clinics say them: 3d, 2w, 72h, 10m, 3 clinic days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class SpanUnit(StrEnum):
    """How a span counts."""

    MINUTES = "minutes"  #: elapsed time
    HOURS = "hours"  #: elapsed time
    DAYS = "days"  #: calendar days: the same wall-clock time, some days later
    CLINIC_DAYS = "clinic days"  #: days on which the clinic is open
    MONTHS = "months"  #: calendar months; the day is clamped to the month's last


_SHORT = {
    "m": (SpanUnit.MINUTES, 1),
    "h": (SpanUnit.HOURS, 1),
    "d": (SpanUnit.DAYS, 1),
    "w": (SpanUnit.DAYS, 7),
}
_LONG = {
    "minute": (SpanUnit.MINUTES, 1),
    "hour": (SpanUnit.HOURS, 1),
    "day": (SpanUnit.DAYS, 1),
    "week": (SpanUnit.DAYS, 7),
    "month": (SpanUnit.MONTHS, 1),
    "clinic day": (SpanUnit.CLINIC_DAYS, 1),
}
_FORM = re.compile(r"(\d{1,4})\s*([mhdw]|minutes?|hours?|days?|weeks?|months?|clinic days?)")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time and how it counts.

    `3d` is three calendar days (09:00 stays 09:00 across a change of clocks),
    `72h` is elapsed time.
    """

    count: int
    unit: SpanUnit

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read `3d`, `2w`, `72h`, `10m`, `1 month` or `3 clinic days`.

        Raises:
            ValueError: with a sentence for the writer, when the text is no span.
        """
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise ValueError(
                f"{text!r} is not a length of time: write e.g. 3d, 2w, 72h, 10m or 3 clinic days"
            )
        number, word = match.groups()
        known = _SHORT.get(word) or _LONG[word.removesuffix("s")]
        unit, factor = known
        return cls(int(number) * factor, unit)

    def __str__(self) -> str:
        if self.unit is SpanUnit.CLINIC_DAYS:
            return f"{self.count} clinic days"
        if self.unit is SpanUnit.MONTHS:
            return f"{self.count} months"
        return f"{self.count}{self.unit.value[0]}"
