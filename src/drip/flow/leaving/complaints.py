"""Complaints and other goodbyes that come by way of the provider."""

from __future__ import annotations

from datetime import datetime

from drip.domain.deliveries import Delivery
from drip.domain.people import SuppressionReason
from drip.flow.leaving.affected import affected, stop, tell_of_mailbox
from drip.flow.services import Services
from drip.storage.database import Transaction

_MAILBOX = {
    SuppressionReason.COMPLAINT: "It was reported as spam.",
    SuppressionReason.UNSUBSCRIBED: "Somebody unsubscribed it.",
    SuppressionReason.DEAD: "The provider holds its address for dead.",
    SuppressionReason.STAFF: "The provider does not write to it.",
}


def complained(
    services: Services,
    tx: Transaction,
    *,
    delivery: Delivery | None = None,
    address_hash: str = "",
    source: str,
    now: datetime,
) -> None:
    """Somebody reported a letter as spam: everything stops at once, and nothing is confirmed.

    Give only what cannot be forged: the letter that a token or a signed event names, or the
    keyed hash of a signed event's address.
    """
    say_goodbye(
        services,
        tx,
        delivery=delivery,
        address_hash=address_hash,
        reason=SuppressionReason.COMPLAINT,
        source=source,
        now=now,
    )


def say_goodbye(  # noqa: PLR0913 - who leaves, why, how and when
    services: Services,
    tx: Transaction,
    *,
    delivery: Delivery | None = None,
    address_hash: str = "",
    reason: SuppressionReason,
    source: str,
    now: datetime,
) -> None:
    """Take over what the provider knows: this address gets no more letters."""
    one = affected(
        services, tx, delivery=delivery, address_hash=address_hash, source=source, now=now
    )
    if one is None:
        return
    if one.is_clinic:
        tell_of_mailbox(one, _MAILBOX[reason])
    else:
        stop(one, reason)
