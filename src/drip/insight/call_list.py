"""The call list: who is slipping today, in an order that explains itself.

A score is a sum of points, each with its reason in words, so that staff can see why somebody
stands where they stand, and disagree. It says how long ago we heard from a person and what they
reported; it is no statement about their health (`domain.md` 3.6). The weights follow what is known
about leaving: early (2.1), in silence, and when pain moves; an unanswered reply weighs most, since
that person is waiting for us.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: Days without a word from somebody that nobody needs to think about.
QUIET_DAYS = 7
_MOST_QUIET = 14
_MISSED = 5
_MOST_MISSED = 3
_WORSE = 8
_EARLY = 4
_FORTNIGHT = timedelta(days=14)
_WAITING = 6
_WAITING_A_DAY = 3
_MOST_WAITING_DAYS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Slipping:
    """What is known about one person in a programme.

    `heard_at` is the last confirmed activity: an answer, a reply, a booking, or the start. `worse`
    says in words what got worse at the last check-in, empty where nothing did. `waiting_since` is
    their oldest message that nobody answered. Who was never `asked` is not missed when silent.
    """

    subscriber_id: int
    enrolment_id: int
    started_at: datetime
    heard_at: datetime
    missed: int = 0
    worse: str = ""
    waiting_since: datetime | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to ring, and its points."""

    words: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRing:
    """Somebody to ring today, with the reasons, the weightiest first."""

    subscriber_id: int
    enrolment_id: int
    reasons: tuple[Reason, ...]
    heard_at: datetime

    @property
    def score(self) -> int:
        """The points of all reasons together."""
        return sum(reason.points for reason in self.reasons)

    @property
    def place(self) -> tuple[int, datetime, int]:
        """Where they stand: smaller is earlier. The same score stands by the longer silence."""
        return (-self.score, self.heard_at, self.subscriber_id)


def call_list(
    people: Iterable[Slipping], now: datetime, *, most: int | None = None
) -> list[ToRing]:
    """Whom to ring today, at most `most` people; a person in two programmes stands once."""
    best: dict[int, ToRing] = {}
    for person in people:
        reasons = tuple(sorted(_reasons(person, now), key=lambda one: -one.points))
        if not any(reason.points for reason in reasons):
            continue
        found = ToRing(
            subscriber_id=person.subscriber_id,
            enrolment_id=person.enrolment_id,
            reasons=reasons,
            heard_at=person.heard_at,
        )
        known = best.get(person.subscriber_id)
        if known is None or found.score > known.score:
            best[person.subscriber_id] = found
    return sorted(best.values(), key=lambda one: one.place)[:most]


def _reasons(person: Slipping, now: datetime) -> Sequence[Reason]:
    reasons: list[Reason] = []
    if person.waiting_since is not None:
        days = max(0, (now - person.waiting_since).days)
        points = _WAITING + _WAITING_A_DAY * min(days, _MOST_WAITING_DAYS)
        reasons.append(Reason(f"wrote to us {_ago(days)}, and nobody answered", points))
    if person.missed:
        points = _MISSED * min(person.missed, _MOST_MISSED)
        reasons.append(Reason(f"missed {_count(person.missed, 'check-in')} in a row", points))
    if person.worse:
        reasons.append(Reason(f"reported {person.worse}", _WORSE))
    quiet = (now - person.heard_at).days
    if quiet > QUIET_DAYS and person.asked:
        points = min(quiet - QUIET_DAYS, _MOST_QUIET)
        reasons.append(Reason(f"nothing heard for {quiet} days", points))
    if reasons and now - person.started_at < _FORTNIGHT:
        reasons.append(Reason("in their first two weeks", _EARLY))
    return reasons


def _ago(days: int) -> str:
    return "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"


def _count(number: int, what: str) -> str:
    return f"a {what}" if number == 1 else f"{number} {what}s"
