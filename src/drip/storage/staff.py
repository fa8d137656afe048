"""Staff: who may sign in, by which one-time links, and who is signed in now.

Tokens never lie here, only their hashes: a copy of the database signs nobody in.
Every instant is wall time, also in a demo whose clock is moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from drip.storage.database import Transaction
from drip.storage.tables import staff, staff_links, staff_sessions
from drip.storage.upsert import insert_ignore

#: The account that waits for the first person; it has no name and no address yet.
UNCLAIMED = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of the clinic who signs in. `password_hash` is empty before the first time."""

    id: int
    name: str
    email: str
    password_hash: str = ""

    @property
    def unclaimed(self) -> bool:
        """Whether this account still waits for the first person."""
        return self.email == UNCLAIMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser that is signed in."""

    id: int
    member: Member
    seen_at: datetime
    expires_at: datetime


def _member(row: Any) -> Member:
    return Member(id=row.id, name=row.name, email=row.email, password_hash=row.password_hash or "")


def add(tx: Transaction, *, name: str, email: str, now: datetime) -> Member:
    """The account for this address; made when there is none."""
    insert_ignore(tx, staff, [{"name": name, "email": email, "created_at": now}])
    return _member(tx.execute(select(staff).where(staff.c.email == email)).one())


def count_able(tx: Transaction) -> int:
    """How many accounts can sign in: a password was chosen, and nobody closed them."""
    able = select(func.count()).where(
        func.coalesce(staff.c.password_hash, "") != "", staff.c.disabled_at.is_(None)
    )
    return int(tx.execute(able).scalar_one())


def by_email(tx: Transaction, email: str) -> Member | None:
    """Who may sign in with this address."""
    row = tx.execute(
        select(staff).where(staff.c.email == email, staff.c.disabled_at.is_(None))
    ).one_or_none()
    return None if row is None else _member(row)


def add_link(
    tx: Transaction, staff_id: int, token_hash: str, *, now: datetime, expires_at: datetime
) -> None:
    """A one-time link for an account."""
    tx.execute(
        insert(staff_links).values(
            staff_id=staff_id, token_hash=token_hash, created_at=now, expires_at=expires_at
        )
    )


def of_link(tx: Transaction, token_hash: str, now: datetime) -> Member | None:
    """Whose link this is, if it still works."""
    row = tx.execute(
        select(staff)
        .join(staff_links, staff_links.c.staff_id == staff.c.id)
        .where(
            staff_links.c.token_hash == token_hash,
            staff_links.c.used_at.is_(None),
            staff_links.c.expires_at > now,
            staff.c.disabled_at.is_(None),
        )
    ).one_or_none()
    return None if row is None else _member(row)


def use_link(tx: Transaction, token_hash: str, now: datetime) -> int | None:
    """Use a link up: the account's id for the first caller, `None` for every other.

    The account's other links end with it.
    """
    used = tx.execute(
        update(staff_links)
        .where(
            staff_links.c.token_hash == token_hash,
            staff_links.c.used_at.is_(None),
            staff_links.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(staff_links.c.staff_id)
    ).scalar_one_or_none()
    if used is not None:
        tx.execute(
            update(staff_links)
            .where(staff_links.c.staff_id == used, staff_links.c.used_at.is_(None))
            .values(used_at=now)
        )
    return used


def address_taken(tx: Transaction, email: str, *, except_for: int) -> bool:
    """Whether another account has this address."""
    found = select(staff.c.id).where(staff.c.email == email, staff.c.id != except_for)
    return tx.execute(found).first() is not None


def claim(tx: Transaction, staff_id: int, *, name: str, email: str) -> None:
    """Give the first account to a person."""
    tx.execute(update(staff).where(staff.c.id == staff_id).values(name=name, email=email))


def set_password(tx: Transaction, staff_id: int, password_hash: str) -> None:
    """Set a password. Whoever is signed in to the account is signed out everywhere."""
    tx.execute(update(staff).where(staff.c.id == staff_id).values(password_hash=password_hash))
    close_sessions(tx, staff_id)


def open_session(
    tx: Transaction,
    staff_id: int,
    token_hash: str,
    *,
    now: datetime,
    expires_at: datetime,
    agent: str,
) -> None:
    """Note that a browser is signed in; sessions that are over are forgotten on the way."""
    tx.execute(delete(staff_sessions).where(staff_sessions.c.expires_at <= now))
    tx.execute(
        insert(staff_sessions).values(
            staff_id=staff_id,
            token_hash=token_hash,
            created_at=now,
            seen_at=now,
            expires_at=expires_at,
            agent=agent,
        )
    )


def session(tx: Transaction, token_hash: str, *, now: datetime, idle: timedelta) -> Session | None:
    """The session of a token, unless it is over or was left alone for longer than `idle`."""
    row = tx.execute(
        select(
            staff,
            staff_sessions.c.id.label("session_id"),
            staff_sessions.c.seen_at,
            staff_sessions.c.expires_at,
        )
        .join(staff_sessions, staff_sessions.c.staff_id == staff.c.id)
        .where(
            staff_sessions.c.token_hash == token_hash,
            staff_sessions.c.expires_at > now,
            staff_sessions.c.seen_at > now - idle,
            staff.c.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    return Session(
        id=row.session_id, member=_member(row), seen_at=row.seen_at, expires_at=row.expires_at
    )


def touch_session(tx: Transaction, session_id: int, now: datetime) -> None:
    """Note that somebody is still there."""
    tx.execute(update(staff_sessions).where(staff_sessions.c.id == session_id).values(seen_at=now))


def close_session(tx: Transaction, token_hash: str) -> None:
    """Sign one browser out."""
    tx.execute(delete(staff_sessions).where(staff_sessions.c.token_hash == token_hash))


def close_sessions(tx: Transaction, staff_id: int) -> None:
    """Sign an account out everywhere."""
    tx.execute(delete(staff_sessions).where(staff_sessions.c.staff_id == staff_id))


def names(tx: Transaction) -> dict[int, str]:
    """What every account's person is called, those who left included."""
    return {row.id: row.name for row in tx.execute(select(staff.c.id, staff.c.name))}
