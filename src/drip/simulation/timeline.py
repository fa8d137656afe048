"""A rehearsal as a timeline: words with dates for people, plain facts for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from drip.domain.deliveries import PROGRAMME, DeliveryState, Purpose
from drip.domain.sequences import Sequence
from drip.engine.calendar import at_wall, local_day
from drip.engine.holidays import is_holiday
from drip.flow.front_desk.why import Entry, EntryKind, Why
from drip.storage.record import DeliveryLine, EnrolmentLine, Record

_ID = re.compile(r":\d+\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line for people. `asks` are the questions of a letter.

    `day` counts from the day of signing up, where the person lives at that moment: in `zone`.
    """

    at: datetime
    day: int
    zone: str
    kind: str
    what: str
    reason: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened, in the words of the files: ids, names and values."""

    at: datetime
    kind: str
    about: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a sequence ended, or stands."""

    sequence: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One person's road. Instants are UTC; `zone` is the person's own at the end."""

    sequence: str
    persona: str
    title: str
    zone: str
    started: datetime
    entries: tuple[Told, ...]
    facts: tuple[Fact, ...]
    endings: tuple[Ending, ...]
    letters: int
    check_ins: int
    answered: int
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """The files were edited and published in the middle."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """What a rehearsal left behind, to make a timeline of. `places`: from when on where."""

    story: Why
    record: Record
    sequences: dict[str, Sequence]
    started: datetime
    places: tuple[tuple[datetime, str], ...]
    edits: tuple[Edit, ...] = ()

    def zone(self, at: datetime) -> str:
        """Where the person lives at a moment."""
        return [zone for since, zone in self.places if since <= at or since == self.started][-1]

    def day(self, at: datetime) -> int:
        """How many days after the first one a moment is, where the person lives."""
        first = local_day(self.started, ZoneInfo(self.places[0][1]))
        return (local_day(at, ZoneInfo(self.zone(at))) - first).days


def entries_of(lived: Lived) -> tuple[Told, ...]:
    """Everything in words, oldest first, with holidays and changes of clocks in between."""
    asks = _asks(lived)
    told = [
        _told(
            lived,
            one.at,
            one.kind.value,
            one.what,
            reason=one.reason,
            asks=asks.get(one.letter, ()) if one.kind is EntryKind.LETTER else (),
        )
        for one in lived.story.entries
        if not _formality(one)
    ]
    told += [_told(lived, one.at, "edit", one.what) for one in lived.edits]
    last = max((one.at for one in told), default=lived.started)
    told += _calendar(lived, last)
    return tuple(sorted(told, key=lambda one: one.at))


def _told(
    lived: Lived,
    at: datetime,
    kind: str,
    what: str,
    *,
    reason: str = "",
    asks: tuple[str, ...] = (),
) -> Told:
    return Told(
        at=at,
        day=lived.day(at),
        zone=lived.zone(at),
        kind=kind,
        what=what,
        reason=reason,
        asks=asks,
    )


def _formality(entry: Entry) -> bool:
    """What every person's beginning has, and nobody looks for in a rehearsal."""
    return entry.kind is EntryKind.CONSENT or entry.what.startswith("Confirmation")


def _asks(lived: Lived) -> dict[str, tuple[str, ...]]:
    found = {}
    for one in lived.record.deliveries:
        step = lived.sequences[one.sequence].step(one.step) if one.step else None
        if step is not None and one.purpose is not Purpose.REMINDER:
            found[one.ref] = tuple(question.text for question in step.ask)
    return found


def _calendar(lived: Lived, last: datetime) -> Iterator[Told]:
    """Public holidays of the sequences, and nights in which the clocks change."""
    regions = {
        step.window.holidays
        for one in {entry.sequence for entry in lived.record.enrolments}
        for step in lived.sequences[one].steps
        if step.window.holidays
    }
    at = lived.started
    while at <= last:
        zone = ZoneInfo(lived.zone(at))
        day = local_day(at, zone)
        midnight = max(at_wall(day, time(0), zone), lived.started)
        if any(is_holiday(region, day) for region in regions):
            yield _told(lived, midnight, "calendar", "Public holiday")
        change = _offset(day + timedelta(days=1), zone) - _offset(day, zone)
        if change:
            way = "forward" if change > timedelta() else "back"
            yield _told(lived, midnight, "calendar", f"The clocks go {way} an hour")
        at = at_wall(day + timedelta(days=1), time(12), zone)


def _offset(day: date, zone: ZoneInfo) -> timedelta:
    return datetime.combine(day, time(0), zone).utcoffset() or timedelta()


def facts_of(record: Record) -> tuple[Fact, ...]:
    """Everything that happened, without words that an editor may change any day."""
    found = [*_letters(record), *_answers(record), *_others(record)]
    return tuple(sorted(found, key=lambda one: (one.at, one.kind, one.about)))


def _letters(record: Record) -> Iterator[Fact]:
    for one in record.deliveries:
        if one.purpose not in PROGRAMME:
            continue
        if one.state is DeliveryState.ACCEPTED:
            yield Fact(at=one.handed_at or one.due_at, kind=one.purpose.value, about=_name(one))
        elif one.settled_at is not None:
            yield Fact(
                at=one.settled_at, kind=one.state.value, about=_name(one), detail=_plain(one)
            )


def _plain(one: DeliveryLine) -> str:
    """The reason without the numbers of rows: they are others in another run."""
    return _ID.sub("", one.reason)


def _name(one: DeliveryLine) -> str:
    return f"{one.sequence}/{one.step}"


def _answers(record: Record) -> Iterator[Fact]:
    steps = {one.id: f"{one.sequence}/{one.step}" for one in record.check_ins}
    for one in (line for line in record.answers if line.sure):
        about = f"{steps[one.check_in_id]}.{one.question}"
        yield Fact(at=one.at, kind="answer", about=about, detail=one.value)


def _others(record: Record) -> Iterator[Fact]:
    for one in record.tasks:
        yield Fact(at=one.created_at, kind="task", about=one.title)
    for gone in record.suppressions:
        yield Fact(at=gone.at, kind="goodbye", about=gone.reason)
    for enrolment in record.enrolments:
        yield Fact(at=enrolment.created_at, kind="enrolled", about=enrolment.sequence)
        if enrolment.ended_at is not None:
            state = enrolment.state.value
            yield Fact(at=enrolment.ended_at, kind="ended", about=enrolment.sequence, detail=state)
    for decision in record.decisions:
        if decision.kind in {"paused", "resumed", "changed"}:
            yield Fact(at=decision.at, kind=decision.kind, about=decision.reason)


def ending_of(enrolment: EnrolmentLine) -> Ending:
    """How one enrolment ended, or stands."""
    return Ending(sequence=enrolment.sequence, state=enrolment.state.value, at=enrolment.ended_at)
