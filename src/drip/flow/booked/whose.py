"""Whose booking a report is about: by our token, else by the booker's address."""

from __future__ import annotations

from drip.domain.bookings import BookingEvent
from drip.domain.people import SubscriberState
from drip.flow.services import Services
from drip.links import LinkError, LinkPurpose, fold_address
from drip.storage import ledger, subscribers
from drip.storage.database import Transaction

_KNOWN = frozenset({SubscriberState.ACTIVE, SubscriberState.LEFT})


def whose(
    services: Services, tx: Transaction, event: BookingEvent
) -> tuple[int | None, int | None]:
    """The person, and the letter whose link was used; nobody where neither tells."""
    if event.token:
        try:
            link = services.links.read(LinkPurpose.BOOKED, event.token, now=services.now())
        except LinkError:
            link = None
        letter = ledger.get(tx, link.subject) if link else None
        if letter is not None and _is_known(tx, letter.subscriber_id):
            return letter.subscriber_id, letter.id
    if "@" not in event.address:
        return None, None
    hashed = services.links.keyed_hash("address", fold_address(event.address))
    person = subscribers.by_address(tx, hashed)
    return (person.id if person and person.state in _KNOWN else None), None


def _is_known(tx: Transaction, who: int) -> bool:
    person = subscribers.get(tx, [who]).get(who)
    return person is not None and person.state in _KNOWN
