"""Leave: goodbye, at once. Suppress, cancel what waits, end the enrolments, in one transaction.

A letter that is claimed already is cancelled too; one whose intent is recorded may have gone, and
is the last.
"""

from __future__ import annotations

from datetime import datetime

from drip.domain.deliveries import PROGRAMME, Purpose
from drip.domain.enrolments import EnrolmentState
from drip.domain.people import SuppressionReason
from drip.flow.planning.endings import end
from drip.flow.services import Services
from drip.storage import enrolments, ledger, subscribers, suppressions
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, note

#: Goodbye ends these; the clinic's own answers and safety messages are no programme letters.
_ENDS = PROGRAMME | {Purpose.NOTICE, Purpose.CONFIRM}
_WORDS = {
    SuppressionReason.UNSUBSCRIBED: "They unsubscribed.",
    SuppressionReason.COMPLAINT: "They reported a letter as spam.",
    SuppressionReason.DEAD: "The address does not exist any more.",
    SuppressionReason.STAFF: "Staff stopped the letters.",
}


def leave(
    services: Services,
    *,
    subscriber_id: int,
    reason: SuppressionReason,
    source: str,
    now: datetime,
) -> None:
    """Say goodbye to a person. Doing it again changes nothing.

    `source` says how it came: `one-click`, `page`, `preferences`, `staff:<id>` ...
    """
    with services.database.write() as tx:
        leave_tx(services, tx, subscriber_id=subscriber_id, reason=reason, source=source, now=now)


def leave_tx(
    services: Services,
    tx: Transaction,
    *,
    subscriber_id: int,
    reason: SuppressionReason,
    source: str,
    now: datetime,
) -> None:
    """Say goodbye inside a transaction."""
    address_hash = subscribers.address_hash(tx, subscriber_id)
    if address_hash is None:
        return
    subscribers.leave(tx, subscriber_id, now)
    suppressions.add(tx, address_hash=address_hash, reason=reason, source=source, now=now)
    words = _WORDS[reason]
    ledger.cancel_waiting(tx, now=now, reason=words, subscriber_id=subscriber_id, purposes=_ENDS)
    live = [one.id for one in enrolments.live_of(tx, subscriber_id)]
    unsubscribed = EnrolmentState.UNSUBSCRIBED
    ended = end(services, tx, live, state=unsubscribed, reason=words, now=now)
    for enrolment_id in ended:
        note(
            tx,
            now=now,
            kind=Kind.LEFT,
            reason=f"{words} ({source})",
            actor="subscriber" if reason is SuppressionReason.UNSUBSCRIBED else source,
            subscriber_id=subscriber_id,
            enrolment_id=enrolment_id,
        )
