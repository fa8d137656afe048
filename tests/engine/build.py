"""Values for the engine's tests: small, whole, and varied by keyword."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from drip.domain.answers import Answer
from drip.domain.deliveries import Delivery, DeliveryState, Purpose
from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.people import SubscriberState
from drip.domain.sequences import Anchor, CheckInPolicy, Question, Rule, Sequence, Step, Window
from drip.domain.spans import Span
from drip.domain.standing import Facts, Standing

EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))


def utc(text: str) -> datetime:
    """An ISO instant with its offset, as UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def window(
    at: str,
    until: str,
    days: frozenset[int] = EVERY_DAY,
    holidays: str | None = None,
    quiet: tuple[str, str] | None = None,
    *,
    not_on_eves: bool = False,
) -> Window:
    hush = None if quiet is None else (time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1]))
    return Window(
        at=time.fromisoformat(at),
        until=time.fromisoformat(until),
        days=days,
        holidays=holidays,
        quiet=hush,
        not_on_eves=not_on_eves,
    )


OFFICE = window("09:00", "17:00", WEEKDAYS)
ANY_DAY = window("09:00", "17:00")
START = window("07:00", "20:00")


def step(step_id: str, day: int | None = None, given: Window = ANY_DAY, **more: Any) -> Step:
    return Step(id=step_id, day=day, start=False, window=given, **more)


def start(step_id: str = "welcome", **more: Any) -> Step:
    return Step(id=step_id, day=None, start=True, window=START, **more)


def sequence(
    *steps: Step,
    anchor: Anchor = Anchor.CONFIRMED,
    questions: Mapping[str, Question] | None = None,
    rules: tuple[Rule, ...] = (),
    check_ins: CheckInPolicy | None = None,
    gap: str = "20h",
) -> Sequence:
    policy = check_ins or CheckInPolicy(
        window=OFFICE, remind_after=Span.parse("3d"), silent_after=Span.parse("3d")
    )
    return Sequence(
        key="strengthening",
        title="Strengthen your back",
        anchor=anchor,
        steps=steps,
        check_ins=policy,
        questions=dict(questions or {}),
        rules=rules,
        gap=Span.parse(gap),
    )


def enrolment(
    confirmed: str = "2026-11-02T10:00+01:00",
    *,
    zone: str = "Europe/Berlin",
    onset: str | None = None,
    last_letter: str | None = None,
    **more: Any,
) -> Enrolment:
    plain = Enrolment(
        id=1,
        subscriber_id=1,
        sequence="strengthening",
        state=EnrolmentState.ACTIVE,
        confirmed_at=utc(confirmed),
        onset=None if onset is None else date.fromisoformat(onset),
        shifted=0,
        zone=zone,
        health_consent=True,
        last_letter_at=None if last_letter is None else utc(last_letter),
    )
    return replace(plain, **more)


def standing(enrolled: Enrolment | None = None, **more: Any) -> Standing:
    plain = Standing(
        subscriber_state=SubscriberState.ACTIVE,
        suppression=None,
        zone="Europe/Berlin" if enrolled is None else enrolled.zone,
        enrolment=enrolled,
        last_letter_at=None if enrolled is None else enrolled.last_letter_at,
    )
    return replace(plain, **more)


def delivery(step_id: str, due: str, *, purpose: Purpose = Purpose.STEP, **more: Any) -> Delivery:
    plain = Delivery(
        id=7,
        ref="r7",
        slot="slot:7",
        purpose=purpose,
        state=DeliveryState.CLAIMED,
        subscriber_id=1,
        enrolment_id=1,
        sequence="strengthening",
        step=step_id,
        due_at=utc(due),
        open_until=None,
    )
    return replace(plain, **more)


def said(*pairs: tuple[str, str], silent: int = 0, skips: frozenset[str] = frozenset()) -> Facts:
    """Facts in which these answers were given, oldest first, one check-in each."""
    series: dict[str, tuple[Answer, ...]] = {}
    for number, (question, value) in enumerate(pairs, start=1):
        answer = Answer(
            question=question, value=value, at=utc("2026-11-05T10:00Z"), check_in_id=number
        )
        series[question] = (*series.get(question, ()), answer)
    return Facts(answers=series, silent=silent, skips=skips)
