"""Signs of people: everything stored that only a person does, for all of a sequence at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import literal_column, select

from drip.domain.bookings import BookingState
from drip.domain.enrolments import EnrolmentState
from drip.domain.inbox import Direction, Sender
from drip.engine.calendar import zone_of
from drip.insight.drop_out import History
from drip.storage.database import Transaction
from drip.storage.tables import answers, bookings, check_ins, enrolments, messages, subscribers

_BEGUN = (BookingState.BOOKED, BookingState.REQUESTED, BookingState.ATTENDED)


def histories(tx: Transaction, sequence: str) -> list[History]:
    """What is known of everybody who was ever in a sequence, in the order of enrolling.

    Signs are answers in no doubt, mails and comments of the person's own, bookings and visits that
    took place, whatever sequence they belong to. Erased people are left out.
    """
    enrolled = tx.execute(
        select(enrolments, subscribers.c.zone)
        .join(subscribers, subscribers.c.id == enrolments.c.subscriber_id)
        .where(enrolments.c.sequence == sequence, enrolments.c.state != EnrolmentState.ERASED.value)
        .order_by(enrolments.c.id)
    ).all()
    whose = select(enrolments.c.subscriber_id).where(enrolments.c.sequence == sequence)
    signs = _signs(tx, whose)
    asked = _unanswered(tx, sequence)
    return [
        History(
            started_at=row.confirmed_at,
            zone=zone_of(row.zone),
            signs=[at for at in signs[row.subscriber_id] if _within(at, row)],
            asked=asked[row.id],
            state=EnrolmentState(row.state),
            ended_at=row.ended_at,
        )
        for row in enrolled
    ]


def _within(at: datetime, row: Any) -> bool:
    return bool(at >= row.confirmed_at and (row.ended_at is None or at <= row.ended_at))


def _signs(tx: Transaction, whose: Any) -> dict[int, Sequence[datetime]]:
    own = (messages.c.sender == Sender.SELF.value, messages.c.quiet == literal_column("0"))
    coming = messages.c.direction == Direction.IN.value
    went = (bookings.c.state == BookingState.ATTENDED.value, bookings.c.starts_at.is_not(None))
    begun = bookings.c.state.in_([state.value for state in _BEGUN])
    found: dict[int, list[datetime]] = defaultdict(list)
    for who, at, *holds in (
        (answers.c.subscriber_id, answers.c.at, answers.c.sure == literal_column("1")),
        (messages.c.subscriber_id, messages.c.at, coming, *own),
        (bookings.c.subscriber_id, bookings.c.booked_at, begun),
        (bookings.c.subscriber_id, bookings.c.starts_at, *went),
    ):
        for person, moment in tx.execute(select(who, at).where(who.in_(whose), *holds)):
            found[person].append(moment)
    return defaultdict(list, {person: sorted(moments) for person, moments in found.items()})


def _unanswered(tx: Transaction, sequence: str) -> dict[int, list[datetime]]:
    rows = tx.execute(
        select(check_ins.c.enrolment_id, check_ins.c.opened_at)
        .where(check_ins.c.sequence == sequence, check_ins.c.first_answer_at.is_(None))
        .order_by(check_ins.c.opened_at)
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    for enrolment_id, opened_at in rows:
        found[enrolment_id].append(opened_at)
    return found
