"""Check-ins: opened when their letter was taken, reminded once, noted as silent, closed.

Each look is a batch, and each move a compare-and-set: two processes may look at once. While an
enrolment is paused nothing happens; its moments move behind the pause.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Rows
from datetime import datetime, timedelta

import structlog

from drip.domain.answers import CheckIn
from drip.domain.deliveries import Delivery, Purpose, reminder_slot
from drip.domain.enrolments import Enrolment
from drip.domain.sequences import Sequence
from drip.engine.calendar import next_opening, zone_of
from drip.engine.check_ins import timetable
from drip.engine.effects import Caused, rules_that_fire
from drip.errors import DripError
from drip.flow import plan, revisions
from drip.flow.asked import revision_of, step_named
from drip.flow.owing import Occasion, owe
from drip.flow.services import Services
from drip.storage import check_ins, enrolments, ledger, tasks
from drip.storage.check_ins import Moments, NewCheckIn
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, Note, note_all
from drip.storage.ledger import NewDelivery
from drip.storage.standing import facts

_ASKING = frozenset({Purpose.STEP, Purpose.BRANCH})
_DAY = timedelta(days=1)


def open_check_ins(
    services: Services, tx: Transaction, accepted: Rows[Delivery], now: datetime
) -> None:
    """Open the check-ins of letters that were taken; doing it again changes nothing."""
    letters = [one for one in accepted if one.purpose in _ASKING and one.enrolment_id is not None]
    enrolled = enrolments.get(tx, {one.enrolment_id or 0 for one in letters})
    current = revisions.in_force(services, tx)
    new: list[NewCheckIn] = []
    for one in letters:
        enrolment = enrolled[one.enrolment_id or 0]
        sequence = plan.revision_of(services, tx, enrolment, current).sequence
        if opened := _opened(sequence, one, enrolment, now):
            new.append(opened)
    check_ins.open_all(tx, new)


def run_due(services: Services, now: datetime, limit: int = 500) -> None:
    """Do what is due: move the paused, remind, note silences, close."""
    _each_batch(services, _put_behind_pauses, now, limit)
    _each_batch(services, _remind, now, limit)
    _each_batch(services, _note_silences, now, limit)
    _each_batch(services, _close, now, limit)


def _each_batch(
    services: Services,
    work: Callable[[Services, Transaction, datetime, int], int],
    now: datetime,
    limit: int,
) -> None:
    """Work in transactions of up to `limit` until one finds less than that."""
    full = True
    while full:
        with services.database.write() as tx:
            full = work(services, tx, now, limit) >= limit


def _opened(
    sequence: Sequence, letter: Delivery, enrolment: Enrolment, now: datetime
) -> NewCheckIn | None:
    if not enrolment.health_consent:
        return None
    step = step_named(sequence, letter.step)
    if step is None or not step.ask:
        return None
    opened_at = letter.handed_at or now
    times = timetable(sequence, step, opened_at, zone_of(enrolment.zone))
    return NewCheckIn(
        delivery_id=letter.id,
        enrolment_id=enrolment.id,
        subscriber_id=enrolment.subscriber_id,
        sequence=enrolment.sequence,
        step=step.id,
        opened_at=opened_at,
        remind_at=times.remind_at,
        silent_at=times.silent_at,
        closes_at=times.closes_at,
    )


def _put_behind_pauses(_services: Services, tx: Transaction, now: datetime, limit: int) -> int:
    check_ins.forget_ended(tx, now)
    paused = check_ins.due_while_paused(tx, now, limit)
    check_ins.move(tx, {one.id: _behind(one, until, now) for one, until in paused})
    return len(paused)


def _behind(one: CheckIn, until: datetime | None, now: datetime) -> Moments:
    """The moments of a check-in, moved so that the earlier one comes after the pause."""
    # A pause without an end is looked at again each day.
    begin = max(until or now + _DAY, now + timedelta(minutes=1))
    earliest = min(at for at in (one.remind_at, one.silent_at) if at is not None)
    by = begin - earliest
    return Moments(
        one.remind_at + by if one.remind_at else None,
        one.silent_at + by if one.silent_at else None,
    )


def _remind(services: Services, tx: Transaction, now: datetime, limit: int) -> int:
    due = check_ins.due_reminders(tx, now, limit)
    taken = check_ins.take_reminders(tx, [one.id for one in due], now)
    mine = [one for one in due if one.id in taken]
    enrolled = enrolments.get(tx, {one.enrolment_id for one in mine})
    rows: list[NewDelivery] = []
    moved: dict[int, Moments] = {}
    for one in mine:
        try:
            row = _reminder(services, tx, one, enrolled[one.enrolment_id], now)
        except DripError as error:
            _set_aside(tx, one, "its reminder could not be planned", error, now)
            continue
        if row is not None:
            rows.append(row)
            moved[one.id] = Moments(None, _later_by(one, row.due_at))
    ledger.add(tx, rows, now)
    check_ins.move(tx, moved)
    return len(due)


def _reminder(
    services: Services, tx: Transaction, one: CheckIn, enrolment: Enrolment, now: datetime
) -> NewDelivery | None:
    """The reminder, at the next opening of the check-ins' window; none after the closing."""
    window = revision_of(services, tx, enrolment).sequence.check_ins.window
    opening = next_opening(window, zone_of(enrolment.zone), now)
    if opening.opens >= one.closes_at:
        return None
    return NewDelivery(
        slot=reminder_slot(one.id),
        purpose=Purpose.REMINDER,
        subscriber_id=one.subscriber_id,
        enrolment_id=one.enrolment_id,
        sequence=one.sequence,
        step=one.step,
        about=one.id,
        due_at=opening.opens,
        open_until=min(opening.closes, one.closes_at),
        plan_reason="no answer yet",
    )


def _later_by(one: CheckIn, reminded_at: datetime) -> datetime | None:
    """When silence is due: the time after the reminder is the reader's, however late it leaves."""
    if one.silent_at is None or one.remind_at is None:
        return one.silent_at
    return min(one.silent_at + (reminded_at - one.remind_at), one.closes_at)


def _note_silences(services: Services, tx: Transaction, now: datetime, limit: int) -> int:
    due = check_ins.due_silences(tx, now, limit)
    waiting = check_ins.reminders_waiting(tx, [one.id for one in due])
    check_ins.move(tx, {one.id: _wait(one, now) for one in due if one.id in waiting})
    # One for each person: what a second silence means depends on the first.
    first = {one.enrolment_id: one for one in reversed(due) if one.id not in waiting}
    before = facts(tx, first)
    taken = check_ins.fall_silent(tx, [one.id for one in first.values()], now)
    mine = [one for one in first.values() if one.id in taken]
    after = facts(tx, {one.enrolment_id for one in mine})
    enrolled = enrolments.get(tx, {one.enrolment_id for one in mine})
    for one in mine:
        enrolment = enrolled[one.enrolment_id]
        try:
            sequence = revision_of(services, tx, enrolment).sequence
            occasion = Occasion(check_in=one, enrolment=enrolment, sequence=sequence)
            step = step_named(sequence, one.step)
            silence = step.silence if step is not None else None
            called = [Caused(f"silence:{one.id}", e) for e in (silence.then if silence else ())]
            fired = rules_that_fire(
                sequence, after[enrolment.id], str(one.id), before=before[enrolment.id]
            )
            owe(tx, occasion, (*called, *fired), now)
        except DripError as error:
            _set_aside(tx, one, "what follows from its silence could not be found out", error, now)
    note_all(tx, [_silence_note(one) for one in mine], now)
    return len(due)


def _wait(one: CheckIn, now: datetime) -> Moments:
    return Moments(one.remind_at, now + _DAY)


def _silence_note(one: CheckIn) -> Note:
    return Note(
        kind=Kind.SILENT,
        reason="no answer came, and the time after the reminder is over",
        actor="engine",
        subscriber_id=one.subscriber_id,
        enrolment_id=one.enrolment_id,
        delivery_id=one.delivery_id,
        step=one.step,
    )


def _close(_services: Services, tx: Transaction, now: datetime, limit: int) -> int:
    return check_ins.close_due(tx, now, limit)


def _set_aside(tx: Transaction, one: CheckIn, what: str, error: DripError, now: datetime) -> None:
    structlog.get_logger().error("check_in_set_aside", check_in=one.id, error=type(error).__name__)
    tasks.add(
        tx,
        cause=f"check_in:{one.id}:{what}",
        title=f"A check-in needs a look: {what}",
        detail=error.message,
        subscriber_id=one.subscriber_id,
        enrolment_id=one.enrolment_id,
        now=now,
    )
