"""Pace: pausing and going on. A pause parks what waits; it cancels nothing."""

from __future__ import annotations

from datetime import datetime

from drip.domain.people import PauseReason
from drip.engine.calendar import zone_of
from drip.engine.pace import shift_days
from drip.flow.planning.plan import park
from drip.flow.planning.replan import Why, replan
from drip.flow.services import Services
from drip.storage import enrolments, halts
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, note


def pause_tx(
    tx: Transaction,
    *,
    enrolment_id: int,
    until: datetime | None,
    reason: PauseReason,
    actor: str,
    now: datetime,
) -> bool:
    """Pause an enrolment, `until` a moment or until somebody resumes it.

    Answers False when it has ended, or when a pause stands that only staff may end.
    """
    if not enrolments.pause(tx, enrolment_id, until=until, reason=reason, now=now):
        return False
    park(tx, enrolment_id, until)
    enrolment = enrolments.get(tx, [enrolment_id])[enrolment_id]
    ending = f"until {until:%Y-%m-%d %H:%M} UTC" if until else "until somebody resumes it"
    note(
        tx,
        now=now,
        kind=Kind.PAUSED,
        reason=f"Paused by {reason.value}, {ending}.",
        actor=actor,
        subscriber_id=enrolment.subscriber_id,
        enrolment_id=enrolment_id,
    )
    return True


def pause(
    services: Services,
    *,
    enrolment_id: int,
    until: datetime | None,
    reason: PauseReason,
    actor: str,
    now: datetime,
) -> bool:
    """Pause an enrolment in a transaction of its own."""
    with services.database.write() as tx:
        return pause_tx(
            tx, enrolment_id=enrolment_id, until=until, reason=reason, actor=actor, now=now
        )


def resume_tx(
    services: Services, tx: Transaction, *, enrolment_id: int, actor: str, now: datetime
) -> bool:
    """Let a paused enrolment go on where it stood; answers False when it is not paused.

    The days of the pause move the confirmation, so the rest keeps its spacing. An onset never
    moves: the spasm's days went on.
    """
    enrolment = enrolments.get(tx, [enrolment_id]).get(enrolment_id)
    if enrolment is None or enrolment.paused_at is None:
        return False
    # While the whole sequence is paused, its own end counts the days from its beginning on.
    halted_at = halts.paused_since(tx, enrolment.sequence)
    end = now if halted_at is None else min(now, halted_at)
    days = shift_days(enrolment.paused_at, end, zone_of(enrolment.zone))
    if not enrolments.resume(tx, enrolment_id, shift=days):
        return False
    note(
        tx,
        now=now,
        kind=Kind.RESUMED,
        reason=f"Goes on after {days} days of pause.",
        actor=actor,
        subscriber_id=enrolment.subscriber_id,
        enrolment_id=enrolment_id,
    )
    replan(services, tx, [enrolment_id], now, Why(fresh=True))
    return True


def resume(services: Services, *, enrolment_id: int, actor: str, now: datetime) -> bool:
    """Resume an enrolment in a transaction of its own."""
    with services.database.write() as tx:
        return resume_tx(services, tx, enrolment_id=enrolment_id, actor=actor, now=now)


def resume_due(services: Services, now: datetime, limit: int = 200) -> int:
    """Resume enrolments whose pause is over; answers how many."""
    with services.database.write() as tx:
        due = enrolments.due_to_resume(tx, now, limit)
        for enrolment_id in due:
            resume_tx(services, tx, enrolment_id=enrolment_id, actor="engine", now=now)
    return len(due)
