"""Sign-offs: who took responsibility for which exact text. Rows are never changed or removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from drip.storage.database import Transaction
from drip.storage.tables import sign_offs
from drip.storage.upsert import insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """One named person's word for the text with this hash, of a letter or a question."""

    sequence: str
    step: str
    text_hash: str
    signed_by: str
    note: str = ""


def add(tx: Transaction, sign_off: SignOff, now: datetime) -> bool:
    """Store a sign-off; whether it is new. The same person signs the same text once."""
    row = {
        "sequence": sign_off.sequence,
        "step": sign_off.step,
        "text_hash": sign_off.text_hash,
        "signed_by": sign_off.signed_by,
        "note": sign_off.note,
        "signed_at": now,
    }
    return bool(insert_new(tx, sign_offs, [row], sign_offs.c.id))


def signed(tx: Transaction) -> frozenset[str]:
    """The hashes of every text that somebody signed."""
    return frozenset(row.text_hash for row in tx.execute(select(sign_offs.c.text_hash)))
