"""A person's story as values: what happened and why, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drip.domain.enrolments import EnrolmentState
from drip.domain.people import SubscriberState
from drip.flow.in_force import wording
from drip.storage.record import EnrolmentLine, SuppressionLine, WhoLine


class EntryKind(StrEnum):
    """What an entry of the story is about."""

    SIGNUP = "signup"
    CONSENT = "consent"
    LETTER = "letter"  #: one that went, or may have gone
    NOT_SENT = "not_sent"
    ATTEMPT = "attempt"
    DECISION = "decision"
    ANSWER = "answer"
    TASK = "task"
    GOODBYE = "goodbye"
    VISIT = "visit"
    OWED = "owed"  #: it follows from an answer, a rule or a silence, and waits for its moment
    WITHDRAWN = "withdrawn"  #: it would have followed, but the answer was changed in time


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened, or was decided. `letter` is a delivery's ref, where one is meant."""

    at: datetime
    kind: EntryKind
    what: str
    reason: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Something that will happen if nothing changes. `quiet`: nobody is written to."""

    at: datetime | None
    what: str
    reason: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """A person's story, oldest first, and what comes next, soonest first.

    `sequences` has the titles of the sequences that the person is or was in, by their keys.
    """

    who: WhoLine
    enrolments: tuple[EnrolmentLine, ...]
    stops: tuple[SuppressionLine, ...]  #: why no programme letter may go now
    coming: tuple[Coming, ...]
    entries: tuple[Entry, ...]
    sequences: Mapping[str, str]

    @property
    def standing(self) -> str:
        """How the person stands, in words: "active" only while some sequence goes on."""
        states = {one.state for one in self.enrolments}
        if self.who.state is not SubscriberState.ACTIVE or EnrolmentState.ACTIVE in states:
            return wording.SUBSCRIBER_STATES[self.who.state]
        if EnrolmentState.PAUSED in states:
            return wording.ENROLMENT_STATES[EnrolmentState.PAUSED]
        return "in no programme now"
