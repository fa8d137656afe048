"""Who may be slipping: read for all active enrolments with a fixed number of questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, exists, func, literal_column, select
from sqlalchemy.sql.elements import ColumnElement

from drip.domain.bookings import BookingState
from drip.storage.database import Transaction
from drip.storage.standing import silences
from drip.storage.tables import (
    answers,
    bookings,
    calls,
    cases,
    enrolments,
    messages,
    subscribers,
    threads,
)
from drip.storage.upsert import insert_new

_COMING = (BookingState.BOOKED.value, BookingState.REQUESTED.value)


#: What the person themselves wrote, and no robot for them.
_THEIR_OWN = (messages.c.sender == "self", messages.c.quiet == literal_column("0"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody in a programme whom ringing would not be wrong.

    `heard_at` is the latest of an answer, a message and a booking, or the start of the enrolment.
    `asked` tells that they agreed to be asked how it goes.
    """

    subscriber_id: int
    enrolment_id: int
    sequence: str
    first_name: str
    started_at: datetime
    heard_at: datetime
    waiting_since: datetime | None
    asked: bool


def candidates(tx: Transaction, now: datetime, *, called_since: datetime) -> list[Candidate]:
    """People in active enrolments, without those whom somebody is seeing to already.

    Those are: who has a booking to come, an open case, a call to be made later, or was reached
    since `called_since`.
    """
    rows = tx.execute(
        select(
            enrolments.c.subscriber_id,
            enrolments.c.id,
            enrolments.c.sequence,
            enrolments.c.confirmed_at,
            subscribers.c.first_name,
            subscribers.c.health_consent,
            threads.c.unread_since,
        )
        .select_from(enrolments.join(subscribers).outerjoin(threads, _their_open_thread()))
        .where(
            enrolments.c.state == "active",
            subscribers.c.state == "active",
            ~_booked(now),
            ~_in_a_case(),
            ~_called(now, called_since),
        )
        .order_by(enrolments.c.id)
    ).all()
    heard = _heard(tx)
    return [
        Candidate(
            subscriber_id=row.subscriber_id,
            enrolment_id=row.id,
            sequence=row.sequence,
            first_name=row.first_name,
            started_at=row.confirmed_at,
            heard_at=max(row.confirmed_at, heard.get(row.subscriber_id, row.confirmed_at)),
            waiting_since=row.unread_since,
            asked=bool(row.health_consent),
        )
        for row in rows
    ]


def missed(tx: Transaction) -> dict[int, int]:
    """How many check-ins in a row ended in silence, for each active enrolment that has any."""
    return silences(tx, select(enrolments.c.id).where(enrolments.c.state == "active"))


def moves(tx: Transaction, questions: Collection[str]) -> dict[int, dict[str, int]]:
    """By how much the latest number given to each of these questions differs from the one before.

    Only people in a programme whose number moved are in it.
    """
    if not questions:
        return {}
    rows = tx.execute(
        select(answers.c.subscriber_id, answers.c.question, answers.c.check_in_id, answers.c.value)
        .where(
            answers.c.question.in_(questions),
            answers.c.subscriber_id.in_(_enrolled()),
            answers.c.sure == 1,
        )
        .order_by(answers.c.id)
    )
    series: dict[tuple[int, str], dict[int, str]] = {}
    for person, question, check_in, value in rows:
        # Within a check-in the last one counts; re-inserting keeps the order of first answers.
        series.setdefault((person, question), {})[check_in] = value
    found: dict[int, dict[str, int]] = {}
    for (person, question), values in series.items():
        _, *_, before, last = ("", "", *values.values())
        if before.isdecimal() and last.isdecimal() and before != last:
            found.setdefault(person, {})[question] = int(last) - int(before)
    return found


@dataclass(frozen=True, slots=True)
class Written:
    """Something that a person wrote."""

    at: datetime
    text: str


def last_written(tx: Transaction, people: Collection[int]) -> dict[int, Written]:
    """What each of these people wrote last."""
    newest = (
        select(func.max(messages.c.id))
        .where(messages.c.subscriber_id.in_(people), *_THEIR_OWN, messages.c.text != "")
        .group_by(messages.c.subscriber_id)
    )
    rows = tx.execute(
        select(messages.c.subscriber_id, messages.c.at, messages.c.text).where(
            messages.c.id.in_(newest)
        )
    )
    return {row.subscriber_id: Written(row.at, row.text) for row in rows}


def _their_open_thread() -> ColumnElement[bool]:
    return (threads.c.subscriber_id == enrolments.c.subscriber_id) & (threads.c.state == "open")


def _booked(now: datetime) -> ColumnElement[bool]:
    return exists(
        select(bookings.c.id)
        .where(
            bookings.c.subscriber_id == enrolments.c.subscriber_id,
            bookings.c.state.in_(_COMING),
            bookings.c.starts_at > now,
        )
        .correlate(enrolments)
    )


def _in_a_case() -> ColumnElement[bool]:
    return exists(
        select(cases.c.id)
        .where(
            cases.c.subscriber_id == enrolments.c.subscriber_id,
            cases.c.closed_at.is_(None),
        )
        .correlate(enrolments)
    )


def _called(now: datetime, since: datetime) -> ColumnElement[bool]:
    theirs = calls.c.subscriber_id == enrolments.c.subscriber_id
    reached = (calls.c.result == "reached") & (calls.c.at >= since)
    return exists(
        select(calls.c.id).where(theirs, reached | (calls.c.again_at > now)).correlate(enrolments)
    )


def _heard(tx: Transaction) -> Mapping[int, datetime]:
    """When each person in a programme was last heard of, by anything that only a person does."""
    latest: dict[int, datetime] = {}
    for who, moment, *holds in (
        (answers.c.subscriber_id, answers.c.at, answers.c.sure == 1),
        (messages.c.subscriber_id, messages.c.at, *_THEIR_OWN),
        (bookings.c.subscriber_id, bookings.c.booked_at),
    ):
        for person, at in tx.execute(_newest(who, moment, holds)):
            latest[person] = max(at, latest.get(person, at))
    return latest


def _newest(who: Column[Any], moment: Column[Any], holds: Sequence[Any]) -> Any:
    newest = func.max(moment, type_=moment.type)
    return select(who, newest).where(who.in_(_enrolled()), *holds).group_by(who)


def _enrolled() -> Select[Any]:
    """People in a programme."""
    return select(enrolments.c.subscriber_id).where(enrolments.c.state == "active")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What came of ringing somebody. `again_at`: not before this."""

    subscriber_id: int
    at: datetime
    by: str
    result: str
    note: str = ""
    again_at: datetime | None = None


def note_call(tx: Transaction, call: Call) -> int:
    """Keep what came of a call; answers its id."""
    row = {name: getattr(call, name) for name in Call.__slots__}
    (found,) = insert_new(tx, calls, [row], calls.c.id)
    return int(found.id)


def calls_of(tx: Transaction, subscriber_id: int) -> list[Call]:
    """What came of the calls to a person, the newest first."""
    rows = tx.execute(
        select(calls).where(calls.c.subscriber_id == subscriber_id).order_by(calls.c.id.desc())
    )
    return [Call(**{name: getattr(row, name) for name in Call.__slots__}) for row in rows]
