"""What should happen, as values. The engine returns them, the flow carries them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drip.domain.deliveries import DeliveryState
from drip.domain.enrolments import EnrolmentState


@dataclass(frozen=True, slots=True)
class Send:
    """Go on to the intent."""

    reason: str = "due"


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: try again at `until`; no attempt is counted."""

    until: datetime
    open_until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Never: the delivery ends as `state` (skipped, cancelled or expired)."""

    state: DeliveryState
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The next step, with its moment. `passed` are steps that were left out, with reasons."""

    step: str
    due_at: datetime
    open_until: datetime
    reason: str
    passed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finish:
    """The enrolment ends as `state`."""

    state: EnrolmentState
    reason: str
    passed: tuple[tuple[str, str], ...] = ()


GateDecision = Send | Wait | Drop
PlanDecision = Plan | Finish
