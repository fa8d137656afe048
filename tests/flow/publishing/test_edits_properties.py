"""Whatever is edited and whenever: nobody gets a letter twice, backwards, or in a burst."""

from __future__ import annotations

import itertools
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from drip.domain.enrolments import LIVE
from drip.flow.in_force import revisions
from drip.flow.planning.enrol import SequenceRetiredError
from drip.flow.publishing.catch_up import catch_up
from drip.storage import enrolments
from drip.storage.database import Database
from drip.storage.tables import metadata
from tests.road import Road, content, letter

HEAD = """\
sequence: daily
title: Day by day
anchor: confirmed
send: {{at: "{at}", until: "{until}", days: [mon, tue, wed, thu, fri, sat, sun]}}
check_ins: {{days: [mon, tue, wed, thu, fri, sat, sun], remind_after: 2d, silent_after: 2d}}
{more}steps:
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
    retire: str = ""
    pin: bool = False

    def files(self) -> dict[str, str]:
        begin, end = WINDOWS[self.window]
        steps = "".join(
            f"  - {{id: {one.id}, day: {one.day or 'start'}{one.extra}}}\n" for one in self.lines
        )
        more = f"retire: {self.retire}\n" if self.retire else ""
        more += "pin: true\n" if self.pin else ""
        files = content({"daily": HEAD.format(at=begin, until=end, more=more) + steps})
        for one in self.lines:
            files[f"templates/emails/daily/{one.id}.md"] = letter(f"Letter {one.letter}")
        return files


FIRST = Text(tuple(Line(f"s{number}", number * 3, number) for number in range(5)), made=5)
EDITS = (
    *("add", "remove", "move", "rename", "silently", "retime", "condition", "window"),
    *("backfill", "backfill", "retire", "pin"),
)
MOMENTS = st.lists(
    st.tuples(st.sampled_from(EDITS), st.integers(0, 99), st.integers(0, 99), st.integers(1, 60)),
    max_size=6,
)


def edited(text: Text, kind: str, which: int, how: int) -> Text:
    """The text after one edit; the first letter stays where it is."""
    if kind == "window":
        return replace(text, window=how % len(WINDOWS))
    if kind == "retire":
        return replace(text, retire=("finish", "finish", "", "stop")[how % 4])
    if kind == "pin":
        return replace(text, pin=not text.pin)
    lines = [replace(one, extra=one.extra if "backfill" in one.extra else "") for one in text.lines]
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
        "rename": replace(one, id=f"r{made}", extra=f"{one.extra}, renamed_from: {one.id}"),
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
    life = Life(road, {road.person(f"P{number}")[1]: FIRST for number in range(2)})
    road.tick()
    for kind, which, how, hours in moments:
        life.publish(kind, which, how, prompt=prompt)
        before = {(row.enrolment_id, row.step) for row in road.rows(state="accepted")}
        road.run(days=hours / 12, step=timedelta(hours=6))
        after = road.rows(state="accepted")
        assert before <= {(row.enrolment_id, row.step) for row in after}
        life.in_order(before, after)
    road.run(days=25, step=DAY)
    life.nothing_twice()
    life.nobody_left_behind()


@dataclass
class Life:
    """A road, what each person lives by, and who was sent away by a retired sequence."""

    road: Road
    lives_by: dict[int, Text]
    text: Text = FIRST
    pinned: frozenset[int] = frozenset()
    stopped: frozenset[int] = frozenset()
    names: Iterator[int] = field(default_factory=itertools.count)

    def publish(self, kind: str, which: int, how: int, *, prompt: bool) -> None:
        """Publish an edit, then let somebody new knock."""
        wanted = edited(self.text, kind, which, how)
        done = revisions.publish(self.road.services, wanted.files(), author="tests")
        if not done.refused:  # e.g. two letters on one day
            self.text = wanted
            if wanted.retire == "stop":
                self.stopped |= self.live()
            free = self.live() - (frozenset() if wanted.retire == "stop" else self.pinned)
            self.lives_by |= dict.fromkeys(free, wanted)
            self.pinned |= self.live() if wanted.pin else frozenset()
        if prompt:  # else the slow beat brings the edit to people
            catch_up(self.road.services)
        self.knock(f"N{next(self.names)}")

    def live(self) -> frozenset[int]:
        """The enrolments that still go on."""
        with self.road.database.read() as tx:
            found = enrolments.get(tx, self.lives_by)
        return frozenset(who for who, one in found.items() if one.state in LIVE)

    def knock(self, name: str) -> None:
        """Somebody new comes in; a retired sequence takes nobody."""
        subscriber = self.road.subscriber(name)
        if self.text.retire:
            with pytest.raises(SequenceRetiredError):
                self.road.enrol(subscriber)
            return
        new = self.road.enrol(subscriber)
        self.lives_by[new] = self.text
        self.pinned |= {new} if self.text.pin else frozenset()

    def in_order(self, before: set[tuple[int, str]], after: list[Any]) -> None:
        """What went since the edit went in the order of its file, and behind what had gone.

        Letters that go to people past their place have an order of their own.
        """
        for who, text in self.lives_by.items():
            order = {one.id: place for place, one in enumerate(text.lines)}
            free = {one.id for one in text.lines if "backfill" in one.extra}
            went = [order[step] for one, step in before if one == who and step in order]
            last, last_free = max(went, default=-1), -1
            fresh = [row for row in after if row.enrolment_id == who and row.purpose == "step"]
            for row in sorted(fresh, key=lambda row: row.handed_at):
                if (who, row.step) in before:
                    continue
                assert who not in self.stopped, (row.step, "went after the end")
                place = order[row.step]
                if row.step in free and place < last:
                    assert place > last_free, (row.step, "went backwards among its like")
                    last_free = place
                else:
                    assert place > last, (row.step, "went backwards")
                    last = place

    def nothing_twice(self) -> None:
        """No letter twice, under any id, and one a day at most."""
        for who in self.lives_by:
            rows = self.road.rows(enrolment_id=who, state="accepted")
            steps = Counter((row.step, row.purpose) for row in rows)
            assert not [what for what, count in steps.items() if count > 1]
            days = [row.handed_at.astimezone(ZoneInfo("Europe/Berlin")).date() for row in rows]
            assert len(days) == len(set(days)), "more than one letter on a day"
        subjects = Counter(
            (mail.read_text().partition("\nTo: ")[2].partition("\n")[0], subject(mail))
            for mail in self.road.mails()
        )
        assert not [what for what, count in subjects.items() if count > 1]
        assert not self.road.rows(state="failed")

    def nobody_left_behind(self) -> None:
        """Everybody came to an end; who was not sent away has every backfilled letter decided."""
        with self.road.database.read() as tx:
            states = {i: one.state for i, one in enrolments.get(tx, self.lives_by).items()}
        for who, text in self.lives_by.items():
            assert states[who] == ("stopped" if who in self.stopped else "completed")
            if who in self.stopped:
                continue
            decided = {row.step for row in self.road.rows(enrolment_id=who)}
            owed = {one.id for one in text.lines if one.extra == ", backfill: true"}
            assert owed <= decided, "a letter for everybody was not looked at"


DAY = timedelta(days=1)


def subject(mail: Path) -> str:
    """The subject of a mail."""
    return mail.read_text().partition("\nSubject: ")[2].partition("\n")[0]
