"""What staff see of a case: the message, whose it is, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from drip.domain.deliveries import WAITING, DeliveryState, Purpose
from drip.domain.inbox import Case
from drip.storage import cases as stored
from drip.storage.database import Transaction
from drip.storage.tables import cases, deliveries, messages, pages, staff, subscribers

_STAFF = "staff:"
_CAME_BACK = ("bounced_at", "dropped_at", "blocked_at")


class FixedMessage(StrEnum):
    """What became of the one message that such words are answered by."""

    NONE = "none"  #: nobody to send it to, or nothing proves that it would be theirs
    WAITS = "waits"
    SENT = "sent"
    LOST = "lost"  #: it did not go, came back, or nobody knows


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """One line of the list: whose case, since when, and whether somebody has it."""

    case: Case
    first_name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A case with its message, and what came of each call of the second route.

    `by` is the address that wrote, where it is not the person's. `has_it` and `closed_by` are names
    of staff.
    """

    case: Case
    first_name: str
    email: str
    subject: str
    text: str
    removed: str
    channel: str
    sender: str
    by: str
    at: datetime
    second_route: tuple[str, ...]
    fixed_message: FixedMessage
    has_it: str
    closed_by: str


def open_ones(tx: Transaction) -> tuple[OpenCase, ...]:
    """Every open case, the most pressing first."""
    found = stored.all_open(tx)
    people = {
        row.id: row
        for row in tx.execute(
            select(subscribers.c.id, subscribers.c.first_name, subscribers.c.email).where(
                subscribers.c.id.in_([one.subscriber_id for one in found if one.subscriber_id])
            )
        )
    }
    return tuple(
        OpenCase(
            case=one,
            first_name=people[one.subscriber_id].first_name if one.subscriber_id in people else "",
            email=people[one.subscriber_id].email if one.subscriber_id in people else "",
        )
        for one in found
    )


def page(tx: Transaction, case_id: int) -> CasePage | None:
    """One case, open or closed."""
    case = stored.get(tx, case_id)
    row = tx.execute(
        select(messages, subscribers.c.first_name, subscribers.c.email)
        .select_from(
            cases.join(messages, messages.c.id == cases.c.message_id).outerjoin(
                subscribers, subscribers.c.id == cases.c.subscriber_id
            )
        )
        .where(cases.c.id == case_id)
    ).one_or_none()
    if case is None or row is None:
        return None
    second = select(pages.c.result).where(pages.c.case_id == case_id).order_by(pages.c.number)
    names = _names(tx, case)
    return CasePage(
        case=case,
        first_name=row.first_name or "",
        email=row.email or "",
        subject=row.subject,
        text=row.text,
        removed=row.removed,
        channel=row.channel,
        sender=row.sender,
        by=row.by,
        at=row.at,
        second_route=tuple(tx.execute(second).scalars()),
        fixed_message=_fixed_message(tx, case),
        has_it=names.get(case.acknowledged_by, ""),
        closed_by=names.get(case.closed_by, ""),
    )


def _names(tx: Transaction, case: Case) -> Mapping[str, str]:
    """The names of who took and who closed a case."""
    ids = {
        int(number)
        for one in (case.acknowledged_by, case.closed_by)
        if one.startswith(_STAFF) and (number := one.removeprefix(_STAFF)).isdecimal()
    }
    found = tx.execute(select(staff.c.id, staff.c.name).where(staff.c.id.in_(ids)))
    return {f"{_STAFF}{row.id}": row.name for row in found}


def _fixed_message(tx: Transaction, case: Case) -> FixedMessage:
    """The latest one that was owed by the time that the case was opened."""
    row = tx.execute(
        select(deliveries.c.state, *(deliveries.c[name] for name in _CAME_BACK))
        .where(
            deliveries.c.subscriber_id == case.subscriber_id,
            deliveries.c.purpose == Purpose.SAFETY.value,
            deliveries.c.planned_at <= case.opened_at,
            deliveries.c.planned_at > case.opened_at - stored.FIXED_MESSAGE_ONCE_IN,
        )
        .order_by(deliveries.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return FixedMessage.NONE
    state = DeliveryState(row.state)
    if state in WAITING:
        return FixedMessage.WAITS
    came_back = any(getattr(row, name) is not None for name in _CAME_BACK)
    went = state is DeliveryState.ACCEPTED and not came_back
    return FixedMessage.SENT if went else FixedMessage.LOST
