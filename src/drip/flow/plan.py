"""Plan: every active enrolment has one live next letter, or a reason why it has none.

Works on lists. Planning happens in the transaction that made it necessary (an enrolment, a result,
a resumption), so that nobody falls out of the programme between two transactions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from drip.content.revision import Revision
from drip.domain.decisions import Finish, Plan
from drip.domain.deliveries import Delivery, DeliveryState, Purpose, step_slot
from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.sequences import Sequence
from drip.domain.standing import Facts
from drip.engine.plan import next_allowed, plan_next
from drip.flow import revisions
from drip.flow.services import Services
from drip.storage import enrolments as enrolments_of
from drip.storage import ledger
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, Note, note_all
from drip.storage.ledger import Move, NewDelivery, Retarget

#: Where a pause without an end parks what waits.
FAR = datetime(9999, 1, 1, tzinfo=UTC)
#: How often to look again whether an enrolment with nothing left to send has ended.
_LOOK_AGAIN = timedelta(hours=12)


def plan_ahead(
    services: Services, tx: Transaction, enrolment_ids: Collection[int], now: datetime
) -> None:
    """Plan the next letter of active enrolments that have none; end those with nothing left."""
    enrolled = _active(tx, enrolment_ids)
    _carry_out(services, tx, enrolled, ledger.decided_steps(tx, enrolled), now)


def replan(
    services: Services,
    tx: Transaction,
    enrolment_ids: Collection[int],
    now: datetime,
    *,
    parked: bool = False,
) -> None:
    """Give what waits its moment anew: after a pause, a move to another zone, an edit.

    When an edit put another step first, the waiting row becomes that step's: nothing went out for
    it, and the step it was for is planned in its turn. `parked` rows have lost their moment.
    """
    enrolled = _active(tx, enrolment_ids)
    decided = ledger.decided_steps(tx, enrolled)
    current = revisions.in_force(services, tx)
    changes = _Changes([], [], [])
    for row in ledger.waiting_of(tx, enrolled):
        enrolment = enrolled[row.enrolment_id or 0]
        sequence = revision_of(services, tx, enrolment, current).sequence
        if row.purpose is Purpose.STEP:
            _change_step(changes, row, enrolment, sequence, decided[enrolment.id], now)
        elif step := sequence.step(row.step):
            moment = now if parked else max(now, row.due_at)
            due_at, open_until = next_allowed(sequence, step, enrolment, moment)
            changes.moves.append(Move(row.id, due_at, open_until))
    ledger.move(tx, changes.moves)
    ledger.retarget(tx, changes.retargets, now)
    ledger.add(tx, changes.passed, now)
    plan_ahead(services, tx, enrolled, now)


@dataclass(frozen=True, slots=True)
class _Changes:
    moves: list[Move]
    retargets: list[Retarget]
    passed: list[NewDelivery]


def _change_step(
    changes: _Changes,
    row: Delivery,
    enrolment: Enrolment,
    sequence: Sequence,
    decided: set[str],
    now: datetime,
) -> None:
    decision = plan_next(sequence, enrolment, decided - {row.step}, _skips(enrolment), now)
    if isinstance(decision, Finish) or sequence.step(row.step) is None:
        # The gate finds the reason, says it, and plans what comes instead.
        changes.moves.append(Move(row.id, now, None))
        return
    if decision.step == row.step:
        changes.moves.append(Move(row.id, decision.due_at, decision.open_until))
        return
    changes.retargets.append(
        Retarget(
            row.id,
            step=decision.step,
            slot=step_slot(enrolment.id, decision.step),
            due_at=decision.due_at,
            open_until=decision.open_until,
        )
    )
    changes.passed.extend(_passed(enrolment, decision.passed, now))


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


def _active(tx: Transaction, ids: Collection[int]) -> dict[int, Enrolment]:
    return {
        one.id: one
        for one in enrolments_of.get(tx, ids).values()
        if one.state is EnrolmentState.ACTIVE
    }


def _skips(enrolment: Enrolment) -> Facts:
    return Facts(skips=enrolment.skips)


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
    for enrolment in enrolled.values():
        sequence = revision_of(services, tx, enrolment, current).sequence
        decision = plan_next(sequence, enrolment, decided[enrolment.id], _skips(enrolment), now)
        rows += _passed(enrolment, decision.passed, now)
        if isinstance(decision, Finish):
            ended.append(enrolment)
        else:
            rows.append(_planned(enrolment, decision))
    ledger.add(tx, rows, now)
    _end(tx, ended, now)


def _planned(enrolment: Enrolment, plan: Plan) -> NewDelivery:
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
    )


def _passed(
    enrolment: Enrolment, passed: Iterable[tuple[str, str]], now: datetime
) -> list[NewDelivery]:
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


def _end(tx: Transaction, ended: list[Enrolment], now: datetime) -> None:
    """End enrolments with nothing left to send, once nothing is left to be said either."""
    busy = enrolments_of.still_busy(tx, [one.id for one in ended])
    enrolments_of.look_again(tx, busy, now + _LOOK_AGAIN)
    quiet = [one for one in ended if one.id not in busy]
    reason = "The last letter went, and nothing is open any more."
    done = set(
        enrolments_of.finish(tx, [one.id for one in quiet], EnrolmentState.COMPLETED, reason, now)
    )
    notes = [
        Note(
            kind=Kind.FINISHED,
            reason=reason,
            actor="engine",
            subscriber_id=one.subscriber_id,
            enrolment_id=one.id,
        )
        for one in quiet
        if one.id in done
    ]
    note_all(tx, notes, now)


def park(tx: Transaction, enrolment_id: int, until: datetime | None) -> None:
    """Put what waits aside while an enrolment is paused; `replan` brings it back."""
    moment = until or FAR
    ledger.move(tx, [Move(row.id, moment, None) for row in ledger.waiting_of(tx, [enrolment_id])])


def look_again(services: Services, now: datetime, limit: int = 500) -> int:
    """End enrolments that waited for their last answer; answers how many were looked at."""
    with services.database.write() as tx:
        due = enrolments_of.due_to_look(tx, now, limit)
        enrolments_of.look_again(tx, due, None)
        plan_ahead(services, tx, due, now)
    return len(due)
