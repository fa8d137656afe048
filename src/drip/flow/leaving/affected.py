"""Whom news about a letter or an address is about: a person, one of the clinic's mailboxes, nobody.

The address of a report may be one that the person has left since. What is said of it then holds
for the address and not for the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drip.domain.deliveries import Delivery
from drip.domain.people import Subscriber, SubscriberState, SuppressionReason
from drip.flow.leaving.leave import leave_tx
from drip.flow.services import Services
from drip.storage import subscribers, suppressions, tasks
from drip.storage.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Where one piece of news is worked off. `source` says how it came.

    `person` is whom the letter went to, or whose address it is; `theirs` tells that the address is
    theirs at present.
    """

    services: Services
    tx: Transaction
    now: datetime
    source: str
    delivery: Delivery | None
    address_hash: str
    person: Subscriber | None
    theirs: bool

    @property
    def is_clinic(self) -> bool:
        """Whether it is about one of the clinic's own mailboxes."""
        return self.person is not None and self.person.state is SubscriberState.CLINIC


def affected(
    services: Services,
    tx: Transaction,
    *,
    delivery: Delivery | None,
    address_hash: str,
    source: str,
    now: datetime,
) -> Affected | None:
    """Whom news is about; `None` when it names neither a letter nor an address."""
    if delivery is None:
        person = subscribers.by_address(tx, address_hash) if address_hash else None
        known = address_hash
    else:
        person = subscribers.get(tx, [delivery.subscriber_id])[delivery.subscriber_id]
        known = subscribers.address_hash(tx, person.id) or ""
    if not known:
        return None
    clinic = person is not None and person.state is SubscriberState.CLINIC
    # A mailbox of the clinic is hashed in another way than a person's address.
    theirs = person is not None and (clinic or address_hash in {"", known})
    return Affected(
        services=services,
        tx=tx,
        now=now,
        source=source,
        delivery=delivery,
        address_hash=known if theirs else address_hash,
        person=person,
        theirs=theirs,
    )


def stop(one: Affected, reason: SuppressionReason) -> None:
    """Suppress the address, and let its person leave. Doing it again changes nothing."""
    if one.person is not None and one.theirs:
        leave_tx(
            one.services,
            one.tx,
            subscriber_id=one.person.id,
            reason=reason,
            source=one.source,
            now=one.now,
        )
    else:
        suppressions.add(
            one.tx,
            address_hash=one.address_hash,
            reason=reason,
            source=one.source,
            now=one.now,
        )


def tell_of_mailbox(one: Affected, what: str) -> None:
    """A notice to one of the clinic's own mailboxes had trouble: a task, never a suppression."""
    if one.person is not None:
        tasks.add(
            one.tx,
            cause=f"mailbox:{one.person.id}:{one.now:%Y-%m-%d}",
            title="A notice to one of the clinic's own mailboxes did not arrive",
            detail=f"{what} Check the alarm addresses in _clinic.yaml: alarms go there.",
            now=one.now,
        )
