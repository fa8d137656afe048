"""Effects: what is owed is carried out when its moment has come, each once.

1. Owed effects whose moment has come are read in a batch.
2. One transaction takes them (owed -> done, a compare-and-set) and does their deeds, so that
   neither happens without the other and a second process finds nothing left to take.
3. If a deed fails, the batch is done again one by one, and the one that fails is set aside with a
   task for staff. The others go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from drip.errors import DripError
from drip.flow.answering.deeds import Scene, carry_out
from drip.flow.services import Services
from drip.storage import effects, enrolments, tasks
from drip.storage.database import StorageError
from drip.storage.decisions import Kind, Note, note_all
from drip.storage.effects import EffectState, StoredEffect

_BATCH = 100


def run_owed(services: Services, now: datetime, limit: int = 500) -> int:
    """Carry out owed effects whose moment has come; answers how many were looked at."""
    with services.database.read() as tx:
        due = effects.due(tx, now, limit)
    for start in range(0, len(due), _BATCH):
        _run(services, due[start : start + _BATCH], now)
    return len(due)


def _run(services: Services, batch: Sequence[StoredEffect], now: datetime) -> None:
    try:
        _together(services, batch, now)
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - one poisoned row must not hold up the others
        if len(batch) == 1:
            _set_aside(services, batch[0], error, now)
            return
        for one in batch:
            _run(services, [one], now)


def _together(services: Services, batch: Sequence[StoredEffect], now: datetime) -> None:
    with services.database.write() as tx:
        taken = effects.take(tx, [one.id for one in batch], now)
        mine = [one for one in batch if one.id in taken]
        enrolled = enrolments.get(tx, {one.enrolment_id for one in mine})
        scene = Scene(services=services, tx=tx, now=now, enrolled=enrolled)
        came = carry_out(scene, mine)
        for one, result in zip(mine, came, strict=True):
            if result.note or result.state is not EffectState.DONE:
                effects.amend(
                    tx,
                    one.id,
                    state=result.state,
                    note=result.note,
                    due_at=result.due_at or one.due_at,
                )
        notes = [
            Note(
                kind=Kind.EFFECT,
                reason=f"{_name(one)}, for {one.cause}: {result.note or result.state.value}",
                actor="engine",
                subscriber_id=enrolled[one.enrolment_id].subscriber_id,
                enrolment_id=one.enrolment_id,
            )
            for one, result in zip(mine, came, strict=True)
            if result.state is not EffectState.OWED
        ]
        note_all(tx, notes, now)


def _set_aside(services: Services, one: StoredEffect, error: Exception, now: datetime) -> None:
    why = error.message if isinstance(error, DripError) else type(error).__name__
    structlog.get_logger().error("effect_set_aside", effect=one.id, error=type(error).__name__)
    with services.database.write() as tx:
        if not effects.settle(tx, [one.id], state=EffectState.FAILED, now=now, note=why):
            return
        who = enrolments.get(tx, [one.enrolment_id])[one.enrolment_id].subscriber_id
        tasks.add(
            tx,
            cause=f"effect:{one.id}",
            title="What follows from an answer could not be done",
            detail=f"{_name(one)}: {why}",
            subscriber_id=who,
            enrolment_id=one.enrolment_id,
            now=now,
        )
        aside = Note(
            kind=Kind.SET_ASIDE,
            reason=f"{_name(one)}: {why}",
            actor="engine",
            subscriber_id=who,
            enrolment_id=one.enrolment_id,
        )
        note_all(tx, [aside], now)


def _name(one: StoredEffect) -> str:
    return f"{one.effect.kind.value} {one.effect.value}".strip()
