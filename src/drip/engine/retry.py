"""When a letter that was refused for now is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

#: Waits after the first, second ... definite refusal: 17 hours and 21 minutes in all.
DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)


def next_try(tries: int, now: datetime) -> datetime | None:
    """The earliest next try after `tries` calls that were refused; `None`: give up.

    The send window is the gate's to watch, so the try may come later than this.
    """
    position = max(tries, 1) - 1
    return now + DELAYS[position] if position < len(DELAYS) else None
