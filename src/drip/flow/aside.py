"""Aside: one that cannot go on becomes a task for staff, so that it holds up nobody else."""

from __future__ import annotations

from datetime import datetime

import structlog

from drip.domain.answers import CheckIn
from drip.domain.deliveries import Delivery
from drip.errors import DripError
from drip.storage import tasks
from drip.storage.database import Transaction


def set_aside(
    tx: Transaction, one: CheckIn | Delivery, what: str, error: DripError, now: datetime
) -> None:
    """Tell staff what could not be done for a person, and why."""
    kind = type(one).__name__.lower()
    structlog.get_logger().error("set_aside", about=kind, id=one.id, error=type(error).__name__)
    tasks.add(
        tx,
        cause=f"aside:{kind}:{one.id}:{what}",
        title=f"A check-in needs a look: {what}",
        detail=error.message,
        subscriber_id=one.subscriber_id,
        enrolment_id=one.enrolment_id,
        now=now,
    )
