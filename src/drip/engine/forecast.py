"""Is this far more than anybody expected? It protects from a mistake that mails everybody at once.

Two things are expected of ten minutes: what the busiest ten minutes of the last four weeks brought,
and what the plan of a day ago had due by now and has not gone. Neither can be changed by a mistake
that is made today.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: The window in which letters are counted.
WINDOW = timedelta(minutes=10)
#: The past that is usual. The last day does not count: a mistake may have begun in it.
PAST = timedelta(days=28)
RECENT = timedelta(days=1)
#: How far ahead the plan is noted, and how long a noted letter may be late.
AHEAD = timedelta(days=1)
#: Nobody is asked about fewer letters than this.
FLOOR = 50

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What ten minutes may bring. `usual` and `foreseen` are numbers of programme letters."""

    usual: int
    foreseen: int

    def most(self, times: float) -> int:
        """The most letters that may leave unasked, when the forecast may be exceeded so often."""
        return max(FLOOR, math.ceil(times * max(self.usual, self.foreseen)))


def window_of(now: datetime) -> datetime:
    """When the window that holds a moment opened."""
    return now - (now - _EPOCH) % WINDOW


def still_owed(foreseen: int, handed: int) -> int:
    """Of what the plan had due in the last day, what has not gone."""
    return max(foreseen - handed, 0)
