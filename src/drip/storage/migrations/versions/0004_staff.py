"""Staff, limits and the clockwork."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from drip.storage import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _limits()
    _staff()
    _staff_links()
    _staff_sessions()
    _job_slots()
    _workers()


def _limits() -> None:
    op.create_table(
        "limits",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("opened_at", types.Instant(), nullable=False),
        sa.Column("count", types.Whole, nullable=False),
        sa.PrimaryKeyConstraint("bucket", "opened_at", name="pk_limits"),
        sqlite_strict=True,
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("disabled_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("email", name="uq_staff_email"),
        sqlite_strict=True,
    )


def _staff_links() -> None:
    op.create_table(
        "staff_links",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("staff_id", types.Whole, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("expires_at", types.Instant(), nullable=False),
        sa.Column("used_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_links_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_links"),
        sa.UniqueConstraint("token_hash", name="uq_staff_links_token_hash"),
        sqlite_strict=True,
    )


def _staff_sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("staff_id", types.Whole, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("seen_at", types.Instant(), nullable=False),
        sa.Column("expires_at", types.Instant(), nullable=False),
        sa.Column("agent", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_sessions_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_staff_sessions_token_hash"),
        sqlite_strict=True,
    )
    op.create_index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"])


def _job_slots() -> None:
    op.create_table(
        "job_slots",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("job", "slot", name="pk_job_slots"),
        sqlite_strict=True,
    )


def _workers() -> None:
    op.create_table(
        "workers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started_at", types.Instant(), nullable=False),
        sa.Column("seen_at", types.Instant(), nullable=False),
        sa.Column("ticked_at", types.Instant(), nullable=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_workers"),
        sqlite_strict=True,
    )
