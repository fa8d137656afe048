"""Threads: everything that was written with one person, or from one address of a stranger.

A thread is unread from the oldest message that staff have not answered or put aside. It is urgent
as long as one of its cases is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from drip.domain.inbox import Direction, Thread, ThreadState
from drip.storage.database import Transaction
from drip.storage.tables import cases, messages, threads
from drip.storage.upsert import insert_ignore

_OPEN = ThreadState.OPEN.value
_URGENT = exists().where(cases.c.thread_id == threads.c.id, cases.c.closed_at.is_(None))


def of_subscriber(tx: Transaction, subscriber_id: int, now: datetime) -> int:
    """The thread with a person; made when there is none."""
    return _ensure(tx, {"subscriber_id": subscriber_id, "address_hash": None}, now)


def of_address(tx: Transaction, address_hash: str, now: datetime) -> int:
    """The thread with the owner of an address whom we do not know; made when there is none."""
    return _ensure(tx, {"subscriber_id": None, "address_hash": address_hash}, now)


def _ensure(tx: Transaction, whose: dict[str, Any], now: datetime) -> int:
    insert_ignore(tx, threads, [whose | {"state": ThreadState.DONE.value, "last_at": now}])
    key = "subscriber_id" if whose["subscriber_id"] is not None else "address_hash"
    found = select(threads.c.id).where(threads.c[key] == whose[key])
    return int(tx.execute(found).scalar_one())


def get(tx: Transaction, thread_id: int) -> Thread | None:
    """One thread."""
    row = tx.execute(_query().where(threads.c.id == thread_id)).one_or_none()
    return None if row is None else _value(row)


def waiting(tx: Transaction, now: datetime, *, limit: int) -> list[Thread]:
    """Threads that wait for staff: urgent ones on top, then the oldest unread first.

    An urgent one stays until its case is closed, also when it was answered.
    """
    since = func.coalesce(threads.c.unread_since, threads.c.last_at)
    rows = tx.execute(
        _query()
        .where(_waits(now))
        .order_by(case((_URGENT, 0), else_=1), since, threads.c.id)
        .limit(limit)
    )
    return [_value(row) for row in rows]


def snoozed(tx: Transaction, now: datetime, *, limit: int) -> list[Thread]:
    """Threads that come back later, the next one first."""
    rows = tx.execute(
        _query()
        .where(
            threads.c.state == _OPEN,
            threads.c.snoozed_until > now,
            threads.c.unread_since.is_not(None),
            ~_URGENT,
        )
        .order_by(threads.c.snoozed_until, threads.c.id)
        .limit(limit)
    )
    return [_value(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Unread:
    """How many threads wait for staff, and since when the oldest does."""

    count: int
    oldest: datetime | None


def unread(tx: Transaction, now: datetime) -> Unread:
    """What waits for staff now."""
    oldest = func.min(threads.c.unread_since, type_=threads.c.unread_since.type)
    row = tx.execute(
        select(func.count().label("number"), oldest.label("oldest")).where(_waits(now))
    ).one()
    return Unread(int(row.number), row.oldest)


def _waits(now: datetime) -> ColumnElement[bool]:
    put_off = threads.c.snoozed_until.is_not(None) & (threads.c.snoozed_until > now)
    unread_now = (threads.c.state == _OPEN) & threads.c.unread_since.is_not(None) & ~put_off
    return or_(unread_now, _URGENT)


def arrived(tx: Transaction, thread_id: int, at: datetime) -> None:
    """A message came: the thread is open, no longer put off, and unread from it at the latest."""
    moment = literal(at, threads.c.last_at.type)
    unread_since = threads.c.unread_since
    tx.execute(
        update(threads)
        .where(threads.c.id == thread_id)
        .values(
            state=_OPEN,
            snoozed_until=None,
            unread_since=case(
                (or_(unread_since.is_(None), unread_since > moment), moment), else_=unread_since
            ),
            last_at=_later(moment),
        )
    )


def touched(tx: Transaction, thread_id: int, at: datetime) -> None:
    """Something was added that nobody has to read."""
    moment = literal(at, threads.c.last_at.type)
    tx.execute(update(threads).where(threads.c.id == thread_id).values(last_at=_later(moment)))


def answered(tx: Transaction, thread_id: int, *, seen: int, at: datetime) -> None:
    """Staff answered what they had seen. What came after message `seen` stays unread."""
    touched(tx, thread_id, at)
    oldest = _unseen(thread_id, seen).scalar_subquery()
    tx.execute(
        update(threads)
        .where(threads.c.id == thread_id, threads.c.unread_since.is_not(None))
        .values(unread_since=oldest)
    )


def done(tx: Transaction, thread_id: int, *, seen: int) -> bool:
    """Put a thread aside; False while it is urgent, or when something came after `seen`."""
    changed = tx.execute(
        update(threads)
        .where(threads.c.id == thread_id, ~_URGENT, ~exists(_unseen(thread_id, seen)))
        .values(state=ThreadState.DONE.value, unread_since=None, snoozed_until=None)
    )
    return bool(changed.rowcount)


def snooze(tx: Transaction, thread_id: int, *, seen: int, until: datetime) -> bool:
    """Put a thread off; False while it is urgent, or when something came after `seen`.

    One that was answered or put aside comes back as well: somebody wants to look at it then.
    """
    moment = literal(until, threads.c.last_at.type)
    changed = tx.execute(
        update(threads)
        .where(threads.c.id == thread_id, ~_URGENT, ~exists(_unseen(thread_id, seen)))
        .values(
            state=_OPEN,
            snoozed_until=until,
            unread_since=func.coalesce(threads.c.unread_since, moment),
        )
    )
    return bool(changed.rowcount)


def assign(tx: Transaction, thread_id: int, staff_id: int | None) -> bool:
    """Give a thread to somebody, or to nobody."""
    changed = tx.execute(
        update(threads).where(threads.c.id == thread_id).values(assigned_to=staff_id)
    )
    return bool(changed.rowcount)


def _unseen(thread_id: int, seen: int) -> Select[Any]:
    """When the oldest message came that is newer than the last one that was seen."""
    return (
        select(messages.c.at)
        .where(
            messages.c.thread_id == thread_id,
            messages.c.direction == Direction.IN.value,
            messages.c.quiet == literal_column("0"),
            messages.c.id > seen,
        )
        .order_by(messages.c.at, messages.c.id)
        .limit(1)
    )


def _later(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((threads.c.last_at < moment, moment), else_=threads.c.last_at)


def _query() -> Select[Any]:
    return select(threads, _URGENT.label("urgent"))


def _value(row: Any) -> Thread:
    return Thread(
        id=row.id,
        subscriber_id=row.subscriber_id,
        state=ThreadState(row.state),
        urgent=bool(row.urgent),
        unread_since=row.unread_since,
        last_at=row.last_at,
        assigned_to=row.assigned_to,
        snoozed_until=row.snoozed_until,
    )
