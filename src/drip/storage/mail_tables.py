"""The table of mail that came in: kept as it came before anybody is told that we have it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Text, UniqueConstraint

from drip.storage.columns import identity, table, where
from drip.storage.types import Instant

mails = table(
    "mails",
    identity(),
    Column("source", Text, nullable=False),  # how it came: lmtp | smtp | parse
    Column("envelope_from", Text, nullable=False),  # "<>" for the null sender
    Column("envelope_to", Text, nullable=False),  # folded
    Column("box", Text, nullable=False),  # what that address of ours is for
    Column("delivery_id", ForeignKey("deliveries.id"), index=True),  # by the address's token
    Column("received_at", Instant, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("sha256", Text, nullable=False),  # of `raw`
    Column("fingerprint", Text, nullable=False),  # Message-ID and body: the same mail again
    Column("vouched", Text, nullable=False, server_default=""),  # domains, as the provider checked
    Column("kind", Text, nullable=False, server_default=""),  # empty until it was looked at
    Column("processed_at", Instant),  # empty while something or somebody must still deal with it
    Column("note", Text, nullable=False, server_default=""),
    UniqueConstraint("fingerprint", "envelope_to"),
    Index("ix_mails_unsorted", "id", **where("kind = ''")),
    Index("ix_mails_waiting", "id", **where("processed_at IS NULL")),
)
