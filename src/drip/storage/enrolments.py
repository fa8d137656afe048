"""Enrolments: who is in which sequence, and where each stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnClause, Select, exists, literal_column, select, update

from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.people import PauseReason
from drip.storage.database import Transaction
from drip.storage.tables import check_ins, deliveries, effects, enrolments, subscribers
from drip.storage.upsert import insert_new

# Written out, since SQLite uses a partial index only where it sees the same literal.
_ACTIVE: ColumnClause[str] = literal_column("'active'")
_PAUSED: ColumnClause[str] = literal_column("'paused'")
_LIVE = (EnrolmentState.ACTIVE.value, EnrolmentState.PAUSED.value)


def _query() -> Select[Any]:
    return select(
        enrolments.c.id,
        enrolments.c.subscriber_id,
        enrolments.c.sequence,
        enrolments.c.state,
        enrolments.c.confirmed_at,
        enrolments.c.onset,
        enrolments.c.shifted,
        enrolments.c.paused_at,
        enrolments.c.paused_until,
        enrolments.c.revision_id,
        enrolments.c.reason,
        enrolments.c.skips,
        enrolments.c.slow_from,
        subscribers.c.zone,
        subscribers.c.health_consent,
        subscribers.c.last_letter_at,
    ).join(subscribers, subscribers.c.id == enrolments.c.subscriber_id)


def _value(row: Any) -> Enrolment:
    return Enrolment(
        id=row.id,
        subscriber_id=row.subscriber_id,
        sequence=row.sequence,
        state=EnrolmentState(row.state),
        confirmed_at=row.confirmed_at,
        onset=row.onset,
        shifted=row.shifted,
        zone=row.zone,
        health_consent=row.health_consent,
        paused_at=row.paused_at,
        paused_until=row.paused_until,
        revision=row.revision_id,
        reason=row.reason,
        last_letter_at=row.last_letter_at,
        skips=frozenset(row.skips),
        slow_from=row.slow_from,
    )


def get(tx: Transaction, ids: Collection[int]) -> dict[int, Enrolment]:
    """The enrolments with these ids."""
    if not ids:
        return {}
    rows = tx.execute(_query().where(enrolments.c.id.in_(ids)))
    return {row.id: _value(row) for row in rows}


def all_of(tx: Transaction, subscriber_id: int) -> list[Enrolment]:
    """Every enrolment of a person, oldest first."""
    rows = tx.execute(
        _query().where(enrolments.c.subscriber_id == subscriber_id).order_by(enrolments.c.id)
    )
    return [_value(row) for row in rows]


def live_of(tx: Transaction, subscriber_id: int) -> list[Enrolment]:
    """The enrolments of a person that still go on."""
    return [one for one in all_of(tx, subscriber_id) if one.state.value in _LIVE]


def live_of_all(tx: Transaction, people: Collection[int]) -> list[Enrolment]:
    """The enrolments of these people that still go on."""
    rows = tx.execute(
        select(enrolments.c.id).where(
            enrolments.c.subscriber_id.in_(people), enrolments.c.state.in_(_LIVE)
        )
    )
    return list(get(tx, [row.id for row in rows]).values())


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEnrolment:
    """Somebody to be enrolled. `revision_id` is set when the sequence pins its people."""

    subscriber_id: int
    sequence: str
    confirmed_at: datetime
    onset: date | None = None
    revision_id: int | None = None


def add(tx: Transaction, new: NewEnrolment, now: datetime) -> int | None:
    """A new enrolment's id; `None` when the person already is in the sequence."""
    return next(iter(add_all(tx, [new], now).values()), None)


def add_all(tx: Transaction, new: Sequence[NewEnrolment], now: datetime) -> dict[int, int]:
    """New enrolments' ids by their subscribers; who already is in the sequence is left out."""
    rows = insert_new(
        tx,
        enrolments,
        [
            {
                "subscriber_id": one.subscriber_id,
                "sequence": one.sequence,
                "state": EnrolmentState.ACTIVE.value,
                "confirmed_at": one.confirmed_at,
                "onset": one.onset,
                "revision_id": one.revision_id,
                "skips": [],
                "created_at": now,
            }
            for one in new
        ],
        enrolments.c.id,
        enrolments.c.subscriber_id,
    )
    return {row.subscriber_id: row.id for row in rows}


def finish(
    tx: Transaction, ids: Collection[int], state: EnrolmentState, reason: str, now: datetime
) -> list[int]:
    """End enrolments that still go on; answers the ids of those that did."""
    if not ids:
        return []
    rows = tx.execute(
        update(enrolments)
        .where(enrolments.c.id.in_(ids), enrolments.c.state.in_(_LIVE))
        .values(state=state.value, reason=reason, ended_at=now, paused_until=None, look_at=None)
        .returning(enrolments.c.id)
    )
    return [row.id for row in rows]


def say_why_stopped(tx: Transaction, enrolment_id: int, state: EnrolmentState) -> bool:
    """Let an enrolment that was stopped count as what its person said then; False otherwise."""
    done = tx.execute(
        update(enrolments)
        .where(enrolments.c.id == enrolment_id, enrolments.c.state == EnrolmentState.STOPPED.value)
        .values(state=state.value)
    )
    return bool(done.rowcount)


def pin(tx: Transaction, sequence: str, revision_id: int, *, anew: bool = False) -> None:
    """Let everybody in a sequence finish on this revision: `anew` also those pinned to another."""
    free = enrolments.c.revision_id.is_(None)
    tx.execute(
        update(enrolments)
        .where(
            enrolments.c.sequence == sequence,
            enrolments.c.state.in_(_LIVE),
            enrolments.c.revision_id.is_distinct_from(revision_id) if anew else free,
        )
        .values(revision_id=revision_id)
    )


def pause(
    tx: Transaction,
    enrolment_id: int,
    *,
    until: datetime | None,
    reason: PauseReason,
    now: datetime,
) -> bool:
    """Pause an active enrolment, or move the end of a pause."""
    active = tx.execute(
        update(enrolments)
        .where(enrolments.c.id == enrolment_id, enrolments.c.state == _ACTIVE)
        .values(
            state=EnrolmentState.PAUSED.value,
            paused_at=now,
            paused_until=until,
            pause_reason=reason.value,
        )
    )
    if active.rowcount:
        return True
    moved = tx.execute(
        update(enrolments)
        .where(
            enrolments.c.id == enrolment_id,
            enrolments.c.state == _PAUSED,
            # Only staff end what safety began.
            enrolments.c.pause_reason != PauseReason.SAFETY.value,
        )
        .values(paused_until=until, pause_reason=reason.value)
    )
    return bool(moved.rowcount)


def paused_for(tx: Transaction, subscriber_id: int, reason: PauseReason) -> list[int]:
    """The ids of a person's enrolments that are paused for this reason."""
    rows = tx.execute(
        select(enrolments.c.id)
        .where(
            enrolments.c.subscriber_id == subscriber_id,
            enrolments.c.state == EnrolmentState.PAUSED.value,
            enrolments.c.pause_reason == reason.value,
        )
        .order_by(enrolments.c.id)
    )
    return list(rows.scalars())


def pause_reason(tx: Transaction, enrolment_id: int) -> PauseReason | None:
    """Who or what paused an enrolment; `None` when it is not paused."""
    found = tx.execute(
        select(enrolments.c.pause_reason).where(enrolments.c.id == enrolment_id)
    ).scalar_one_or_none()
    return PauseReason(found) if found else None


def resume(tx: Transaction, enrolment_id: int, *, shift: int) -> bool:
    """Let a paused enrolment go on, its confirmation moved by `shift` calendar days."""
    done = tx.execute(
        update(enrolments)
        .where(enrolments.c.id == enrolment_id, enrolments.c.state == _PAUSED)
        .values(
            state=EnrolmentState.ACTIVE.value,
            shifted=enrolments.c.shifted + shift,
            paused_at=None,
            paused_until=None,
            pause_reason=None,
        )
    )
    return bool(done.rowcount)


def due_to_resume(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """Paused enrolments whose pause is over."""
    rows = tx.execute(
        select(enrolments.c.id)
        .where(enrolments.c.state == _PAUSED, enrolments.c.paused_until <= now)
        .order_by(enrolments.c.paused_until)
        .limit(limit)
    )
    return [row.id for row in rows]


def set_pace(tx: Transaction, enrolment_id: int, *, slow_from: int | None, shift: int = 0) -> None:
    """Count days double from a day of the sequence on, or as they are written again."""
    tx.execute(
        update(enrolments)
        .where(enrolments.c.id == enrolment_id)
        .values(slow_from=slow_from, shifted=enrolments.c.shifted + shift)
    )


def take_detour(tx: Transaction, enrolment_id: int) -> None:
    """Let the pause that an answer began end with the sequence that goes first."""
    tx.execute(
        update(enrolments)
        .where(
            enrolments.c.id == enrolment_id,
            enrolments.c.state == _PAUSED,
            enrolments.c.pause_reason == PauseReason.ANSWER.value,
            enrolments.c.paused_until.is_(None),
        )
        .values(pause_reason=PauseReason.DETOUR.value)
    )


def detours_over(tx: Transaction, limit: int) -> list[tuple[int, EnrolmentState]]:
    """Enrolments whose detour is over, each with how the sequence that went first ended."""
    other = enrolments.alias()
    theirs = other.c.subscriber_id == enrolments.c.subscriber_id
    last = (
        select(other.c.state)
        .where(theirs, other.c.id != enrolments.c.id, other.c.ended_at >= enrolments.c.paused_at)
        .order_by(other.c.ended_at.desc(), other.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    under_way = exists().where(theirs, other.c.id != enrolments.c.id, other.c.state.in_(_LIVE))
    rows = tx.execute(
        select(enrolments.c.id, last.label("ended"))
        .where(
            enrolments.c.state == _PAUSED,
            # Written out, since SQLite uses a partial index only where it sees the same literal.
            enrolments.c.pause_reason == literal_column("'detour'"),
            ~under_way,
            last.is_not(None),
        )
        .order_by(enrolments.c.id)
        .limit(limit)
    )
    return [(row.id, EnrolmentState(row.ended)) for row in rows]


def add_skips(tx: Transaction, enrolment_id: int, steps: Collection[str]) -> None:
    """Note that an effect left out these steps."""
    skips = tx.execute(
        select(enrolments.c.skips).where(enrolments.c.id == enrolment_id).with_for_update()
    ).scalar_one()
    tx.execute(
        update(enrolments)
        .where(enrolments.c.id == enrolment_id)
        .values(skips=sorted({*skips, *steps}))
    )


def look_again(tx: Transaction, ids: Collection[int], at: datetime | None) -> None:
    """Set when to look again whether an enrolment has ended."""
    if ids:
        tx.execute(update(enrolments).where(enrolments.c.id.in_(ids)).values(look_at=at))


def due_to_look(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """Active enrolments to look at again."""
    rows = tx.execute(
        select(enrolments.c.id)
        .where(
            enrolments.c.state == _ACTIVE,
            enrolments.c.look_at.is_not(None),
            enrolments.c.look_at <= now,
        )
        .order_by(enrolments.c.look_at)
        .limit(limit)
    )
    return [row.id for row in rows]


def still_busy(tx: Transaction, ids: Sequence[int]) -> set[int]:
    """Which of these have an open check-in, an owed effect or a letter on its way."""
    if not ids:
        return set()
    open_ones = select(check_ins.c.enrolment_id).where(
        check_ins.c.enrolment_id.in_(ids), check_ins.c.state == "open"
    )
    owed = select(effects.c.enrolment_id).where(
        effects.c.enrolment_id.in_(ids), effects.c.state == "owed"
    )
    waiting = select(deliveries.c.enrolment_id).where(
        deliveries.c.enrolment_id.in_(ids),
        deliveries.c.state.in_(("planned", "claimed", "handing_over", "unknown")),
    )
    return {row.enrolment_id for row in tx.execute(open_ones.union(owed, waiting))}
