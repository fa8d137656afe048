"""The tables of what the clinic says: what is published, by whom, and who answers for it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Text, UniqueConstraint

from drip.storage.columns import identity, table
from drip.storage.types import Document, Instant

revisions = table(
    "revisions",
    identity(),
    Column("sequence", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("files", Document, nullable=False),  # path -> text, everything the sequence needs
    Column("author", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("sequence", "hash"),
)

sequences = table(
    "sequences",
    Column("key", Text, primary_key=True),
    Column("revision_id", ForeignKey("revisions.id"), nullable=False),  # the one in force
    Column("state", Text, nullable=False, server_default="active"),  # active | paused | retired
    Column("published_at", Instant, nullable=False),
    Column("agreed_id", ForeignKey("revisions.id")),  # what the files last were, by both sides
    Column("settled_id", ForeignKey("revisions.id")),  # what all that waits is planned by
    Column("paused_at", Instant),
    Column("pause_reason", Text),  # staff | no_file
    Column("resumes_at", Instant),  # a pause is being ended: the moment that counts as its end
    Column("resumes_as", Text),  # shift | catch_up | skip
)

publications = table(  # append-only: who put what in force, and what that meant for people
    "publications",
    identity(),
    Column("sequence", Text, nullable=False, index=True),
    Column("act", Text, nullable=False),  # published | paused | resumed
    Column("revision_id", ForeignKey("revisions.id"), nullable=False),
    Column("before_id", ForeignKey("revisions.id")),  # the revision in force until then
    Column("origin", Text, nullable=False),  # files | editor | engine
    Column("author", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("difference", Text, nullable=False, server_default=""),  # a unified diff
    Column("effect", Document),  # what was foreseen for people, in numbers
    Column("at", Instant, nullable=False),
)

renames = table(  # append-only: an id that a step had counts for its new id for ever
    "renames",
    Column("sequence", Text, primary_key=True),
    Column("old", Text, primary_key=True),
    Column("new", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)

sign_offs = table(  # who took responsibility for the exact text of a letter or a question
    "sign_offs",
    identity(),
    Column("sequence", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("text_hash", Text, nullable=False),  # SHA-256 of the text: one changed letter voids it
    Column("signed_by", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("signed_at", Instant, nullable=False),
    UniqueConstraint("text_hash", "signed_by"),
)
