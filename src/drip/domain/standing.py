"""Where a person stands at one moment: everything that a decision about a delivery looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from drip.domain.answers import Answer
from drip.domain.enrolments import Enrolment
from drip.domain.people import SubscriberState, SuppressionReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a person has said, and not said.

    `answers` holds, for each question, the answers that count, oldest first: one for each check-in,
    its last. `silent` counts the check-ins in a row, newest first, that closed in silence.
    `skips` are steps that an effect left out.
    """

    answers: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    silent: int = 0
    skips: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person as the gate sees them.

    `enrolment` is empty for deliveries that belong to none (a confirmation).
    `last_letter_at` is when a programme letter was last handed over, whatever its sequence, and
    `last_letter_id` which one it was.
    """

    subscriber_state: SubscriberState
    suppression: SuppressionReason | None
    zone: str
    programme_consent: bool = True
    enrolment: Enrolment | None = None
    last_letter_at: datetime | None = None
    last_letter_id: int | None = None
    facts: Facts = field(default_factory=Facts)
