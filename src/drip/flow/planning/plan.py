"""Plan: every active enrolment has one live next letter, or a reason why it has none.

Works on lists. Planning happens in the transaction that made it necessary (an enrolment, a result,
a resumption), so that nobody falls out of the programme between two transactions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from drip.content.revision import Revision
from drip.domain.decisions import Finish, Plan
from drip.domain.deliveries import DeliveryState, Purpose, step_slot
from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.standing import Facts
from drip.engine.edits import with_new_names
from drip.engine.plan import RETIRED, plan_next
from drip.flow.in_force import revisions
from drip.flow.planning.endings import end
from drip.flow.services import Services
from drip.storage import enrolments as enrolments_of
from drip.storage import ledger
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, Note, note_all
from drip.storage.ledger import Move, NewDelivery
from drip.storage.replans import all_renames

#: Where a pause without an end parks what waits.
FAR = datetime(9999, 1, 1, tzinfo=UTC)
#: How often to look again whether an enrolment with nothing left to send has ended.
_LOOK_AGAIN = timedelta(hours=12)


def plan_ahead(
    services: Services, tx: Transaction, enrolment_ids: Collection[int], now: datetime
) -> None:
    """Plan the next letter of active enrolments that have none; end those with nothing left."""
    enrolled = active(tx, enrolment_ids)
    _carry_out(services, tx, enrolled, decided_of(tx, enrolled), now)


def decided_of(tx: Transaction, enrolled: Mapping[int, Enrolment]) -> dict[int, set[str]]:
    """For each enrolment the decided steps, under every name that they had since."""
    renames = all_renames(tx)
    decided = ledger.decided_steps(tx, enrolled)
    if not renames:
        return decided
    return {
        one: with_new_names(steps, renames.get(enrolled[one].sequence, {}))
        for one, steps in decided.items()
    }


def revision_of(
    services: Services,
    tx: Transaction,
    enrolment: Enrolment,
    current: Mapping[str, Revision],
) -> Revision:
    """The revision an enrolment lives by: the one in force, unless it is pinned."""
    if enrolment.revision is None:
        return current[enrolment.sequence]
    return revisions.by_id(services, tx, enrolment.revision)


def active(tx: Transaction, ids: Collection[int]) -> dict[int, Enrolment]:
    """Those of these enrolments that are active."""
    return {
        one.id: one
        for one in enrolments_of.get(tx, ids).values()
        if one.state is EnrolmentState.ACTIVE
    }


def _carry_out(
    services: Services,
    tx: Transaction,
    enrolled: dict[int, Enrolment],
    decided: dict[int, set[str]],
    now: datetime,
) -> None:
    current = revisions.in_force(services, tx)
    rows: list[NewDelivery] = []
    ended: list[Enrolment] = []
    stopped: list[Enrolment] = []
    for enrolment in enrolled.values():
        revision = revision_of(services, tx, enrolment, current)
        facts = Facts(skips=enrolment.skips)
        decision = plan_next(revision.sequence, enrolment, decided[enrolment.id], facts, now)
        rows += passed_rows(enrolment, decision.passed, now)
        if isinstance(decision, Finish):
            over = stopped if decision.state is EnrolmentState.STOPPED else ended
            over.append(enrolment)
        else:
            rows.append(_planned(enrolment, decision, revision.id))
    ledger.add(tx, rows, now)
    _end(services, tx, ended, now)
    _stop(services, tx, stopped, now)


def _planned(enrolment: Enrolment, plan: Plan, revision_id: int) -> NewDelivery:
    return NewDelivery(
        slot=step_slot(enrolment.id, plan.step),
        purpose=Purpose.STEP,
        subscriber_id=enrolment.subscriber_id,
        enrolment_id=enrolment.id,
        sequence=enrolment.sequence,
        step=plan.step,
        due_at=plan.due_at,
        open_until=plan.open_until,
        plan_reason=plan.reason,
        planned_by=revision_id,
    )


def passed_rows(
    enrolment: Enrolment, passed: Iterable[tuple[str, str]], now: datetime
) -> list[NewDelivery]:
    """Rows for steps that are decided against at once: their ids with the reasons."""
    return [
        NewDelivery(
            slot=step_slot(enrolment.id, step),
            purpose=Purpose.STEP,
            subscriber_id=enrolment.subscriber_id,
            enrolment_id=enrolment.id,
            sequence=enrolment.sequence,
            step=step,
            due_at=now,
            plan_reason=reason,
            state=(
                DeliveryState.EXPIRED if reason.startswith("expired") else DeliveryState.SKIPPED
            ),
        )
        for step, reason in passed
    ]


def _end(services: Services, tx: Transaction, ended: list[Enrolment], now: datetime) -> None:
    """End enrolments with nothing left to send, once nothing is left to be said either."""
    busy = enrolments_of.still_busy(tx, [one.id for one in ended])
    enrolments_of.look_again(tx, busy, now + _LOOK_AGAIN)
    quiet = [one for one in ended if one.id not in busy]
    reason = "The last letter went, and nothing is open any more."
    done = end(
        services,
        tx,
        [one.id for one in quiet],
        state=EnrolmentState.COMPLETED,
        reason=reason,
        now=now,
    )
    _note_ends(tx, quiet, done, reason, now)


def _stop(services: Services, tx: Transaction, stopped: list[Enrolment], now: datetime) -> None:
    """End enrolments of a sequence that was retired for everybody, whatever is open."""
    for one in stopped:
        ledger.cancel_waiting(tx, now=now, reason=RETIRED, enrolment_id=one.id)
    done = end(
        services,
        tx,
        [one.id for one in stopped],
        state=EnrolmentState.STOPPED,
        reason=RETIRED,
        now=now,
    )
    _note_ends(tx, stopped, done, RETIRED, now)


def _note_ends(
    tx: Transaction, ended: list[Enrolment], done: Collection[int], reason: str, now: datetime
) -> None:
    notes = [
        Note(
            kind=Kind.FINISHED,
            reason=reason,
            actor="engine",
            subscriber_id=one.subscriber_id,
            enrolment_id=one.id,
        )
        for one in ended
        if one.id in done
    ]
    note_all(tx, notes, now)


def park(tx: Transaction, enrolment_id: int, until: datetime | None) -> None:
    """Put what waits aside while an enrolment is paused; `flow.replan` brings it back."""
    moment = until or FAR
    ledger.move(tx, [Move(row.id, moment, None) for row in ledger.waiting_of(tx, [enrolment_id])])


def look_again(services: Services, now: datetime, limit: int = 500) -> int:
    """End enrolments that waited for their last answer; answers how many were looked at."""
    with services.database.write() as tx:
        due = enrolments_of.due_to_look(tx, now, limit)
        enrolments_of.look_again(tx, due, None)
        plan_ahead(services, tx, due, now)
    return len(due)
