"""Settling: evidence from outside shows that a letter went, whatever the ledger thought of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from drip.domain.deliveries import PROGRAMME, Delivery, DeliveryState
from drip.engine.calendar import local_day, zone_of
from drip.flow.reported.whose import Matched
from drip.flow.sending.handover import settled
from drip.flow.services import Services
from drip.storage import evidence, letter_days, subscribers, tasks
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, about, note_all
from drip.storage.letter_days import DayWanted

_NOT_OVER = frozenset(
    {
        DeliveryState.PLANNED,
        DeliveryState.CLAIMED,
        DeliveryState.HANDING_OVER,
        DeliveryState.UNKNOWN,
        DeliveryState.UNRESOLVED,
    }
)
_WORDS = "The provider reported on it: the letter went."


def by_events(
    services: Services, tx: Transaction, matched: Sequence[Matched], now: datetime
) -> list[Delivery]:
    """Settle the letters that these events are about; answers those that were in doubt."""
    seen: dict[int, datetime] = {}
    letters: dict[int, Delivery] = {}
    for one in matched:
        if one.delivery is not None and one.sure and one.delivery.state in _NOT_OVER:
            letters[one.delivery.id] = one.delivery
            seen[one.delivery.id] = min(one.event.at, seen.get(one.delivery.id, one.event.at))
    return went(services, tx, list(letters.values()), seen, words=_WORDS, now=now)


def went(
    services: Services,
    tx: Transaction,
    letters: Sequence[Delivery],
    seen: dict[int, datetime],
    *,
    words: str,
    now: datetime,
) -> list[Delivery]:
    """These letters went: their check-ins open and what comes next is planned, once.

    `seen` says when the evidence was made; answers the letters that were not known to have gone.
    """
    taken = evidence.prove_taken(tx, letters, seen, now)
    if not taken:
        return []
    _take_days(tx, taken)
    settled(services, tx, taken, [], now)
    notes = [about(row, kind=Kind.SETTLED, reason=words, actor="engine") for row in taken]
    note_all(tx, notes, now)
    causes = [f"unresolved:{row.id}" for row in taken]
    tasks.close_causes(tx, causes, by="engine", note=words, now=now)
    return taken


def _take_days(tx: Transaction, taken: Sequence[Delivery]) -> None:
    """The day of a letter that was thought not to have gone is taken after all."""
    letters = [one for one in taken if one.purpose in PROGRAMME and one.handed_at is not None]
    people = subscribers.get(tx, {one.subscriber_id for one in letters})
    letter_days.take(
        tx,
        [
            DayWanted(
                one.subscriber_id,
                local_day(one.handed_at, zone_of(people[one.subscriber_id].zone)),
                one.id,
            )
            for one in letters
            if one.handed_at is not None
        ],
    )
