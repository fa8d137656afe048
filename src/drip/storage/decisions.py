"""Why something happened, or did not: appended, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert

from drip.domain.deliveries import Delivery
from drip.storage.database import Transaction
from drip.storage.tables import decisions


class Kind(StrEnum):
    """What a decision was about."""

    WAITED = "waited"
    DROPPED = "dropped"
    PASSED = "passed"
    SET_ASIDE = "set_aside"
    SETTLED = "settled"
    SIGNED_UP = "signed_up"
    CONFIRMED = "confirmed"
    CONSENT = "consent"
    ENROLLED = "enrolled"
    FINISHED = "finished"
    PAUSED = "paused"
    RESUMED = "resumed"
    MOVED = "moved"
    LEFT = "left"
    EFFECT = "effect"
    SILENT = "silent"
    CHANGED = "changed"
    BOOKED = "booked"
    CASE = "case"
    CALLED = "called"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One decision with its reason. `actor` is engine, subscriber, worker, cli or staff:<id>."""

    kind: str
    reason: str
    actor: str
    subscriber_id: int | None = None
    enrolment_id: int | None = None
    delivery_id: int | None = None
    step: str = ""


def about(delivery: Delivery, *, kind: str, reason: str, actor: str) -> Note:
    """A decision about one delivery."""
    return Note(
        kind=kind,
        reason=reason,
        actor=actor,
        subscriber_id=delivery.subscriber_id,
        enrolment_id=delivery.enrolment_id,
        delivery_id=delivery.id,
        step=delivery.step,
    )


def note_all(tx: Transaction, notes: Sequence[Note], now: datetime) -> None:
    """Append decisions."""
    if notes:
        tx.execute(
            insert(decisions),
            [
                {
                    "at": now,
                    "kind": str(note.kind),
                    "reason": note.reason,
                    "actor": note.actor,
                    "subscriber_id": note.subscriber_id,
                    "enrolment_id": note.enrolment_id,
                    "delivery_id": note.delivery_id,
                    "step": note.step,
                }
                for note in notes
            ],
        )


def note(  # noqa: PLR0913 - one keyword for each column of the evidence
    tx: Transaction,
    *,
    now: datetime,
    kind: str,
    reason: str,
    actor: str,
    subscriber_id: int | None = None,
    enrolment_id: int | None = None,
    delivery_id: int | None = None,
    step: str = "",
) -> None:
    """Append one decision."""
    one = Note(
        kind=kind,
        reason=reason,
        actor=actor,
        subscriber_id=subscriber_id,
        enrolment_id=enrolment_id,
        delivery_id=delivery_id,
        step=step,
    )
    note_all(tx, [one], now)
