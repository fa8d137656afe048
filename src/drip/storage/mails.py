"""Mails: what came in, as it came. Kept first, looked at afterwards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, select, update

from drip.domain.letters import NULL_SENDER
from drip.domain.mail import MailKind
from drip.storage.database import Transaction
from drip.storage.tables import mails, messages
from drip.storage.upsert import insert_ignore


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """A mail for one address of ours, as it is to be kept.

    `fingerprint` is the same for a mail that comes again; `box` says what the address is for, and
    `delivery_id` which letter its token names; `vouched` what a provider found out of its sender.
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
    vouched: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMail:
    """One mail as it is kept; see `NewMail`."""

    id: int
    source: str
    envelope_from: str
    box: str
    delivery_id: int | None
    received_at: datetime
    raw: bytes
    fingerprint: str
    kind: str
    vouched: str

    @property
    def delivered(self) -> bytes:
        """The mail as a last server leaves it: the envelope's sender on top (RFC 5321, 4.4)."""
        return f"Return-Path: <{self.envelope_from.strip(NULL_SENDER)}>\r\n".encode() + self.raw


def keep(tx: Transaction, new: Sequence[NewMail]) -> None:
    """Store mails; one that is there already is left as it is."""
    insert_ignore(tx, mails, [_columns(one) for one in new])


def unsorted(tx: Transaction, *, at_most: int) -> int:
    """How many mails nobody has looked at, counted up to `at_most`."""
    some = select(mails.c.id).where(mails.c.kind == "").limit(at_most).subquery()
    return int(tx.execute(select(func.count()).select_from(some)).scalar_one())


def next_unsorted(tx: Transaction, *, after: int = 0) -> KeptMail | None:
    """The oldest mail that nobody has looked at and that has a higher id than `after`."""
    return _next(tx, mails.c.kind == "", mails.c.id > after)


def next_waiting(
    tx: Transaction, kinds: Collection[MailKind], *, after: int = 0
) -> KeptMail | None:
    """The oldest mail of these kinds that waits, and that has a higher id than `after`."""
    return _next(
        tx,
        mails.c.processed_at.is_(None),
        mails.c.kind.in_([kind.value for kind in kinds]),
        mails.c.id > after,
    )


def _next(tx: Transaction, *which: ColumnElement[bool]) -> KeptMail | None:
    columns = [mails.c[name] for name in KeptMail.__slots__]
    row = tx.execute(select(*columns).where(*which).order_by(mails.c.id).limit(1)).one_or_none()
    return None if row is None else KeptMail(**row._asdict())


def hold(tx: Transaction, mail_id: int) -> bool:
    """Hold a mail that waits until the transaction ends; False when it was dealt with."""
    row = tx.execute(
        select(mails.c.id)
        .where(mails.c.id == mail_id, mails.c.processed_at.is_(None))
        .with_for_update()
    ).one_or_none()
    return row is not None


def letters_of(tx: Transaction, fingerprint: str) -> list[int]:
    """The letters that the same mail was addressed to, by the tokens of all its recipients."""
    rows = tx.execute(
        select(mails.c.delivery_id)
        .where(mails.c.fingerprint == fingerprint, mails.c.delivery_id.is_not(None))
        .order_by(mails.c.id)
    )
    return list(rows.scalars())


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
    """Forget mails that were dealt with before a moment: they hold addresses. Answers how many.

    What stands in a thread stays, as it came.
    """
    in_a_thread = exists().where(messages.c.mail_id == mails.c.id).correlate(mails)
    old = mails.c.processed_at < before
    return tx.execute(delete(mails).where(old, ~in_a_thread)).rowcount


def _columns(new: NewMail) -> dict[str, Any]:
    return {name: getattr(new, name) for name in NewMail.__slots__}
