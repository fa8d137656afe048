"""How many letters may leave now: token buckets, and the warm-up of a new account.

A bucket fills at its rate and holds what fits into two seconds, the time between two looks: after
an outage letters leave as evenly as on any day. Its whole state is one instant: when it is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: What a full bucket holds: the letters of the time between two looks.
SPAN = timedelta(seconds=2)
#: From one day of warm-up to the next the most letters grow by this factor.
GROWTH = 1.5
#: By then the most of a day is beyond any clinic's letters.
_WARM = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A token bucket. `rate` is letters a second, above 0; `empty_at` is `None` when it is full."""

    rate: float
    empty_at: datetime | None = None

    @property
    def interval(self) -> timedelta:
        """The time that one letter takes."""
        return max(timedelta(seconds=1 / self.rate), timedelta(microseconds=1))

    @property
    def span(self) -> timedelta:
        """How long it takes to fill.

        Where two seconds break a letter's time in two it is one letter more, so that the part
        which is over counts at the next look.
        """
        return SPAN + self.interval if SPAN % self.interval else SPAN

    @property
    def capacity(self) -> int:
        """How many letters a full bucket lets go at once: one at least."""
        return self.span // self.interval

    def begin(self, now: datetime) -> datetime:
        """From when on the tokens count that are in it now."""
        full = now - self.span
        return full if self.empty_at is None else max(self.empty_at, full)

    def tokens(self, now: datetime) -> int:
        """How many letters may go now; below 0 when urgent ones went ahead of their time."""
        return (now - self.begin(now)) // self.interval

    def drawn(self, letters: int, now: datetime) -> datetime:
        """When it is empty after some letters went."""
        return self.begin(now) + self.interval * letters

    def free_at(self, place: int, now: datetime) -> datetime:
        """When the letter at a place of a queue, from 1, could go."""
        return self.begin(now) + self.interval * (max(self.tokens(now), 0) + place)


def worth_a_claim(bucket: Bucket, now: datetime) -> int:
    """How many letters to claim: none while the bucket is less than half full.

    Calls that each carry a handful of letters would cost more than they bring.
    """
    tokens = bucket.tokens(now)
    return tokens if tokens > 0 and tokens * 2 >= bucket.capacity else 0


def most_on(day: date, first_day: date, first: int) -> int | None:
    """The most letters on a day of warm-up that began on `first_day`; `None`: it is over."""
    days = max((day - first_day).days, 0)
    return None if days >= _WARM else int(first * GROWTH**days)
