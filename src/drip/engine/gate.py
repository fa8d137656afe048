"""The last look at a delivery before it is handed over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from drip.domain.decisions import Drop, GateDecision, Send, Wait
from drip.domain.deliveries import PROGRAMME, Delivery, DeliveryState, Purpose
from drip.domain.enrolments import LIVE, Enrolment, EnrolmentState
from drip.domain.people import LIFTABLE, SubscriberState
from drip.domain.sequences import EffectKind, Retire, Sequence, Step, Window
from drip.domain.standing import Standing
from drip.engine.calendar import local_day, next_opening, zone_of
from drip.engine.conditions import describe_all, holds
from drip.engine.moments import expires_at, free_from, overtaken_by, own_opening
from drip.engine.plan import EXPIRED, LEFT_OUT, RETIRED

#: How long a letter waits for something that has no known end.
LOOK_AGAIN = timedelta(hours=1)
_SOON = timedelta(minutes=1)
#: Who notices are for.
_TOLD = (SubscriberState.ACTIVE, SubscriberState.CLINIC)
_A_DAY = timedelta(days=1)
STEP_REMOVED = "The step was removed from the sequence (step_removed)."


class _Case(NamedTuple):
    """One programme letter to somebody who may get letters of this enrolment."""

    delivery: Delivery
    sequence: Sequence
    enrolment: Enrolment
    standing: Standing
    zone: ZoneInfo
    now: datetime


def gate(
    delivery: Delivery, sequence: Sequence | None, standing: Standing, now: datetime
) -> GateDecision:
    """Whether a delivery goes on to its intent, waits, or never goes.

    `sequence` is the one in force for the enrolment, `None` when there is none. The zone is
    the person's present one. A `Wait` until `now` itself only renews a stale `open_until`.

    Raises:
        ZoneUnknownError, NeverOpensError, HolidaysUnknownError: when a moment cannot be found.
    """
    if standing.subscriber_state is SubscriberState.ERASED:
        return _cancel("the person was erased")
    if delivery.purpose not in PROGRAMME:
        return _outside_the_programme(delivery, standing, now)
    enrolment = standing.enrolment
    if enrolment is None:
        return _person(standing) or _cancel("there is no enrolment")
    stopped = _person(standing) or _case(standing, now) or _enrolment(enrolment, now)
    if stopped is not None:
        return stopped
    if sequence is None:
        return Wait(now + LOOK_AGAIN, None, "the sequence is not in force")
    return _letter(_Case(delivery, sequence, enrolment, standing, zone_of(standing.zone), now))


def _cancel(reason: str) -> Drop:
    return Drop(DeliveryState.CANCELLED, reason)


def _skip(reason: str) -> Drop:
    return Drop(DeliveryState.SKIPPED, reason)


def _outside_the_programme(delivery: Delivery, standing: Standing, now: datetime) -> GateDecision:
    """Safety goes to everybody; the rest to every address that may be written to.

    A notice goes to people of the programme and to the clinic's own mailboxes alone.
    """
    if delivery.purpose is Purpose.SAFETY:
        return Send("safety goes to everybody")
    if delivery.purpose is Purpose.NOTICE:
        if standing.suppression is not None:
            return _cancel(f"the address is suppressed: {standing.suppression}")
        if standing.subscriber_state not in _TOLD:
            return _cancel(f"the person is {standing.subscriber_state}, not active")
    if standing.suppression is not None and standing.suppression not in LIFTABLE:
        return _cancel(f"the address is suppressed: {standing.suppression}")
    if delivery.open_until is not None and delivery.open_until <= now:
        return Drop(DeliveryState.EXPIRED, EXPIRED)
    return Send()


def _person(standing: Standing) -> Drop | None:
    if standing.suppression is not None:
        return _cancel(f"the address is suppressed: {standing.suppression}")
    if standing.subscriber_state is not SubscriberState.ACTIVE:
        return _cancel(f"the person is {standing.subscriber_state}, not active")
    if not standing.programme_consent:
        return _cancel("the person does not agree to programme letters")
    return None


def _case(standing: Standing, now: datetime) -> Wait | None:
    if not standing.in_a_case:
        return None
    return Wait(now + LOOK_AGAIN, None, "a message of theirs needs a person first")


def _enrolment(enrolment: Enrolment, now: datetime) -> Drop | Wait | None:
    if enrolment.state not in LIVE:
        return _cancel(f"the enrolment has ended: {enrolment.state}")
    if enrolment.state is EnrolmentState.PAUSED:
        until = enrolment.paused_until
        if until is None or until <= now:  # ending the pause is not the gate's to do
            until = now + LOOK_AGAIN
        return Wait(until, None, "the enrolment is paused")
    return None


def _held(case: _Case) -> Wait | None:
    """Whether an answer has pulled the brake, or the person is being asked if they want to go on.

    A step whose silence ends the enrolment asks just that. Branch letters are what the answer
    called for, so they go.
    """
    if case.delivery.purpose is Purpose.BRANCH:
        return None
    if case.standing.held_until is not None:
        until = max(case.standing.held_until, case.now + _SOON)
        return Wait(until, None, "an answer is about to change what comes next")
    for step_id, silent_at in case.standing.open_asks:
        if step_id == case.delivery.step:
            continue  # the reminder of the very question
        step = case.sequence.known_as(step_id)
        then = step.silence.then if step and step.silence else ()
        if any(effect.kind is EffectKind.FINISH for effect in then):
            until = min(max(silent_at, case.now + _SOON), case.now + _A_DAY)
            return Wait(until, None, "we have asked whether to go on")
    return None


def _letter(case: _Case) -> GateDecision:
    delivery, sequence = case.delivery, case.sequence
    if sequence.retire is Retire.STOP:
        return _cancel(RETIRED)
    step = sequence.known_as(delivery.step)
    if delivery.step and step is None:
        return _skip(STEP_REMOVED)
    if step is None or delivery.purpose is Purpose.REMINDER:
        return _held(case) or _moment(case, sequence.check_ins.window)
    return (
        _unwanted(step, case.standing)
        or _held(case)
        or _out_of_time(case, step)
        or _moment(case, step.window)
    )


def _unwanted(step: Step, standing: Standing) -> Drop | None:
    """Whether what the person said speaks against the letter."""
    if step.id in standing.facts.skips:
        return _skip(LEFT_OUT)
    if step.only_if and not holds(step.only_if, standing.facts):
        return _skip(f"only if {describe_all(step.only_if)}")
    if step.unless and holds(step.unless, standing.facts):
        return _skip(f"not if {describe_all(step.unless)}")
    return None


def _out_of_time(case: _Case, step: Step) -> Drop | Wait | None:
    """Whether the letter's own day is over, or has not come."""
    if case.delivery.purpose is Purpose.BRANCH:
        return _expired(case, step, case.delivery.due_at)
    own = own_opening(case.sequence, step, case.enrolment, case.zone)
    if own.opens > case.now:
        return Wait(own.opens, own.closes, "its day has not come")
    today = local_day(case.now, case.zone)
    skips = case.standing.facts.skips
    later = overtaken_by(case.sequence, step, case.enrolment, today, skips)
    if later is not None:
        return _skip(f"passed: the day of {later.id} has come")
    return _expired(case, step, own.opens)


def _expired(case: _Case, step: Step, due_at: datetime) -> Drop | None:
    last = expires_at(step, due_at, case.zone)
    if last is not None and case.now > last:
        return Drop(DeliveryState.EXPIRED, EXPIRED)
    return None


def _moment(case: _Case, window: Window) -> Send | Wait:
    """Whether the window is open, no letter went lately, and none goes before this one."""
    now, zone = case.now, case.zone
    opening = next_opening(window, zone, now)
    last = case.standing.last_letter_at
    if last is not None and case.standing.last_letter_id != case.delivery.id:
        free = free_from(last, case.sequence.gap, zone)
        if free > now:
            later = next_opening(window, zone, free)
            return Wait(later.opens, later.closes, "another letter went not long ago")
    if opening.opens > now:
        return Wait(opening.opens, opening.closes, "outside its window")
    if case.delivery.open_until is not None and case.delivery.open_until <= now:
        return Wait(now, opening.closes, "its window has opened anew")
    return _after_others(case, window) or Send()


def _after_others(case: _Case, window: Window) -> Wait | None:
    """Whether a letter of a sequence with a higher priority goes on this day of the person's."""
    today = local_day(case.now, case.zone)
    first = max(
        (
            due_at
            for priority, due_at in case.standing.others
            if priority > case.sequence.priority and local_day(due_at, case.zone) <= today
        ),
        default=None,
    )
    if first is None:
        return None
    later = next_opening(window, case.zone, max(case.now, first) + LOOK_AGAIN)
    return Wait(later.opens, later.closes, "a letter of another sequence goes first")
