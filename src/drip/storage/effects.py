"""Effects: what follows from answers, rules and silences, each once.

`owed` waits for its moment; `done`, `withdrawn` and `failed` are final, but a withdrawn one is
owed again when the answer is changed back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import literal_column, select, tuple_, update

from drip.domain.sequences import Effect, EffectKind
from drip.domain.spans import Span
from drip.storage.database import Transaction
from drip.storage.tables import effects
from drip.storage.upsert import insert_ignore

# Written out, since SQLite uses a partial index only where it sees the same literal.
_OWED = effects.c.state == literal_column("'owed'")


class EffectState(StrEnum):
    """Where an effect stands."""

    OWED = "owed"  #: waits for its moment
    DONE = "done"  #: carried out
    WITHDRAWN = "withdrawn"  #: no longer wanted before its moment came
    FAILED = "failed"  #: could not be carried out; staff have a task


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEffect:
    """An effect about to be written. It is due when `due_at` has come."""

    enrolment_id: int
    check_in_id: int | None
    cause: str
    effect: Effect
    due_at: datetime
    state: EffectState = EffectState.OWED
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEffect:
    """An effect as it is remembered."""

    id: int
    enrolment_id: int
    check_in_id: int | None
    cause: str
    effect: Effect
    state: EffectState
    due_at: datetime
    note: str


def add(tx: Transaction, new: Sequence[NewEffect], now: datetime) -> None:
    """Write effects. One that was withdrawn is wanted again; one that is there stays as it is."""
    for one in _withdrawn_before(tx, new):
        tx.execute(
            update(effects)
            .where(
                effects.c.enrolment_id == one.enrolment_id,
                effects.c.cause == one.cause,
                effects.c.kind == one.effect.kind.value,
                effects.c.value == one.effect.value,
                effects.c.state == EffectState.WITHDRAWN.value,
            )
            .values(**_row(one, now))
        )
    insert_ignore(tx, effects, [_row(one, now) for one in new])


def of_check_in(tx: Transaction, check_in_id: int) -> list[StoredEffect]:
    """Every effect of a check-in, in the order of its coming about."""
    rows = tx.execute(
        select(effects).where(effects.c.check_in_id == check_in_id).order_by(effects.c.id)
    )
    return [_value(row) for row in rows]


def of_check_ins(tx: Transaction, check_in_ids: Collection[int]) -> dict[int, list[StoredEffect]]:
    """Every effect of these check-ins, by check-in, in the order of their coming about."""
    found: dict[int, list[StoredEffect]] = {}
    if check_in_ids:
        rows = tx.execute(
            select(effects).where(effects.c.check_in_id.in_(check_in_ids)).order_by(effects.c.id)
        )
        for row in rows:
            found.setdefault(row.check_in_id, []).append(_value(row))
    return found


def of_enrolments(tx: Transaction, enrolment_ids: Collection[int]) -> list[StoredEffect]:
    """Every effect of these enrolments, in the order of their coming about."""
    if not enrolment_ids:
        return []
    rows = tx.execute(
        select(effects).where(effects.c.enrolment_id.in_(enrolment_ids)).order_by(effects.c.id)
    )
    return [_value(row) for row in rows]


def due(tx: Transaction, now: datetime, limit: int) -> list[StoredEffect]:
    """Owed effects whose moment has come, the oldest first."""
    rows = tx.execute(
        select(effects)
        .where(_OWED, effects.c.due_at <= now)
        .order_by(effects.c.due_at, effects.c.id)
        .limit(limit)
    )
    return [_value(row) for row in rows]


def settle(
    tx: Transaction,
    ids: Collection[int],
    *,
    state: EffectState,
    now: datetime,
    note: str = "",
) -> set[int]:
    """Take owed effects to a final state; answers those that were still owed."""
    if not ids:
        return set()
    rows = tx.execute(
        update(effects)
        .where(effects.c.id.in_(ids), _OWED)
        .values(state=state.value, settled_at=now, note=note)
        .returning(effects.c.id)
    )
    return {row.id for row in rows}


def take(tx: Transaction, ids: Collection[int], now: datetime) -> set[int]:
    """Take due effects for oneself, as done; answers those that nobody else took.

    One that was put off meanwhile, by a later answer, is not taken.
    """
    if not ids:
        return set()
    rows = tx.execute(
        update(effects)
        .where(effects.c.id.in_(ids), _OWED, effects.c.due_at <= now)
        .values(state=EffectState.DONE.value, settled_at=now)
        .returning(effects.c.id)
    )
    return {row.id for row in rows}


def amend(
    tx: Transaction, effect_id: int, *, state: EffectState, note: str, due_at: datetime
) -> None:
    """Say what came of an effect that one has taken: owed again until `due_at`, or void."""
    settled = {"settled_at": None} if state is EffectState.OWED else {}
    tx.execute(
        update(effects)
        .where(effects.c.id == effect_id)
        .values(state=state.value, note=note, due_at=due_at, **settled)
    )


def put_off(tx: Transaction, ids: Collection[int], due_at: datetime) -> None:
    """Move the moment of owed effects."""
    if ids:
        tx.execute(update(effects).where(effects.c.id.in_(ids), _OWED).values(due_at=due_at))


def remark(tx: Transaction, ids: Collection[int], note: str) -> None:
    """Note something on effects that are settled."""
    if ids:
        tx.execute(update(effects).where(effects.c.id.in_(ids)).values(note=note))


def _withdrawn_before(tx: Transaction, new: Sequence[NewEffect]) -> list[NewEffect]:
    if not new:
        return []
    keys = {_key(one): one for one in new}
    columns = (effects.c.enrolment_id, effects.c.cause, effects.c.kind, effects.c.value)
    rows = tx.execute(
        select(*columns).where(
            effects.c.state == EffectState.WITHDRAWN.value, tuple_(*columns).in_(list(keys))
        )
    )
    return [keys[row.enrolment_id, row.cause, row.kind, row.value] for row in rows]


def _key(one: NewEffect) -> tuple[int, str, str, str]:
    return one.enrolment_id, one.cause, one.effect.kind.value, one.effect.value


def _row(one: NewEffect, now: datetime) -> dict[str, Any]:
    return {
        "enrolment_id": one.enrolment_id,
        "check_in_id": one.check_in_id,
        "cause": one.cause,
        "kind": one.effect.kind.value,
        "value": one.effect.value,
        "after": str(one.effect.after) if one.effect.after else None,
        "state": one.state.value,
        "due_at": one.due_at,
        "settled_at": None if one.state is EffectState.OWED else now,
        "note": one.note,
    }


def _value(row: Any) -> StoredEffect:
    return StoredEffect(
        id=row.id,
        enrolment_id=row.enrolment_id,
        check_in_id=row.check_in_id,
        cause=row.cause,
        effect=Effect(
            kind=EffectKind(row.kind),
            value=row.value,
            after=Span.parse(row.after) if row.after else None,
        ),
        state=EffectState(row.state),
        due_at=row.due_at,
        note=row.note,
    )
