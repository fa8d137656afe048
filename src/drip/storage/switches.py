"""Switches that hold sending, each for a reason of its own. One that is off is enough.

`sending` is the kill switch that staff and operators throw; the others are thrown by guards, and
only a person sets them right again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select, update

from drip.storage.database import Transaction
from drip.storage.tables import switches


class Switch(StrEnum):
    """What may hold sending."""

    SENDING = "sending"  #: the kill switch
    QUARANTINE = "quarantine"  #: this database is a copy, or an older state, of another
    CLOCK = "clock"  #: the time here cannot be believed
    #: far more was about to leave than anybody expected; holds programme letters only
    BLAST = "blast"


_OFF = "off"
_ON = "on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A switch that is off: since when, why, and who threw it."""

    switch: Switch
    reason: str
    since: datetime
    by: str


def sending(tx: Transaction) -> bool:
    """Whether letters may leave at all."""
    query = select(switches.c.name).where(
        switches.c.value == _OFF, switches.c.name != Switch.BLAST.value
    )
    return tx.execute(query).first() is None


def programme(tx: Transaction) -> bool:
    """Whether programme letters may leave."""
    return tx.execute(select(switches.c.name).where(switches.c.value == _OFF)).first() is None


def held(tx: Transaction) -> Sequence[Held]:
    """What holds sending, the longest first; empty when letters leave."""
    rows = tx.execute(
        select(switches).where(switches.c.value == _OFF).order_by(switches.c.changed_at)
    )
    return [
        Held(switch=Switch(row.name), reason=row.reason, since=row.changed_at, by=row.changed_by)
        for row in rows
    ]


def hold(tx: Transaction, switch: Switch, *, reason: str, by: str, now: datetime) -> bool:
    """Hold all sending; False when this switch holds it already."""
    if any(one.switch is switch for one in held(tx)):
        return False
    _throw(tx, switch, _OFF, reason=reason, by=by, now=now)
    return True


def release(tx: Transaction, switch: Switch, *, reason: str, by: str, now: datetime) -> bool:
    """Set a switch right again; False when it holds nothing."""
    if not any(one.switch is switch for one in held(tx)):
        return False
    _throw(tx, switch, _ON, reason=reason, by=by, now=now)
    return True


def _throw(
    tx: Transaction, switch: Switch, value: str, *, reason: str, by: str, now: datetime
) -> None:
    columns = {"value": value, "reason": reason, "changed_at": now, "changed_by": by}
    done = tx.execute(update(switches).where(switches.c.name == switch.value).values(**columns))
    if not done.rowcount:
        tx.execute(insert(switches).values(name=switch.value, **columns))
