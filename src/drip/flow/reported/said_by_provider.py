"""What follows when a provider says that a letter came back, was dropped, or was not wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from drip.domain.events import EventKind
from drip.domain.people import SuppressionReason
from drip.flow.leaving.bounces import bounced
from drip.flow.leaving.complaints import complained, say_goodbye
from drip.flow.reported.whose import Matched
from drip.flow.services import Services
from drip.storage import suppressions, tasks
from drip.storage.database import Transaction

_SOURCE = "events"
#: Why SendGrid itself does not send, and what that says of the address. Other reasons speak of the
#: letter or the account.
_DROPPED = MappingProxyType(
    {
        "bounced address": SuppressionReason.DEAD,
        "invalid": SuppressionReason.DEAD,
        "invalid address": SuppressionReason.DEAD,
        "spam reporting address": SuppressionReason.COMPLAINT,
        "unsubscribed address": SuppressionReason.UNSUBSCRIBED,
    }
)


def follow(services: Services, tx: Transaction, one: Matched, now: datetime) -> None:
    """Do what an event asks for; most ask for nothing more than to be noted."""
    deed = _DEEDS.get(one.event.kind)
    if deed is not None:
        deed(services, tx, one, now)


def _refused(services: Services, tx: Transaction, one: Matched, now: datetime) -> None:
    bounced(
        services,
        tx,
        delivery=one.delivery,
        address_hash=one.address_hash,
        status=one.event.status,
        diagnostic=one.event.detail,
        source=_SOURCE,
        now=now,
        at=one.event.at,
        # SendGrid calls a refusal a block where it is about this letter or about us.
        at_fault=one.event.kind is EventKind.BOUNCED,
    )


def _complained(services: Services, tx: Transaction, one: Matched, now: datetime) -> None:
    complained(
        services,
        tx,
        delivery=one.delivery,
        address_hash=one.address_hash,
        source=_SOURCE,
        now=now,
    )


def _unsubscribed(services: Services, tx: Transaction, one: Matched, now: datetime) -> None:
    reason = SuppressionReason.UNSUBSCRIBED
    # They may have come back since: late news does not send them away again.
    if not suppressions.lifted_after(tx, one.address_hash, reason, one.event.at):
        _goodbye(services, tx, one, reason, now)


def _dropped(services: Services, tx: Transaction, one: Matched, now: datetime) -> None:
    """The provider did not even try: its lists and ours have drifted apart."""
    reason = _DROPPED.get(one.event.detail.strip().lower())
    came_back = reason is SuppressionReason.UNSUBSCRIBED and suppressions.lifted_after(
        tx, one.address_hash, reason, None
    )
    if reason is not None and not came_back:
        _goodbye(services, tx, one, reason, now)
        return
    tasks.add(
        tx,
        cause=f"dropped:{one.event.detail[:60]}:{now:%Y-%m-%d}",
        title="SendGrid does not send what it was given",
        detail=(
            "It still holds the unsubscribe of somebody who came back since. Their list is put "
            "right in the night; delete the entry there if a letter is to go at once."
            if came_back
            else f"The reason it gives: {one.event.detail or 'none'}. Look at the account there."
        ),
        subscriber_id=one.delivery.subscriber_id if one.delivery else None,
        now=now,
    )


def _goodbye(
    services: Services, tx: Transaction, one: Matched, reason: SuppressionReason, now: datetime
) -> None:
    say_goodbye(
        services,
        tx,
        delivery=one.delivery,
        address_hash=one.address_hash,
        reason=reason,
        source=_SOURCE,
        now=now,
    )


_DEEDS: Mapping[EventKind, Callable[[Services, Transaction, Matched, datetime], None]] = {
    EventKind.BOUNCED: _refused,
    EventKind.BLOCKED: _refused,
    EventKind.DROPPED: _dropped,
    EventKind.COMPLAINED: _complained,
    EventKind.UNSUBSCRIBED: _unsubscribed,
}
