"""Where a person stands at one moment: everything that a decision about a delivery looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from drip.domain.answers import Answer
from drip.domain.enrolments import Enrolment
from drip.domain.people import SubscriberState, SuppressionReason
from drip.domain.sequences import Booking


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a person has said, and not said.

    `answers` holds, for each question, the answers that count, oldest first: one for each check-in,
    its last. `silent` counts the check-ins in a row, newest first, that closed in silence.
    `skips` are steps that an effect left out. `outcomes` are the ways in which sequences of the
    person have ended. `booking` is empty as long as nobody records bookings; `booked_at` is when
    the latest one was made, and `no_show` whether the person stayed away from it.
    """

    answers: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    silent: int = 0
    skips: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    booking: Booking | None = None
    booked_at: datetime | None = None
    no_show: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person as the gate sees them.

    `enrolment` is empty for deliveries that belong to none (a confirmation).
    `last_letter_at` is when a programme letter was last handed over, whatever its sequence, and
    `last_letter_id` which one it was. `others` are letters that wait for them in other sequences:
    the priority of the sequence, and when the letter is due. `held_until` is when an answer that
    pauses, ends or skips takes effect, and `in_a_case` tells that words of theirs may mean an
    emergency. `open_asks` are the open check-ins of the enrolment: the step, and when its silence
    would be noted. `no_prompts`: they told the clinic that they want no advertising.
    """

    subscriber_state: SubscriberState
    suppression: SuppressionReason | None
    zone: str
    programme_consent: bool = True
    enrolment: Enrolment | None = None
    last_letter_at: datetime | None = None
    last_letter_id: int | None = None
    facts: Facts = field(default_factory=Facts)
    others: tuple[tuple[int, datetime], ...] = ()
    held_until: datetime | None = None
    in_a_case: bool = False
    no_prompts: bool = False
    open_asks: tuple[tuple[str, datetime], ...] = ()
