"""Messages: what was written, by whom and about what. Appended, never changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal_column, select

from drip.domain.inbox import Direction, Message, MessageChannel, Sender
from drip.storage.database import Transaction
from drip.storage.tables import messages
from drip.storage.upsert import insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message about to be kept. `cause` makes it one, however often it comes.

    `quiet`: nobody has to read it, such as an absence notice. `by` is who wrote, where it is not
    the person: `staff:3`, or another sender's address.
    """

    cause: str
    thread_id: int
    subscriber_id: int | None
    channel: MessageChannel
    direction: Direction
    sender: Sender
    at: datetime
    text: str
    subject: str = ""
    removed: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: Sequence[str] = ()
    mail_id: int | None = None
    delivery_id: int | None = None
    check_in_id: int | None = None
    late: bool = False
    urgent: bool = False
    needs_person: bool = False
    quiet: bool = False
    groups: Sequence[str] = field(default=())
    why: str = ""
    by: str = ""


def add(tx: Transaction, new: NewMessage) -> int | None:
    """Keep a message; answers its id, `None` when its cause has one already."""
    row = {name: getattr(new, name) for name in NewMessage.__slots__}
    row |= {
        "channel": new.channel.value,
        "direction": new.direction.value,
        "sender": new.sender.value,
        "references": list(new.references),
        "groups": list(new.groups),
    }
    found = insert_new(tx, messages, [row], messages.c.id)
    return int(found[0].id) if found else None


def get(tx: Transaction, message_id: int) -> Message | None:
    """One message."""
    row = tx.execute(select(messages).where(messages.c.id == message_id)).one_or_none()
    return None if row is None else _value(row)


def of_thread(tx: Transaction, thread_id: int) -> list[Message]:
    """Every message of a thread, the oldest first."""
    rows = tx.execute(
        select(messages)
        .where(messages.c.thread_id == thread_id)
        .order_by(messages.c.at, messages.c.id)
    )
    return [_value(row) for row in rows]


def newest_in(tx: Transaction, thread_id: int) -> Message | None:
    """The last message of a thread that came from outside and that somebody should read."""
    row = tx.execute(
        select(messages)
        .where(
            messages.c.thread_id == thread_id,
            messages.c.direction == Direction.IN.value,
            messages.c.quiet == literal_column("0"),
        )
        .order_by(messages.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _value(row)


def newest_of(tx: Transaction, thread_ids: Collection[int]) -> dict[int, Message]:
    """The last message of each of these threads, by thread."""
    if not thread_ids:
        return {}
    newest = (
        select(func.max(messages.c.id))
        .where(messages.c.thread_id.in_(thread_ids), messages.c.direction != "inside")
        .group_by(messages.c.thread_id)
    )
    rows = tx.execute(select(messages).where(messages.c.id.in_(newest)))
    return {row.thread_id: _value(row) for row in rows}


def named(tx: Transaction, message_ids: Collection[str]) -> dict[str, Message]:
    """The messages with these Message-IDs, by Message-ID; the newest of several."""
    if not message_ids:
        return {}
    rows = tx.execute(
        select(messages)
        .where(messages.c.message_id.in_(message_ids), messages.c.message_id != "")
        .order_by(messages.c.id)
    )
    return {row.message_id: _value(row) for row in rows}


def _value(row: Any) -> Message:
    return Message(
        id=row.id,
        thread_id=row.thread_id,
        subscriber_id=row.subscriber_id,
        channel=MessageChannel(row.channel),
        direction=Direction(row.direction),
        sender=Sender(row.sender),
        at=row.at,
        subject=row.subject,
        text=row.text,
        removed=row.removed,
        message_id=row.message_id,
        in_reply_to=row.in_reply_to,
        references=tuple(row.references),
        mail_id=row.mail_id,
        delivery_id=row.delivery_id,
        check_in_id=row.check_in_id,
        late=row.late,
        urgent=row.urgent,
        needs_person=row.needs_person,
        quiet=row.quiet,
        groups=tuple(row.groups),
        why=row.why,
        by=row.by,
    )
