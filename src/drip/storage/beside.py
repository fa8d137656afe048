"""What else is on its way to people, went to them lately, or ended for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnClause, func, literal_column, select

from drip.domain.deliveries import PROGRAMME, DeliveryState
from drip.storage.database import Transaction
from drip.storage.tables import deliveries, enrolments, sequences

_TRUE: ColumnClause[bool] = literal_column("1")
_WENT = [
    state.value
    for state in (
        DeliveryState.HANDING_OVER,
        DeliveryState.ACCEPTED,
        DeliveryState.UNKNOWN,
        DeliveryState.UNRESOLVED,
    )
]
_TO_COME = [DeliveryState.PLANNED.value, DeliveryState.CLAIMED.value]


def prompted(tx: Transaction, people: Collection[int], since: datetime) -> dict[int, datetime]:
    """When a letter with a booking button last went to these people, if that was after `since`."""
    if not people:
        return {}
    latest = func.max(deliveries.c.handed_at, type_=deliveries.c.handed_at.type)
    rows = tx.execute(
        select(deliveries.c.subscriber_id, latest)
        .where(
            deliveries.c.subscriber_id.in_(people),
            deliveries.c.prompts == _TRUE,
            deliveries.c.handed_at > since,
            deliveries.c.state.in_(_WENT),
        )
        .group_by(deliveries.c.subscriber_id)
    )
    return {person: at for person, at in rows}  # noqa: C416 - a Result is no mapping


@dataclass(frozen=True, slots=True)
class Waiting:
    """A programme letter that waits for somebody."""

    subscriber_id: int
    sequence: str
    due_at: datetime


def waiting(tx: Transaction, people: Collection[int], until: datetime) -> list[Waiting]:
    """The programme letters due by `until` for these people, of sequences that are not paused."""
    if not people:
        return []
    paused = select(sequences.c.key).where(sequences.c.state == "paused")
    rows = tx.execute(
        select(deliveries.c.subscriber_id, deliveries.c.sequence, deliveries.c.due_at).where(
            deliveries.c.subscriber_id.in_(people),
            deliveries.c.state.in_(_TO_COME),
            deliveries.c.purpose.in_([purpose.value for purpose in PROGRAMME]),
            deliveries.c.due_at <= until,
            deliveries.c.sequence.not_in(paused),
        )
    )
    return [Waiting(row.subscriber_id, row.sequence, row.due_at) for row in rows]


def outcomes(
    tx: Transaction, people: Collection[int], *, apart_from: Collection[int] = ()
) -> dict[int, frozenset[str]]:
    """The ways in which sequences of these people have ended, `apart_from` these enrolments."""
    rows = tx.execute(
        select(enrolments.c.subscriber_id, enrolments.c.state).where(
            enrolments.c.subscriber_id.in_(people),
            enrolments.c.ended_at.is_not(None),
            enrolments.c.id.not_in(apart_from),
        )
    )
    found: dict[int, set[str]] = defaultdict(set)
    for person, state in rows:
        found[person].add(state)
    return {person: frozenset(states) for person, states in found.items()}
