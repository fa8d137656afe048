"""The road: the ledger of deliveries, attempts and events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from drip.storage import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _deliveries()
    _attempts()
    _letter_days()
    _events()


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("subscriber_id", types.Whole, nullable=False),
        sa.Column("enrolment_id", types.Whole, nullable=True),
        sa.Column("sequence", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), server_default="", nullable=False),
        sa.Column("next_of", types.Whole, nullable=True),
        sa.Column("about", types.Whole, nullable=True),
        sa.Column("planned_at", types.Instant(), nullable=False),
        sa.Column("plan_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("due_at", types.Instant(), nullable=False),
        sa.Column("open_until", types.Instant(), nullable=True),
        sa.Column("claim_token", sa.Text(), nullable=True),
        sa.Column("lease_until", types.Instant(), nullable=True),
        sa.Column("tries", types.Whole, server_default="0", nullable=False),
        sa.Column("dated_at", types.Instant(), nullable=True),
        sa.Column("handed_at", types.Instant(), nullable=True),
        sa.Column("settled_at", types.Instant(), nullable=True),
        sa.Column("revision_id", types.Whole, nullable=True),
        sa.Column("letter_hash", sa.Text(), nullable=True),
        sa.Column("delivered_at", types.Instant(), nullable=True),
        sa.Column("bounced_at", types.Instant(), nullable=True),
        sa.Column("complained_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name="fk_deliveries_enrolment_id"
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name="fk_deliveries_revision_id"
        ),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_deliveries_subscriber_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("ref", name="uq_deliveries_ref"),
        sa.UniqueConstraint("slot", name="uq_deliveries_slot"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["due_at"],
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_index("ix_deliveries_enrolment_id", "deliveries", ["enrolment_id"])
    op.create_index(
        "ix_deliveries_leases",
        "deliveries",
        ["lease_until"],
        sqlite_where=sa.text("state IN ('claimed', 'handing_over')"),
        postgresql_where=sa.text("state IN ('claimed', 'handing_over')"),
    )
    op.create_index("ix_deliveries_subscriber_id", "deliveries", ["subscriber_id"])
    op.create_index(
        "ix_deliveries_unknown",
        "deliveries",
        ["handed_at"],
        sqlite_where=sa.text("state = 'unknown'"),
        postgresql_where=sa.text("state = 'unknown'"),
    )
    op.create_index(
        "uq_deliveries_next_of",
        "deliveries",
        ["next_of"],
        unique=True,
        sqlite_where=sa.text("next_of IS NOT NULL"),
        postgresql_where=sa.text("next_of IS NOT NULL"),
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("delivery_id", types.Whole, nullable=False),
        sa.Column("number", types.Whole, nullable=False),
        sa.Column("claim_token", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("transport", sa.Text(), nullable=False),
        sa.Column("intent_at", types.Instant(), nullable=False),
        sa.Column("ended_at", types.Instant(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_attempts_delivery_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sqlite_strict=True,
    )
    op.create_index("ix_attempts_delivery_id", "attempts", ["delivery_id"])


def _letter_days() -> None:
    op.create_table(
        "letter_days",
        sa.Column("subscriber_id", types.Whole, autoincrement=False, nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("delivery_id", types.Whole, nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_letter_days_delivery_id"
        ),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_letter_days_subscriber_id"
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "day", name="pk_letter_days"),
        sqlite_strict=True,
    )
    op.create_index("ix_letter_days_delivery_id", "letter_days", ["delivery_id"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("delivery_id", types.Whole, nullable=True),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("received_at", types.Instant(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("processed_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_events_delivery_id"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("source", "event_id", name="uq_events_source_event_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_events_delivery_id", "events", ["delivery_id"])
