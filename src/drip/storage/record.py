"""Everything that is kept about one person, as it was written down.

A fixed number of queries, whatever happened to the person. `flow.front_desk.why` turns it into
words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import EnumType
from functools import cache
from typing import Any, TypeVar, get_type_hints

from sqlalchemy import Column, Select, Table, select

from drip.domain.answers import Channel, CheckInState
from drip.domain.deliveries import DeliveryState, Purpose
from drip.domain.enrolments import EnrolmentState
from drip.domain.people import SubscriberState
from drip.domain.sequences import EffectKind
from drip.storage.database import Transaction
from drip.storage.effects import EffectState
from drip.storage.tables import (
    answers,
    attempts,
    check_ins,
    consents,
    decisions,
    deliveries,
    effects,
    enrolments,
    observations,
    signups,
    subscribers,
    suppressions,
    tasks,
)

#: No list of one person is longer than this on a page.
MOST = 500

V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoLine:
    """The person, as they are known now."""

    id: int
    first_name: str
    email: str
    zone: str
    state: SubscriberState
    health_consent: bool
    created_at: datetime
    confirmed_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignupLine:
    """One accepted post of the form."""

    sequence: str
    onset: date | None
    source: str
    asked_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLine:
    """One consent given or withdrawn."""

    purpose: str
    given: bool
    wording: str
    version: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentLine:
    """One enrolment."""

    id: int
    sequence: str
    state: EnrolmentState
    reason: str
    created_at: datetime
    onset: date | None
    paused_at: datetime | None
    paused_until: datetime | None
    pause_reason: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """One row of the ledger."""

    id: int
    ref: str
    purpose: Purpose
    state: DeliveryState
    reason: str
    enrolment_id: int | None
    sequence: str
    step: str
    planned_at: datetime
    plan_reason: str
    due_at: datetime
    open_until: datetime | None
    handed_at: datetime | None
    settled_at: datetime | None
    deferred_at: datetime | None
    delivered_at: datetime | None
    dropped_at: datetime | None
    blocked_at: datetime | None
    bounced_at: datetime | None
    complained_at: datetime | None
    revision_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLine:
    """One intent and its call. `result` is empty while nobody knows."""

    delivery_id: int
    number: int
    intent_at: datetime
    ended_at: datetime | None
    result: str | None
    detail: str
    transport: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One decision with its reason."""

    id: int
    at: datetime
    kind: str
    reason: str
    actor: str
    step: str
    delivery_id: int | None
    enrolment_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInLine:
    """One check-in, from its letter to its closing."""

    id: int
    delivery_id: int
    enrolment_id: int
    sequence: str
    step: str
    state: CheckInState
    opened_at: datetime
    remind_at: datetime | None
    silent_at: datetime | None
    closes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One answer, with the question's exact words."""

    check_in_id: int
    question: str
    asked: str
    value: str
    channel: Channel
    sure: bool
    how: dict[str, str | int] | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectLine:
    """What follows from an answer, a rule or a silence. `after` is a span as it is written."""

    enrolment_id: int
    check_in_id: int | None
    cause: str
    kind: EffectKind
    value: str
    after: str | None
    state: EffectState
    due_at: datetime
    settled_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """Something for staff to do, or done."""

    id: int
    title: str
    detail: str
    created_at: datetime
    done_at: datetime | None
    done_by: str | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """A visit that nothing depends on."""

    at: datetime
    kind: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionLine:
    """Why the address gets, or got, no programme letters."""

    reason: str
    source: str
    at: datetime
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All of it, each list oldest first."""

    who: WhoLine
    signups: tuple[SignupLine, ...]
    consents: tuple[ConsentLine, ...]
    suppressions: tuple[SuppressionLine, ...]
    enrolments: tuple[EnrolmentLine, ...]
    deliveries: tuple[DeliveryLine, ...]
    attempts: tuple[AttemptLine, ...]
    decisions: tuple[DecisionLine, ...]
    check_ins: tuple[CheckInLine, ...]
    answers: tuple[AnswerLine, ...]
    effects: tuple[EffectLine, ...]
    tasks: tuple[TaskLine, ...]
    visits: tuple[VisitLine, ...]


def id_of_address(tx: Transaction, address_hash: str) -> int | None:
    """Whose address this is."""
    found = select(subscribers.c.id).where(subscribers.c.address_hash == address_hash)
    return tx.execute(found).scalar_one_or_none()


def record(tx: Transaction, subscriber_id: int) -> Record | None:
    """Everything about a person; `None` when there is no such person."""
    who = tx.execute(select(subscribers).where(subscribers.c.id == subscriber_id)).one_or_none()
    if who is None:
        return None
    enrolled = _of(tx, EnrolmentLine, enrolments, subscriber_id)
    places = [one.id for one in enrolled]
    sent = _of(tx, DeliveryLine, deliveries, subscriber_id)
    suppressed = select(suppressions).where(suppressions.c.address_hash == who.address_hash)
    return Record(
        who=_value(WhoLine, who),
        signups=_of(tx, SignupLine, signups, subscriber_id),
        consents=_of(tx, ConsentLine, consents, subscriber_id),
        suppressions=_all(tx, SuppressionLine, suppressed.order_by(suppressions.c.id)),
        enrolments=enrolled,
        deliveries=sent,
        attempts=_in(tx, AttemptLine, attempts.c.delivery_id, [one.id for one in sent]),
        decisions=_of(tx, DecisionLine, decisions, subscriber_id),
        check_ins=_of(tx, CheckInLine, check_ins, subscriber_id),
        answers=_in(tx, AnswerLine, answers.c.enrolment_id, places),
        effects=_in(tx, EffectLine, effects.c.enrolment_id, places),
        tasks=_of(tx, TaskLine, tasks, subscriber_id),
        visits=_of(tx, VisitLine, observations, subscriber_id),
    )


def _of(tx: Transaction, kind: type[V], table: Table, subscriber_id: int) -> tuple[V, ...]:
    return _in(tx, kind, table.c.subscriber_id, [subscriber_id])


def _in(tx: Transaction, kind: type[V], column: Column[Any], ids: Collection[int]) -> tuple[V, ...]:
    table = column.table
    newest = select(table).where(column.in_(ids)).order_by(table.c.id.desc()).limit(MOST)
    return _all(tx, kind, newest)[::-1] if ids else ()


def _all(tx: Transaction, kind: type[V], query: Select[Any]) -> tuple[V, ...]:
    return tuple(_value(kind, row) for row in tx.execute(query))


def _value(kind: Callable[..., V], row: Any) -> V:
    columns = row._mapping  # noqa: SLF001 - SQLAlchemy's public name
    return kind(**{name: read(columns[name]) for name, read in _readers(kind).items()})


@cache
def _readers(kind: Callable[..., Any]) -> dict[str, Callable[[Any], Any]]:
    """For each field of a line, what makes its value of the column's: an enum, or nothing."""
    return {
        name: hint if isinstance(hint, EnumType) else _as_is
        for name, hint in get_type_hints(kind).items()
    }


def _as_is(value: Any) -> Any:
    return value


def letter_of_ref(tx: Transaction, ref: str) -> tuple[int, int | None] | None:
    """A delivery's id and the revision its text was made from, by its ref."""
    found = select(deliveries.c.id, deliveries.c.revision_id).where(deliveries.c.ref == ref)
    row = tx.execute(found).one_or_none()
    return None if row is None else (row.id, row.revision_id)
