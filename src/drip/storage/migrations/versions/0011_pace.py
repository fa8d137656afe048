"""The person's own pace, and when an address began to be theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from drip.storage import types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("enrolments", sa.Column("slow_from", types.Whole))
    op.add_column("subscribers", sa.Column("address_since", types.Instant()))
    detour = sa.text("pause_reason = 'detour'")
    op.create_index(
        "ix_enrolments_detour",
        "enrolments",
        ["subscriber_id"],
        sqlite_where=detour,
        postgresql_where=detour,
    )
