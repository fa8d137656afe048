"""What comes next for an enrolment, and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from drip.domain.decisions import Finish, Plan, PlanDecision
from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.sequences import Retire, Sequence, Step
from drip.domain.spans import Span, SpanUnit
from drip.domain.standing import Facts
from drip.engine.calendar import Opening, add_span, local_day, next_opening, zone_of
from drip.engine.moments import expires_at, free_from, overtaken_by, own_opening

EXPIRED = "expired"
LEFT_OUT = "left out by an answer"
RETIRED = "The sequence was retired, for everybody at once."


def plan_next(
    sequence: Sequence,
    enrolment: Enrolment,
    decided: Collection[str],
    facts: Facts,
    now: datetime,
) -> PlanDecision:
    """The next step of an enrolment with its moment, or the end of its letters.

    `decided` names the steps that have a delivery, in any state. Only steps behind the last of them
    in the file are looked at: a plan never goes back, but for steps that were added with
    `backfill`. Conditions of steps are left to the gate, because answers may still come.

    Raises:
        ZoneUnknownError, NeverOpensError, HolidaysUnknownError: when a moment cannot be found.
    """
    if sequence.retire is Retire.STOP:
        return Finish(EnrolmentState.STOPPED, RETIRED)
    zone = zone_of(enrolment.zone)
    free = now
    if enrolment.last_letter_at is not None:
        free = max(now, free_from(enrolment.last_letter_at, sequence.gap, zone))
    passed: list[tuple[str, str]] = []
    for step in remaining(sequence, decided):
        own = own_opening(sequence, step, enrolment, zone)
        opening = own if own.opens >= free else next_opening(step.window, zone, free)
        why_not = _why_passed(sequence, step, enrolment, facts, (own, opening))
        if why_not:
            passed.append((step.id, why_not))
            continue
        return Plan(
            step=step.id,
            due_at=opening.opens,
            open_until=opening.closes,
            reason=_reason(step, own, opening, late=free > now),
            passed=tuple(passed),
        )
    return Finish(EnrolmentState.COMPLETED, "no letter is left", tuple(passed))


def remaining(sequence: Sequence, decided: Collection[str]) -> tuple[Step, ...]:
    """The steps behind the last decided one, in the order of the file.

    A step that was renamed counts as decided under its old name too. Before them come steps
    that were added in front of it later and are to be sent even so (`backfill`).
    """
    order = sequence.order
    last = max((n for n, step in enumerate(order) if _decided(step, decided)), default=-1)
    added = (step for step in order[: max(last, 0)] if step.backfill)
    return (*(step for step in added if not _decided(step, decided)), *order[last + 1 :])


def _decided(step: Step, decided: Collection[str]) -> bool:
    return step.id in decided or (step.renamed_from is not None and step.renamed_from in decided)


def plan_branch(
    sequence: Sequence, step: Step, enrolment: Enrolment, now: datetime
) -> tuple[datetime, datetime]:
    """When a branch letter that is called for now goes: `step.after` later, when it may.

    Answers its `due_at` and `open_until`. A delay in days ends at the hour at which the step's
    window opens. Once the delay has been waited out, `next_allowed` is the one to ask.
    """
    zone = zone_of(enrolment.zone)
    moment = now if step.after is None else _later(now, step.after, step, zone)
    return next_allowed(sequence, step, enrolment, moment)


def next_allowed(
    sequence: Sequence, step: Step, enrolment: Enrolment, moment: datetime
) -> tuple[datetime, datetime]:
    """The first moment from `moment` on at which a letter may go, and when that opening ends."""
    zone = zone_of(enrolment.zone)
    if enrolment.last_letter_at is not None:
        moment = max(moment, free_from(enrolment.last_letter_at, sequence.gap, zone))
    opening = next_opening(step.window, zone, moment)
    return opening.opens, opening.closes


def _later(now: datetime, after: Span, step: Step, zone: ZoneInfo) -> datetime:
    if after.unit in (SpanUnit.MINUTES, SpanUnit.HOURS):
        return add_span(now, after, zone)
    return add_span(now, after, zone, holidays=step.window.holidays, at=step.window.at)


def _why_passed(
    sequence: Sequence,
    step: Step,
    enrolment: Enrolment,
    facts: Facts,
    openings: tuple[Opening, Opening],
) -> str:
    """Why a step is left out, in words; empty when it is not. `openings`: by its day, and now."""
    if step.id in facts.skips:
        return LEFT_OUT
    own, opening = openings
    zone = zone_of(enrolment.zone)
    day = local_day(opening.opens, zone)
    later = overtaken_by(sequence, step, enrolment, day, facts.skips)
    if later is not None:
        return f"passed: the day of {later.id} has come"
    last = expires_at(step, own.opens, zone)
    return EXPIRED if last is not None and opening.opens > last else ""


def _reason(step: Step, own: Opening, opening: Opening, *, late: bool) -> str:
    day = "start" if step.start or step.day is None else f"day {step.day}"
    if opening.opens == own.opens:
        return day
    return f"{day}, moved on: " + ("a letter went before it" if late else "its moment had passed")
