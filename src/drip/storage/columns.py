"""What the tables have in common: names of constraints, the identity column, partial indexes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, MetaData, Table, text

from drip.storage.types import Whole

#: How constraints and indexes are named, so that migrations can speak of them.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def identity() -> Column[int]:
    """The column that numbers a table's rows."""
    return Column("id", Whole, primary_key=True, autoincrement=True)


def where(condition: str) -> dict[str, Any]:
    """The arguments that make an index a partial one, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


metadata = MetaData(naming_convention=NAMING)


def table(name: str, *columns: Any) -> Table:
    """A table of the schema; SQLite holds its columns to their types."""
    return Table(name, metadata, *columns, sqlite_strict=True)
