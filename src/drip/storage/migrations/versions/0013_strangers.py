"""Patients of the clinic who are nobody of ours, so that they are not asked about again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from drip.storage import types

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "strangers",
        sa.Column("patient_hash", sa.Text(), nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("asked_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("patient_hash", name="pk_strangers"),
        sqlite_strict=True,
    )
