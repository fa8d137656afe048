"""Routines as people type them, as they are stored, and as calendars read them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drip.engine.icalendar import Event, calendar_file
from drip.engine.routine import Routine, first_day, read_days, read_routine, read_time, say

MELBOURNE = ZoneInfo("Australia/Melbourne")
NOW = datetime(2026, 9, 20, 3, 4, 5, tzinfo=UTC)
places = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Cn", "Co"])
    | st.just(" "),
    max_size=120,
).map(lambda text: " ".join(text.split()))
routines = st.builds(
    Routine,
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
    place=places,
)
ZONES = """
Australia/Melbourne Australia/Lord_Howe Australia/Brisbane Europe/Berlin Asia/Kathmandu
America/St_Johns Pacific/Chatham UTC
"""
zones = st.sampled_from(ZONES.split()).map(ZoneInfo)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("07:30", time(7, 30)),
        ("7", time(7)),
        ("7 am", time(7)),
        ("7am", time(7)),
        ("6.15 p.m.", time(18, 15)),
        ("12 am", time(0)),
        ("12:05 PM", time(12, 5)),
        ("18:30:00", time(18, 30)),
        ("24:00", None),
        ("13 pm", None),
        ("0 am", None),
        ("7:60", None),
        ("early", None),
        ("", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, meant: time | None) -> None:
    assert read_time(typed) == meant


def test_days_are_read_once_each_in_the_order_of_the_week() -> None:
    assert read_days(["Thu", " mon", "Thursday", "never", ""]) == (0, 3)


@given(routines)
def test_a_stored_routine_is_read_back(routine: Routine) -> None:
    assert read_routine(str(routine)) == routine


@pytest.mark.parametrize("text", ["", "mon", "mon 7:00", "xyz 07:00", "mon 25:00", "mon, 07:00"])
def test_other_texts_are_no_routine(text: str) -> None:
    assert read_routine(text) is None


def test_a_routine_is_said_in_words() -> None:
    assert say(Routine(days=(0,), at=time(0, 5))) == "Mondays at 12:05 am"
    assert say(Routine(days=(0, 2, 4), at=time(12), place="the gym")) == (
        "Mondays, Wednesdays and Fridays at 12:00 pm, the gym"
    )


def test_the_first_day_is_the_next_one_whose_time_is_still_to_come() -> None:
    routine = Routine(days=(0, 3), at=time(7))
    monday = datetime(2026, 9, 21, 6, 59, tzinfo=MELBOURNE)

    assert first_day(routine, monday, MELBOURNE) == date(2026, 9, 21)
    assert first_day(routine, monday + timedelta(minutes=1), MELBOURNE) == date(2026, 9, 24)


# --- a strict reader of what RFC 5545 allows here -------------------------------------------------

LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)", re.DOTALL)


def unfold(file: bytes) -> list[str]:
    assert file.endswith(b"\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    rows = file.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(row) <= 75 for row in rows)
    assert all(row.decode() for row in rows)  # no fold splits a character
    return b"\r\n".join(rows).replace(b"\r\n ", b"").decode().split("\r\n")


Component = dict[str, list[str]]


def parse(file: bytes) -> dict[str, list[Component]]:
    """Components by name, each with its properties; nesting must be balanced."""
    found: dict[str, list[Component]] = {}
    stack: list[tuple[str, Component]] = []
    for line in unfold(file):
        match = LINE.fullmatch(line)
        assert match, line
        name, parameters, text = match.groups()
        if name == "BEGIN":
            stack.append((text, {}))
            found.setdefault(text, []).append(stack[-1][1])
        elif name == "END":
            assert stack.pop()[0] == text
        else:
            stack[-1][1].setdefault(name + parameters, []).append(text)
    assert stack == []
    return found


def unescape(text: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", text), "a comma or semicolon stands bare"
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text)


def offset_at(calendar: dict[str, list[Component]], wall: datetime) -> timedelta:
    """The offset that the file itself gives a wall clock: of the latest observance before it."""
    seen = [*calendar.get("STANDARD", []), *calendar.get("DAYLIGHT", [])]
    begun = [one for one in seen if datetime.fromisoformat(one["DTSTART"][0]) <= wall]
    latest = max(begun, key=lambda one: one["DTSTART"][0])["TZOFFSETTO"][0]
    sign = -1 if latest[0] == "-" else 1
    return sign * timedelta(hours=int(latest[1:3]), minutes=int(latest[3:5]))


def made(routine: Routine, zone: ZoneInfo = MELBOURNE) -> bytes:
    event = Event(uid="abc@clinic.example", routine=routine, first=first_day(routine, NOW, zone))
    return calendar_file([event], zone, NOW)


def test_the_file_is_as_the_rfc_wants_it() -> None:
    file = made(Routine(days=(0, 3), at=time(7), place="Gym; back room, left"))
    calendar = parse(file)

    (head,) = calendar["VCALENDAR"]
    assert (head["VERSION"], head["METHOD"]) == (["2.0"], ["PUBLISH"])
    (event,) = calendar["VEVENT"]
    assert event["UID"] == ["abc@clinic.example"]
    assert event["DTSTAMP"] == ["20260920T030405Z"]
    assert event["DTSTART;TZID=Australia/Melbourne"] == ["20260921T070000"]
    assert event["RRULE"] == ["FREQ=WEEKLY;COUNT=8;BYDAY=MO,TH"]
    assert event["SUMMARY"] == ["Training"]
    assert event["LOCATION"] == ["Gym\\; back room\\, left"]


def test_seven_stays_seven_across_the_change_of_clocks() -> None:
    calendar = parse(made(Routine(days=(0,), at=time(7))))

    assert offset_at(calendar, datetime(2026, 9, 28, 7)) == timedelta(hours=10)  # noqa: DTZ001
    assert offset_at(calendar, datetime(2026, 10, 5, 7)) == timedelta(hours=11)  # noqa: DTZ001
    change = next(one for one in calendar["DAYLIGHT"] if one["DTSTART"][0] > "20260920")
    assert change["DTSTART"] == ["20261004T020000"]
    assert (change["TZOFFSETFROM"], change["TZOFFSETTO"]) == (["+1000"], ["+1100"])


@given(routines, zones)
def test_every_file_is_read_back_as_it_was_meant(routine: Routine, zone: ZoneInfo) -> None:
    calendar = parse(made(routine, zone))

    (event,) = calendar["VEVENT"]
    assert unescape(event.get("LOCATION", [""])[0]) == routine.place
    days = event["RRULE"][0].rpartition("=")[2].split(",")
    assert [("MO", "TU", "WE", "TH", "FR", "SA", "SU").index(day) for day in days] == list(
        routine.days
    )
    begin = datetime.fromisoformat(event[f"DTSTART;TZID={zone.key}"][0])
    assert (begin.time(), begin.weekday() in routine.days) == (routine.at, True)
    for week in range(8):
        wall = (begin + timedelta(weeks=week)).replace(hour=12)
        assert offset_at(calendar, wall) == wall.replace(tzinfo=zone).utcoffset()
