"""Whole sequences paused and resumed: the state of the sequence, and whose clock was moved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update

from drip.storage.database import Transaction
from drip.storage.tables import enrolments, sequences


def pause(tx: Transaction, key: str, *, reason: str, now: datetime) -> bool:
    """Pause a sequence: nothing of it is claimed any more. Answers False when it is not active."""
    done = tx.execute(
        update(sequences)
        .where(sequences.c.key == key, sequences.c.state == "active")
        .values(state="paused", paused_at=now, pause_reason=reason)
    )
    return done.rowcount > 0


def paused_since(tx: Transaction, key: str) -> datetime | None:
    """When the pause of a whole sequence began; `None` when it is not paused."""
    found: datetime | None = tx.execute(
        select(sequences.c.paused_at).where(sequences.c.key == key)
    ).scalar_one_or_none()
    return found


def begin_resuming(tx: Transaction, key: str, *, resumes_as: str, now: datetime) -> bool:
    """Begin to end a pause. Answers False when there is none, or its end has begun."""
    done = tx.execute(
        update(sequences)
        .where(
            sequences.c.key == key, sequences.c.state == "paused", sequences.c.resumes_at.is_(None)
        )
        .values(resumes_at=now, resumes_as=resumes_as)
    )
    return done.rowcount > 0


def to_catch_up(tx: Transaction, key: str, *, resumes_at: datetime, limit: int) -> list[int]:
    """Live enrolments that the end of this pause has not reached; they are held till the end."""
    rows = tx.execute(
        select(enrolments.c.id)
        .where(
            enrolments.c.sequence == key,
            enrolments.c.state.in_(("active", "paused")),
            or_(enrolments.c.caught_up_at.is_(None), enrolments.c.caught_up_at < resumes_at),
        )
        .order_by(enrolments.c.id)
        .limit(limit)
        .with_for_update()
    )
    return [row.id for row in rows]


def catch_up(tx: Transaction, days: dict[int, int], resumes_at: datetime) -> None:
    """Move the confirmation of enrolments by calendar days, and note that this end was counted."""
    by_days: dict[int, list[int]] = {}
    for enrolment_id, count in days.items():
        by_days.setdefault(count, []).append(enrolment_id)
    for count, ids in by_days.items():
        tx.execute(
            update(enrolments)
            .where(enrolments.c.id.in_(ids))
            .values(shifted=enrolments.c.shifted + count, caught_up_at=resumes_at)
        )


def end(tx: Transaction, key: str, *, resumes_at: datetime) -> bool:
    """The sequence goes on. Answers False when another worker was quicker."""
    done = tx.execute(
        update(sequences)
        .where(sequences.c.key == key, sequences.c.resumes_at == resumes_at)
        .values(state="active", paused_at=None, pause_reason=None, resumes_at=None, resumes_as=None)
    )
    return done.rowcount > 0
