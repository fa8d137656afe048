"""Observations: visits that were noted. No state, schedule or answer depends on them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert

from drip.storage.database import Transaction
from drip.storage.tables import observations


class Visited(StrEnum):
    """What was visited."""

    CONFIRM_PAGE = "confirm_page"
    PREFERENCES_PAGE = "preferences_page"
    UNSUBSCRIBE_PAGE = "unsubscribe_page"
    ANSWER_PAGE = "answer_page"
    WEB_COPY = "web_copy"
    BOOKING = "booking"


def note(  # noqa: PLR0913 - one keyword for each column
    tx: Transaction,
    *,
    visited: Visited,
    subscriber_id: int | None,
    delivery_id: int | None,
    detail: str = "",
    agent: str = "",
    now: datetime,
) -> None:
    """Append a visit. `agent` is a family of browsers, not the whole header."""
    tx.execute(
        insert(observations).values(
            at=now,
            kind=visited.value,
            subscriber_id=subscriber_id,
            delivery_id=delivery_id,
            detail=detail,
            agent=agent,
        )
    )
