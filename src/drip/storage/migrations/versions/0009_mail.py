"""Mail that comes in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from drip.storage import types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mails",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("envelope_from", sa.Text(), nullable=False),
        sa.Column("envelope_to", sa.Text(), nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("delivery_id", types.Whole),
        sa.Column("received_at", types.Instant(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("vouched", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("processed_at", types.Instant()),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_mails_delivery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint(
            "fingerprint", "envelope_to", name=op.f("uq_mails_fingerprint_envelope_to")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_mails_delivery_id"), "mails", ["delivery_id"])
    for name, condition in (
        ("ix_mails_unsorted", "kind = ''"),
        ("ix_mails_waiting", "processed_at IS NULL"),
    ):
        some = sa.text(condition)
        op.create_index(name, "mails", ["id"], sqlite_where=some, postgresql_where=some)
