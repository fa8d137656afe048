"""What staff see of a case: the message, whose it is, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from drip.domain.inbox import Case
from drip.storage import cases as stored
from drip.storage.database import Transaction
from drip.storage.tables import cases, messages, pages, subscribers


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """One line of the list: whose case, since when, and whether somebody has it."""

    case: Case
    first_name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A case with its message, and what came of each call of the second route."""

    case: Case
    first_name: str
    email: str
    text: str
    removed: str
    channel: str
    sender: str
    at: datetime
    second_route: tuple[str, ...]


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
    return CasePage(
        case=case,
        first_name=row.first_name or "",
        email=row.email or "",
        text=row.text,
        removed=row.removed,
        channel=row.channel,
        sender=row.sender,
        at=row.at,
        second_route=tuple(tx.execute(second).scalars()),
    )
