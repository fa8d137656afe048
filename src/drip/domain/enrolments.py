"""One subscriber in one sequence, from a moment on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class EnrolmentState(StrEnum):
    """Where an enrolment stands. Only the first two still get letters."""

    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"  #: the last letter went
    GRADUATED = "graduated"  #: better, so they stopped
    LAPSED = "lapsed"  #: silent for too long, and asked once
    STOPPED = "stopped"  #: said that they stopped, with a reason
    UNSUBSCRIBED = "unsubscribed"  #: said goodbye
    REFERRED = "referred"  #: stopped for a medical reason
    ERASED = "erased"


#: States in which an enrolment still goes on.
LIVE = frozenset({EnrolmentState.ACTIVE, EnrolmentState.PAUSED})
#: States that an effect `finish` may name.
ENDINGS = frozenset(EnrolmentState) - LIVE - {EnrolmentState.ERASED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """One subscriber in one sequence.

    `confirmed_at` is the instant of the confirmation; `shifted` says by how many calendar days
    pauses have moved it. `onset` is a calendar day of the person. `paused_until` is `None` for a
    pause without an end. `revision` is set when the enrolment is pinned. `zone` is the person's.
    `last_letter_at` is when the last programme letter to the person was handed over,
    whatever its sequence. `skips` are step ids that effects left out. `slow_from` is the day of the
    sequence from which on its days count double, at the person's wish.
    """

    id: int
    subscriber_id: int
    sequence: str
    state: EnrolmentState
    confirmed_at: datetime
    onset: date | None
    shifted: int
    zone: str
    health_consent: bool
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    revision: int | None = None
    reason: str = ""
    last_letter_at: datetime | None = None
    skips: frozenset[str] = frozenset()
    slow_from: int | None = None
