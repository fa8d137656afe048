"""Census: everybody's letters, answers and outcomes in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from drip.domain.deliveries import PROGRAMME, DeliveryState, Purpose
from drip.storage.database import Transaction
from drip.storage.tables import (
    answers,
    check_ins,
    decisions,
    deliveries,
    enrolments,
    letter_days,
    tasks,
)

_PROGRAMME = [purpose.value for purpose in PROGRAMME]
#: Letters that waited because the person had had one: collisions that the cap avoided.
_COLLIDED = ("another letter went not long ago", "a letter of another sequence goes first")
_WEEK_SECONDS = 7 * 86_400


@dataclass(slots=True, kw_only=True)
class Census:
    """Numbers that can be added up. `weeks` counts letters by full weeks since the enrolment.

    `steps` counts people whom a step reached (`sequence/step`), `outcomes` enrolments by state.
    """

    people: int = 0
    letters: int = 0
    reminders: int = 0
    collisions: int = 0
    fullest_day: int = 0
    check_ins: int = 0
    answered: int = 0
    silent: int = 0
    answers: int = 0
    weeks: Counter[int] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    tasks: Counter[str] = field(default_factory=Counter)

    def add(self, other: Census) -> None:
        """Add another group's numbers."""
        for name in ("people", "letters", "reminders", "collisions", "check_ins", "answered"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.silent += other.silent
        self.answers += other.answers
        self.fullest_day = max(self.fullest_day, other.fullest_day)
        for name in ("weeks", "steps", "outcomes", "states", "tasks"):
            getattr(self, name).update(getattr(other, name))


def census(tx: Transaction) -> Census:
    """Count everything."""
    went = deliveries.c.state == DeliveryState.ACCEPTED.value
    programme = deliveries.c.purpose.in_(_PROGRAMME)
    found = Census(
        people=_count(tx, select(func.count(func.distinct(enrolments.c.subscriber_id)))),
        letters=_count(tx, select(func.count()).where(went, programme)),
        reminders=_count(
            tx, select(func.count()).where(went, deliveries.c.purpose == Purpose.REMINDER.value)
        ),
        collisions=_count(
            tx,
            select(func.count(func.distinct(decisions.c.delivery_id))).where(
                decisions.c.reason.in_(_COLLIDED)
            ),
        ),
        check_ins=_count(tx, select(func.count()).select_from(check_ins)),
        answered=_count(
            tx, select(func.count(func.distinct(answers.c.check_in_id))).where(answers.c.sure == 1)
        ),
        silent=_count(
            tx,
            select(func.count()).where(
                check_ins.c.first_answer_at.is_(None), check_ins.c.state != "open"
            ),
        ),
        answers=_count(tx, select(func.count()).where(answers.c.sure == 1)),
        weeks=_weeks(tx),
        fullest_day=_fullest_day(tx),
    )
    for name, query in _groups().items():
        getattr(found, name).update({row[0]: row[1] for row in tx.execute(query)})
    return found


def _groups() -> dict[str, Select[Any]]:
    """The numbers that are counted by name."""
    place = deliveries.c.sequence + "/" + deliveries.c.step
    state = enrolments.c.sequence + "/" + enrolments.c.state
    return {
        "steps": select(place, func.count(func.distinct(deliveries.c.subscriber_id)))
        .where(
            deliveries.c.state == DeliveryState.ACCEPTED.value,
            deliveries.c.purpose.in_((Purpose.STEP.value, Purpose.BRANCH.value)),
        )
        .group_by(place),
        "outcomes": select(state, func.count()).group_by(state),
        "states": select(deliveries.c.state, func.count()).group_by(deliveries.c.state),
        "tasks": select(tasks.c.title, func.count()).group_by(tasks.c.title),
    }


def _count(tx: Transaction, query: object) -> int:
    return int(tx.execute(query).scalar_one())  # type: ignore[call-overload]  # any select of one number


def _fullest_day(tx: Transaction) -> int:
    """The most programme letters that one person had on one day: the cap makes it 1."""
    a_day = (
        select(func.count().label("letters"))
        .select_from(letter_days)
        .group_by(letter_days.c.subscriber_id, letter_days.c.day)
        .subquery()
    )
    return tx.execute(select(func.max(a_day.c.letters))).scalar() or 0


def _weeks(tx: Transaction) -> Counter[int]:
    rows = tx.execute(
        select(deliveries.c.handed_at, enrolments.c.confirmed_at)
        .join(enrolments, enrolments.c.id == deliveries.c.enrolment_id)
        .where(
            deliveries.c.state == DeliveryState.ACCEPTED.value,
            deliveries.c.purpose.in_(_PROGRAMME),
        )
    )
    return Counter(_week(row.handed_at, row.confirmed_at) for row in rows)


def _week(at: datetime, since: datetime) -> int:
    return int((at - since).total_seconds() // _WEEK_SECONDS)
