"""When something will fall due next: for a clock that can jump there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from drip.storage.database import Transaction
from drip.storage.tables import check_ins, deliveries, effects, enrolments

_MOMENTS: tuple[tuple[ColumnElement[datetime], ColumnElement[bool]], ...] = (
    (deliveries.c.due_at, deliveries.c.state == "planned"),
    (deliveries.c.lease_until, deliveries.c.state.in_(("claimed", "handing_over"))),
    (check_ins.c.remind_at, check_ins.c.state == "open"),
    (check_ins.c.silent_at, check_ins.c.state == "open"),
    (check_ins.c.closes_at, check_ins.c.state != "closed"),
    (enrolments.c.paused_until, enrolments.c.state == "paused"),
    (enrolments.c.look_at, enrolments.c.state == "active"),
    (effects.c.due_at, effects.c.state == "owed"),
)


def next_moment(tx: Transaction, after: datetime) -> datetime | None:
    """The first moment after this one at which anything waits to happen."""
    found = [
        tx.execute(
            select(func.min(moment, type_=moment.type)).where(moment > after, holds)
        ).scalar()
        for moment, holds in _MOMENTS
    ]
    return min((moment for moment in found if moment is not None), default=None)
