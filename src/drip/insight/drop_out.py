"""Dropping out: when somebody was last active, if nothing was heard of them for long after.

Signs of a person are what only a person does: an answer by a press of the button, a reply, a
booking, a visit. Letters that were opened and links that were followed are none, for machines do
both (`domain.md` 2.4). A lapse lies at the last sign, and is known only when the sequence's own
time has passed and so many check-ins were left unanswered; so the last days of the data say nothing
about anybody, and are cut off for everybody alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from drip.domain.enrolments import EnrolmentState
from drip.domain.sequences import DropOut
from drip.engine.calendar import add_span


class Ending(StrEnum):
    """How the time of one person under observation ends."""

    LAPSED = "lapsed"  #: no sign of them any more
    COMPLETED = "completed"
    GRADUATED = "graduated"  #: better, so they stopped
    REFERRED = "referred"  #: stopped for a medical reason
    STOPPED = "stopped"  #: said that they stop, or that they want no more letters
    GOING_ON = "going_on"  #: nothing yet, as far as can be known today


_ENDINGS = {
    EnrolmentState.COMPLETED: Ending.COMPLETED,
    EnrolmentState.GRADUATED: Ending.GRADUATED,
    EnrolmentState.REFERRED: Ending.REFERRED,
    EnrolmentState.STOPPED: Ending.STOPPED,
    EnrolmentState.UNSUBSCRIBED: Ending.STOPPED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of one enrolment. `signs` are instants at which only the person can have acted.

    `asked` are the instants at which check-ins opened that were never answered.
    """

    started_at: datetime
    zone: ZoneInfo
    signs: Sequence[datetime] = ()
    asked: Sequence[datetime] = ()
    state: EnrolmentState = EnrolmentState.ACTIVE
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """How and when the time under observation ends."""

    ending: Ending
    at: datetime


def observe(history: History, rule: DropOut, now: datetime) -> Observed:
    """How one enrolment stands, by what can be known at `now`.

    Who lapsed and came back has lapsed: what counts as an event must not depend on how long one
    waited to look. Who said how it ended did not lapse, whatever their silence before.
    """
    horizon = _known_until(now, rule, history.zone)
    lapsed_at = _lapsed_at(history, rule, now)
    ended = _ENDINGS.get(history.state)
    if ended is not None and history.ended_at is not None:
        before = lapsed_at is not None and _due(lapsed_at, rule, history) <= history.ended_at
        if not before:
            return Observed(ended, history.ended_at)
    if lapsed_at is not None:
        return Observed(Ending.LAPSED, lapsed_at)
    return Observed(Ending.GOING_ON, max(history.started_at, horizon))


def _lapsed_at(history: History, rule: DropOut, now: datetime) -> datetime | None:
    """The sign behind which the first long enough silence began."""
    end = now if history.ended_at is None else min(now, history.ended_at)
    if history.state is EnrolmentState.LAPSED:
        end = now  # the end itself came from the silence
    signs = sorted({history.started_at, *(at for at in history.signs if at <= now)})
    for last, following in itertools.pairwise([*signs, end]):
        asked = sorted(at for at in history.asked if last < at < following)
        if len(asked) >= rule.missed and _due(last, rule, history) <= following:
            return last
    return None


def _due(last: datetime, rule: DropOut, history: History) -> datetime:
    return add_span(last, rule.after, history.zone)


def _known_until(now: datetime, rule: DropOut, zone: ZoneInfo) -> datetime:
    """Up to when it can be known today whether somebody lapsed."""
    day = add_span(now, rule.after, zone) - now
    return now - day
