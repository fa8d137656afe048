"""The last look before a letter is handed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from drip.domain.decisions import Drop, Send, Wait
from drip.domain.deliveries import DeliveryState, Purpose
from drip.domain.enrolments import EnrolmentState
from drip.domain.people import SubscriberState, SuppressionReason
from drip.domain.sequences import (
    Anchor,
    CheckInPolicy,
    Condition,
    Effect,
    EffectKind,
    Retire,
    Silence,
)
from drip.domain.spans import Span
from drip.domain.standing import Facts
from drip.engine.gate import LOOK_AGAIN, STEP_REMOVED, gate
from drip.engine.plan import RETIRED
from tests.engine.build import (
    OFFICE,
    delivery,
    enrolment,
    said,
    sequence,
    standing,
    start,
    step,
    utc,
    window,
)

MONDAY = utc("2026-11-02T10:00+01:00")
FRIDAY = "2026-11-06T09:00+01:00"
NOON = utc("2026-11-06T12:00+01:00")
#: Day 4 after a Monday is a Friday.
DAYS = sequence(start(), step("fourth", 4, OFFICE), step("too-sore", None, OFFICE))
PROGRAMME = [Purpose.STEP, Purpose.BRANCH, Purpose.REMINDER]
LETTER = {Purpose.STEP: "fourth", Purpose.BRANCH: "too-sore", Purpose.REMINDER: "fourth"}


def test_a_due_letter_goes() -> None:
    assert gate(delivery("fourth", FRIDAY), DAYS, standing(enrolment()), NOON) == Send()


@pytest.mark.parametrize("purpose", PROGRAMME)
@pytest.mark.parametrize("reason", list(SuppressionReason))
def test_no_programme_letter_goes_after_goodbye(
    purpose: Purpose, reason: SuppressionReason
) -> None:
    letter = delivery(LETTER[purpose], FRIDAY, purpose=purpose)
    decision = gate(letter, DAYS, standing(enrolment(), suppression=reason), NOON)
    assert decision == Drop(DeliveryState.CANCELLED, f"the address is suppressed: {reason}")


@pytest.mark.parametrize("purpose", PROGRAMME)
@pytest.mark.parametrize("state", [SubscriberState.PENDING, SubscriberState.LEFT])
def test_programme_letters_are_for_active_people(purpose: Purpose, state: SubscriberState) -> None:
    letter = delivery(LETTER[purpose], FRIDAY, purpose=purpose)
    decision = gate(letter, DAYS, standing(enrolment(), subscriber_state=state), NOON)
    assert decision == Drop(DeliveryState.CANCELLED, f"the person is {state}, not active")


@pytest.mark.parametrize("purpose", list(Purpose))
def test_nothing_goes_to_an_erased_person(purpose: Purpose) -> None:
    letter = delivery("fourth", FRIDAY, purpose=purpose)
    gone = standing(enrolment(), subscriber_state=SubscriberState.ERASED)
    assert gate(letter, DAYS, gone, NOON) == Drop(DeliveryState.CANCELLED, "the person was erased")


def test_a_programme_letter_needs_consent() -> None:
    without = standing(enrolment(), programme_consent=False)
    decision = gate(delivery("fourth", FRIDAY), DAYS, without, NOON)
    assert isinstance(decision, Drop)
    assert decision.state is DeliveryState.CANCELLED
    assert "agree" in decision.reason


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.STAFF_REPLY])
@pytest.mark.parametrize(
    ("reason", "goes"),
    [
        (None, True),
        (SuppressionReason.UNSUBSCRIBED, True),
        (SuppressionReason.STAFF, True),
        (SuppressionReason.COMPLAINT, False),
        (SuppressionReason.DEAD, False),
    ],
)
def test_who_complained_or_is_dead_is_never_written_to(
    purpose: Purpose, reason: SuppressionReason | None, *, goes: bool
) -> None:
    letter = delivery("", FRIDAY, purpose=purpose, enrolment_id=None)
    left = standing(None, subscriber_state=SubscriberState.LEFT, suppression=reason)
    decision = gate(letter, None, left, NOON)
    assert isinstance(decision, Send if goes else Drop)


@pytest.mark.parametrize(
    ("state", "goes"),
    [
        (SubscriberState.CLINIC, True),
        (SubscriberState.ACTIVE, True),
        (SubscriberState.PENDING, False),
        (SubscriberState.LEFT, False),
    ],
)
@pytest.mark.parametrize("reason", [None, *SuppressionReason])
def test_a_notice_that_the_intent_would_stop_for_good_ends_at_the_gate(
    state: SubscriberState, reason: SuppressionReason | None, *, goes: bool
) -> None:
    letter = delivery("", FRIDAY, purpose=Purpose.NOTICE, enrolment_id=None)
    told = standing(None, subscriber_state=state, suppression=reason)
    decision = gate(letter, None, told, NOON)
    assert isinstance(decision, Send if goes and reason is None else Drop)


@pytest.mark.parametrize("reason", [None, *SuppressionReason])
@pytest.mark.parametrize("state", [SubscriberState.ACTIVE, SubscriberState.LEFT])
def test_safety_goes_to_people_who_left_too(
    reason: SuppressionReason | None, state: SubscriberState
) -> None:
    letter = delivery("", FRIDAY, purpose=Purpose.SAFETY)
    gone = standing(None, subscriber_state=state, suppression=reason)
    assert isinstance(gate(letter, None, gone, NOON), Send)


def test_a_confirmation_that_was_open_until_a_moment_expires_with_it() -> None:
    letter = delivery("", FRIDAY, purpose=Purpose.CONFIRM, open_until=NOON)
    waiting = standing(None, subscriber_state=SubscriberState.PENDING)
    assert isinstance(gate(letter, None, waiting, NOON - timedelta(seconds=1)), Send)
    assert gate(letter, None, waiting, NOON) == Drop(DeliveryState.EXPIRED, "expired")


def test_a_programme_letter_without_an_enrolment_is_cancelled() -> None:
    decision = gate(delivery("fourth", FRIDAY), DAYS, standing(None), NOON)
    assert decision == Drop(DeliveryState.CANCELLED, "there is no enrolment")
    left = standing(None, suppression=SuppressionReason.DEAD)
    assert gate(delivery("fourth", FRIDAY), DAYS, left, NOON) == Drop(
        DeliveryState.CANCELLED, "the address is suppressed: dead"
    )


@pytest.mark.parametrize(
    "state", sorted(set(EnrolmentState) - {EnrolmentState.ACTIVE, EnrolmentState.PAUSED})
)
def test_a_letter_of_an_ended_enrolment_is_cancelled(state: EnrolmentState) -> None:
    decision = gate(delivery("fourth", FRIDAY), DAYS, standing(enrolment(state=state)), NOON)
    assert decision == Drop(DeliveryState.CANCELLED, f"the enrolment has ended: {state}")


@pytest.mark.parametrize(
    ("paused_until", "until"),
    [
        ("2026-11-20T12:00+01:00", utc("2026-11-20T12:00+01:00")),
        (None, NOON + LOOK_AGAIN),
        ("2026-11-06T11:59+01:00", NOON + LOOK_AGAIN),
        ("2026-11-06T12:00+01:00", NOON + LOOK_AGAIN),
    ],
)
def test_a_letter_waits_while_its_enrolment_is_paused(
    paused_until: str | None, until: datetime
) -> None:
    paused = enrolment(
        state=EnrolmentState.PAUSED,
        paused_until=None if paused_until is None else utc(paused_until),
    )
    decision = gate(delivery("fourth", FRIDAY), DAYS, standing(paused), NOON)
    assert decision == Wait(until, None, "the enrolment is paused")


def test_a_letter_waits_while_no_revision_is_in_force() -> None:
    decision = gate(delivery("fourth", FRIDAY), None, standing(enrolment()), NOON)
    assert decision == Wait(NOON + LOOK_AGAIN, None, "the sequence is not in force")


@pytest.mark.parametrize("purpose", PROGRAMME)
def test_a_step_that_was_removed_is_skipped(purpose: Purpose) -> None:
    letter = delivery("gone", FRIDAY, purpose=purpose)
    decision = gate(letter, DAYS, standing(enrolment()), NOON)
    assert decision == Drop(DeliveryState.SKIPPED, STEP_REMOVED)


def test_a_step_that_was_renamed_still_goes() -> None:
    days = sequence(step("friday", 4, OFFICE, renamed_from="fourth"))
    assert gate(delivery("fourth", FRIDAY), days, standing(enrolment()), NOON) == Send()


def test_a_step_that_an_answer_left_out_is_skipped() -> None:
    person = standing(enrolment(), facts=Facts(skips=frozenset({"fourth"})))
    decision = gate(delivery("fourth", FRIDAY), DAYS, person, NOON)
    assert decision == Drop(DeliveryState.SKIPPED, "left out by an answer")


CHOOSY = sequence(
    step(
        "fourth",
        4,
        OFFICE,
        only_if=(Condition(question="barrier", equals=("positions", "unanswered")),),
        unless=(Condition(question="pain", at_least=8),),
    )
)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (said(), None),
        (said(("barrier", "positions")), None),
        (said(("barrier", "time")), "only if barrier is positions or unanswered"),
        (said(("barrier", "positions"), ("barrier", "time")), "only if barrier is"),
        (said(("pain", "7")), None),
        (said(("pain", "8")), "not if pain is at 8 or more"),
    ],
)
def test_conditions_are_looked_at_when_the_letter_goes(facts: Facts, reason: str | None) -> None:
    decision = gate(delivery("fourth", FRIDAY), CHOOSY, standing(enrolment(), facts=facts), NOON)
    if reason is None:
        assert decision == Send()
    else:
        assert isinstance(decision, Drop)
        assert decision.state is DeliveryState.SKIPPED
        assert decision.reason.startswith(reason)


def test_a_reminder_does_not_look_at_the_conditions_of_its_step() -> None:
    person = standing(enrolment(), facts=said(("barrier", "time")))
    reminder = delivery("fourth", FRIDAY, purpose=Purpose.REMINDER)
    assert gate(reminder, CHOOSY, person, NOON) == Send()


def test_a_reminder_leaves_in_the_check_ins_own_window() -> None:
    policy = CheckInPolicy(
        window=window("09:00", "17:00", frozenset({0, 1, 2, 3})),
        remind_after=None,
        silent_after=Span.parse("3d"),
    )
    days = replace(DAYS, check_ins=policy)
    for step_id in ("fourth", ""):
        reminder = delivery(step_id, FRIDAY, purpose=Purpose.REMINDER)
        decision = gate(reminder, days, standing(enrolment()), NOON)
        assert decision == Wait(
            utc("2026-11-09T09:00+01:00"), utc("2026-11-09T17:00+01:00"), "outside its window"
        )


def test_a_letter_claimed_at_the_last_second_does_not_go_after_it() -> None:
    # Scenario 18
    letter = delivery("fourth", FRIDAY, open_until=utc("2026-11-06T17:00+01:00"))
    person = standing(enrolment())
    assert gate(letter, DAYS, person, utc("2026-11-06T16:59:58+01:00")) == Send()
    decision = gate(letter, DAYS, person, utc("2026-11-06T17:00:01+01:00"))
    assert decision == Wait(
        utc("2026-11-09T09:00+01:00"), utc("2026-11-09T17:00+01:00"), "outside its window"
    )


def test_a_letter_of_an_earlier_opening_is_renewed_before_it_goes() -> None:
    # The intent compares with the row, which must know this opening.
    letter = delivery("fourth", FRIDAY, open_until=utc("2026-11-06T17:00+01:00"))
    tuesday = utc("2026-11-10T11:00+01:00")
    decision = gate(letter, DAYS, standing(enrolment()), tuesday)
    assert isinstance(decision, Wait)
    assert (decision.until, decision.open_until) == (tuesday, utc("2026-11-10T17:00+01:00"))
    assert (
        gate(replace(letter, open_until=decision.open_until), DAYS, standing(enrolment()), tuesday)
        == Send()
    )


def test_an_opening_that_ended_this_instant_is_renewed_too() -> None:
    split = sequence(step("fourth", 4, window("00:00", "00:00")))
    midnight = utc("2026-11-07T00:00+01:00")
    decision = gate(
        delivery("fourth", FRIDAY, open_until=midnight), split, standing(enrolment()), midnight
    )
    assert isinstance(decision, Wait)
    assert (decision.until, decision.open_until) == (midnight, utc("2026-11-08T00:00+01:00"))


def test_a_person_who_moved_gets_the_letter_in_the_hours_there() -> None:
    # Scenario 19: claimed at 09:00 in Berlin, but the person is in Los Angeles by then.
    days = sequence(step("day-29", 29))
    letter = delivery("day-29", "2026-12-01T08:00Z", open_until=utc("2026-12-01T16:00Z"))
    there = standing(enrolment(zone="America/Los_Angeles"))
    decision = gate(letter, days, there, utc("2026-12-01T08:00Z"))
    assert isinstance(decision, Wait)
    assert decision.until == utc("2026-12-01T17:00Z")


def test_a_person_who_moved_past_the_hour_waits_for_the_next_opening() -> None:
    # Scenario 20
    days = sequence(step("day-29", 29, window("09:00", "12:00")))
    letter = delivery("day-29", "2026-12-01T17:00Z", open_until=utc("2026-12-01T20:00Z"))
    there = standing(enrolment("2026-11-02T10:00-08:00", zone="Pacific/Kiritimati"))
    moved_at = utc("2026-12-02T02:00Z")  # 16:00 there
    decision = gate(letter, days, there, moved_at)
    assert isinstance(decision, Wait)
    assert decision.until == utc("2026-12-02T19:00Z")


def test_a_letter_whose_day_was_put_off_waits_for_it() -> None:
    # An edit moved the step from day 4 to day 8 while the letter was waiting.
    days = sequence(step("fourth", 8, OFFICE))
    decision = gate(delivery("fourth", FRIDAY), days, standing(enrolment()), NOON)
    assert decision == Wait(
        utc("2026-11-10T09:00+01:00"), utc("2026-11-10T17:00+01:00"), "its day has not come"
    )


EXPIRING = sequence(
    step("fourth", 4, OFFICE, expires_after=Span.parse("24h")),
    step("too-sore", None, OFFICE, expires_after=Span.parse("24h")),
)


@pytest.mark.parametrize("purpose", [Purpose.STEP, Purpose.BRANCH])
def test_a_letter_expires_a_while_after_it_was_due(purpose: Purpose) -> None:
    letter = delivery(LETTER[purpose], FRIDAY, purpose=purpose)
    last = utc("2026-11-07T09:00+01:00")
    in_time = gate(letter, EXPIRING, standing(enrolment()), last)
    assert isinstance(in_time, Wait)
    too_late = gate(letter, EXPIRING, standing(enrolment()), last + timedelta(seconds=1))
    assert too_late == Drop(DeliveryState.EXPIRED, "expired")


def test_a_spasm_letter_is_skipped_when_the_next_ones_day_has_come() -> None:
    days = sequence(step("ankle", 1), step("easing", 3), anchor=Anchor.ONSET)
    person = standing(enrolment(onset="2026-11-02"))
    letter = delivery("ankle", "2026-11-03T09:00+01:00")
    assert gate(letter, days, person, utc("2026-11-04T16:00+01:00")) == Send()
    assert gate(letter, days, person, utc("2026-11-05T09:00+01:00")) == Drop(
        DeliveryState.SKIPPED, "passed: the day of easing has come"
    )


def test_one_programme_letter_a_day_whatever_its_sequence() -> None:
    person = standing(enrolment(), last_letter_at=utc("2026-11-06T09:00+01:00"), last_letter_id=99)
    decision = gate(delivery("fourth", FRIDAY), DAYS, person, NOON)
    assert decision == Wait(
        utc("2026-11-09T09:00+01:00"),
        utc("2026-11-09T17:00+01:00"),
        "another letter went not long ago",
    )


def test_a_letter_of_last_night_holds_this_morning_s_back_for_the_gap() -> None:
    person = standing(enrolment(), last_letter_at=utc("2026-11-05T18:00+01:00"), last_letter_id=99)
    decision = gate(delivery("fourth", FRIDAY), DAYS, person, NOON)
    assert isinstance(decision, Wait)
    assert decision.until == utc("2026-11-06T14:00+01:00")
    assert gate(delivery("fourth", FRIDAY), DAYS, person, decision.until) == Send()


def test_a_letter_does_not_hold_itself_back() -> None:
    person = standing(enrolment(), last_letter_at=NOON, last_letter_id=7)
    assert gate(delivery("fourth", FRIDAY), DAYS, person, NOON) == Send()


def test_the_start_letter_is_due_from_the_confirmation_on() -> None:
    letter = delivery("welcome", "2026-11-02T10:00+01:00")
    assert gate(letter, DAYS, standing(enrolment()), MONDAY) == Send()


def test_after_an_outage_the_gate_lets_one_letter_through() -> None:
    # Scenario 23: three people's worth of daily steps cannot go together to one person.
    days = sequence(step("one", 1), step("two", 2), step("three", 3))
    restart = utc("2026-11-06T12:00+01:00")
    assert (
        gate(delivery("one", "2026-11-03T09:00+01:00"), days, standing(enrolment()), restart)
        == Send()
    )
    after = standing(enrolment(), last_letter_at=restart, last_letter_id=7)
    second = gate(delivery("two", "2026-11-04T09:00+01:00", id=8), days, after, restart)
    assert isinstance(second, Wait)
    assert second.until == utc("2026-11-07T09:00+01:00")


@pytest.mark.parametrize("purpose", PROGRAMME)
def test_nothing_goes_of_a_sequence_that_was_retired_for_everybody(purpose: Purpose) -> None:
    letter = delivery(LETTER[purpose], FRIDAY, purpose=purpose)
    retired = replace(DAYS, retire=Retire.STOP)
    assert gate(letter, retired, standing(enrolment()), NOON) == Drop(
        DeliveryState.CANCELLED, RETIRED
    )


def test_the_letter_of_a_higher_priority_goes_first_on_one_day() -> None:
    others = ((10, utc("2026-11-06T14:00+01:00")),)
    decision = gate(delivery("fourth", FRIDAY), DAYS, standing(enrolment(), others=others), NOON)

    assert isinstance(decision, Wait)
    assert decision.until == utc("2026-11-06T15:00+01:00")
    assert decision.reason == "a letter of another sequence goes first"


@pytest.mark.parametrize(
    "others",
    [
        ((0, utc("2026-11-06T14:00+01:00")),),  # of the same priority
        ((10, utc("2026-11-07T09:00+01:00")),),  # on another day
    ],
)
def test_other_letters_do_not_hold_it_up(others: tuple[tuple[int, datetime], ...]) -> None:
    person = standing(enrolment(), others=others)
    assert gate(delivery("fourth", FRIDAY), DAYS, person, NOON) == Send()


SOON = NOON + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("purpose", "goes"),
    [(Purpose.STEP, False), (Purpose.REMINDER, False), (Purpose.BRANCH, True)],
)
def test_letters_wait_while_an_answer_is_about_to_change_what_comes(
    purpose: Purpose,
    goes: bool,  # noqa: FBT001 - a table of cases
) -> None:
    letter = delivery(LETTER[purpose], FRIDAY, purpose=purpose)

    decision = gate(letter, DAYS, standing(enrolment(), held_until=SOON), NOON)

    wait = Wait(SOON, None, "an answer is about to change what comes next")
    assert decision == (Send() if goes else wait)


def test_nothing_else_comes_while_we_ask_whether_to_go_on() -> None:
    lapse = Silence(after=Span.parse("7d"), then=(Effect(kind=EffectKind.FINISH, value="lapsed"),))
    asking = replace(step("shall-we-stop", None, OFFICE), silence=lapse)
    asks = sequence(start(), step("fourth", 4, OFFICE), asking)
    open_asks = (("shall-we-stop", NOON + timedelta(days=5)),)

    waiting = gate(
        delivery("fourth", FRIDAY), asks, standing(enrolment(), open_asks=open_asks), NOON
    )
    ordinary = gate(
        delivery("fourth", FRIDAY),
        asks,
        standing(enrolment(), open_asks=(("start", NOON + timedelta(days=5)),)),
        NOON,
    )

    reminder = gate(
        delivery("shall-we-stop", FRIDAY, purpose=Purpose.REMINDER),
        asks,
        standing(enrolment(), open_asks=open_asks),
        NOON,
    )

    tomorrow = NOON + timedelta(days=1)
    assert reminder == Send()
    assert waiting == Wait(tomorrow, None, "we have asked whether to go on")
    assert ordinary == Send()
