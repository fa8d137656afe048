"""Whether a letter may ask to book a visit: seldom, and never where nothing calls for it.

The clinic's rule AD5: one prompt in 7 days, none after "better", none within 14 days of a booking.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from drip.domain.sequences import Booking
from drip.domain.standing import Facts

#: The least time between two letters with a booking button.
APART = timedelta(days=7)
#: How long after a booking no letter asks for another.
AFTER_BOOKING = timedelta(days=14)
#: Answers that say that somebody is well, or as good as.
BETTER = frozenset({"better", "much_better", "gone", "mostly_gone", "nothing_left"})


def may_prompt(facts: Facts, prompted_at: datetime | None, now: datetime) -> bool:
    """Whether a letter that goes now may carry its booking button.

    `prompted_at` is when a letter with one last went to the person, whatever its sequence.
    """
    if prompted_at is not None and now - prompted_at < APART:
        return False
    if facts.booking is Booking.MADE:
        return False
    if facts.booked_at is not None and now - facts.booked_at < AFTER_BOOKING:
        return False
    return not says_better(facts)


def says_better(facts: Facts) -> bool:
    """Whether the person said that they are better, when they were last asked anything."""
    given = [series[-1] for series in facts.answers.values() if series]
    if not given:
        return False
    latest = max(given, key=lambda one: one.at)
    return any(
        one.value in BETTER
        for one in given
        if one.at == latest.at or one.check_in_id == latest.check_in_id
    )
