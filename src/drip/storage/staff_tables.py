"""The tables of those who work here: staff who sign in, and the processes of Drip."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Text

from drip.storage.columns import identity, table
from drip.storage.types import Instant

staff = table(
    "staff",
    identity(),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False, unique=True),
    Column("password_hash", Text),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
)

staff_links = table(  # one-time links: first sign-in, a new password
    "staff_links",
    identity(),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

staff_sessions = table(
    "staff_sessions",
    identity(),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("agent", Text, nullable=False, server_default=""),
)

job_slots = table(  # a slot of a maintenance job runs once across processes
    "job_slots",
    Column("job", Text, primary_key=True),
    Column("slot", Text, primary_key=True),
    Column("worker", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

workers = table(  # for people and /readyz; correctness never looks here
    "workers",
    Column("name", Text, primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ticked_at", Instant),  # the last tick that ended well
    Column("version", Text, nullable=False),
)
