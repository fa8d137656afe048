"""The moments of one step for one person: its own day, its lateness and its place after others.

Shared by planning and by the gate, so that both always agree.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from drip.domain.enrolments import Enrolment
from drip.domain.sequences import Anchor, Sequence, Step
from drip.domain.spans import Span
from drip.engine.calendar import Opening, add_span, at_wall, local_day, next_opening

_MIDNIGHT = time()
_DAY = timedelta(days=1)


def day_zero(sequence: Sequence, enrolment: Enrolment, zone: ZoneInfo) -> date:
    """The date that a sequence's days are counted from.

    The day of the confirmation moves with pauses; the onset never does. An enrolment without an
    onset in a sequence that needs one counts from the day of its confirmation.
    """
    if sequence.anchor is Anchor.ONSET:
        return enrolment.onset or local_day(enrolment.confirmed_at, zone)
    return local_day(enrolment.confirmed_at, zone) + timedelta(days=enrolment.shifted)


def own_opening(sequence: Sequence, step: Step, enrolment: Enrolment, zone: ZoneInfo) -> Opening:
    """When a planned step is due by its own day, whatever else happened.

    The start letter is due at the first opening after the confirmation.
    """
    if step.start or step.day is None:
        return next_opening(step.window, zone, enrolment.confirmed_at)
    place = step.day
    if sequence.anchor is Anchor.CONFIRMED and enrolment.slow_from is not None:
        place = slowed(place, enrolment.slow_from)
    day = day_zero(sequence, enrolment, zone) + timedelta(days=place)
    return next_opening(step.window, zone, at_wall(day, step.window.at, zone))


def slowed(day: int, slow_from: int) -> int:
    """Where a day of the sequence lies when from `slow_from` on each takes two."""
    return day + max(0, day - slow_from)


def free_from(last_letter_at: datetime, gap: Span, zone: ZoneInfo) -> datetime:
    """The first instant at which another programme letter may go.

    That is `gap` after the last one, and on a later day of the person's wall.
    """
    next_day = at_wall(local_day(last_letter_at, zone) + _DAY, _MIDNIGHT, zone)
    return max(next_day, add_span(last_letter_at, gap, zone))


def expires_at(step: Step, due_at: datetime, zone: ZoneInfo) -> datetime | None:
    """The last instant at which a step that was due at `due_at` is still of use."""
    if step.expires_after is None:
        return None
    return add_span(due_at, step.expires_after, zone)


def overtaken_by(
    sequence: Sequence, step: Step, enrolment: Enrolment, day: date, skips: Collection[str]
) -> Step | None:
    """The later step whose day has come by `day`, when `step` has lost its moment to it.

    Only where days count from the onset: the weeks of a spasm do not wait. The start letter is
    never overtaken, for its safety words, and steps of one day do not overtake each other.
    """
    if sequence.anchor is not Anchor.ONSET or step.start or step.day is None:
        return None
    later = next(
        (
            other
            for other in sequence.order
            if other.day is not None and other.day > step.day and other.id not in skips
        ),
        None,
    )
    if later is None or later.day is None or enrolment.onset is None:
        return None
    return later if enrolment.onset + timedelta(days=later.day) <= day else None
