"""What holds for every zone, window and instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from drip.domain.sequences import Window
from drip.domain.spans import Span, SpanUnit
from drip.engine.calendar import (
    NeverOpensError,
    add_span,
    at_wall,
    is_open_day,
    local_day,
    next_opening,
    zone_of,
)
from tests.engine.build import EVERY_DAY

# The first look at a year's holidays takes longer than Hypothesis likes.
RELAXED = settings(deadline=None)
ZONES = st.sampled_from(sorted(available_timezones())).map(zone_of)
DAYS = st.dates(date(2005, 1, 1), date(2037, 12, 31))
MINUTES = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))
INSTANTS = st.datetimes(datetime(2005, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
WINDOWS = st.builds(
    Window,
    at=MINUTES,
    until=MINUTES,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    holidays=st.sampled_from([None, "AU-VIC", "DE"]),
    quiet=st.none() | st.tuples(MINUTES, MINUTES).filter(lambda pair: pair[0] != pair[1]),
    not_on_eves=st.booleans(),
)


def on_the_wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


def in_hours(wall: time, begin: time, end: time) -> bool:
    """Whether a wall time is in `[begin, end)`, which may wrap; equal ends are a whole day."""
    if begin < end:
        return begin <= wall < end
    return wall >= begin or wall < end


@RELAXED
@given(ZONES, DAYS, MINUTES)
def test_a_wall_time_that_exists_is_met_exactly_and_first(
    zone: ZoneInfo, day: date, wall: time
) -> None:
    instant = at_wall(day, wall, zone)
    shown = on_the_wall(instant, zone)
    wanted = datetime.combine(day, wall)
    assert instant.tzinfo is UTC
    if shown == wanted:
        assert instant.astimezone(zone).fold == 0
    else:
        # The clocks jumped over it: never early, and never by more than the jump.
        assert shown > wanted
        just_before = on_the_wall(instant - timedelta(seconds=1), zone)
        missing_day = shown.date() > day and shown.time() == wall
        assert missing_day or just_before < wanted


@RELAXED
@given(ZONES, DAYS, st.lists(MINUTES, min_size=2, max_size=2))
def test_later_on_the_wall_is_never_earlier_in_time(
    zone: ZoneInfo, day: date, walls: list[time]
) -> None:
    first, second = sorted(walls)
    assert at_wall(day, first, zone) <= at_wall(day, second, zone)
    assert at_wall(day, second, zone) <= at_wall(day + timedelta(days=1), second, zone)


@RELAXED
@given(ZONES, INSTANTS, st.integers(0, 60))
def test_calendar_days_keep_the_time_of_day(zone: ZoneInfo, instant: datetime, days: int) -> None:
    later = add_span(instant, Span(days, SpanUnit.DAYS), zone)
    wanted = on_the_wall(instant, zone) + timedelta(days=days)
    shown = on_the_wall(later, zone)
    assert shown >= wanted
    jumped = at_wall(wanted.date(), wanted.time(), zone)
    assert shown == wanted or later == jumped


@RELAXED
@given(INSTANTS, st.integers(0, 10_000), st.sampled_from([SpanUnit.HOURS, SpanUnit.MINUTES]))
def test_elapsed_time_knows_no_zone(instant: datetime, count: int, unit: SpanUnit) -> None:
    span = Span(count, unit)
    here, there = (add_span(instant, span, zone_of(name)) for name in ("UTC", "Europe/Berlin"))
    assert here == there
    assert here - instant == timedelta(**{unit.value: count})


@RELAXED
@given(ZONES, INSTANTS, st.integers(1, 30), st.sampled_from([None, "AU-VIC"]))
def test_a_clinic_day_is_a_weekday(
    zone: ZoneInfo, instant: datetime, count: int, region: str | None
) -> None:
    later = add_span(instant, Span(count, SpanUnit.CLINIC_DAYS), zone, holidays=region)
    begin, end = local_day(instant, zone), local_day(later, zone)
    days = [begin + timedelta(days=n) for n in range(1, (end - begin).days + 1)]
    assert sum(day.weekday() < 5 for day in days) >= count
    if region is None and at_wall(end, on_the_wall(later, zone).time(), zone) == later:
        assert later >= instant


@RELAXED
@given(WINDOWS, ZONES, INSTANTS)
def test_an_opening_lies_in_its_window_and_not_before(
    window: Window, zone: ZoneInfo, after: datetime
) -> None:
    try:
        opening = next_opening(window, zone, after)
    except NeverOpensError:
        reject()
    assert after <= opening.opens < opening.closes
    for instant in (opening.opens, opening.closes - timedelta(microseconds=1)):
        local = instant.astimezone(zone)
        # In an hour that comes twice the window keeps to the first, and may run on in the second.
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        if not twice:
            assert in_hours(local.time(), window.at, window.until)
            assert window.quiet is None or not in_hours(local.time(), *window.quiet)
            today = local.date()
            wraps = window.until <= window.at
            yesterday = today - timedelta(days=1)
            assert is_open_day(window, today) or (wraps and is_open_day(window, yesterday))


@RELAXED
@given(WINDOWS, ZONES, INSTANTS)
def test_an_opening_is_stable(window: Window, zone: ZoneInfo, after: datetime) -> None:
    try:
        opening = next_opening(window, zone, after)
    except NeverOpensError:
        reject()
    assert next_opening(window, zone, opening.opens) == opening
    middle = opening.opens + (opening.closes - opening.opens) / 2
    assert next_opening(window, zone, middle).opens == middle
    following = next_opening(window, zone, opening.closes)
    assert following.opens >= opening.closes


@RELAXED
@given(ZONES, INSTANTS, MINUTES, st.integers(1, 23))
def test_no_opening_is_left_out(zone: ZoneInfo, after: datetime, at: time, hours: int) -> None:
    """Going through a day quarter by quarter finds nothing open before the opening."""
    until = (datetime.combine(date(2026, 1, 1), at) + timedelta(hours=hours)).time()
    window = Window(at=at, until=until, days=EVERY_DAY)
    opens = next_opening(window, zone, after).opens
    assert opens - after < timedelta(hours=49)
    instant = after
    while instant < opens:
        local = instant.astimezone(zone)
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        assert twice or not in_hours(local.time(), at, until)
        instant += timedelta(minutes=15)
