"""Which installation this database is, and the secret that signs its links: one row."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from drip.storage.database import Transaction
from drip.storage.tables import installation
from drip.storage.upsert import insert_ignore

_THE_ONE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What the database is called to the outside, and its secret."""

    ref: str
    secret: bytes
    created_at: datetime


def ensure(tx: Transaction, now: datetime) -> Installation:
    """The installation; made at the first call, the same for whoever asks at once."""
    fresh = {
        "id": _THE_ONE,
        "ref": secrets.token_hex(8),
        "secret": secrets.token_bytes(32),
        "created_at": now,
    }
    insert_ignore(tx, installation, [fresh])
    row = tx.execute(select(installation).where(installation.c.id == _THE_ONE)).one()
    return Installation(ref=row.ref, secret=row.secret, created_at=row.created_at)
