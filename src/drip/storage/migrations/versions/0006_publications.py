"""Publications, renames, and by which revision each waiting row is planned."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from drip.storage import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("agreed_id", "settled_id"):
        _refer("sequences", column)
    for column, kind in (
        ("paused_at", types.Instant()),
        ("pause_reason", sa.Text()),
        ("resumes_at", types.Instant()),
        ("resumes_as", sa.Text()),
    ):
        _add("sequences", column, kind)
    _add("enrolments", "caught_up_at", types.Instant())
    _refer("deliveries", "planned_by")
    _publications()
    _renames()
    # What was published before both sides could publish came from files.
    op.execute("UPDATE sequences SET agreed_id = revision_id")


def _add(table: str, name: str, kind: Any) -> None:
    op.add_column(table, sa.Column(name, kind, nullable=True))


def _refer(table: str, name: str) -> None:
    """Add a column that names a revision. SQLite knows no constraint added on its own."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} INTEGER REFERENCES revisions (id)")
        return
    _add(table, name, types.Whole)
    op.create_foreign_key(f"fk_{table}_{name}", table, "revisions", [name], ["id"])


def _publications() -> None:
    op.create_table(
        "publications",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("sequence", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("revision_id", types.Whole, nullable=False),
        sa.Column("before_id", types.Whole, nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("difference", sa.Text(), server_default="", nullable=False),
        sa.Column("effect", types.Document(), nullable=True),
        sa.Column("at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name="fk_publications_revision_id"
        ),
        sa.ForeignKeyConstraint(["before_id"], ["revisions.id"], name="fk_publications_before_id"),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
        sqlite_strict=True,
    )
    op.create_index("ix_publications_sequence", "publications", ["sequence"])


def _renames() -> None:
    op.create_table(
        "renames",
        sa.Column("sequence", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", "old", "new", name="pk_renames"),
        sqlite_strict=True,
    )
