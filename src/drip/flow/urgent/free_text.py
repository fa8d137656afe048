"""Free text that came without a mail: on a page, or in a booking. It goes the way of every reply.

It becomes a message in the person's thread, words that may mean an emergency raise a case, and a
person reads it. What goes wrong on the way costs nothing that was said beside it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from drip.domain.inbox import Direction, MessageChannel, Sender
from drip.domain.safety import Verdict
from drip.flow.services import Services
from drip.flow.urgent.safety import Urgent, judge, raise_case
from drip.storage import messages, threads
from drip.storage.database import Transaction
from drip.storage.messages import NewMessage

log = structlog.get_logger()

#: The most characters kept of one text.
MOST = 5000
_CUT = "It was longer than what is kept."
_UNSURE = "It could not be judged by a program."


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeText:
    """Something written freely.

    `cause` names where it stood; the same text from the same place is one message, however often
    it comes. `subject` says for staff what it is about, `why` what they should know about it.
    """

    cause: str
    subscriber_id: int
    channel: MessageChannel
    text: str
    subject: str = ""
    check_in_id: int | None = None
    delivery_id: int | None = None
    why: str = ""


def take(services: Services, tx: Transaction, new: FreeText, now: datetime) -> int | None:
    """Keep a text where staff read it; answers its message, `None` when it is none or known."""
    whole = new.text.replace("\0", "").strip()
    text = whole[:MOST]
    if not text:
        return None
    verdict = judge(services, whole)
    if len(whole) > MOST:
        new = replace(new, why=f"{new.why} {_CUT}".strip())
    thread_id = threads.of_subscriber(tx, new.subscriber_id, now)
    message_id = messages.add(tx, _message(new, text, verdict, thread_id, now))
    if message_id is None:
        return None
    threads.arrived(tx, thread_id, now)
    if verdict.urgent:
        _raise(services, tx, new, verdict, (thread_id, message_id), now)
    log.info("free text taken", message=message_id, channel=new.channel.value)
    return message_id


def _message(
    new: FreeText, text: str, verdict: Verdict, thread_id: int, now: datetime
) -> NewMessage:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    why = " ".join(filter(None, (new.why, _UNSURE if verdict.needs_person else "")))
    return NewMessage(
        cause=f"{new.channel.value}:{new.cause}:{digest}",
        thread_id=thread_id,
        subscriber_id=new.subscriber_id,
        channel=new.channel,
        direction=Direction.IN,
        sender=Sender.SELF,
        at=now,
        subject=new.subject,
        text=text,
        delivery_id=new.delivery_id,
        check_in_id=new.check_in_id,
        urgent=verdict.urgent,
        needs_person=verdict.needs_person or bool(new.why),
        groups=[group.value for group in verdict.groups],
        why=why,
    )


def _raise(
    services: Services,
    tx: Transaction,
    new: FreeText,
    verdict: Verdict,
    place: tuple[int, int],
    now: datetime,
) -> None:
    thread_id, message_id = place
    urgent = Urgent(
        thread_id=thread_id,
        message_id=message_id,
        subscriber_id=new.subscriber_id,
        groups=tuple(group.value for group in verdict.groups),
    )
    raise_case(services, tx, urgent, now)
