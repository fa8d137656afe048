"""What comes next, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from drip.domain.decisions import Finish, Plan
from drip.domain.enrolments import EnrolmentState
from drip.domain.sequences import Anchor, Retire, Sequence
from drip.domain.spans import Span
from drip.domain.standing import Facts
from drip.engine.plan import RETIRED, next_allowed, plan_branch, plan_next
from tests.engine.build import (
    ANY_DAY,
    OFFICE,
    WEEKDAYS,
    enrolment,
    sequence,
    start,
    step,
    utc,
    window,
)

NOTHING = Facts()


def planned(decision: Plan | Finish) -> Plan:
    assert isinstance(decision, Plan)
    return decision


def test_the_start_letter_goes_at_once_in_its_hours() -> None:
    plan = plan_next(sequence(start()), enrolment(), [], NOTHING, utc("2026-11-02T10:00+01:00"))
    assert plan == Plan(
        step="welcome",
        due_at=utc("2026-11-02T10:00+01:00"),
        open_until=utc("2026-11-02T20:00+01:00"),
        reason="start",
    )


def test_the_start_letter_of_a_night_waits_for_the_morning() -> None:
    at_night = "2026-11-07T23:30+01:00"  # Saturday
    plan = planned(plan_next(sequence(start()), enrolment(at_night), [], NOTHING, utc(at_night)))
    assert plan.due_at == utc("2026-11-08T07:00+01:00")


def test_a_day_counts_from_the_persons_own_date() -> None:
    # 08:00 in Berlin on 2 November is already 3 November in Kiritimati.
    days = sequence(step("second", 2))
    confirmed = "2026-11-02T12:00+01:00"
    berlin = planned(plan_next(days, enrolment(confirmed), [], NOTHING, utc(confirmed)))
    assert berlin.due_at == utc("2026-11-04T09:00+01:00")
    there = enrolment(confirmed, zone="Pacific/Kiritimati")
    kiritimati = planned(plan_next(days, there, [], NOTHING, utc(confirmed)))
    assert kiritimati.due_at == utc("2026-11-05T09:00+14:00")


def test_a_day_keeps_its_hour_across_a_change_of_clocks() -> None:
    plan = planned(
        plan_next(
            sequence(step("sunday", 2)),
            enrolment("2026-10-23T12:00+02:00"),
            [],
            NOTHING,
            utc("2026-10-23T12:00+02:00"),
        )
    )
    assert plan.due_at == utc("2026-10-25T09:00+01:00")


def test_a_day_outside_the_window_moves_to_the_next_opening() -> None:
    # Day 5 after a Monday is a Saturday.
    plan = planned(
        plan_next(
            sequence(step("fifth", 5, OFFICE)),
            enrolment(),
            [],
            NOTHING,
            utc("2026-11-02T10:00+01:00"),
        )
    )
    assert plan.due_at == utc("2026-11-09T09:00+01:00")
    assert plan.open_until == utc("2026-11-09T17:00+01:00")
    assert plan.reason == "day 5"


def test_a_pause_shifts_the_days_that_are_counted_from_confirming() -> None:
    days = sequence(step("second", 2))
    plan = planned(
        plan_next(days, enrolment(shifted=14), [], NOTHING, utc("2026-11-02T10:00+01:00"))
    )
    assert plan.due_at == utc("2026-11-18T09:00+01:00")


def test_a_pause_never_shifts_the_onset() -> None:
    days = sequence(step("second", 2), anchor=Anchor.ONSET)
    enrolled = enrolment(onset="2026-11-01", shifted=14)
    plan = planned(plan_next(days, enrolled, [], NOTHING, utc("2026-11-02T10:00+01:00")))
    assert plan.due_at == utc("2026-11-03T09:00+01:00")


def test_without_an_onset_the_days_count_from_confirming() -> None:
    days = sequence(step("second", 2), step("third", 3), anchor=Anchor.ONSET)
    plan = planned(plan_next(days, enrolment(), [], NOTHING, utc("2026-11-02T10:00+01:00")))
    assert plan.due_at == utc("2026-11-04T09:00+01:00")


def test_two_letters_are_a_gap_and_a_night_apart() -> None:
    days = sequence(step("first", 1), step("second", 1))
    after_first = enrolment(last_letter="2026-11-03T16:30+01:00")
    plan = planned(plan_next(days, after_first, ["first"], NOTHING, utc("2026-11-03T16:30+01:00")))
    assert plan.due_at == utc("2026-11-04T12:30+01:00")  # 20 hours later
    assert plan.reason == "day 1, moved on: a letter went before it"


def test_a_short_gap_never_puts_two_letters_on_one_day() -> None:
    days = sequence(step("first", 1), step("second", 1), gap="1h")
    after_first = enrolment(last_letter="2026-11-03T09:00+01:00")
    plan = planned(plan_next(days, after_first, ["first"], NOTHING, utc("2026-11-03T09:00+01:00")))
    assert plan.due_at == utc("2026-11-04T09:00+01:00")


def test_a_gap_that_ends_on_the_same_wall_day_waits_for_the_next() -> None:
    night_owl = window("00:00", "23:59")
    days = sequence(step("first", 1, night_owl), step("second", 1, night_owl))
    after_first = enrolment(last_letter="2026-11-03T00:30+01:00")
    plan = planned(plan_next(days, after_first, ["first"], NOTHING, utc("2026-11-03T00:30+01:00")))
    assert plan.due_at == utc("2026-11-04T00:00+01:00")


def test_a_plan_never_goes_back() -> None:
    days = sequence(start(), step("second", 2), step("fifth", 5), step("ninth", 9))
    plan = planned(plan_next(days, enrolment(), ["fifth"], NOTHING, utc("2026-11-02T10:00Z")))
    assert plan.step == "ninth"


def test_branch_letters_have_no_place_in_the_order() -> None:
    days = sequence(start(), step("second", 2), step("too-sore"), step("fifth", 5))
    plan = planned(
        plan_next(days, enrolment(), ["welcome", "too-sore"], NOTHING, utc("2026-11-02T10:00Z"))
    )
    assert plan.step == "second"
    after = planned(
        plan_next(days, enrolment(), ["welcome", "second"], NOTHING, utc("2026-11-04T10:00Z"))
    )
    assert after.step == "fifth"


def test_a_renamed_step_does_not_go_again() -> None:
    days = sequence(step("second", 2, renamed_from="old-second"), step("fifth", 5))
    plan = planned(plan_next(days, enrolment(), ["old-second"], NOTHING, utc("2026-11-02T10:00Z")))
    assert plan.step == "fifth"


def test_a_renamed_step_that_never_went_still_goes() -> None:
    days = sequence(step("second", 2, renamed_from="old-second"), step("fifth", 5))
    plan = planned(plan_next(days, enrolment(), ["welcome"], NOTHING, utc("2026-11-02T10:00Z")))
    assert plan.step == "second"


def test_a_step_that_was_removed_does_not_hold_up_the_rest() -> None:
    days = sequence(step("second", 2), step("fifth", 5))
    plan = planned(
        plan_next(days, enrolment(), ["second", "gone"], NOTHING, utc("2026-11-02T10:00Z"))
    )
    assert plan.step == "fifth"


def test_a_step_that_an_answer_left_out_is_passed_with_its_reason() -> None:
    days = sequence(step("second", 2), step("fifth", 5))
    facts = Facts(skips=frozenset({"second"}))
    plan = planned(plan_next(days, enrolment(), [], facts, utc("2026-11-02T10:00Z")))
    assert plan.step == "fifth"
    assert plan.passed == (("second", "left out by an answer"),)


def test_when_nothing_is_left_the_letters_are_complete() -> None:
    days = sequence(step("second", 2), step("fifth", 5))
    end = plan_next(days, enrolment(), ["second", "fifth"], NOTHING, utc("2026-11-09T10:00Z"))
    assert end == Finish(EnrolmentState.COMPLETED, "no letter is left")


def test_the_end_names_what_was_passed_on_the_way() -> None:
    facts = Facts(skips=frozenset({"second"}))
    end = plan_next(sequence(step("second", 2)), enrolment(), [], facts, utc("2026-11-02T10:00Z"))
    assert end.passed == (("second", "left out by an answer"),)


SPASM = sequence(
    start("locked"),
    step("ankle", 1),
    step("easing", 3),
    step("longer", 5),
    step("one-off", 10),
    step("repeat", 10),
    step("three-weeks", 21),
    anchor=Anchor.ONSET,
)


def test_spasm_steps_whose_moment_has_passed_are_left_out_not_bunched() -> None:
    # Eight days into the spasm: the start goes today, and day 9 belongs to nothing before day 5.
    confirmed = "2026-11-09T10:00+01:00"
    enrolled = enrolment(confirmed, onset="2026-11-01", last_letter=confirmed)
    plan = planned(plan_next(SPASM, enrolled, ["locked"], NOTHING, utc(confirmed)))
    assert plan.step == "longer"
    assert plan.due_at == utc("2026-11-10T09:00+01:00")
    assert plan.passed == (
        ("ankle", "passed: the day of easing has come"),
        ("easing", "passed: the day of longer has come"),
    )
    assert plan.reason == "day 5, moved on: a letter went before it"


def test_a_spasm_step_stays_until_the_very_day_of_the_next() -> None:
    # On day 2 the letter of day 1 still goes; the letter of day 3 takes its place on day 3.
    on_day_2 = utc("2026-11-03T10:00+01:00")
    enrolled = enrolment("2026-11-03T08:00+01:00", onset="2026-11-01")
    assert planned(plan_next(SPASM, enrolled, ["locked"], NOTHING, on_day_2)).step == "ankle"
    on_day_3 = on_day_2 + timedelta(days=1)
    assert planned(plan_next(SPASM, enrolled, ["locked"], NOTHING, on_day_3)).step == "easing"


def test_the_start_letter_of_a_spasm_always_goes() -> None:
    confirmed = "2026-11-20T10:00+01:00"
    enrolled = enrolment(confirmed, onset="2026-11-01")
    plan = planned(plan_next(SPASM, enrolled, [], NOTHING, utc(confirmed)))
    assert plan.step == "locked"


def test_two_letters_of_one_spasm_day_do_not_overtake_each_other() -> None:
    on_day_10 = utc("2026-11-11T09:00+01:00")
    enrolled = enrolment(onset="2026-11-01", last_letter="2026-11-06T09:00+01:00")
    one_off = planned(plan_next(SPASM, enrolled, ["longer"], NOTHING, on_day_10))
    assert (one_off.step, one_off.due_at) == ("one-off", on_day_10)
    # The gate skipped it by its condition, so no letter went and the other one goes today.
    repeat = planned(plan_next(SPASM, enrolled, ["longer", "one-off"], NOTHING, on_day_10))
    assert (repeat.step, repeat.due_at) == ("repeat", on_day_10)


def test_a_step_that_was_left_out_does_not_overtake() -> None:
    on_day_5 = utc("2026-11-06T10:00+01:00")
    enrolled = enrolment(onset="2026-11-01")
    facts = Facts(skips=frozenset({"longer"}))
    plan = planned(plan_next(SPASM, enrolled, ["ankle"], facts, on_day_5))
    assert plan.step == "easing"


def test_the_last_spasm_step_is_never_overtaken() -> None:
    late = utc("2026-12-24T10:00+01:00")
    enrolled = enrolment(onset="2026-11-01")
    assert planned(plan_next(SPASM, enrolled, ["repeat"], NOTHING, late)).step == "three-weeks"


def test_steps_counted_from_confirming_are_late_but_not_passed() -> None:
    days = sequence(step("second", 2), step("third", 3))
    late = utc("2026-11-20T10:00+01:00")
    plan = planned(plan_next(days, enrolment(), [], NOTHING, late))
    assert (plan.step, plan.due_at) == ("second", late)
    assert plan.reason == "day 2, moved on: its moment had passed"


DAILY = (("one", 1), ("two", 2), ("three", 3))
RESTART = utc("2026-11-05T09:30+01:00")  # 72 hours after the last letter, three are due


def walk(given: Sequence, first: list[str]) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """Send what is planned, letter by letter, from the restart on."""
    sent: list[str] = []
    moments: list[str] = []
    passed: list[tuple[str, str]] = []
    decided, now, last = list(first), RESTART, "2026-11-02T09:30+01:00"
    while True:
        decision = plan_next(given, enrolment(last_letter=last), decided, NOTHING, now)
        passed += decision.passed
        if isinstance(decision, Finish):
            return sent, moments, passed
        now, last = decision.due_at, decision.due_at.isoformat()
        decided.append(decision.step)
        sent.append(decision.step)
        moments.append(now.strftime("%d %H:%MZ"))


def test_after_an_outage_one_letter_goes_and_then_the_gap_is_kept() -> None:
    # Scenario 23
    days = sequence(start(), *(step(name, day) for name, day in DAILY))
    sent, moments, passed = walk(days, ["welcome"])
    assert sent == ["one", "two", "three"]
    assert moments == ["05 08:30Z", "06 08:00Z", "07 08:00Z"]
    assert passed == []


def test_after_an_outage_what_expired_is_passed_and_the_rest_goes() -> None:
    # Scenario 24
    day = Span.parse("24h")
    days = sequence(
        start(),
        step("one", 1, expires_after=day),
        step("two", 2, expires_after=day),
        step("three", 3),
    )
    sent, moments, passed = walk(days, ["welcome"])
    assert sent == ["three"]
    assert moments == ["05 08:30Z"]
    assert passed == [("one", "expired"), ("two", "expired")]


def test_a_weekend_does_not_make_a_letter_expire() -> None:
    # Due on a Saturday, it is due by its own day on Monday.
    days = sequence(step("fifth", 5, OFFICE, expires_after=Span.parse("24h")))
    plan = plan_next(days, enrolment(), [], NOTHING, utc("2026-11-02T10:00+01:00"))
    assert planned(plan).due_at == utc("2026-11-09T09:00+01:00")


@pytest.mark.parametrize(
    ("now", "step_id"), [("2026-11-05T09:00+01:00", "second"), ("2026-11-05T09:01+01:00", "ninth")]
)
def test_a_letter_expires_after_its_last_instant(now: str, step_id: str) -> None:
    days = sequence(step("second", 2, expires_after=Span.parse("24h")), step("ninth", 9))
    assert planned(plan_next(days, enrolment(), [], NOTHING, utc(now))).step == step_id


def test_moving_to_another_zone_moves_the_letter_to_the_hour_there() -> None:
    # Scenario 19: due at 09:00 in Berlin, moved at 07:30Z to Los Angeles.
    days = sequence(step("day-29", 29))
    moved_at = utc("2026-12-01T07:30Z")
    berlin = planned(plan_next(days, enrolment(), [], NOTHING, moved_at))
    assert berlin.due_at == utc("2026-12-01T08:00Z")
    there = enrolment(zone="America/Los_Angeles")
    assert planned(plan_next(days, there, [], NOTHING, moved_at)).due_at == utc("2026-12-01T17:00Z")


def test_moving_to_where_the_hour_is_past_waits_for_the_next_opening() -> None:
    # Scenario 20: 09:00 of 1 December is past in Kiritimati when the person moves there.
    days = sequence(step("day-29", 29))
    enrolled = enrolment("2026-11-02T10:00-08:00", zone="America/Los_Angeles")
    moved_at = utc("2026-12-01T16:00Z")  # 08:00 in Los Angeles, 06:00 the day after in Kiritimati
    assert planned(plan_next(days, enrolled, [], NOTHING, moved_at)).due_at == utc(
        "2026-12-01T17:00Z"
    )
    there = enrolment("2026-11-02T10:00-08:00", zone="Pacific/Kiritimati")
    plan = planned(plan_next(days, there, [], NOTHING, utc("2026-12-02T03:00Z")))
    assert plan.step == "day-29"
    assert plan.due_at == utc("2026-12-02T19:00Z")  # 09:00 on 3 December there


def test_a_branch_letter_goes_at_the_next_allowed_moment() -> None:
    tip = step("too-sore", None, OFFICE)
    due_at, open_until = plan_branch(sequence(tip), tip, enrolment(), utc("2026-11-06T18:00+01:00"))
    assert due_at == utc("2026-11-09T09:00+01:00")
    assert open_until == utc("2026-11-09T17:00+01:00")


def test_a_branch_letter_keeps_the_gap() -> None:
    tip = step("too-sore")
    enrolled = enrolment(last_letter="2026-11-06T10:00+01:00")
    due_at, _ = plan_branch(sequence(tip), tip, enrolled, utc("2026-11-06T10:30+01:00"))
    assert due_at == utc("2026-11-07T09:00+01:00")


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2h", "2026-11-06T12:30+01:00"),
        ("2d", "2026-11-08T09:00+01:00"),
        ("1 clinic day", "2026-11-09T09:00+01:00"),
    ],
)
def test_a_branch_letter_may_be_put_off(after: str, due: str) -> None:
    tip = step("too-sore", None, ANY_DAY, after=Span.parse(after))
    due_at, _ = plan_branch(sequence(tip), tip, enrolment(), utc("2026-11-06T10:30+01:00"))
    assert due_at == utc(due)


def test_a_delay_that_was_waited_out_is_not_waited_for_again() -> None:
    tip = step("too-sore", None, ANY_DAY, after=Span.parse("2d"))
    asked_at = utc("2026-11-06T10:30+01:00")
    due_at, _ = plan_branch(sequence(tip), tip, enrolment(), asked_at)
    assert next_allowed(sequence(tip), tip, enrolment(), due_at)[0] == due_at


def test_holidays_are_left_out_of_a_plan() -> None:
    melbourne = window("07:30", "19:00", WEEKDAYS, "AU-VIC")
    days = sequence(step("cup-day", 1, melbourne))
    enrolled = enrolment("2026-11-02T10:00+11:00", zone="Australia/Melbourne")
    plan = planned(plan_next(days, enrolled, [], NOTHING, utc("2026-11-02T10:00+11:00")))
    assert plan.due_at == utc("2026-11-04T07:30+11:00")


def test_a_step_added_behind_somebodys_back_is_not_for_them() -> None:
    days = sequence(start(), step("second", 2), step("fifth", 5), step("ninth", 9))
    plan = planned(
        plan_next(days, enrolment(), ["welcome", "fifth"], NOTHING, utc("2026-11-07T10:00Z"))
    )
    assert (plan.step, plan.passed) == ("ninth", ())


def test_a_step_added_with_backfill_comes_before_the_rest() -> None:
    days = sequence(start(), step("second", 2, backfill=True), step("fifth", 5), step("ninth", 9))
    person = enrolment(last_letter="2026-11-07T10:00+01:00")
    plan = planned(plan_next(days, person, ["welcome", "fifth"], NOTHING, utc("2026-11-07T10:00Z")))
    assert plan.step == "second"
    assert plan.due_at == utc("2026-11-08T09:00+01:00")

    after = planned(
        plan_next(days, person, ["welcome", "fifth", "second"], NOTHING, utc("2026-11-08T10:00Z"))
    )
    assert after.step == "ninth"


def test_a_step_added_with_backfill_is_left_out_when_it_is_too_late() -> None:
    late = step("second", 2, backfill=True, expires_after=Span.parse("2d"))
    days = sequence(start(), late, step("fifth", 5), step("ninth", 9))
    plan = planned(
        plan_next(days, enrolment(), ["welcome", "fifth"], NOTHING, utc("2026-11-07T10:00Z"))
    )
    assert (plan.step, plan.passed) == ("ninth", (("second", "expired"),))


def test_a_renamed_step_is_not_sent_again_for_its_backfill() -> None:
    renamed = step("second", 2, backfill=True, renamed_from="old")
    days = sequence(start(), renamed, step("fifth", 5), step("ninth", 9))
    decided = ["welcome", "old", "fifth"]
    plan = planned(plan_next(days, enrolment(), decided, NOTHING, utc("2026-11-07T10:00Z")))
    assert plan.step == "ninth"


def test_a_sequence_that_was_retired_for_everybody_ends() -> None:
    days = replace(sequence(start(), step("second", 2)), retire=Retire.STOP)
    assert plan_next(days, enrolment(), ["welcome"], NOTHING, utc("2026-11-02T10:00Z")) == Finish(
        EnrolmentState.STOPPED, RETIRED
    )

    goes_on = replace(days, retire=Retire.FINISH)
    plan = planned(plan_next(goes_on, enrolment(), ["welcome"], NOTHING, utc("2026-11-02T10:00Z")))
    assert plan.step == "second"
