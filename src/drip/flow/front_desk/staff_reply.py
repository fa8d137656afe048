"""Staff reply: an answer by a person of the clinic, through Drip, in the same conversation.

It is a row of the ledger like any email, once for each press of the button. It goes to the
person's own address, whoever wrote last, also to people who left; never to somebody who complained
or whose address is dead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drip.domain.deliveries import Delivery, Purpose
from drip.domain.inbox import Direction, Message, MessageChannel, Sender, Thread
from drip.domain.letters import OwnText
from drip.domain.people import LIFTABLE, Subscriber
from drip.errors import DripError
from drip.flow.front_desk.inbox import reachable
from drip.flow.in_force import offer
from drip.flow.letters.threading import again, references_to
from drip.flow.services import Services
from drip.storage import ledger, messages, own_texts, subscribers, suppressions, threads
from drip.storage.database import Transaction
from drip.storage.ledger import NewDelivery
from drip.storage.messages import NewMessage

#: The most characters of an answer.
MOST = 20_000


class ReplyRefusedError(DripError):
    """This answer cannot be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What staff wrote. `key` comes with the form, so that a second press sends nothing again.

    `seen` is the newest message that they saw; `to_message` is the one that they answer, if it is
    not the last one.
    """

    thread_id: int
    text: str
    by: str
    key: str
    seen: int = 0
    to_message: int | None = None


def answer(services: Services, written: Written, now: datetime) -> bool:
    """Owe a person an answer; False when this very press was taken before.

    Raises:
        ReplyRefusedError: with what stands in the way, and what to do instead.
    """
    text = written.text.replace("\0", "").strip()
    if not text:
        raise ReplyRefusedError("There is nothing in this answer. Write a word or two first.")
    if len(text) > MOST:
        raise ReplyRefusedError(f"This answer is too long: keep it under {MOST} letters.")
    with services.database.write() as tx:
        thread, person = _whom(tx, written.thread_id)
        cause = _answered(tx, written)
        _refuse(tx, person, cause)
        row = _owe(tx, written, thread, person, now)
        if row is None:
            return False
        own = _own_text(text, cause)
        own_texts.keep(tx, {row.slot: own})
        _in_thread(services, tx, written, row, own, now)
    return True


def _whom(tx: Transaction, thread_id: int) -> tuple[Thread, Subscriber]:
    thread = threads.get(tx, thread_id)
    if thread is None:
        raise ReplyRefusedError("There is no such conversation.")
    who = thread.subscriber_id
    person = subscribers.get(tx, [who]).get(who) if who is not None else None
    if person is None or not reachable(person):
        raise ReplyRefusedError(
            "Nobody with this address is known here. Answer from the clinic's own mailbox."
        )
    return thread, person


def _answered(tx: Transaction, written: Written) -> Message | None:
    if written.to_message is None:
        return messages.newest_in(tx, written.thread_id)
    found = messages.get(tx, written.to_message)
    if found is None or found.thread_id != written.thread_id:
        raise ReplyRefusedError("There is no such message in this conversation.")
    return found


def _refuse(tx: Transaction, person: Subscriber, cause: Message | None) -> None:
    if cause is not None and cause.sender is not Sender.SELF:
        raise ReplyRefusedError(
            "It is not certain that the person wrote this message, so no answer goes there. Ring "
            "them, or choose an earlier message of theirs to answer."
        )
    hashed = subscribers.address_hash(tx, person.id) or ""
    if suppressions.in_force(tx, hashed) - LIFTABLE:
        raise ReplyRefusedError(
            "Nothing is sent to this address: it does not exist any more, or its owner reported "
            "our emails as spam. Ring them instead."
        )


def _owe(
    tx: Transaction, written: Written, thread: Thread, person: Subscriber, now: datetime
) -> Delivery | None:
    slot = f"staff_reply:{thread.id}:{written.key}"
    row = NewDelivery(
        slot=slot,
        purpose=Purpose.STAFF_REPLY,
        subscriber_id=person.id,
        sequence="",
        due_at=now,
        plan_reason=f"An answer by {written.by}.",
    )
    return ledger.by_slot(tx, slot) if ledger.add(tx, [row], now) else None


def _own_text(text: str, cause: Message | None) -> OwnText:
    if cause is None:
        return OwnText(subject="A message from the clinic", text=text)
    return OwnText(
        subject=again(cause.subject),
        text=text,
        in_reply_to=cause.message_id,
        references=references_to(cause.message_id, cause.references or (cause.in_reply_to,)),
    )


def _in_thread(
    services: Services,
    tx: Transaction,
    written: Written,
    row: Delivery,
    own: OwnText,
    now: datetime,
) -> None:
    domain = offer.clinic_in(services, tx).sender.rpartition("@")[2]
    new = NewMessage(
        cause=row.slot,
        thread_id=written.thread_id,
        subscriber_id=row.subscriber_id,
        channel=MessageChannel.MAIL,
        direction=Direction.OUT,
        sender=Sender.STAFF,
        at=now,
        subject=own.subject,
        text=own.text,
        message_id=f"{row.ref}@{domain}",
        in_reply_to=own.in_reply_to,
        references=own.references,
        delivery_id=row.id,
        by=written.by,
    )
    messages.add(tx, new)
    threads.answered(tx, written.thread_id, seen=written.seen, at=now)
