"""Tasks: things that staff should do for a person. One for each cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from drip.storage.database import Transaction
from drip.storage.tables import tasks
from drip.storage.upsert import insert_new

_OPEN = "open"
_DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task about to be written. `cause` makes it unique."""

    cause: str
    title: str
    detail: str = ""
    subscriber_id: int | None = None
    enrolment_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that staff should do. `note` is what they wrote when it was done."""

    id: int
    cause: str
    title: str
    detail: str
    subscriber_id: int | None
    enrolment_id: int | None
    created_at: datetime
    done_at: datetime | None
    done_by: str | None
    note: str

    @property
    def open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.done_at is None


def add_all(tx: Transaction, new: Sequence[NewTask], now: datetime) -> frozenset[str]:
    """Write tasks; answers the causes that had none yet."""
    rows = insert_new(
        tx,
        tasks,
        [
            {
                "subscriber_id": one.subscriber_id,
                "enrolment_id": one.enrolment_id,
                "cause": one.cause,
                "title": one.title,
                "detail": one.detail,
                "state": _OPEN,
                "created_at": now,
            }
            for one in new
        ],
        tasks.c.cause,
    )
    return frozenset(row.cause for row in rows)


def add(  # noqa: PLR0913 - one keyword for each column
    tx: Transaction,
    *,
    cause: str,
    title: str,
    detail: str = "",
    subscriber_id: int | None = None,
    enrolment_id: int | None = None,
    now: datetime,
) -> bool:
    """Write one task; answers whether its cause had none yet."""
    one = NewTask(
        cause=cause,
        title=title,
        detail=detail,
        subscriber_id=subscriber_id,
        enrolment_id=enrolment_id,
    )
    return bool(add_all(tx, [one], now))


def remark(tx: Transaction, causes: Sequence[str], words: str) -> None:
    """Add a line to the details of tasks, for whoever does them."""
    if causes:
        tx.execute(
            update(tasks)
            .where(tasks.c.cause.in_(causes))
            .values(detail=func.trim(tasks.c.detail + "\n" + words, "\n"))
        )


def open_ones(tx: Transaction, limit: int = 200) -> list[Task]:
    """Tasks that wait for somebody, the oldest first."""
    rows = tx.execute(
        select(tasks)
        .where(tasks.c.state == _OPEN)
        .order_by(tasks.c.created_at, tasks.c.id)
        .limit(limit)
    )
    return [_value(row) for row in rows]


def of_subscriber(tx: Transaction, subscriber_id: int) -> list[Task]:
    """Every task about a person, oldest first."""
    rows = tx.execute(
        select(tasks).where(tasks.c.subscriber_id == subscriber_id).order_by(tasks.c.id)
    )
    return [_value(row) for row in rows]


def close(tx: Transaction, task_id: int, *, by: str, note: str, now: datetime) -> bool:
    """Mark an open task as done; False when somebody was quicker."""
    done = tx.execute(
        update(tasks)
        .where(tasks.c.id == task_id, tasks.c.state == _OPEN)
        .values(state=_DONE, done_at=now, done_by=by, note=note)
    )
    return bool(done.rowcount)


def close_causes(
    tx: Transaction, causes: Sequence[str], *, by: str, note: str, now: datetime
) -> None:
    """Mark the open tasks of these causes as done: what they were about has settled itself."""
    if causes:
        tx.execute(
            update(tasks)
            .where(tasks.c.cause.in_(causes), tasks.c.state == _OPEN)
            .values(state=_DONE, done_at=now, done_by=by, note=note)
        )


def _value(row: Any) -> Task:
    return Task(
        id=row.id,
        cause=row.cause,
        title=row.title,
        detail=row.detail,
        subscriber_id=row.subscriber_id,
        enrolment_id=row.enrolment_id,
        created_at=row.created_at,
        done_at=row.done_at,
        done_by=row.done_by,
        note=row.note,
    )
