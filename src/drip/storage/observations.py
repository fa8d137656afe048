"""Observations: visits that were noted. No state, schedule or answer depends on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select

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
    DECOY = "decoy"  #: a link on a page that nobody can see


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


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: what was opened, for which letter, and when."""

    kind: str
    delivery_id: int | None
    detail: str
    at: datetime


def recent(
    tx: Transaction, subscriber_ids: Collection[int], since: datetime
) -> dict[int, list[Visit]]:
    """What was visited by these people's links since a moment, by person."""
    found: dict[int, list[Visit]] = {}
    if subscriber_ids:
        rows = tx.execute(
            select(observations)
            .where(observations.c.subscriber_id.in_(subscriber_ids), observations.c.at >= since)
            .order_by(observations.c.id)
        )
        for row in rows:
            visit = Visit(row.kind, row.delivery_id, row.detail, row.at)
            found.setdefault(row.subscriber_id, []).append(visit)
    return found
