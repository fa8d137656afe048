"""Check-ins: a step's questions, open for one person, with the moments that wait for them.

Every change of state is a compare-and-set, so that two processes can look at the same moment.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal, literal_column, select, update
from sqlalchemy.sql.elements import ColumnElement

from drip.domain.answers import CheckIn, CheckInState
from drip.domain.deliveries import WAITING, reminder_slot
from drip.domain.enrolments import LIVE, EnrolmentState
from drip.storage.database import Transaction
from drip.storage.tables import check_ins, deliveries, enrolments
from drip.storage.upsert import insert_ignore

# Written out, since SQLite uses a partial index only where it sees the same literal.
_OPEN = check_ins.c.state == literal_column("'open'")
_NOT_CLOSED = check_ins.c.state != literal_column("'closed'")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCheckIn:
    """A check-in about to open."""

    delivery_id: int
    enrolment_id: int
    subscriber_id: int
    sequence: str
    step: str
    opened_at: datetime
    remind_at: datetime | None
    silent_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Moments:
    """When a check-in is next looked at."""

    remind_at: datetime | None
    silent_at: datetime | None


def open_all(tx: Transaction, new: Sequence[NewCheckIn]) -> None:
    """Open check-ins; a delivery that has one keeps it."""
    insert_ignore(
        tx,
        check_ins,
        [
            {
                "delivery_id": one.delivery_id,
                "enrolment_id": one.enrolment_id,
                "subscriber_id": one.subscriber_id,
                "sequence": one.sequence,
                "step": one.step,
                "state": CheckInState.OPEN.value,
                "opened_at": one.opened_at,
                "remind_at": one.remind_at,
                "silent_at": one.silent_at,
                "closes_at": one.closes_at,
            }
            for one in new
        ],
    )


def get(tx: Transaction, ids: Collection[int]) -> dict[int, CheckIn]:
    """The check-ins with these ids."""
    if not ids:
        return {}
    rows = tx.execute(select(check_ins).where(check_ins.c.id.in_(ids)))
    return {row.id: _value(row) for row in rows}


def of_delivery(tx: Transaction, delivery_id: int) -> CheckIn | None:
    """The check-in that a letter opened, if it did."""
    row = tx.execute(select(check_ins).where(check_ins.c.delivery_id == delivery_id)).one_or_none()
    return _value(row) if row else None


def of_deliveries(tx: Transaction, delivery_ids: Collection[int]) -> dict[int, CheckIn]:
    """The check-ins that these letters opened, by letter."""
    if not delivery_ids:
        return {}
    rows = tx.execute(select(check_ins).where(check_ins.c.delivery_id.in_(delivery_ids)))
    return {row.delivery_id: _value(row) for row in rows}


def of_subscriber(tx: Transaction, subscriber_id: int) -> list[CheckIn]:
    """Every check-in of a person, oldest first."""
    rows = tx.execute(
        select(check_ins)
        .where(check_ins.c.subscriber_id == subscriber_id)
        .order_by(check_ins.c.opened_at, check_ins.c.id)
    )
    return [_value(row) for row in rows]


def hold(tx: Transaction, check_in_id: int) -> CheckIn | None:
    """The check-in, held against other writers until the transaction ends."""
    return hold_all(tx, [check_in_id]).get(check_in_id)


def hold_all(tx: Transaction, ids: Collection[int]) -> dict[int, CheckIn]:
    """These check-ins, held; in one order everywhere, so that nobody waits in a ring."""
    if not ids:
        return {}
    rows = tx.execute(
        select(check_ins).where(check_ins.c.id.in_(ids)).order_by(check_ins.c.id).with_for_update()
    )
    return {row.id: _value(row) for row in rows}


def open_ids(tx: Transaction, ids: Collection[int]) -> set[int]:
    """Which of these still wait for a first answer: the others need no reminder."""
    if not ids:
        return set()
    rows = tx.execute(select(check_ins.c.id).where(check_ins.c.id.in_(ids), _OPEN))
    return {row.id for row in rows}


def mark_answered(tx: Transaction, check_in_id: int, now: datetime) -> None:
    """Note that an answer came: no reminder and no silence any more."""
    mark_all_answered(tx, [check_in_id], now)


def mark_all_answered(tx: Transaction, ids: Collection[int], now: datetime) -> None:
    """Note that answers came; see `mark_answered`."""
    if not ids:
        return
    tx.execute(
        update(check_ins)
        .where(check_ins.c.id.in_(ids), _NOT_CLOSED)
        .values(
            state=CheckInState.ANSWERED.value,
            first_answer_at=func.coalesce(
                check_ins.c.first_answer_at, literal(now, check_ins.c.first_answer_at.type)
            ),
            last_answer_at=now,
            remind_at=None,
            silent_at=None,
        )
    )


def due_reminders(tx: Transaction, now: datetime, limit: int) -> list[CheckIn]:
    """Open check-ins whose reminder is due, of enrolments that go on."""
    return _due(tx, check_ins.c.remind_at, now, limit)


def due_silences(tx: Transaction, now: datetime, limit: int) -> list[CheckIn]:
    """Open check-ins whose silence is due, of enrolments that go on."""
    return _due(tx, check_ins.c.silent_at, now, limit)


def due_while_paused(
    tx: Transaction, now: datetime, limit: int
) -> list[tuple[CheckIn, datetime | None]]:
    """Open check-ins with a moment that has come while paused, and when each pause ends."""
    found: dict[int, tuple[CheckIn, datetime | None]] = {}
    for moment in (check_ins.c.remind_at, check_ins.c.silent_at):
        rows = tx.execute(
            select(check_ins, enrolments.c.paused_until)
            .join(enrolments, enrolments.c.id == check_ins.c.enrolment_id)
            .where(
                _OPEN,
                moment.is_not(None),
                moment <= now,
                enrolments.c.state == EnrolmentState.PAUSED.value,
            )
            .order_by(moment)
            .limit(limit)
        )
        found.update((row.id, (_value(row), row.paused_until)) for row in rows)
    return list(found.values())


def take_reminders(tx: Transaction, ids: Collection[int], now: datetime) -> set[int]:
    """Take due reminders for oneself; answers those that nobody else took."""
    if not ids:
        return set()
    rows = tx.execute(
        update(check_ins)
        .where(check_ins.c.id.in_(ids), _OPEN, check_ins.c.remind_at <= now)
        .values(remind_at=None)
        .returning(check_ins.c.id)
    )
    return {row.id for row in rows}


def fall_silent(tx: Transaction, ids: Collection[int], now: datetime) -> set[int]:
    """Note silences; answers those that are new. A late answer still counts."""
    if not ids:
        return set()
    rows = tx.execute(
        update(check_ins)
        .where(check_ins.c.id.in_(ids), _OPEN, check_ins.c.silent_at <= now)
        .values(state=CheckInState.SILENT.value, remind_at=None, silent_at=None)
        .returning(check_ins.c.id)
    )
    return {row.id for row in rows}


def move(tx: Transaction, to: Mapping[int, Moments]) -> None:
    """Move the moments of check-ins that are still open."""
    if to:
        tx.execute(
            update(check_ins)
            .where(check_ins.c.id == bindparam("check_in"), _OPEN)
            .values(remind_at=bindparam("remind"), silent_at=bindparam("silent")),
            [
                {"check_in": one, "remind": at.remind_at, "silent": at.silent_at}
                for one, at in to.items()
            ],
        )


def forget_ended(tx: Transaction, now: datetime) -> None:
    """Empty the due moments of enrolments that have ended: nobody is waiting any more."""
    ended = select(enrolments.c.id).where(
        enrolments.c.id == check_ins.c.enrolment_id,
        enrolments.c.state.not_in([state.value for state in LIVE]),
    )
    for moment in (check_ins.c.remind_at, check_ins.c.silent_at):
        tx.execute(
            update(check_ins)
            .where(_OPEN, moment.is_not(None), moment <= now, ended.exists())
            .values({moment.name: None})
        )


def close_due(tx: Transaction, now: datetime, limit: int) -> int:
    """Close check-ins whose time is over; answers how many."""
    due = (
        select(check_ins.c.id)
        .where(_NOT_CLOSED, check_ins.c.closes_at <= now)
        .order_by(check_ins.c.closes_at)
        .limit(limit)
    )
    closed = tx.execute(
        update(check_ins)
        .where(check_ins.c.id.in_(due), _NOT_CLOSED)
        .values(state=CheckInState.CLOSED.value, remind_at=None)
    )
    return int(closed.rowcount)


def close_of(tx: Transaction, subscriber_id: int) -> None:
    """Close what a person has not answered: nobody reminds them, and it is no silence."""
    tx.execute(
        update(check_ins)
        .where(check_ins.c.subscriber_id == subscriber_id, _OPEN)
        .values(state=CheckInState.CLOSED.value, remind_at=None, silent_at=None)
    )


def reminders_waiting(tx: Transaction, ids: Collection[int]) -> set[int]:
    """Which of these check-ins have a reminder that is owed and has not left yet."""
    if not ids:
        return set()
    slots = {reminder_slot(one): one for one in ids}
    rows = tx.execute(
        select(deliveries.c.slot).where(
            deliveries.c.slot.in_(slots),
            deliveries.c.state.in_([state.value for state in WAITING]),
        )
    )
    return {slots[row.slot] for row in rows}


def _due(tx: Transaction, moment: ColumnElement[Any], now: datetime, limit: int) -> list[CheckIn]:
    rows = tx.execute(
        select(check_ins)
        .join(enrolments, enrolments.c.id == check_ins.c.enrolment_id)
        .where(
            _OPEN,
            moment.is_not(None),
            moment <= now,
            enrolments.c.state == EnrolmentState.ACTIVE.value,
        )
        .order_by(moment)
        .limit(limit)
    )
    return [_value(row) for row in rows]


def _value(row: Any) -> CheckIn:
    return CheckIn(
        id=row.id,
        enrolment_id=row.enrolment_id,
        subscriber_id=row.subscriber_id,
        delivery_id=row.delivery_id,
        sequence=row.sequence,
        step=row.step,
        state=CheckInState(row.state),
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        remind_at=row.remind_at,
        silent_at=row.silent_at,
        first_answer_at=row.first_answer_at,
        last_answer_at=row.last_answer_at,
    )
