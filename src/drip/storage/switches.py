"""Switches that staff and operators throw: `sending` is the kill switch."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update

from drip.storage.database import Transaction
from drip.storage.tables import switches


def sending(tx: Transaction) -> bool:
    """Whether letters may leave at all."""
    row = tx.execute(select(switches.c.value).where(switches.c.name == "sending")).first()
    return row is None or row.value != "off"


def throw(tx: Transaction, name: str, value: str, *, reason: str, by: str, now: datetime) -> None:
    """Set a switch, with who did it and why."""
    columns = {"value": value, "reason": reason, "changed_at": now, "changed_by": by}
    done = tx.execute(update(switches).where(switches.c.name == name).values(**columns))
    if not done.rowcount:
        tx.execute(insert(switches).values(name=name, **columns))
