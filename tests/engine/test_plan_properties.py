"""What holds for every plan: whatever the steps, the zone, the outages, pauses and edits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from drip.domain.decisions import Drop, Finish, Plan, Send, Wait
from drip.domain.enrolments import Enrolment
from drip.domain.sequences import Anchor, Sequence, Step
from drip.domain.spans import Span
from drip.domain.standing import Facts
from drip.engine.calendar import local_day, next_opening, zone_of
from drip.engine.gate import gate
from drip.engine.plan import plan_next
from tests.engine.build import (
    ANY_DAY,
    OFFICE,
    delivery,
    enrolment,
    sequence,
    standing,
    start,
    step,
    utc,
    window,
)

ZONES = st.sampled_from(
    [
        "Australia/Melbourne",
        "Europe/Berlin",
        "America/Los_Angeles",
        "Pacific/Kiritimati",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Atlantic/Azores",
    ]
)
GIVEN_WINDOWS = st.sampled_from(
    [ANY_DAY, OFFICE, window("22:00", "02:00"), window("00:00", "23:59"), window("07:30", "08:00")]
)
BEGIN = utc("2026-08-01T00:00Z")
MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes))


@st.composite
def sequences(draw: st.DrawFn) -> Sequence:
    days = sorted(draw(st.lists(st.integers(0, 30), max_size=8)))
    spans = st.none() | st.sampled_from(["1h", "24h", "3d"]).map(Span.parse)
    steps: list[Step] = [start()] if draw(st.booleans()) else []
    steps += [
        step(f"s{n}-d{day}", day, draw(GIVEN_WINDOWS), expires_after=draw(spans))
        for n, day in enumerate(days)
    ]
    anchor = draw(st.sampled_from(list(Anchor)))
    return sequence(*steps, anchor=anchor, gap=draw(st.sampled_from(["1h", "20h", "2d"])))


@st.composite
def enrolments(draw: st.DrawFn) -> Enrolment:
    confirmed = draw(MOMENTS)
    onset = confirmed.date() - timedelta(days=draw(st.integers(0, 25)))
    return enrolment(confirmed.isoformat(), zone=draw(ZONES), onset=onset.isoformat())


Sent = list[tuple[str, datetime]]


def live_through(
    given_sequence: Sequence, person: Enrolment, late: Callable[[], timedelta]
) -> tuple[Sent, list[str]]:
    """Carry out every plan, each as late as `late` says; answers what went and was passed."""
    now, decided, passed = person.confirmed_at, list[str](), list[str]()
    sent: Sent = []
    while True:
        decision = plan_next(given_sequence, person, decided, Facts(), now)
        passed += [step_id for step_id, _ in decision.passed]
        decided += [step_id for step_id, _ in decision.passed]
        if isinstance(decision, Finish):
            return sent, passed
        now = max(now, decision.due_at) + late()
        decided.append(decision.step)
        row = delivery(decision.step, decision.due_at.isoformat(), open_until=decision.open_until)
        while isinstance(answer := gate(row, given_sequence, standing(person), now), Wait):
            now = answer.until
            row = delivery(decision.step, now.isoformat(), open_until=answer.open_until)
        if isinstance(answer, Drop):
            passed.append(decision.step)
        else:
            sent.append((decision.step, now))
            person = enrolment_after(person, now)


def enrolment_after(person: Enrolment, letter_at: datetime, **more: Any) -> Enrolment:
    return enrolment(
        person.confirmed_at.isoformat(),
        zone=person.zone,
        onset=None if person.onset is None else person.onset.isoformat(),
        last_letter=letter_at.isoformat(),
        **more,
    )


@settings(max_examples=150, deadline=None)
@given(sequences(), enrolments(), st.data())
def test_every_step_is_sent_or_passed_once_and_in_order(
    given_sequence: Sequence, person: Enrolment, data: st.DataObject
) -> None:
    outages = st.sampled_from([timedelta(), timedelta(), timedelta(hours=7), timedelta(days=4)])
    sent, passed = live_through(given_sequence, person, lambda: data.draw(outages))
    order = [one.id for one in given_sequence.order]
    went = [step_id for step_id, _ in sent]
    assert sorted(went + passed) == sorted(order)
    assert went == [step_id for step_id in order if step_id in went]
    assert (
        not given_sequence.order or given_sequence.order[0].day is not None or went[0] == order[0]
    )


@settings(max_examples=150, deadline=None)
@given(sequences(), enrolments(), st.data())
def test_no_two_letters_on_one_day_or_within_the_gap_and_all_in_their_window(
    given_sequence: Sequence, person: Enrolment, data: st.DataObject
) -> None:
    outages = st.sampled_from([timedelta(), timedelta(hours=7), timedelta(days=9)])
    sent, _ = live_through(given_sequence, person, lambda: data.draw(outages))
    zone = zone_of(person.zone)
    days = [local_day(instant, zone) for _, instant in sent]
    assert len(days) == len(set(days))
    gap = {"1h": 1, "20h": 20, "2d": 25}[str(given_sequence.gap)]  # 2 days, whatever the clocks do
    assert all(
        later - earlier >= timedelta(hours=gap) for (_, earlier), (_, later) in pairwise(sent)
    )
    for step_id, instant in sent:
        one = given_sequence.step(step_id)
        assert one is not None
        assert next_opening(one.window, zone, instant).opens == instant


@settings(max_examples=100, deadline=None)
@given(sequences(), enrolments())
def test_the_gate_lets_through_what_was_planned_at_its_moment(
    given_sequence: Sequence, person: Enrolment
) -> None:
    decision = plan_next(given_sequence, person, [], Facts(), person.confirmed_at)
    if isinstance(decision, Plan):
        row = delivery(decision.step, decision.due_at.isoformat(), open_until=decision.open_until)
        assert gate(row, given_sequence, standing(person), decision.due_at) == Send()


@settings(max_examples=100, deadline=None)
@given(sequences(), enrolments(), st.data())
def test_a_later_look_never_plans_an_earlier_moment(
    given_sequence: Sequence, person: Enrolment, data: st.DataObject
) -> None:
    later = person.confirmed_at + timedelta(hours=data.draw(st.integers(0, 2000)))
    first = plan_next(given_sequence, person, [], Facts(), person.confirmed_at)
    second = plan_next(given_sequence, person, [], Facts(), later)
    if isinstance(first, Plan) and isinstance(second, Plan):
        assert second.due_at >= min(first.due_at, later)
        assert second.due_at >= later
        ids = [one.id for one in given_sequence.order]
        assert ids.index(second.step) >= ids.index(first.step)


@settings(max_examples=100, deadline=None)
@given(enrolments(), st.data())
def test_no_edit_makes_a_step_go_twice_or_backwards(person: Enrolment, data: st.DataObject) -> None:
    """Steps are shuffled, added, taken out and moved between any two letters."""
    pool = [f"s{n}" for n in range(8)]
    sent: list[str] = []
    decided: list[str] = []
    now = person.confirmed_at
    for _ in range(6):
        names = data.draw(st.lists(st.sampled_from(pool), unique=True))
        edited = sequence(*(step(name, data.draw(st.integers(0, 20))) for name in names))
        decision = plan_next(edited, person, decided, Facts(), now)
        if isinstance(decision, Finish):
            continue
        before = [name for name in names if name in decided]
        assert decision.step not in decided
        assert not before or names.index(decision.step) > names.index(before[-1])
        assert decision.due_at >= now
        now = decision.due_at
        decided.append(decision.step)
        sent.append(decision.step)
        person = enrolment_after(person, now)
    assert len(sent) == len(set(sent))


@settings(max_examples=100, deadline=None)
@given(sequences(), enrolments(), st.integers(1, 60))
def test_a_pause_moves_what_lies_ahead_and_keeps_its_spacing(
    given_sequence: Sequence, person: Enrolment, days: int
) -> None:
    anyday = sequence(
        *(step(one.id, one.day) for one in given_sequence.order if one.day is not None)
    )
    paused = enrolment(person.confirmed_at.isoformat(), zone=person.zone, shifted=days)
    now = person.confirmed_at - timedelta(days=2)  # so that no day has passed yet
    decided: list[str] = []
    for one in anyday.order:
        as_it_was = plan_next(anyday, person, decided, Facts(), now)
        as_it_is = plan_next(anyday, paused, decided, Facts(), now)
        assert isinstance(as_it_was, Plan)
        assert isinstance(as_it_is, Plan)
        zone = zone_of(person.zone)
        moved = local_day(as_it_is.due_at, zone) - local_day(as_it_was.due_at, zone)
        assert moved == timedelta(days=days)
        decided.append(one.id)
