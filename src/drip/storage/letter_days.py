"""The cap: one programme letter a person a day, held by a primary key.

Whoever races, one delivery has a person's day; the others wait for another one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete, select

from drip.storage.database import Transaction
from drip.storage.tables import letter_days
from drip.storage.upsert import insert_new


class DayWanted(NamedTuple):
    """A delivery that wants a day of a person's calendar."""

    subscriber_id: int
    day: date
    delivery_id: int


def take(tx: Transaction, wanted: Sequence[DayWanted]) -> tuple[set[int], set[int]]:
    """The deliveries that have their day, and those of them that took it just now."""
    # In one order everywhere, so that two workers do not wait for each other.
    rows = [one._asdict() for one in sorted(wanted)]
    new = insert_new(tx, letter_days, rows, letter_days.c.delivery_id)
    taken = {row.delivery_id for row in new}
    held = set(taken)
    if missed := [one.delivery_id for one in wanted if one.delivery_id not in taken]:
        # A second attempt on the same day finds the day it took the first time.
        older = select(letter_days.c.delivery_id).where(letter_days.c.delivery_id.in_(missed))
        held |= {row.delivery_id for row in tx.execute(older)}
    return held, taken


def free(tx: Transaction, delivery_ids: Collection[int]) -> None:
    """Give back the days of letters that did not go."""
    if delivery_ids:
        tx.execute(delete(letter_days).where(letter_days.c.delivery_id.in_(delivery_ids)))
