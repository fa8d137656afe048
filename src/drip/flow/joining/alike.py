"""Alike: staff hear of somebody who may have signed up twice, under two spellings of an address.

Nothing is merged and nobody is refused: a couple may share a mailbox with two tags.
"""

from __future__ import annotations

from datetime import datetime

from drip.domain.people import Subscriber
from drip.engine.alike import domains_alike, likeness
from drip.links import fold_address
from drip.storage import subscribers, tasks
from drip.storage.database import Transaction


def hint(tx: Transaction, person: Subscriber, now: datetime) -> None:
    """Leave staff a task for each active person whose address is much like this one's."""
    folded = fold_address(person.email)
    near = subscribers.active_at(tx, domains_alike(folded), begin=folded[0])
    for other in near:
        if other.id == person.id or likeness(fold_address(other.email)) != likeness(folded):
            continue
        first, second = sorted((person.id, other.id))
        tasks.add(
            tx,
            cause=f"alike:{first}:{second}",
            title="Perhaps one person twice",
            detail=f"Their address is much like that of {other.first_name} (person {other.id}), "
            "and may be the same mailbox. If it is one person, end one of the two; nothing was "
            "merged.",
            subscriber_id=person.id,
            now=now,
        )
