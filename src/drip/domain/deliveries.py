"""The ledger's values: what is owed, what was tried and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """Why an email exists."""

    STEP = "step"
    BRANCH = "branch"
    REMINDER = "reminder"
    CONFIRM = "confirm"
    SAFETY = "safety"
    STAFF_REPLY = "staff_reply"
    NOTICE = "notice"


#: These count in the cap of one programme letter a person a day, and end with goodbye.
PROGRAMME = frozenset({Purpose.STEP, Purpose.BRANCH, Purpose.REMINDER})


class DeliveryState(StrEnum):
    """Where a delivery stands. States move along `engine.ledger.EDGES` only."""

    PLANNED = "planned"  #: owed; waits for its moment
    CLAIMED = "claimed"  #: a worker holds it; no call was made
    HANDING_OVER = "handing_over"  #: the intent is recorded; a call may have been made
    ACCEPTED = "accepted"  #: the transport took it
    UNKNOWN = "unknown"  #: a call may have succeeded; evidence is awaited
    UNRESOLVED = "unresolved"  #: no evidence came; staff know
    SKIPPED = "skipped"  #: decided against, with a reason
    CANCELLED = "cancelled"  #: no longer wanted (goodbye, pause, an edit)
    EXPIRED = "expired"  #: too late to be of use
    FAILED = "failed"  #: refused for good, or could not be made


#: Not over yet.
WAITING = frozenset({DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.HANDING_OVER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the ledger. Instants are aware UTC.

    `ref` is random, names the email to the outside, and makes its Message-ID stable.
    `slot` is what makes it unique. `step` is empty for purposes that have none.
    `about` is the check-in a reminder belongs to, or the signup a confirmation belongs to.
    `dated_at` is the first intent, which the Date header keeps on every later attempt.
    """

    id: int
    ref: str
    slot: str
    purpose: Purpose
    state: DeliveryState
    subscriber_id: int
    enrolment_id: int | None
    sequence: str
    step: str
    due_at: datetime
    open_until: datetime | None
    tries: int = 0
    about: int | None = None
    dated_at: datetime | None = None
    handed_at: datetime | None = None
    reason: str = ""


class Result(StrEnum):
    """What a call came to for one letter."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  #: definitely not taken
    UNKNOWN = "unknown"  #: may have been taken


class Trouble(StrEnum):
    """What stands behind a refusal that is not about this one letter. None of them is a try."""

    NONE = "none"  #: it is about this letter: a try is counted, or the letter fails
    BUSY = "busy"  #: asked to wait, for everybody; `again_at` says how long
    UNREACHABLE = "unreachable"  #: nobody is there, or nobody who could be trusted
    ACCOUNT = "account"  #: the clinic's own set-up is refused: a key, a sender not verified
    POLICY = "policy"  #: a recipients' provider refuses what the clinic sends, whoever it is for


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A transport's word on one letter.

    `permanent` tells whether trying again is pointless; `receipt` is the transport's own id.
    `trouble` says that a refusal is about more than this letter; `again_at` is the earliest
    instant at which the other side wants to hear from us again, where it named one. `domain` is
    the recipient domain that alone is in trouble, as it stands in the folded address; empty when
    the trouble is everybody's. `detail` is for staff and must hold no address.
    """

    delivery_id: int
    result: Result
    permanent: bool = False
    trouble: Trouble = Trouble.NONE
    again_at: datetime | None = None
    domain: str = ""
    receipt: str = ""
    detail: str = ""


def step_slot(enrolment_id: int, step: str, occurrence: int = 1) -> str:
    """What makes a step's delivery unique."""
    return f"step:{enrolment_id}:{step}:{occurrence}"


#: How the slot of a letter begins whose step an edit took away before it went.
REMOVED_SLOT = "removed:"


def removed_slot(delivery_id: int) -> str:
    """The slot of a letter that an edit took away: the step's own is free if it comes back."""
    return f"{REMOVED_SLOT}{delivery_id}"


def branch_slot(enrolment_id: int, step: str, cause: str) -> str:
    """What makes a branch letter unique: one for each cause."""
    return f"branch:{enrolment_id}:{step}:{cause}"


def reminder_slot(check_in_id: int) -> str:
    """One reminder a check-in."""
    return f"reminder:{check_in_id}"


def confirm_slot(subscriber_id: int, ordinal: int) -> str:
    """One confirmation a count, so that two racing posts write one letter."""
    return f"confirm:{subscriber_id}:{ordinal}"


#: How the matter of a notice begins that tests the whole path, once a day.
CANARY = "canary:"
#: How the slot of the word begins that a person's first reply has come in.
ACKNOWLEDGEMENT = "acknowledgement:"


def is_automatic(row: Delivery) -> bool:
    """Whether an email is an automatic answer to somebody's mail (RFC 3834)."""
    return row.purpose is Purpose.SAFETY or row.slot.startswith(ACKNOWLEDGEMENT)
