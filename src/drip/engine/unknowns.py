"""What to do about a letter whose call never got an answer.

Evidence settles it. Its absence is proof only after a horizon, and only while reports are shown to
come in; everything else stays open, and people look at it. A timer alone decides only where the
clinic asked for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from drip.domain.doubts import DoubtPolicy, OnUnknown

#: Reports of one letter were seen for 29 hours; after two days none is believed to come.
HORIZON = timedelta(hours=48)
#: The attempts near a letter in doubt: this close, and at least so many.
NEAR = timedelta(minutes=10)
LEAST_NEAR = 20
#: For who sends little: so long before and after, and at least so many. What was sent after that
#: is too young at the horizon: its own reports may still come.
WIDE = timedelta(hours=48)
WIDE_AFTER = timedelta(hours=24)
LEAST_WIDE = 5
#: The canary that proves the path goes once a day.
CANARY_WITHIN = timedelta(hours=26)
#: This share of them must have been reported.
_SHARE = 0.99
#: A letter that must arrive is repeated once, not for ever.
_MOST_DOUBTS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Attempts that a transport accepted, and how many of them the provider spoke of."""

    accepted: int
    processed: int

    @property
    def enough(self) -> bool:
        """Whether as good as all of them were reported."""
        return self.accepted > 0 and self.processed >= _SHARE * self.accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What was heard around a moment: in its minutes, in its days, and of the canaries."""

    near: Heard
    wide: Heard
    canaries: Heard

    @property
    def proven(self) -> bool:
        """Whether a report about that moment would have come."""
        if self.near.accepted >= LEAST_NEAR:
            return self.near.enough
        if self.wide.accepted >= LEAST_WIDE:
            return self.wide.enough and self.near.processed == self.near.accepted
        return self.canaries.enough and self.wide.processed == self.wide.accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What is known of a letter in doubt.

    `evidence` is the transport's own word: it went, or it provably did not; `None`: it cannot say.
    `health` is asked for past the horizon; `None`: reports wait to be read, so silence says nothing
    yet. `wanted` is False once the person left or their
    programme ended. `doubts` counts the calls for it that got no answer.
    """

    handed_at: datetime
    policy: OnUnknown
    evidence: bool | None
    health: Health | None
    wanted: bool
    doubts: int = 1


@dataclass(frozen=True, slots=True)
class Settle:
    """It went."""

    reason: str


@dataclass(frozen=True, slots=True)
class Resend:
    """It goes again. `may_double` tells that nobody knows whether it went before."""

    reason: str
    may_double: bool = False


@dataclass(frozen=True, slots=True)
class Close:
    """It did not go, and is not wanted any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Nobody will ever know by themselves: people look."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Evidence may still come."""

    until: datetime


#: Of a moment whose reports a restored database forgot: silence about it proves nothing.
FORGOTTEN = Health(
    near=Heard(accepted=0, processed=0),
    wide=Heard(accepted=0, processed=0),
    canaries=Heard(accepted=0, processed=0),
)

Decision = Settle | Resend | Close | Unresolved | Wait

_ABSENT = "The transport provably does not have it"
_QUIET = "No report came in two days, while reports about the others did"


def decide(doubt: Doubt, now: datetime) -> Decision:
    """What to do about one letter in doubt."""
    if doubt.evidence is True:
        return Settle("The transport has it: the letter went.")
    if doubt.evidence is False:
        return _did_not_go(doubt, _ABSENT)
    policy, horizon = doubt.policy, doubt.handed_at + HORIZON
    if policy.policy is DoubtPolicy.RESEND_AFTER and doubt.wanted and doubt.doubts <= _MOST_DOUBTS:
        return _in_time(doubt, now)
    if now < horizon or doubt.health is None:
        return Wait(max(horizon, now))
    if doubt.health.proven:
        return _did_not_go(doubt, _QUIET)
    return Unresolved("No evidence came within the horizon.")


def _did_not_go(doubt: Doubt, proof: str) -> Decision:
    if not doubt.wanted:
        return Close(f"{proof}, and it is not wanted any more.")
    if doubt.policy.policy is DoubtPolicy.NEVER_RESEND:
        return Unresolved(f"{proof}; the clinic's rule is never to send again.")
    return Resend(f"{proof}: planned again.")


def _in_time(doubt: Doubt, now: datetime) -> Decision:
    at = doubt.handed_at + doubt.policy.after
    if now < at:
        return Wait(at)
    return Resend("It must arrive, so it goes once more; it may come twice.", may_double=True)


def needs_health(handed: Sequence[datetime], now: datetime) -> bool:
    """Whether any of these letters is so old that silence could be proof."""
    return any(now >= at + HORIZON for at in handed)
