"""Check-ins: opened when their letter was taken, reminded once, noted as silent, closed.

Each look is a batch, and each move a compare-and-set: two processes may look at once. While an
enrolment is paused nothing happens; its moments move behind the pause.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Rows
from datetime import datetime, timedelta

from drip.domain.answers import CheckIn
from drip.domain.deliveries import Delivery, Purpose
from drip.domain.enrolments import Enrolment
from drip.domain.sequences import Sequence
from drip.engine.calendar import zone_of
from drip.engine.check_ins import timetable
from drip.errors import DripError
from drip.flow.answering.reminders import remind
from drip.flow.answering.silences import note_silences
from drip.flow.aside import set_aside
from drip.flow.planning.asked import Reading, step_named
from drip.flow.services import Services
from drip.storage import check_ins, enrolments
from drip.storage.check_ins import Moments, NewCheckIn
from drip.storage.database import Transaction

_ASKING = frozenset({Purpose.STEP, Purpose.BRANCH})
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def open_check_ins(
    services: Services, tx: Transaction, accepted: Rows[Delivery], now: datetime
) -> None:
    """Open the check-ins of letters that were taken; doing it again changes nothing.

    Never raises for one letter's fault: its acceptance must be recorded whatever it asks.
    """
    letters = [one for one in accepted if one.purpose in _ASKING and one.enrolment_id is not None]
    enrolled = enrolments.get(tx, {one.enrolment_id or 0 for one in letters})
    reading = Reading(services, tx)
    new: list[NewCheckIn] = []
    for one in letters:
        enrolment = enrolled[one.enrolment_id or 0]
        if enrolment.health_consent:
            try:
                new += _opened(reading.sequence(enrolment), one, enrolment, now)
            except DripError as error:
                set_aside(tx, one, "its questions could not be opened", error, now)
    check_ins.open_all(tx, new)


def run_due(services: Services, now: datetime, limit: int = 500) -> None:
    """Do what is due: move the paused, remind, note silences, close."""
    _each_batch(services, _put_behind_pauses, now, limit)
    _each_batch(services, remind, now, limit)
    _each_batch(services, note_silences, now, limit)
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
) -> list[NewCheckIn]:
    step = step_named(sequence, letter.step)
    if step is None or not step.ask:
        return []
    opened_at = letter.handed_at or now
    times = timetable(sequence, step, opened_at, zone_of(enrolment.zone))
    opened = NewCheckIn(
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
    return [opened]


def _put_behind_pauses(_services: Services, tx: Transaction, now: datetime, limit: int) -> int:
    check_ins.forget_ended(tx, now)
    paused = check_ins.due_while_paused(tx, now, limit)
    check_ins.move(tx, {one.id: _behind(one, until, now) for one, until in paused})
    return len(paused)


def _behind(one: CheckIn, until: datetime | None, now: datetime) -> Moments:
    """The moments of a check-in, moved so that the earlier one comes after the pause."""
    # A pause without an end is looked at again each day.
    begin = max(until or now + _DAY, now + _MINUTE)
    earliest = min(at for at in (one.remind_at, one.silent_at) if at is not None)
    by = begin - earliest
    return Moments(
        one.remind_at + by if one.remind_at else None,
        one.silent_at + by if one.silent_at else None,
    )


def _close(_services: Services, tx: Transaction, now: datetime, limit: int) -> int:
    return check_ins.close_due(tx, now, limit)
