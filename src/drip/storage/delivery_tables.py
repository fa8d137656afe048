"""The tables of the last mile: what comes back about letters, and the valves they leave through."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Text, UniqueConstraint

from drip.storage.columns import identity, table, where
from drip.storage.types import Document, Instant, Whole

posts = table(  # what was sent to a webhook, as it came; read afterwards
    "posts",
    identity(),
    Column("source", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("processed_at", Instant),
    Column("note", Text, nullable=False, server_default=""),
    Index("ix_posts_waiting", "id", **where("processed_at IS NULL")),
)

events = table(  # what providers report, as they said it
    "events",
    identity(),
    Column("source", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("delivery_id", ForeignKey("deliveries.id"), index=True),
    Column("at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("attempt", Whole, nullable=False, server_default="0"),
    Column("status", Text, nullable=False, server_default=""),
    Column("raw", Text, nullable=False),  # without the address
    Column("post_id", ForeignKey("posts.id"), index=True),
    Column("processed_at", Instant),
    UniqueConstraint("source", "event_id"),
)

bounces = table(  # refusals by recipients' servers, as judged; keyed hashes outlive the person
    "bounces",
    identity(),
    Column("address_hash", Text, nullable=False),
    Column("delivery_id", ForeignKey("deliveries.id"), index=True),
    Column("source", Text, nullable=False),  # events | dsn | dialogue
    Column("status", Text, nullable=False),  # an enhanced status code (RFC 3463), or empty
    Column("verdict", Text, nullable=False),  # see engine.bounces.Verdict
    Column("at", Instant, nullable=False),
    Index("ix_bounces_address", "address_hash", "at"),
)

circuits = table(  # open: nothing is handed over until the trouble is over
    "circuits",
    Column("name", Text, primary_key=True),  # what is cut off: a transport, or one domain of it
    Column("trouble", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("probe_at", Instant, nullable=False),  # when one call may try again
    Column("probes", Whole, nullable=False, server_default="0"),
)

quotas = table(  # letters counted in windows of time; see storage.quotas.Count
    "quotas",
    Column("bucket", Text, primary_key=True),
    Column("opened_at", Instant, primary_key=True),  # the window's begin
    Column("count", Whole, nullable=False),
)

rates = table(  # token buckets, which all workers draw from
    "rates",
    Column("name", Text, primary_key=True),  # a transport, or one recipient domain of it
    Column("empty_at", Instant, nullable=False),  # when the bucket was, or will be, empty
)

own_texts = table(  # what was written for one delivery alone: a notice, an answer by staff
    "own_texts",
    Column("slot", ForeignKey("deliveries.slot"), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("in_reply_to", Text, nullable=False, server_default=""),
    Column("references", Document, nullable=False, server_default="[]"),
)
