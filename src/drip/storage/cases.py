"""Cases: urgent messages, until a named person closes them with a note."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from drip.domain.inbox import Case
from drip.storage.database import Transaction
from drip.storage.tables import cases, deliveries, pages
from drip.storage.upsert import insert_new

#: The fixed message goes to a person once in this time; the alarm is never limited.
FIXED_MESSAGE_ONCE_IN = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A case about to be opened; a message has one at most."""

    subscriber_id: int | None
    thread_id: int
    message_id: int
    groups: tuple[str, ...]
    opened_at: datetime
    deadline_at: datetime


def open_one(tx: Transaction, new: NewCase) -> int | None:
    """Open a case, whose alarm is due at once; `None` when its message has one already."""
    row = {name: getattr(new, name) for name in NewCase.__slots__}
    row |= {"groups": list(new.groups), "alarm_at": new.opened_at}
    found = insert_new(tx, cases, [row], cases.c.id)
    return int(found[0].id) if found else None


def get(tx: Transaction, case_id: int) -> Case | None:
    """One case."""
    row = tx.execute(select(cases).where(cases.c.id == case_id)).one_or_none()
    return None if row is None else _value(row)


def all_open(tx: Transaction) -> list[Case]:
    """Every case that nobody has closed, the most pressing first."""
    rows = tx.execute(
        select(cases)
        .where(cases.c.closed_at.is_(None))
        .order_by(cases.c.acknowledged_at.is_not(None), cases.c.deadline_at, cases.c.id)
    )
    return [_value(row) for row in rows]


def open_of(tx: Transaction, subscriber_id: int) -> list[Case]:
    """The open cases of a person, the oldest first."""
    rows = tx.execute(
        select(cases)
        .where(cases.c.subscriber_id == subscriber_id, cases.c.closed_at.is_(None))
        .order_by(cases.c.id)
    )
    return [_value(row) for row in rows]


def among(tx: Transaction, people: Collection[int]) -> set[int]:
    """Which of these people have an open case."""
    if not people:
        return set()
    found = select(cases.c.subscriber_id).where(
        cases.c.subscriber_id.in_(people), cases.c.closed_at.is_(None)
    )
    return set(tx.execute(found).scalars())


def due_alarms(tx: Transaction, now: datetime) -> list[Case]:
    """Cases whose alarm must be raised now."""
    rows = tx.execute(
        select(cases)
        .where(cases.c.alarm_at.is_not(None), cases.c.alarm_at <= now)
        .order_by(cases.c.alarm_at)
    )
    return [_value(row) for row in rows]


def raised(tx: Transaction, case: Case, *, again_at: datetime) -> bool:
    """Note that an alarm is raised; False when another process just did, or somebody has it."""
    done = tx.execute(
        update(cases)
        .where(
            cases.c.id == case.id, cases.c.alarms == case.alarms, cases.c.alarm_at == case.alarm_at
        )
        .values(alarms=case.alarms + 1, alarm_at=again_at)
    )
    return bool(done.rowcount)


def escalated(tx: Transaction, case_id: int, now: datetime) -> bool:
    """Note that the owner is told; False when they were already."""
    done = tx.execute(
        update(cases)
        .where(cases.c.id == case_id, cases.c.escalated_at.is_(None))
        .values(escalated_at=now)
    )
    return bool(done.rowcount)


def acknowledge(tx: Transaction, case_id: int, *, by: str, now: datetime) -> bool:
    """Somebody sees to it and owns it: the alarm stops. False when somebody else was first."""
    done = tx.execute(
        update(cases)
        .where(
            cases.c.id == case_id, cases.c.acknowledged_at.is_(None), cases.c.closed_at.is_(None)
        )
        .values(acknowledged_at=now, acknowledged_by=by, owner=by, alarm_at=None)
    )
    return bool(done.rowcount)


def close(tx: Transaction, case_id: int, *, by: str, note: str, now: datetime) -> bool:
    """Close a case; False when it is closed already."""
    done = tx.execute(
        update(cases)
        .where(cases.c.id == case_id, cases.c.closed_at.is_(None))
        .values(
            closed_at=now,
            closed_by=by,
            note=note,
            alarm_at=None,
        )
    )
    return bool(done.rowcount)


def page(tx: Transaction, case_id: int, number: int, *, result: str, now: datetime) -> None:
    """Keep what came of calling the second route."""
    row = {"case_id": case_id, "number": number, "at": now, "result": result}
    insert_new(tx, pages, [row], pages.c.id)


def pages_of(tx: Transaction, case_id: int) -> Sequence[str]:
    """What came of each call of the second route, in order."""
    found = select(pages.c.result).where(pages.c.case_id == case_id).order_by(pages.c.number)
    return list(tx.execute(found).scalars())


def last_safety_letter(tx: Transaction, subscriber_id: int) -> datetime | None:
    """When the fixed message was last owed to a person."""
    newest = func.max(deliveries.c.planned_at, type_=deliveries.c.planned_at.type)
    found: datetime | None = tx.execute(
        select(newest).where(
            deliveries.c.subscriber_id == subscriber_id, deliveries.c.purpose == "safety"
        )
    ).scalar_one()
    return found


def _value(row: Any) -> Case:
    return Case(
        id=row.id,
        subscriber_id=row.subscriber_id,
        thread_id=row.thread_id,
        message_id=row.message_id,
        groups=tuple(row.groups),
        opened_at=row.opened_at,
        deadline_at=row.deadline_at,
        owner=row.owner,
        alarms=row.alarms,
        alarm_at=row.alarm_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        escalated_at=row.escalated_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        note=row.note,
    )
