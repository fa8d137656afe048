"""Notices: what Drip has to tell the clinic itself, by email to the clinic's own mailboxes.

They are rows of the ledger like any other email: once for each slot, with an intent and a result.
They hold nothing clinical and no answer: whoever reads over a shoulder learns nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from drip.domain.deliveries import Purpose
from drip.domain.letters import OwnText
from drip.flow.in_force import offer
from drip.flow.services import Services
from drip.links import fold_address
from drip.storage import ledger, mailboxes, own_texts
from drip.storage.database import Transaction
from drip.storage.ledger import NewDelivery

#: A notice that could not leave for this long is no news any more.
NEWS_FOR = timedelta(hours=24)


def tell(
    services: Services,
    tx: Transaction,
    *,
    about: str,
    text: OwnText,
    now: datetime,
    to: Sequence[str] | None = None,
) -> frozenset[str]:
    """Owe the clinic a notice; answers the slots that are new. The same `about` is told once.

    Without `to` it goes to the clinic's alarm addresses; where there are none, to its own mailbox.
    """
    clinic = offer.clinic_in(services, tx)
    addresses = to or clinic.alarm_addresses or (clinic.reply_to,)
    keyed = {
        services.links.keyed_hash("mailbox", fold_address(address)): address
        for address in addresses
        if address
    }
    rooms = mailboxes.ensure(tx, keyed, zone=clinic.zone, now=now)
    rows = [
        NewDelivery(
            slot=f"notice:{about}:{room}",
            purpose=Purpose.NOTICE,
            subscriber_id=room,
            sequence="",
            due_at=now,
            open_until=now + NEWS_FOR,
            plan_reason=f"To tell the clinic: {about}.",
        )
        for room in rooms.values()
    ]
    new = ledger.add(tx, rows, now)
    own_texts.keep(tx, dict.fromkeys(sorted(new), text))
    return new
