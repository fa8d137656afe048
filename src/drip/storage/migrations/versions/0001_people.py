"""People, what they agreed to, and the revisions they are enrolled in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from drip.storage import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _installation()
    _switches()
    _revisions()
    _sequences()
    _subscribers()
    _signups()
    _consents()
    _suppressions()
    _enrolments()


def _installation() -> None:
    op.create_table(
        "installation",
        sa.Column("id", types.Whole, autoincrement=False, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
        sqlite_strict=True,
    )


def _switches() -> None:
    op.create_table(
        "switches",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_at", types.Instant(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_switches"),
        sqlite_strict=True,
    )


def _revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("sequence", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("files", types.Document(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        sa.UniqueConstraint("sequence", "hash", name="uq_revisions_sequence_hash"),
        sqlite_strict=True,
    )


def _sequences() -> None:
    op.create_table(
        "sequences",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("revision_id", types.Whole, nullable=False),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("published_at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name="fk_sequences_revision_id"),
        sa.PrimaryKeyConstraint("key", name="pk_sequences"),
        sqlite_strict=True,
    )


def _subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("zone_guessed", types.Flag(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("health_consent", types.Flag(), server_default="0", nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("confirmed_at", types.Instant(), nullable=True),
        sa.Column("left_at", types.Instant(), nullable=True),
        sa.Column("last_letter_at", types.Instant(), nullable=True),
        sa.Column("last_letter_id", types.Whole, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
        sa.UniqueConstraint("address_hash", name="uq_subscribers_address_hash"),
        sa.UniqueConstraint("ref", name="uq_subscribers_ref"),
        sqlite_strict=True,
    )


def _signups() -> None:
    op.create_table(
        "signups",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("subscriber_id", types.Whole, nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Text(), nullable=False),
        sa.Column("onset", types.Day(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("health_consent", types.Flag(), nullable=False),
        sa.Column("wording", types.Document(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_at", types.Instant(), nullable=False),
        sa.Column("confirmed_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_signups_subscriber_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_signups"),
        sqlite_strict=True,
    )
    op.create_index("ix_signups_subscriber_id", "signups", ["subscriber_id"])


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("subscriber_id", types.Whole, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given", types.Flag(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("signup_id", types.Whole, nullable=True),
        sa.Column("asked_at", types.Instant(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["signup_id"], ["signups.id"], name="fk_consents_signup_id"),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_consents_subscriber_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        sqlite_strict=True,
    )
    op.create_index("ix_consents_subscriber_id", "consents", ["subscriber_id"])


def _suppressions() -> None:
    op.create_table(
        "suppressions",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("lifted_at", types.Instant(), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_suppressions"),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_suppressions_in_force",
        "suppressions",
        ["address_hash", "reason"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def _enrolments() -> None:
    op.create_table(
        "enrolments",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("subscriber_id", types.Whole, nullable=False),
        sa.Column("sequence", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("confirmed_at", types.Instant(), nullable=False),
        sa.Column("onset", types.Day(), nullable=True),
        sa.Column("shifted", types.Whole, server_default="0", nullable=False),
        sa.Column("revision_id", types.Whole, nullable=True),
        sa.Column("paused_at", types.Instant(), nullable=True),
        sa.Column("paused_until", types.Instant(), nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=True),
        sa.Column("skips", types.Document(), server_default="[]", nullable=False),
        sa.Column("look_at", types.Instant(), nullable=True),
        sa.Column("ended_at", types.Instant(), nullable=True),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name="fk_enrolments_revision_id"
        ),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_enrolments_subscriber_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_enrolments"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_enrolments_look",
        "enrolments",
        ["look_at"],
        sqlite_where=sa.text("state = 'active' AND look_at IS NOT NULL"),
        postgresql_where=sa.text("state = 'active' AND look_at IS NOT NULL"),
    )
    op.create_index(
        "ix_enrolments_resume",
        "enrolments",
        ["paused_until"],
        sqlite_where=sa.text("state = 'paused'"),
        postgresql_where=sa.text("state = 'paused'"),
    )
    op.create_index("ix_enrolments_subscriber_id", "enrolments", ["subscriber_id"])
    op.create_index(
        "uq_enrolments_live",
        "enrolments",
        ["subscriber_id", "sequence"],
        unique=True,
        sqlite_where=sa.text("state IN ('active', 'paused')"),
        postgresql_where=sa.text("state IN ('active', 'paused')"),
    )
