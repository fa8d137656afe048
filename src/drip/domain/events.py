"""What a provider reports about a letter after taking it. It may come twice, late, in any order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What a provider says has happened. Opens and clicks are none of Drip's business."""

    PROCESSED = "processed"  #: the provider has the letter and will try to deliver it
    DEFERRED = "deferred"  #: the recipient's server asked for another try later
    DELIVERED = "delivered"  #: the recipient's server took it
    DROPPED = "dropped"  #: the provider itself would not send: its lists and ours have drifted
    BLOCKED = "blocked"  #: this letter was refused; the address is not to blame
    BOUNCED = "bounced"  #: this address was refused
    COMPLAINED = "complained"  #: reported as spam
    UNSUBSCRIBED = "unsubscribed"  #: said goodbye by the provider's own means
    OTHER = "other"  #: kept, and nothing follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One report. Instants are aware UTC.

    `source` names the provider and `event_id` is its own, unique id for the report. `ref` is the
    delivery's ref and `attempt` the number of its attempt, as we handed them over; both are empty
    (0) where a provider lost them. `address` serves to find the person and is never stored.
    `status` is an enhanced status code (RFC 3463) and `detail` the server's words, if any.
    `smtp_id` is the Message-ID on the wire, `receipt` the provider's id of the letter.
    """

    source: str
    event_id: str
    kind: EventKind
    at: datetime
    ref: str = ""
    attempt: int = 0
    address: str = ""
    status: str = ""
    detail: str = ""
    smtp_id: str = ""
    receipt: str = ""
