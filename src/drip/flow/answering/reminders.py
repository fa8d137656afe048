"""Reminders: one for each check-in that nobody has answered, in the check-ins' own window."""

from __future__ import annotations

from datetime import datetime

from drip.domain.answers import CheckIn
from drip.domain.deliveries import Purpose, reminder_slot
from drip.domain.enrolments import Enrolment
from drip.domain.sequences import Sequence
from drip.engine.calendar import next_opening, zone_of
from drip.errors import DripError
from drip.flow.aside import set_aside
from drip.flow.planning.asked import Reading
from drip.flow.services import Services
from drip.storage import check_ins, enrolments, ledger
from drip.storage.check_ins import Moments
from drip.storage.database import Transaction
from drip.storage.ledger import NewDelivery


def remind(services: Services, tx: Transaction, now: datetime, limit: int) -> int:
    """Plan the reminders that are due; answers how many there were."""
    due = check_ins.due_reminders(tx, now, limit)
    taken = check_ins.take_reminders(tx, [one.id for one in due], now)
    mine = [one for one in due if one.id in taken]
    enrolled = enrolments.get(tx, {one.enrolment_id for one in mine})
    reading = Reading(services, tx)
    rows: list[NewDelivery] = []
    moved: dict[int, Moments] = {}
    for one in mine:
        enrolment = enrolled[one.enrolment_id]
        try:
            row = _reminder(one, reading.sequence(enrolment), enrolment, now)
        except DripError as error:
            set_aside(tx, one, "its reminder could not be planned", error, now)
            continue
        if row is not None:
            rows.append(row)
            moved[one.id] = Moments(None, _silent_at(one, row.due_at))
    ledger.add(tx, rows, now)
    check_ins.move(tx, moved)
    return len(due)


def _reminder(
    one: CheckIn, sequence: Sequence, enrolment: Enrolment, now: datetime
) -> NewDelivery | None:
    """The reminder, at the next opening of the check-ins' window; none after the closing."""
    opening = next_opening(sequence.check_ins.window, zone_of(enrolment.zone), now)
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


def _silent_at(one: CheckIn, reminded_at: datetime) -> datetime | None:
    """When silence is due: the time after the reminder is the reader's, however late it leaves."""
    if one.silent_at is None or one.remind_at is None:
        return one.silent_at
    return min(one.silent_at + (reminded_at - one.remind_at), one.closes_at)
