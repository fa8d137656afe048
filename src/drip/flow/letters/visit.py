"""Visit: somebody follows a link of a letter. Finds who and what it is about; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drip.domain.deliveries import Delivery
from drip.domain.people import Subscriber, SubscriberState
from drip.flow.services import Services
from drip.links import LinkError, LinkPurpose
from drip.storage import ledger, observations, subscribers
from drip.storage.database import Transaction
from drip.storage.observations import Visited


@dataclass(frozen=True, slots=True)
class Visitor:
    """The letter that the link stood in, and whose it was."""

    delivery: Delivery
    subscriber: Subscriber

    @property
    def forgotten(self) -> bool:
        """Whether the person was erased: only ids are left."""
        return self.subscriber.state is SubscriberState.ERASED


def visitor(services: Services, purpose: LinkPurpose, token: str) -> Visitor:
    """Who follows this link.

    Raises:
        LinkError: the token is not ours, is for something else, or is too old.
    """
    with services.database.read() as tx:
        return visitor_tx(services, tx, purpose, token)


def visitor_tx(services: Services, tx: Transaction, purpose: LinkPurpose, token: str) -> Visitor:
    """Who follows this link, asked inside a transaction.

    Raises:
        LinkError: the token is not ours, is for something else, or is too old.
    """
    link = services.links.read(purpose, token, now=services.now())
    delivery = ledger.get(tx, link.subject)
    if delivery is None:
        raise LinkError
    found = subscribers.get(tx, [delivery.subscriber_id]).get(delivery.subscriber_id)
    if found is None:
        raise LinkError
    if is_older(delivery, found):
        raise LinkError
    return Visitor(delivery, found)


def is_older(delivery: Delivery, person: Subscriber) -> bool:
    """Whether a letter went to an address that is the person's no more: its links are dead."""
    since, went = person.address_since, delivery.dated_at
    return since is not None and went is not None and went < since


def remember(
    services: Services, who: Visitor, visited: Visited, *, agent: str, now: datetime
) -> None:
    """Note a visit. Nothing depends on it."""
    with services.database.write() as tx:
        observations.note(
            tx,
            visited=visited,
            subscriber_id=who.subscriber.id,
            delivery_id=who.delivery.id,
            agent=agent,
            now=now,
        )
