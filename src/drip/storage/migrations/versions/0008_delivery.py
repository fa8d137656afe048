"""What comes back from providers and relays, and the valves that letters leave through."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from drip.storage import types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_URGENT = "purpose IN ('confirm', 'safety', 'staff_reply', 'notice')"


def upgrade() -> None:
    _posts()
    _columns()
    _bounces()
    _valves()


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("received_at", types.Instant(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("processed_at", types.Instant()),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sqlite_strict=True,
    )
    waiting = sa.text("processed_at IS NULL")
    op.create_index(
        "ix_posts_waiting", "posts", ["id"], sqlite_where=waiting, postgresql_where=waiting
    )


def _columns() -> None:
    op.add_column("installation", sa.Column("place", sa.Text()))
    op.add_column("installation", sa.Column("forgot_until", types.Instant()))
    for name in ("deferred_at", "dropped_at", "blocked_at"):
        op.add_column("deliveries", sa.Column(name, types.Instant()))
    op.add_column("attempts", sa.Column("processed_at", types.Instant()))
    op.add_column("attempts", sa.Column("smtp_id", sa.Text()))
    known = sa.text("smtp_id IS NOT NULL")
    op.create_index(
        "ix_attempts_smtp_id", "attempts", ["smtp_id"], sqlite_where=known, postgresql_where=known
    )
    op.create_index("ix_attempts_intent_at", "attempts", ["intent_at"], postgresql_using="brin")
    lost = sa.text("state = 'unresolved'")
    op.create_index(
        "ix_deliveries_unresolved",
        "deliveries",
        ["handed_at"],
        sqlite_where=lost,
        postgresql_where=lost,
    )
    again = sa.text("number > 1")
    op.create_index(
        "ix_attempts_again",
        "attempts",
        ["delivery_id"],
        sqlite_where=again,
        postgresql_where=again,
    )
    with op.batch_alter_table("events") as events:
        events.add_column(sa.Column("attempt", types.Whole, server_default="0", nullable=False))
        events.add_column(sa.Column("status", sa.Text(), server_default="", nullable=False))
        events.add_column(sa.Column("post_id", types.Whole))
        events.create_foreign_key(op.f("fk_events_post_id"), "posts", ["post_id"], ["id"])
        events.create_index(op.f("ix_events_post_id"), ["post_id"])


def _bounces() -> None:
    op.create_table(
        "bounces",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("delivery_id", types.Whole),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_bounces_delivery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounces")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_bounces_delivery_id"), "bounces", ["delivery_id"])
    op.create_index("ix_bounces_address", "bounces", ["address_hash", "at"])


def _valves() -> None:
    op.create_table(
        "circuits",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", types.Instant(), nullable=False),
        sa.Column("probe_at", types.Instant(), nullable=False),
        sa.Column("probes", types.Whole, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_circuits")),
        sqlite_strict=True,
    )
    op.create_table(
        "quotas",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("opened_at", types.Instant(), nullable=False),
        sa.Column("count", types.Whole, nullable=False),
        sa.PrimaryKeyConstraint("bucket", "opened_at", name=op.f("pk_quotas")),
        sqlite_strict=True,
    )
    op.create_table(
        "rates",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("empty_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rates")),
        sqlite_strict=True,
    )
    planned = "state = 'planned'"
    for name, columns, condition in (
        ("ix_deliveries_turn", ["sequence", "due_at"], planned),
        ("ix_deliveries_urgent", ["purpose", "due_at"], f"{planned} AND {_URGENT}"),
    ):
        where = sa.text(condition)
        op.create_index(name, "deliveries", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "own_texts",
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("in_reply_to", sa.Text(), server_default="", nullable=False),
        sa.Column("references", types.Document(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["slot"], ["deliveries.slot"], name=op.f("fk_own_texts_slot")),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_own_texts")),
        sqlite_strict=True,
    )
