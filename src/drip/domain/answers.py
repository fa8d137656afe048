"""Check-ins and what people said to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: Reason codes for stopping (the clinic's domain, rule 7), with the words people see.
REASONS: dict[str, str] = {
    "logistics": "Hard to get to, or to fit in",
    "time": "No time",
    "cost": "The cost",
    "better": "I feel better",
    "no_change": "I don't see a change",
    "sore_after": "Too sore afterwards",
    "pain_worse": "The pain got worse",
    "technique": "Not sure I'm doing it right",
    "positions": "I can't get into the positions",
    "fear": "Worried it will do damage",
    "medical_advice": "A health professional told me to stop",
    "other": "Something else",
}


class CheckInState(StrEnum):
    """Where a check-in stands."""

    OPEN = "open"
    ANSWERED = "answered"  #: at least one answer; may still be changed
    SILENT = "silent"  #: reminded, and nothing came; a late answer still counts
    CLOSED = "closed"


class Channel(StrEnum):
    """How an answer reached us."""

    PAGE = "page"  #: a press of the button on the answer page
    EMAIL_REPLY = "email_reply"
    STAFF = "staff"


class Doubt(StrEnum):
    """Why an answer that was posted may be a machine's. It is kept, and counts for nothing."""

    ROBOT = "robot"  #: the program says itself that it is one
    DECOY = "decoy"  #: a link that nobody can see was followed just before
    BURST = "burst"  #: more links of the letters were opened at once than fingers can
    SWIFT = "swift"  #: it came sooner after its letter than anybody could have read it


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """A step's questions, open for one person. Opened when its letter was handed over.

    `remind_at` is empty once the reminder was planned, `silent_at` once silence was noted.
    """

    id: int
    enrolment_id: int
    subscriber_id: int
    delivery_id: int
    sequence: str
    step: str
    state: CheckInState
    opened_at: datetime
    closes_at: datetime
    remind_at: datetime | None = None
    silent_at: datetime | None = None
    first_answer_at: datetime | None = None
    last_answer_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person said to one question, at one time. The last one counts; all are kept."""

    question: str
    value: str
    at: datetime
    channel: Channel = Channel.PAGE
    check_in_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An answer read out of what somebody wrote. `value` is as answers are kept.

    `sentence` is the evidence; `confidence` is between 0 and 1.
    """

    question: str
    value: str
    sentence: str
    confidence: float
