"""The clinic's own mailboxes: rows beside the people's, so that notices are deliveries too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from drip.domain.people import SubscriberState
from drip.storage.database import Transaction
from drip.storage.tables import subscribers
from drip.storage.upsert import insert_ignore


def ensure(
    tx: Transaction, addresses: Mapping[str, str], *, zone: str, now: datetime
) -> dict[str, int]:
    """The ids of mailboxes by their hash; `addresses` maps a keyed hash to an address.

    The hash is of a kind of its own, so that a mailbox and a person may share an address.
    """
    rows = [
        {
            "ref": f"mailbox:{key}",
            "email": address,
            "address_hash": key,
            "first_name": "",
            "zone": zone,
            "state": SubscriberState.CLINIC.value,
            "created_at": now,
        }
        for key, address in addresses.items()
    ]
    insert_ignore(tx, subscribers, rows)
    found = tx.execute(
        select(subscribers.c.id, subscribers.c.address_hash).where(
            subscribers.c.address_hash.in_(list(addresses))
        )
    )
    return {row.address_hash: row.id for row in found}
