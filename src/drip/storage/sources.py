"""Sources: who reports to us, when they last did, and where a poll goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from drip.storage.database import Transaction
from drip.storage.tables import sources
from drip.storage.upsert import insert_ignore


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source. `trouble` says why the last look failed; `told_at`: staff know it is quiet."""

    name: str
    heard_at: datetime | None
    cursor: str
    trouble: str
    told_at: datetime | None


def get(tx: Transaction, name: str) -> Source | None:
    """A source, if it ever reported."""
    row = tx.execute(select(sources).where(sources.c.name == name)).one_or_none()
    return None if row is None else Source(**row._mapping)  # noqa: SLF001 - SQLAlchemy's own name for it


def all_known(tx: Transaction) -> list[Source]:
    """Every source that ever reported."""
    rows = tx.execute(select(sources).order_by(sources.c.name))
    return [Source(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's own name for it


def note(tx: Transaction, name: str, **changes: object) -> None:
    """Note something about a source: `heard_at`, `cursor`, `trouble`, `told_at`."""
    insert_ignore(tx, sources, [{"name": name}])
    tx.execute(update(sources).where(sources.c.name == name).values(changes))
