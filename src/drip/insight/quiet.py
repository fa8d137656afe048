"""Whether a source that used to report has fallen quiet.

A webhook that was switched off says so to nobody (`domain.md` 1.5).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta

#: A source with fewer reports than this in the time looked at may be quiet for a while.
BUSY = 8
_SHORTEST = timedelta(days=3)
_TIMES = 4


def is_quiet(heard: Sequence[datetime], now: datetime) -> bool:
    """Whether a busy source has been quiet for far longer than it ever was between two reports.

    `heard` are its reports of the last weeks, oldest first. "Far longer" is four times its longest
    usual gap (the one that nine in ten gaps stay under), and at least three days.
    """
    if len(heard) < BUSY:
        return False
    gaps = sorted(later - earlier for earlier, later in itertools.pairwise(heard))
    usual = gaps[len(gaps) * 9 // 10]
    return now - heard[-1] > max(_SHORTEST, _TIMES * usual)
