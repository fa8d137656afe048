"""How much waits for staff, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from drip.storage.database import Transaction
from drip.storage.tables import cases, tasks, threads


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Open cases, threads with something unread, open tasks."""

    urgent: int
    unread: int
    tasks: int


def count(tx: Transaction, now: datetime) -> Waiting:
    """What waits now; a snoozed thread does not, until its time is over."""
    urgent = select(func.count()).select_from(cases).where(cases.c.closed_at.is_(None))
    unread = (
        select(func.count())
        .select_from(threads)
        .where(
            threads.c.state == "open",
            threads.c.unread_since.is_not(None),
            or_(threads.c.snoozed_until.is_(None), threads.c.snoozed_until <= now),
        )
    )
    open_tasks = select(func.count()).select_from(tasks).where(tasks.c.state == "open")
    return Waiting(
        urgent=tx.execute(urgent).scalar_one(),
        unread=tx.execute(unread).scalar_one(),
        tasks=tx.execute(open_tasks).scalar_one(),
    )
