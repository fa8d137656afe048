"""Zones, days, spans and windows, at exact instants (tzdata of 2026)."""

from __future__ import annotations

from datetime import date, time

import pytest

from drip.domain.sequences import Window
from drip.domain.spans import Span
from drip.engine.calendar import (
    NeverOpensError,
    Opening,
    ZoneUnknownError,
    add_span,
    at_wall,
    local_day,
    next_opening,
    zone_of,
)
from drip.engine.holidays import HolidaysUnknownError, is_holiday
from tests.engine.build import WEEKDAYS, utc, window

BERLIN = zone_of("Europe/Berlin")
NEW_YORK = zone_of("America/New_York")
MELBOURNE = zone_of("Australia/Melbourne")


@pytest.mark.parametrize(
    ("zone", "day", "wall", "instant"),
    [
        # Scenario 4: Berlin's spring gap ends at 03:00 local.
        ("Europe/Berlin", "2027-03-28", "02:30", "2027-03-28T01:00Z"),
        ("Europe/Berlin", "2027-03-28", "02:00", "2027-03-28T01:00Z"),
        ("Europe/Berlin", "2027-03-28", "03:00", "2027-03-28T01:00Z"),
        ("Europe/Berlin", "2027-03-28", "01:59", "2027-03-28T00:59Z"),
        # Scenario 5: in autumn's fold the first occurrence counts.
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30Z"),
        # Scenario 6
        ("America/New_York", "2027-03-14", "02:30", "2027-03-14T07:00Z"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30Z"),
        # Scenario 7: Lord Howe moves by half an hour.
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30Z"),
        # Scenario 8: a midnight that does not exist stays on its own date.
        ("America/Santiago", "2026-09-06", "00:00", "2026-09-06T04:00Z"),
        # Scenario 9: a day that does not exist is the next one.
        ("Pacific/Apia", "2011-12-30", "09:00", "2011-12-30T19:00Z"),
        # Scenario 10
        ("Asia/Kathmandu", "2026-12-01", "09:00", "2026-12-01T03:15Z"),
        ("Pacific/Kiritimati", "2026-12-01", "09:00", "2026-11-30T19:00Z"),
        ("Pacific/Chatham", "2026-12-01", "09:00", "2026-11-30T19:15Z"),
        ("America/Phoenix", "2027-03-14", "09:00", "2027-03-14T16:00Z"),
    ],
)
def test_a_wall_clock_time_is_one_instant(zone: str, day: str, wall: str, instant: str) -> None:
    there = zone_of(zone)
    assert at_wall(date.fromisoformat(day), time.fromisoformat(wall), there) == utc(instant)


@pytest.mark.parametrize(
    ("anchor", "span", "at", "expected"),
    [
        # Scenario 1: 23 hours later.
        ("2027-03-27T09:00+01:00", "1d", "09:00", "2027-03-28T07:00Z"),
        # Scenario 2: 25 hours later.
        ("2026-10-24T09:00+02:00", "1d", "09:00", "2026-10-25T08:00Z"),
        # Scenario 3: elapsed hours and calendar days differ.
        ("2027-03-26T09:00+01:00", "72h", None, "2027-03-29T08:00Z"),
        ("2027-03-26T09:00+01:00", "3d", None, "2027-03-29T07:00Z"),
        ("2027-03-26T09:00+01:00", "90m", None, "2027-03-26T09:30Z"),
        # Scenario 11: months are clamped.
        ("2027-01-31T09:00+01:00", "1 month", None, "2027-02-28T08:00Z"),
        ("2028-01-31T09:00+01:00", "1 month", None, "2028-02-29T08:00Z"),
        ("2028-02-29T09:00+01:00", "12 months", None, "2029-02-28T08:00Z"),
        ("2027-12-15T09:00+01:00", "1 month", None, "2028-01-15T08:00Z"),
        ("2027-12-15T09:00+01:00", "0 months", None, "2027-12-15T08:00Z"),
    ],
)
def test_a_span_in_berlin(anchor: str, span: str, at: str | None, expected: str) -> None:
    wall = None if at is None else time.fromisoformat(at)
    assert add_span(utc(anchor), Span.parse(span), BERLIN, at=wall) == utc(expected)


def test_every_four_weeks_keeps_nine_o_clock() -> None:
    # Scenario 12
    moment = utc("2026-10-05T09:00+02:00")
    hours = []
    for _ in range(6):
        assert moment.astimezone(BERLIN).hour == 9
        hours.append(moment.hour)
        moment = add_span(moment, Span.parse("4w"), BERLIN)
    assert hours == [7, 8, 8, 8, 8, 8]


def test_clinic_days_leave_out_weekends_and_holidays() -> None:
    # Thursday before Good Friday 2026 in Victoria: Tuesday after Easter Monday is the first.
    moment = add_span(
        utc("2026-04-02T08:00+11:00"), Span.parse("1 clinic day"), MELBOURNE, holidays="AU-VIC"
    )
    assert moment == utc("2026-04-07T08:00+10:00")
    saturday = frozenset({5})
    third = add_span(
        utc("2026-04-02T08:00+11:00"), Span.parse("2 clinic days"), MELBOURNE, open_days=saturday
    )
    assert third == utc("2026-04-11T08:00+10:00")


def test_clinic_days_of_a_clinic_that_never_opens_are_refused() -> None:
    with pytest.raises(NeverOpensError, match="no open day"):
        add_span(
            utc("2026-04-02T08:00Z"), Span.parse("1 clinic day"), BERLIN, open_days=frozenset()
        )


@pytest.mark.parametrize(
    ("given", "due", "opens"),
    [
        # Scenario 13
        (
            window("09:00", "17:00", WEEKDAYS),
            "2026-11-27T17:00:00+01:00",
            "2026-11-30T08:00Z",
        ),
        (
            window("09:00", "17:00", WEEKDAYS),
            "2026-11-27T16:59:59+01:00",
            "2026-11-27T15:59:59Z",
        ),
        # Scenario 14
        (window("20:00", "02:00"), "2026-11-27T01:30+01:00", "2026-11-27T00:30Z"),
        (window("20:00", "02:00"), "2026-11-27T02:00+01:00", "2026-11-27T19:00Z"),
        # Scenario 15
        (
            window("06:00", "08:00", quiet=("22:00", "07:00")),
            "2026-11-27T05:00+01:00",
            "2026-11-27T06:00Z",
        ),
        # Scenario 17
        (
            window("09:00", "17:00", WEEKDAYS, "DE"),
            "2026-12-25T09:00+01:00",
            "2026-12-28T08:00Z",
        ),
    ],
)
def test_the_next_opening_in_berlin(given: Window, due: str, opens: str) -> None:
    assert next_opening(given, BERLIN, utc(due)).opens == utc(opens)


def test_an_opening_ends_with_its_window() -> None:
    friday = next_opening(window("09:00", "17:00"), BERLIN, utc("2026-11-27T16:59:59+01:00"))
    assert friday == Opening(utc("2026-11-27T15:59:59Z"), utc("2026-11-27T16:00Z"))


def test_a_window_may_end_between_the_hours() -> None:
    half_past = window("07:30", "18:45")
    opening = next_opening(half_past, BERLIN, utc("2026-11-27T05:00+01:00"))
    assert opening == Opening(utc("2026-11-27T07:30+01:00"), utc("2026-11-27T18:45+01:00"))


def test_a_window_of_all_day_closes_for_no_time_at_midnight() -> None:
    all_day = window("00:00", "00:00")
    friday = next_opening(all_day, BERLIN, utc("2026-11-27T12:00+01:00"))
    assert friday.closes == utc("2026-11-28T00:00+01:00")
    assert next_opening(all_day, BERLIN, friday.closes).opens == friday.closes


def test_quiet_hours_cut_a_window_in_two() -> None:
    split = window("09:00", "20:00", quiet=("12:00", "14:00"))
    morning = next_opening(split, BERLIN, utc("2026-11-27T08:00+01:00"))
    assert morning == Opening(utc("2026-11-27T09:00+01:00"), utc("2026-11-27T12:00+01:00"))
    rest = next_opening(split, BERLIN, morning.closes)
    assert rest == Opening(utc("2026-11-27T14:00+01:00"), utc("2026-11-27T20:00+01:00"))


def test_quiet_hours_of_the_night_reach_into_a_window_that_wraps() -> None:
    late = window("20:00", "09:00", quiet=("22:00", "07:00"))
    evening = next_opening(late, BERLIN, utc("2026-11-27T12:00+01:00"))
    assert evening == Opening(utc("2026-11-27T20:00+01:00"), utc("2026-11-27T22:00+01:00"))
    morning = next_opening(late, BERLIN, evening.closes)
    assert morning == Opening(utc("2026-11-28T07:00+01:00"), utc("2026-11-28T09:00+01:00"))


def test_a_wrapping_window_belongs_to_the_day_it_opens_on() -> None:
    friday_night = window("20:00", "02:00", frozenset({4}))
    after_midnight = utc("2026-11-28T01:00+01:00")  # Saturday
    assert next_opening(friday_night, BERLIN, after_midnight).opens == after_midnight
    thursday_night = utc("2026-11-27T01:00+01:00")  # Friday, but Thursday's night
    assert next_opening(friday_night, BERLIN, thursday_night).opens == utc("2026-11-27T19:00Z")


def test_a_window_in_the_spring_gap_is_closed_that_day() -> None:
    early = window("02:00", "03:00")
    opening = next_opening(early, BERLIN, utc("2027-03-28T00:00+01:00"))
    assert opening.opens == utc("2027-03-29T02:00+02:00")


@pytest.mark.parametrize(
    "never",
    [
        window("06:00", "07:00", quiet=("22:00", "07:00")),
        window("09:00", "17:00", frozenset()),
        window("09:00", "17:00", quiet=("00:00", "00:00")),
    ],
)
def test_a_window_that_never_opens_is_refused_with_the_reason(never: Window) -> None:
    # Scenario 16
    with pytest.raises(NeverOpensError, match="400 days"):
        next_opening(never, BERLIN, utc("2026-11-27T12:00Z"))


def test_victorian_holidays_close_a_window() -> None:
    weekdays = window("07:30", "19:00", WEEKDAYS, "AU-VIC")
    cup_day = utc("2026-11-03T07:00+11:00")
    assert next_opening(weekdays, MELBOURNE, cup_day).opens == utc("2026-11-04T07:30+11:00")


def test_a_check_in_does_not_leave_on_the_eve_of_a_holiday() -> None:
    check_ins = window("07:30", "19:00", frozenset(range(4)), "AU-VIC", not_on_eves=True)
    eve_of_cup_day = utc("2026-11-02T07:00+11:00")
    assert next_opening(check_ins, MELBOURNE, eve_of_cup_day).opens == utc("2026-11-04T07:30+11:00")


def test_a_holiday_belongs_to_its_calendar() -> None:
    cup_day = date(2026, 11, 3)
    assert is_holiday("AU-VIC", cup_day)
    assert not is_holiday("AU", cup_day)
    assert not is_holiday("DE", cup_day)
    assert not is_holiday(None, cup_day)


@pytest.mark.parametrize("region", ["XX", "AU-NOWHERE", ""])
def test_an_unknown_holiday_calendar_is_named(region: str) -> None:
    with pytest.raises(HolidaysUnknownError, match="AU-VIC"):
        is_holiday(region, date(2026, 11, 3))


@pytest.mark.parametrize(
    "name", ["Mars/Phobos", "../../etc/passwd", "", "EUROPE/BERLIN", "/etc/localtime", "A\0B"]
)
def test_an_unknown_zone_is_refused(name: str) -> None:
    # Scenario 21, the engine's part
    with pytest.raises(ZoneUnknownError, match="Australia/Melbourne"):
        zone_of(name)


def test_the_day_is_the_one_on_the_persons_wall() -> None:
    evening = utc("2026-11-30T19:15Z")
    assert local_day(evening, zone_of("Pacific/Chatham")) == date(2026, 12, 1)
    assert local_day(evening, NEW_YORK) == date(2026, 11, 30)
