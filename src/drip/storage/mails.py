"""Mails: what came in, as it came. Kept first, looked at afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from drip.domain.mail import MailKind
from drip.storage.database import Transaction
from drip.storage.mail_tables import mails
from drip.storage.upsert import insert_ignore


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """A mail for one address of ours, as it is to be kept.

    `fingerprint` is the same for a mail that comes again; `box` says what the address is for, and
    `delivery_id` which letter its token names.
    """

    source: str
    envelope_from: str
    envelope_to: str
    box: str
    delivery_id: int | None
    received_at: datetime
    raw: bytes
    sha256: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMail:
    """One mail as it is kept."""

    id: int
    envelope_from: str
    box: str
    delivery_id: int | None
    received_at: datetime
    raw: bytes


def keep(tx: Transaction, new: Sequence[NewMail]) -> None:
    """Store mails; one that is there already is left as it is."""
    insert_ignore(tx, mails, [_columns(one) for one in new])


def unsorted(tx: Transaction, *, at_most: int) -> int:
    """How many mails nobody has looked at, counted up to `at_most`."""
    some = select(mails.c.id).where(mails.c.kind == "").limit(at_most).subquery()
    return int(tx.execute(select(func.count()).select_from(some)).scalar_one())


def next_unsorted(tx: Transaction, *, after: int = 0) -> KeptMail | None:
    """The oldest mail that nobody has looked at and that has a higher id than `after`."""
    row = tx.execute(
        select(
            mails.c.id,
            mails.c.envelope_from,
            mails.c.box,
            mails.c.delivery_id,
            mails.c.received_at,
            mails.c.raw,
        )
        .where(mails.c.kind == "", mails.c.id > after)
        .order_by(mails.c.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return KeptMail(
        id=row.id,
        envelope_from=row.envelope_from,
        box=row.box,
        delivery_id=row.delivery_id,
        received_at=row.received_at,
        raw=row.raw,
    )


def sorted_in(tx: Transaction, mail_id: int, kind: MailKind, *, note: str) -> bool:
    """Note what kind of mail it is; False when another process was first."""
    done = tx.execute(
        update(mails)
        .where(mails.c.id == mail_id, mails.c.kind == "")
        .values(kind=kind.value, note=note)
    )
    return bool(done.rowcount)


def done(tx: Transaction, mail_id: int, *, note: str, now: datetime) -> None:
    """Note that a mail needs nobody any more, and what came of it, without any address."""
    tx.execute(update(mails).where(mails.c.id == mail_id).values(processed_at=now, note=note))


def prune(tx: Transaction, before: datetime) -> int:
    """Forget mails that were dealt with before a moment: they hold addresses. Answers how many."""
    return tx.execute(delete(mails).where(mails.c.processed_at < before)).rowcount


def _columns(new: NewMail) -> dict[str, Any]:
    return {name: getattr(new, name) for name in NewMail.__slots__}
