"""Pauses: who or what stopped an enrolment's clock."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from drip.domain.people import PauseReason
from drip.storage.database import Transaction
from drip.storage.tables import enrolments


def reasons(tx: Transaction, enrolment_ids: Collection[int]) -> dict[int, PauseReason]:
    """Why each of these enrolments is paused; those that are not are left out."""
    if not enrolment_ids:
        return {}
    rows = tx.execute(
        select(enrolments.c.id, enrolments.c.pause_reason).where(
            enrolments.c.id.in_(enrolment_ids), enrolments.c.pause_reason.is_not(None)
        )
    )
    return {row.id: PauseReason(row.pause_reason) for row in rows}
