"""Whatever is edited and whenever: nobody gets a letter twice, backwards, or in a burst."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from drip.flow import revisions
from drip.flow.catch_up import catch_up
from drip.storage.database import Database
from drip.storage.tables import metadata
from tests.road import Road, content, letter

HEAD = """\
sequence: daily
title: Day by day
anchor: confirmed
send: {{at: "{at}", until: "{until}", days: [mon, tue, wed, thu, fri, sat, sun]}}
check_ins: {{days: [mon, tue, wed, thu, fri, sat, sun], remind_after: 2d, silent_after: 2d}}
steps:
"""
WINDOWS = (("09:00", "17:00"), ("07:30", "08:00"), ("15:00", "21:00"))


@dataclass(frozen=True)
class Line:
    """One step as it is written. `letter` is what it says, whatever its id is."""

    id: str
    day: int
    letter: int
    extra: str = ""


@dataclass(frozen=True)
class Text:
    """A sequence as staff write it; `made` counts the letters ever written."""

    lines: tuple[Line, ...]
    window: int = 0
    made: int = 0

    def files(self) -> dict[str, str]:
        begin, end = WINDOWS[self.window]
        steps = "".join(
            f"  - {{id: {one.id}, day: {one.day or 'start'}{one.extra}}}\n" for one in self.lines
        )
        files = content({"daily": HEAD.format(at=begin, until=end) + steps})
        for one in self.lines:
            files[f"templates/emails/daily/{one.id}.md"] = letter(f"Letter {one.letter}")
        return files


FIRST = Text(tuple(Line(f"s{number}", number * 3, number) for number in range(5)), made=5)
EDITS = ("add", "remove", "move", "rename", "silently", "retime", "condition", "window", "backfill")
MOMENTS = st.lists(
    st.tuples(st.sampled_from(EDITS), st.integers(0, 99), st.integers(0, 99), st.integers(1, 60)),
    max_size=6,
)


def edited(text: Text, kind: str, which: int, how: int) -> Text:
    """The text after one edit; the first letter stays where it is."""
    if kind == "window":
        return replace(text, window=how % len(WINDOWS))
    lines = [replace(one, extra="") for one in text.lines]
    place = 1 + which % len(lines)
    made = text.made + 1
    if kind in {"add", "backfill"}:
        extra = ", backfill: true" if kind == "backfill" else ""
        lines.insert(place, Line(f"n{made}", lines[place - 1].day + 1 + how % 2, made, extra))
    elif place < len(lines):
        lines = changed(lines, kind, place, how, made)
    if any("mood" in one.extra for one in lines):
        asks = ", ask: {mood: {question: Well, choices: {good: Good, bad: Bad}}}"
        lines[0] = replace(lines[0], extra=asks)
    return replace(text, lines=tuple(lines), made=made)


def changed(lines: list[Line], kind: str, place: int, how: int, made: int) -> list[Line]:
    """The lines with one taken out, moved or written differently."""
    one = lines[place]
    rest = lines[:place] + lines[place + 1 :]
    if kind == "remove":
        return rest
    if kind == "move":
        place = 1 + how % (len(rest) or 1)
    new = {
        "rename": replace(one, id=f"r{made}", extra=f", renamed_from: {one.id}"),
        "silently": replace(one, id=f"r{made}"),
        "retime": replace(one, day=rest[place - 1].day + 1 + how % 4),
        "move": replace(one, day=rest[place - 1].day + 1 + how % 2),
        "condition": replace(one, extra=", only_if: {mood: good}"),
    }.get(kind, one)
    return [*rest[:place], new, *rest[place:]]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a shorter list takes minutes to find
)
@given(moments=MOMENTS, prompt=st.booleans())
def test_no_list_of_edits_sends_twice_backwards_or_in_a_burst(
    *, moments: list[tuple[str, int, int, int]], prompt: bool
) -> None:
    database = Database("sqlite://")
    metadata.create_all(database.engine)
    with tempfile.TemporaryDirectory() as folder:
        road = Road(database, Path(folder), files=FIRST.files())
        live_through(road, moments, prompt=prompt)
    database.close()


def live_through(road: Road, moments: list[tuple[str, int, int, int]], *, prompt: bool) -> None:
    people = [road.person(f"P{number}")[1] for number in range(2)]
    road.tick()
    text, seen = FIRST, Counter[tuple[int, str]]()
    for kind, which, how, hours in moments:
        wanted = edited(text, kind, which, how)
        done = revisions.publish(road.services, wanted.files(), author="tests")
        text = text if done.refused else wanted  # e.g. two letters on one day
        if prompt:  # else the slow beat brings the edit to people
            catch_up(road.services)
        before = {(row.enrolment_id, row.step) for row in road.rows(state="accepted")}
        road.run(days=hours / 12, step=timedelta(hours=6))
        after = road.rows(state="accepted")
        assert before <= {(row.enrolment_id, row.step) for row in after}
        in_order(text, before, after)
    road.run(days=20, step=DAY)
    for enrolment_id in people:
        rows = road.rows(enrolment_id=enrolment_id, state="accepted")
        seen.update((enrolment_id, row.step) for row in rows)
        days = [row.handed_at.astimezone(ZoneInfo("Europe/Berlin")).date() for row in rows]
        assert len(days) == len(set(days)), "more than one letter on a day"
    assert not [what for what, count in seen.items() if count > 1]
    subjects = Counter(
        (mail.read_text().partition("\nTo: ")[2].partition("\n")[0], subject(mail))
        for mail in road.mails()
    )
    assert not [what for what, count in subjects.items() if count > 1]
    assert not road.rows(state="failed")


DAY = timedelta(days=1)


def subject(mail: Path) -> str:
    """The subject of a mail."""
    return mail.read_text().partition("\nSubject: ")[2].partition("\n")[0]


def in_order(text: Text, before: set[tuple[int, str]], after: list[Any]) -> None:
    """What went since the edit went in the order of its file, and behind what had gone."""
    order = {one.id: place for place, one in enumerate(text.lines)}
    free = {one.id for one in text.lines if "backfill" in one.extra}
    last: dict[int, int] = {}
    for enrolment_id, step in before:
        if step in order:
            last[enrolment_id] = max(last.get(enrolment_id, -1), order[step])
    for row in after:
        key = (row.enrolment_id, row.step)
        if key in before or row.step in free:
            continue
        assert order[row.step] > last.get(row.enrolment_id, -1), (row.step, "went backwards")
        last[row.enrolment_id] = order[row.step]
