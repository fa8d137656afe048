"""Inserting what may be there already, the same way on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql, sqlite

from drip.storage.database import Transaction

Rows = Sequence[Mapping[str, Any]]


def _insert(tx: Transaction, table: Table) -> Any:
    if tx.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def insert_ignore(tx: Transaction, table: Table, rows: Rows) -> None:
    """Insert rows; those that break a unique constraint are left out without a word."""
    if rows:
        tx.execute(_insert(tx, table), list(rows))


def insert_new(tx: Transaction, table: Table, rows: Rows, *returning: Column[Any]) -> list[Any]:
    """Insert rows and answer `returning` of those that are new."""
    if not rows:
        return []
    return list(tx.execute(_insert(tx, table).returning(*returning), list(rows)))
