"""What staff look at: read-only, a fixed small number of queries for each page.

Lists are cut to pages; nothing here grows with the number of enrolments on a page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from drip.domain.deliveries import WAITING, DeliveryState, Purpose
from drip.domain.enrolments import LIVE, EnrolmentState
from drip.domain.people import SubscriberState
from drip.storage import ledger
from drip.storage.database import Transaction
from drip.storage.tables import (
    answers,
    deliveries,
    enrolments,
    revisions,
    sequences,
    subscribers,
    tasks,
)

PAGE = 40
_WAITING = [state.value for state in WAITING]
#: Nobody will try these again unless somebody looks.
_SET_ASIDE = (
    DeliveryState.FAILED.value,
    DeliveryState.UNRESOLVED.value,
    DeliveryState.UNKNOWN.value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Every email that was ever planned, by what became of it."""

    accepted: int
    waiting: int
    skipped: int
    cancelled: int
    expired: int
    failed: int
    unknown: int
    unresolved: int
    planned_ever: int

    @property
    def holds(self) -> bool:
        """Whether every row that was ever planned is accounted for."""
        return self.planned_ever == sum(number for _, number in self.parts)

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """The right-hand side of the balance, in the order of the promise."""
        return (
            ("accepted", self.accepted),
            ("waiting", self.waiting),
            ("skipped", self.skipped),
            ("cancelled", self.cancelled),
            ("expired", self.expired),
            ("failed", self.failed),
            ("unknown", self.unknown),
            ("unresolved", self.unresolved),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """Something to do for a person, with enough of the person to ring them."""

    id: int
    title: str
    detail: str
    created_at: datetime
    subscriber_id: int | None
    first_name: str
    email: str
    sequence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A letter that did not go, or may not have gone, and that nobody will try again."""

    id: int
    state: DeliveryState
    reason: str
    purpose: Purpose
    sequence: str
    step: str
    at: datetime
    subscriber_id: int
    first_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a person stands in one sequence, and which letter waits for them."""

    id: int
    sequence: str
    state: EnrolmentState
    paused_until: datetime | None = None
    next_step: str = ""
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAnswer:
    """The latest thing that a person said, and in which sequence."""

    sequence: str
    question: str
    value: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One line of the list of people."""

    id: int
    first_name: str
    email: str
    state: SubscriberState
    created_at: datetime
    places: tuple[Place, ...] = ()
    last_answer: LastAnswer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """A page of people. `page` counts from 1."""

    lines: tuple[PersonLine, ...]
    found: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.found // PAGE))


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A sequence with the revision in force and the people in it."""

    key: str
    revision_id: int
    hash: str
    author: str
    note: str
    published_at: datetime
    state: str
    counts: Mapping[EnrolmentState, int] = field(default_factory=dict)

    @property
    def live(self) -> int:
        """How many people still get letters."""
        return sum(number for state, number in self.counts.items() if state in LIVE)


def balance(tx: Transaction) -> Balance:
    """The books of the ledger."""
    counted = ledger.balance(tx)
    names = ("accepted", "skipped", "cancelled", "expired", "failed", "unknown", "unresolved")
    return Balance(
        **{name: counted[name] for name in names},
        waiting=sum(counted[state] for state in _WAITING),
        planned_ever=sum(counted.values()),
    )


def open_tasks(tx: Transaction, *, limit: int = 200) -> tuple[OpenTask, ...]:
    """Tasks that wait for somebody, oldest first."""
    rows = tx.execute(
        select(
            tasks.c.id,
            tasks.c.title,
            tasks.c.detail,
            tasks.c.created_at,
            tasks.c.subscriber_id,
            func.coalesce(subscribers.c.first_name, "").label("first_name"),
            func.coalesce(subscribers.c.email, "").label("email"),
            func.coalesce(enrolments.c.sequence, "").label("sequence"),
        )
        .outerjoin(subscribers, subscribers.c.id == tasks.c.subscriber_id)
        .outerjoin(enrolments, enrolments.c.id == tasks.c.enrolment_id)
        .where(tasks.c.state == "open")
        .order_by(tasks.c.created_at, tasks.c.id)
        .limit(limit)
    )
    return tuple(OpenTask(**row._mapping) for row in rows)  # noqa: SLF001 - SQLAlchemy's public name


def set_aside(tx: Transaction, *, limit: int = 50) -> tuple[SetAside, ...]:
    """Letters that failed or whose fate is not known, newest first."""
    at = func.coalesce(
        deliveries.c.settled_at, deliveries.c.handed_at, deliveries.c.due_at, type_=_instant()
    )
    rows = tx.execute(
        select(
            deliveries.c.id,
            deliveries.c.state,
            deliveries.c.reason,
            deliveries.c.purpose,
            deliveries.c.sequence,
            deliveries.c.step,
            at.label("at"),
            deliveries.c.subscriber_id,
            subscribers.c.first_name,
        )
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
        .where(deliveries.c.state.in_(_SET_ASIDE))
        .order_by(deliveries.c.id.desc())
        .limit(limit)
    )
    return tuple(
        SetAside(
            id=row.id,
            state=DeliveryState(row.state),
            reason=row.reason,
            purpose=Purpose(row.purpose),
            sequence=row.sequence,
            step=row.step,
            at=row.at,
            subscriber_id=row.subscriber_id,
            first_name=row.first_name,
        )
        for row in rows
    )


def _instant() -> Any:
    return deliveries.c.due_at.type


def people(
    tx: Transaction, *, text: str = "", state: str = "", sequence: str = "", page: int = 1
) -> People:
    """A page of the people whose name or address holds `text`, newest first.

    `state` is a state of a subscriber, or `paused`; `sequence` asks for an enrolment there.
    """
    wanted = _wanted(text=text, state=state, sequence=sequence)
    found = tx.execute(select(func.count()).select_from(subscribers).where(*wanted)).scalar_one()
    page = min(max(page, 1), max(1, -(-found // PAGE)))
    rows = tx.execute(
        select(subscribers)
        .where(*wanted)
        .order_by(subscribers.c.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    places = places_of(tx, [row.id for row in rows])
    said = _last_answers(tx, places)
    lines = tuple(
        PersonLine(
            id=row.id,
            first_name=row.first_name,
            email=row.email,
            state=SubscriberState(row.state),
            created_at=row.created_at,
            places=places.get(row.id, ()),
            last_answer=said.get(row.id),
        )
        for row in rows
    )
    return People(lines=lines, found=found, page=page)


def _wanted(*, text: str, state: str, sequence: str) -> list[ColumnElement[bool]]:
    wanted = [subscribers.c.state != SubscriberState.CLINIC.value]
    if text:
        wanted.append(
            or_(
                subscribers.c.first_name.icontains(text, autoescape=True),
                subscribers.c.email.icontains(text, autoescape=True),
            )
        )
    if state == EnrolmentState.PAUSED.value:
        wanted.append(_enrolled(enrolments.c.state == state))
    elif state:
        wanted.append(subscribers.c.state == state)
    if sequence:
        wanted.append(_enrolled(enrolments.c.sequence == sequence))
    return wanted


def _enrolled(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    mine = enrolments.c.subscriber_id == subscribers.c.id
    return exists(select(enrolments.c.id).where(mine, condition).correlate(subscribers))


def places_of(tx: Transaction, ids: Collection[int]) -> dict[int, tuple[Place, ...]]:
    """Where these people stand, oldest enrolment first; those who still get letters lead."""
    if not ids:
        return {}
    rows = tx.execute(
        select(enrolments)
        .where(enrolments.c.subscriber_id.in_(ids))
        .order_by(enrolments.c.state.in_([one.value for one in LIVE]).desc(), enrolments.c.id)
    ).all()
    waiting = _next_letters(tx, [row.id for row in rows])
    found: dict[int, list[Place]] = {}
    for row in rows:
        step, due_at = waiting.get(row.id, ("", None))
        found.setdefault(row.subscriber_id, []).append(
            Place(
                id=row.id,
                sequence=row.sequence,
                state=EnrolmentState(row.state),
                paused_until=row.paused_until,
                next_step=step,
                next_at=due_at,
            )
        )
    return {who: tuple(places) for who, places in found.items()}


def _next_letters(tx: Transaction, ids: Collection[int]) -> dict[int, tuple[str, datetime]]:
    rows = tx.execute(
        select(deliveries.c.enrolment_id, deliveries.c.step, deliveries.c.due_at)
        .where(deliveries.c.enrolment_id.in_(ids), deliveries.c.state.in_(_WAITING))
        .order_by(deliveries.c.due_at.desc(), deliveries.c.id.desc())
    )
    return {row.enrolment_id: (row.step, row.due_at) for row in rows}


def _last_answers(
    tx: Transaction, places: Mapping[int, tuple[Place, ...]]
) -> dict[int, LastAnswer]:
    owners = {place.id: (who, place) for who, theirs in places.items() for place in theirs}
    latest: Select[Any] = (
        select(func.max(answers.c.id))
        .where(answers.c.enrolment_id.in_(owners), answers.c.sure == 1)
        .group_by(answers.c.enrolment_id)
    )
    rows = tx.execute(select(answers).where(answers.c.id.in_(latest)).order_by(answers.c.id))
    return {
        owners[row.enrolment_id][0]: LastAnswer(
            sequence=owners[row.enrolment_id][1].sequence,
            question=row.question,
            value=row.value,
            at=row.at,
        )
        for row in rows
    }


def in_force(tx: Transaction) -> tuple[InForce, ...]:
    """Every sequence with its revision in force, and how many people are where."""
    counts: dict[str, dict[EnrolmentState, int]] = {}
    for key, state, number in tx.execute(
        select(enrolments.c.sequence, enrolments.c.state, func.count()).group_by(
            enrolments.c.sequence, enrolments.c.state
        )
    ):
        counts.setdefault(key, {})[EnrolmentState(state)] = number
    rows = tx.execute(
        select(
            sequences.c.key,
            sequences.c.revision_id,
            sequences.c.state,
            sequences.c.published_at,
            revisions.c.hash,
            revisions.c.author,
            revisions.c.note,
        )
        .join(revisions, revisions.c.id == sequences.c.revision_id)
        .order_by(sequences.c.key)
    )
    return tuple(
        InForce(**row._mapping, counts=counts.get(row.key, {}))  # noqa: SLF001 - SQLAlchemy's public name
        for row in rows
    )
