"""Recover: what a dead worker held, and what nobody knows the outcome of.

Two recoveries, never mixed up: a claim whose lease is over was never called for and goes back to
planned; an intent whose lease is over may have been, and becomes unknown. Unknowns are settled by
evidence: the transport's own, or a report of the provider (`flow.settling`). What no evidence came
for is decided by the clinic's rule; what stays open is a task, and the programme goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from drip.domain.deliveries import PROGRAMME, Delivery, DeliveryState
from drip.domain.people import SubscriberState
from drip.engine.unknowns import (
    FORGOTTEN,
    Close,
    Decision,
    Doubt,
    Health,
    Resend,
    Settle,
    Unresolved,
    Wait,
    decide,
    needs_health,
)
from drip.flow.sending import doubt_rules
from drip.flow.sending.handover import settled
from drip.flow.services import Services
from drip.storage import claims, events, home, ledger, outcomes, posts, subscribers, tasks
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, about, note_all
from drip.storage.outcomes import Calls, Retry
from drip.storage.tasks import NewTask

log = structlog.get_logger()

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
    """Settle unknowns by evidence; decide about those that none came for."""
    for rows in _batches(services):
        found = services.transport.find({row.ref: row.handed_at or now for row in rows})
        with services.database.read() as tx:
            made = _decisions(services, tx, rows, found, now)
        if any(not isinstance(one.decision, Wait) for one in made):
            with services.database.write() as tx:
                _carry_out(services, tx, made, now)


def _batches(services: Services) -> Iterator[list[Delivery]]:
    last = 0
    while True:
        with services.database.read() as tx:
            rows = outcomes.unknowns(tx, limit=_BATCH, after=last)
        if not rows:
            return
        yield rows
        last = rows[-1].id


@dataclass(frozen=True, slots=True)
class _Made:
    """A decision about a letter in doubt."""

    row: Delivery
    decision: Decision


def _decisions(
    services: Services,
    tx: Transaction,
    rows: Sequence[Delivery],
    found: Mapping[str, bool],
    now: datetime,
) -> list[_Made]:
    people = subscribers.get(tx, {row.subscriber_id for row in rows})
    rules = doubt_rules.of(services, tx, rows)
    calls = outcomes.calls_for(tx, [row.id for row in rows])
    health = _health(services, tx, [row for row in rows if row.ref not in found], calls, now)
    made = []
    for row in rows:
        doubt = Doubt(
            handed_at=row.handed_at or now,
            policy=rules[row.id],
            evidence=found.get(row.ref),
            health=health.get(row.id),
            wanted=_wanted(row, people[row.subscriber_id].state),
            doubts=calls[row.id].doubts if row.id in calls else 1,
        )
        made.append(_Made(row, decide(doubt, now)))
    return made


def _wanted(row: Delivery, state: SubscriberState) -> bool:
    """Whether the letter may still go at all; the gate and the intent look closer."""
    if row.purpose in PROGRAMME:
        return state is SubscriberState.ACTIVE
    return state is not SubscriberState.ERASED


def _health(
    services: Services,
    tx: Transaction,
    rows: Sequence[Delivery],
    calls: Mapping[int, Calls],
    now: datetime,
) -> dict[int, Health]:
    """For letters past the horizon, what was heard around them; asked once a minute of theirs.

    While posts wait to be read, silence proves nothing; nor does it for what was forgotten.
    """
    old = [row for row in rows if row.handed_at and needs_health([row.handed_at], now)]
    if not old or posts.waiting(tx, at_most=1):
        return {}
    asked: dict[tuple[str, datetime], Health] = {}
    forgot_until = home.forgot_until(tx)
    found = {row.id: FORGOTTEN for row in old if _forgotten(row, forgot_until)}
    for row in (row for row in old if row.id not in found):
        name = calls[row.id].transport if row.id in calls else services.transport.name
        minute = (row.handed_at or now).replace(second=0, microsecond=0)
        if (name, minute) not in asked:
            asked[name, minute] = events.health(tx, name, minute)
        found[row.id] = asked[name, minute]
    return found


def _forgotten(row: Delivery, until: datetime | None) -> bool:
    return until is not None and row.handed_at is not None and row.handed_at <= until


def _carry_out(services: Services, tx: Transaction, made: Sequence[_Made], now: datetime) -> None:
    # A report may have settled one since it was read.
    rows = {
        row.id: row
        for row in ledger.get_all(tx, [one.row.id for one in made]).values()
        if row.state is DeliveryState.UNKNOWN
    }
    open_still = [one for one in made if one.row.id in rows]
    again = _told(open_still, Resend)
    went = [rows[one] for one in _told(open_still, Settle)]
    accepted = outcomes.accept(tx, went, token=None, now=now)
    outcomes.plan_again(tx, [Retry(one, now, counted=True) for one in again], token=None)
    given_up = outcomes.give_up(tx, _told(open_still, Unresolved), now)
    closed = outcomes.close(tx, _told(open_still, Close), now)
    settled(services, tx, accepted, [*given_up, *closed], now)
    tasks.add_all(tx, [_task(row) for row in given_up], now)
    notes = [
        about(one.row, kind=Kind.SETTLED, reason=one.decision.reason, actor="engine")
        for one in open_still
        if not isinstance(one.decision, Wait)
    ]
    note_all(tx, notes, now)


def _told(made: Sequence[_Made], kind: type[Settle | Resend | Close | Unresolved]) -> list[int]:
    return [one.row.id for one in made if isinstance(one.decision, kind)]


def _task(row: Delivery) -> NewTask:
    return NewTask(
        cause=f"unresolved:{row.id}",
        title="Nobody knows whether a letter arrived",
        detail=f"Letter {row.step or row.purpose.value!r} of {row.sequence!r}.",
        subscriber_id=row.subscriber_id,
        enrolment_id=row.enrolment_id,
    )
