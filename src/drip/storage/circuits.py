"""Open circuits, shared by all workers; they outlive a restart."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from drip.domain.circuits import Circuit
from drip.domain.deliveries import Trouble
from drip.storage.database import Transaction
from drip.storage.tables import circuits


def all_open(tx: Transaction) -> list[Circuit]:
    """Every open circuit, the longest open first."""
    rows = tx.execute(select(circuits).order_by(circuits.c.opened_at, circuits.c.name))
    return [_value(row) for row in rows]


def known(tx: Transaction, names: Collection[str], *, hold: bool = False) -> dict[str, Circuit]:
    """Those of these circuits that are open; `hold` keeps them till the end of the transaction."""
    if not names:
        return {}
    query = select(circuits).where(circuits.c.name.in_(names)).order_by(circuits.c.name)
    rows = tx.execute(query.with_for_update() if hold else query)
    return {row.name: _value(row) for row in rows}


def put(tx: Transaction, circuit: Circuit) -> None:
    """Open a circuit, or change an open one."""
    dialect: Any = sqlite if tx.dialect.name == "sqlite" else postgresql
    columns = {
        "trouble": circuit.trouble.value,
        "reason": circuit.reason,
        "opened_at": circuit.opened_at,
        "probe_at": circuit.probe_at,
        "probes": circuit.probes,
    }
    tx.execute(
        dialect.insert(circuits)
        .values(name=circuit.name, **columns)
        .on_conflict_do_update(index_elements=["name"], set_=columns)
    )


def take_probe(tx: Transaction, name: str, *, now: datetime, until: datetime) -> bool:
    """Be the one that tries again; False when it is too early, or another worker does it.

    If nothing is heard by `until`, another one may.
    """
    done = tx.execute(
        update(circuits)
        .where(circuits.c.name == name, circuits.c.probe_at <= now)
        .values(probe_at=until)
    )
    return bool(done.rowcount)


def try_at(tx: Transaction, names: Collection[str], at: datetime) -> int:
    """Say when the next letter may try again; answers how many circuits heard it."""
    if not names:
        return 0
    done = tx.execute(update(circuits).where(circuits.c.name.in_(names)).values(probe_at=at))
    return done.rowcount


def close(tx: Transaction, names: Collection[str]) -> list[Circuit]:
    """The trouble is over; answers those that were open."""
    if not names:
        return []
    rows = tx.execute(delete(circuits).where(circuits.c.name.in_(names)).returning(circuits))
    return [_value(row) for row in rows]


def _value(row: Any) -> Circuit:
    return Circuit(
        name=row.name,
        trouble=Trouble(row.trouble),
        reason=row.reason,
        opened_at=row.opened_at,
        probe_at=row.probe_at,
        probes=row.probes,
    )
