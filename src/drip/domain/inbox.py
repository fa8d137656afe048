"""The inbox: what people write to the clinic, what the clinic answers, and what waits for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageChannel(StrEnum):
    """How a message came."""

    MAIL = "mail"
    COMMENT = "comment"  #: a free text on a page of ours
    BOOKING = "booking"  #: a note that stood in a booking
    NOTE = "note"  #: staff wrote it for each other; nobody else sees it


class Direction(StrEnum):
    """Who wrote to whom."""

    IN = "in"
    OUT = "out"
    INSIDE = "inside"  #: a note among staff


class Sender(StrEnum):
    """Who a message is from, as far as that can be known."""

    SELF = "self"  #: the person, by a token or by their authenticated address
    OTHER = "other"  #: somebody else who holds the person's token
    UNVERIFIED = "unverified"  #: says to be the person, and nothing proves it
    UNKNOWN = "unknown"  #: nobody we know
    STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a thread. Nothing of it is ever deleted or edited.

    `text` is what was written, `removed` what was taken for quote; `groups` are the safety groups
    whose words were found. `delivery_id` is the letter it answers, `check_in_id` the check-in it
    belongs to; `late` says that a newer check-in had opened since, `quiet` that nobody has to read
    it, such as an absence notice. `by` is who wrote where it is not the person.
    """

    id: int
    thread_id: int
    subscriber_id: int | None
    channel: MessageChannel
    direction: Direction
    sender: Sender
    at: datetime
    subject: str
    text: str
    removed: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    mail_id: int | None = None
    delivery_id: int | None = None
    check_in_id: int | None = None
    late: bool = False
    urgent: bool = False
    needs_person: bool = False
    quiet: bool = False
    groups: tuple[str, ...] = ()
    why: str = ""
    by: str = ""


class ThreadState(StrEnum):
    """Whether staff have something to do with a thread."""

    OPEN = "open"
    DONE = "done"  #: staff said so; a new message opens it again


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """All messages with one person, or from one address that belongs to nobody we know.

    `unread_since` is the oldest message that staff have not answered or put aside; a snoozed
    thread comes back at `snoozed_until`, or with the next message. It is urgent while one of its
    cases is open.
    """

    id: int
    subscriber_id: int | None
    state: ThreadState
    urgent: bool
    unread_since: datetime | None
    last_at: datetime
    assigned_to: int | None = None
    snoozed_until: datetime | None = None


class SuggestionState(StrEnum):
    """What staff made of an answer that Drip was not sure of."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An answer that was read out of a message, and not surely enough to count.

    `confidence` is between 0 and 1; `sentence` is the evidence.
    """

    id: int
    message_id: int
    check_in_id: int
    question: str
    value: str
    sentence: str
    confidence: float
    state: SuggestionState = SuggestionState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Words that may mean an emergency, until a named person closes it with a note.

    All automation for the person is held meanwhile. `deadline_at` is in clinic hours; the alarm
    is repeated at `alarm_at` until somebody acknowledges it.
    """

    id: int
    subscriber_id: int | None
    thread_id: int
    message_id: int
    groups: tuple[str, ...]
    opened_at: datetime
    deadline_at: datetime
    owner: str = ""
    alarms: int = 0
    alarm_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    escalated_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    note: str = ""
