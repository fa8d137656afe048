"""Recover: what a dead worker held, and what nobody knows the outcome of.

Two recoveries, never mixed up: a claim whose lease is over was never called for and goes back to
planned; an intent whose lease is over may have been, and becomes unknown. Unknowns are settled by
the transport's evidence. What stays without evidence past the horizon becomes unresolved: staff
get a task, and the programme goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from drip.domain.deliveries import Delivery
from drip.flow.handover import settled
from drip.flow.services import Services
from drip.storage import claims, outcomes, tasks
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, about, note_all
from drip.storage.outcomes import Retry

log = structlog.get_logger()

HORIZON = timedelta(hours=48)
_BATCH = 500


def free_claims(services: Services, now: datetime) -> None:
    """Give back what dead workers held."""
    with services.database.write() as tx:
        freed = claims.free_expired(tx, now)
        doubted = claims.doubt_expired(tx, now)
        outcomes.note_letters(tx, doubted)
    if freed or doubted:
        log.warning("leases over", freed=freed, unknown=[row.id for row in doubted])


def settle(services: Services, now: datetime) -> None:
    """Settle unknowns by evidence; surface those that stayed without any."""
    with services.database.read() as tx:
        rows = outcomes.unknowns(tx, limit=_BATCH)
    if not rows:
        return
    found = services.transport.find({row.ref: row.handed_at or now for row in rows})
    taken = [row for row in rows if found.get(row.ref) is True]
    absent = [row for row in rows if found.get(row.ref) is False]
    with services.database.write() as tx:
        _took(services, tx, taken, now)
        _absent(tx, absent, now)
        _surface(services, tx, now)


def _took(services: Services, tx: Transaction, rows: Sequence[Delivery], now: datetime) -> None:
    accepted = outcomes.accept(tx, rows, token=None, now=now)
    settled(services, tx, accepted, [], now)
    _note(tx, accepted, "The transport has it: the letter went.", now)


def _absent(tx: Transaction, rows: Sequence[Delivery], now: datetime) -> None:
    outcomes.plan_again(tx, [Retry(row.id, now, counted=True) for row in rows], token=None)
    _note(tx, rows, "The transport provably does not have it: planned again.", now)


def _surface(services: Services, tx: Transaction, now: datetime) -> None:
    lost = outcomes.give_up(tx, handed_before=now - HORIZON, now=now)
    settled(services, tx, [], lost, now)
    _note(tx, lost, "No evidence came within the horizon.", now)
    for row in lost:
        tasks.add(
            tx,
            cause=f"unresolved:{row.id}",
            title="Nobody knows whether a letter arrived",
            detail=f"Letter {row.step or row.purpose.value!r} of {row.sequence!r}.",
            subscriber_id=row.subscriber_id,
            enrolment_id=row.enrolment_id,
            now=now,
        )


def _note(tx: Transaction, rows: Sequence[Delivery], reason: str, now: datetime) -> None:
    notes = [about(row, kind=Kind.SETTLED, reason=reason, actor="engine") for row in rows]
    note_all(tx, notes, now)
