"""Replan: what waits gets its moment anew, after a pause, a move to another zone, or an edit.

`engine.edits` decides about each letter; here it is carried out for a batch of people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

import structlog

from drip.content.revision import Revision
from drip.domain.deliveries import Delivery, DeliveryState, Purpose, step_slot
from drip.domain.enrolments import Enrolment
from drip.domain.spans import Span
from drip.engine.edits import HELD_OVER, Become, Change, Keep, Move, Remove, Waits, effect_of_edit
from drip.engine.plan import EXPIRED
from drip.errors import DripError
from drip.flow.in_force import revisions
from drip.flow.planning.plan import active, decided_of, passed_rows, plan_ahead, revision_of
from drip.flow.services import Services
from drip.storage import ledger, replans
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, Note, about, note_all
from drip.storage.ledger import NewDelivery, Retarget
from drip.storage.replans import Removal

log = structlog.get_logger()

_NOBODY: Mapping[int, Collection[str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why letters are planned anew.

    `reason` is kept with each letter that moved. `fresh`: what waits was parked and has no moment
    of its own. `spread`: over how long letters are spread that become due at once. `passing`: for
    each enrolment the steps to leave out.
    """

    reason: str = "Its moment was worked out anew"
    fresh: bool = False
    spread: Span | None = None
    passing: Mapping[int, Collection[str]] = field(default_factory=lambda: _NOBODY)


@dataclass(slots=True)
class _Changes:
    """What is written for a batch, collected first."""

    now: datetime
    why: Why
    moves: list[ledger.Move] = field(default_factory=list)
    retargets: list[Retarget] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    passed: list[NewDelivery] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def take(self, row: Delivery, enrolment: Enrolment, change: Change) -> None:
        """Note what becomes of one letter."""
        match change:
            case Keep():
                return
            case Move(due_at, until):
                self.moves.append(ledger.Move(row.id, due_at, until))
                self._note(row, f"{self.why.reason}: {_moment(due_at)}.")
            case Become(step, due_at, until, passed):
                self.retargets.append(_retarget(row, step, due_at, until))
                self.passed += passed_rows(enrolment, passed, self.now)
                self._note(row, f"{self.why.reason}: {step} is next, {_moment(due_at)}.")
            case Remove(reason, gone, passed):
                self.removals.append(Removal(row, _end(reason, gone=gone), reason, gone))
                self.passed += passed_rows(enrolment, passed, self.now)
                self.notes.append(about(row, kind=Kind.DROPPED, reason=reason, actor="engine"))
            case _:
                assert_never(change)

    def _note(self, row: Delivery, reason: str) -> None:
        if not self.why.fresh:  # the end of a pause has a note of its own
            self.notes.append(about(row, kind=Kind.CHANGED, reason=reason, actor="engine"))

    def carry_out(self, tx: Transaction) -> None:
        """Write everything: what frees a slot before what takes one."""
        replans.remove(tx, self.removals, self.now)
        ledger.move(tx, self.moves)
        ledger.retarget(tx, self.retargets, self.now)
        ledger.add(tx, self.passed, self.now)
        note_all(tx, self.notes, self.now)


def replan(
    services: Services,
    tx: Transaction,
    enrolment_ids: Collection[int],
    now: datetime,
    why: Why | None = None,
) -> None:
    """Give what waits its moment anew by the revision that each enrolment lives by.

    When an edit put another step first, the waiting row becomes that step's. Letters that another
    worker holds are left to it.
    """
    why = why or Why()
    everybody = active(tx, enrolment_ids)
    lives_by = _lives_by(services, tx, everybody)
    enrolled = {one: everybody[one] for one in lives_by}
    decided = decided_of(tx, enrolled)
    rows = ledger.waiting_of(tx, enrolled, take=True)
    changes = _Changes(now, why)
    for row in rows:
        enrolment = enrolled[row.enrolment_id or 0]
        waits = Waits(
            row=row,
            enrolment=enrolment,
            decided=decided[enrolment.id],
            fresh=why.fresh,
            passing=why.passing.get(enrolment.id, ()) if row.purpose is Purpose.STEP else (),
        )
        try:
            change = effect_of_edit(lives_by[enrolment.id].sequence, waits, now, why.spread)
        except DripError as error:  # nobody else waits for it; the gate says what is wrong
            log.warning("letter not planned anew", delivery=row.id, reason=type(error).__name__)
            continue
        changes.take(row, enrolment, change)
        changes.passed += passed_rows(enrolment, [(one, HELD_OVER) for one in waits.passing], now)
    changes.carry_out(tx)
    _leave_alone(tx, [one for one in everybody.values() if one.id not in lives_by])
    replans.mark(tx, {row.id: lives_by[row.enrolment_id or 0].id for row in rows})
    plan_ahead(services, tx, replans.without_next(tx, enrolled), now)


def _lives_by(
    services: Services, tx: Transaction, enrolled: Mapping[int, Enrolment]
) -> dict[int, Revision]:
    """The revision of each enrolment; one that cannot be read holds up nobody else."""
    current = revisions.in_force(services, tx)
    found: dict[int, Revision] = {}
    for one in enrolled.values():
        try:
            found[one.id] = revision_of(services, tx, one, current)
        except DripError as error:
            log.warning("not planned anew", enrolment=one.id, reason=type(error).__name__)
    return found


def _leave_alone(tx: Transaction, unread: Sequence[Enrolment]) -> None:
    """Let nobody look again at letters whose revision cannot be read; the gate says why."""
    pinned = {one.id: one.revision for one in unread if one.revision is not None}
    rows = ledger.waiting_of(tx, pinned)
    replans.mark(tx, {row.id: pinned[row.enrolment_id or 0] for row in rows})


def _end(reason: str, *, gone: bool) -> DeliveryState:
    if gone:
        return DeliveryState.CANCELLED
    return DeliveryState.EXPIRED if reason.startswith(EXPIRED) else DeliveryState.SKIPPED


def _retarget(row: Delivery, step: str, due_at: datetime, until: datetime | None) -> Retarget:
    own = row.purpose is Purpose.STEP and row.enrolment_id is not None
    slot = step_slot(row.enrolment_id or 0, step) if own else row.slot
    return Retarget(row.id, step=step, slot=slot, due_at=due_at, open_until=until)


def _moment(due_at: datetime) -> str:
    return f"{due_at:%Y-%m-%d %H:%M} UTC"
