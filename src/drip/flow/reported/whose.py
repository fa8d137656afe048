"""Whose event it is: by our own ref, by the provider's Message-ID, else by address and time.

Only what hurts an address is looked for by address, and only where the provider lost every id of
the letter, as it does with bounces that come days later. Anything else without an id of ours
belongs to another program on the same account.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from drip.domain.deliveries import Delivery
from drip.domain.events import Event, EventKind
from drip.flow.services import Services
from drip.links import fold_address
from drip.storage import events as stored
from drip.storage import evidence, ledger
from drip.storage.database import Transaction

#: A server may try for five days, and its answer may be late.
_LATE = timedelta(days=14)
_SLACK = timedelta(hours=1)
_ABOUT_AN_ADDRESS = frozenset({EventKind.BOUNCED, EventKind.COMPLAINED})


@dataclass(frozen=True, slots=True)
class Matched:
    """An event that is ours, the letter it is about, and the keyed hash of its address.

    `sure` tells that an id led to the letter, and not only the address.
    """

    event: Event
    delivery: Delivery | None
    address_hash: str
    sure: bool


def whose(services: Services, tx: Transaction, events: Sequence[Event]) -> list[Matched]:
    """The events that are about letters or people of ours; the others are left out."""
    by_ref = evidence.by_refs(tx, {one.ref for one in events if one.ref})
    by_smtp_id = _by_smtp_id(tx, [one for one in events if not one.ref])
    lost = [one for one in events if _is_lost(one) and one.smtp_id not in by_smtp_id]
    by_address = _by_address(services, tx, lost)
    found: list[Matched] = []
    for event in events:
        address_hash = _hash(services, event)
        named = by_ref.get(event.ref) if event.ref else by_smtp_id.get(event.smtp_id)
        if named is not None:
            found.append(Matched(event, named, address_hash, sure=True))
        elif _is_lost(event) and address_hash in by_address:
            latest = _latest(by_address[address_hash], event)
            found.append(Matched(event, latest, address_hash, sure=False))
    return found


def _is_lost(event: Event) -> bool:
    """Whether the provider kept nothing of the letter but the address."""
    nameless = not (event.ref or event.receipt)
    return nameless and event.kind in _ABOUT_AN_ADDRESS and bool(event.address)


def _by_smtp_id(tx: Transaction, events: Iterable[Event]) -> dict[str, Delivery]:
    ids = stored.deliveries_of_smtp_ids(tx, {one.smtp_id for one in events if one.smtp_id})
    letters = ledger.get_all(tx, set(ids.values()))
    return {smtp_id: letters[delivery_id] for smtp_id, delivery_id in ids.items()}


def _by_address(
    services: Services, tx: Transaction, events: Sequence[Event]
) -> dict[str, list[Delivery]]:
    if not events:
        return {}
    instants = [one.at for one in events]
    hashes = {_hash(services, one) for one in events}
    return evidence.went_to(tx, hashes, since=min(instants) - _LATE, until=max(instants) + _SLACK)


def _latest(letters: Sequence[Delivery], event: Event) -> Delivery | None:
    """The last letter that went to the address before the event."""
    for letter in letters:
        if letter.handed_at and event.at - _LATE <= letter.handed_at <= event.at + _SLACK:
            return letter
    return None


def _hash(services: Services, event: Event) -> str:
    if "@" not in event.address:
        return ""
    return services.links.keyed_hash("address", fold_address(event.address))
