"""The tables of what people write, of cases, of bookings and of calls."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Text, UniqueConstraint

from drip.storage.columns import identity, table, where
from drip.storage.types import Document, Flag, Instant, Whole

threads = table(
    "threads",
    identity(),
    Column("subscriber_id", ForeignKey("subscribers.id"), unique=True),
    Column("address_hash", Text, unique=True),  # of a sender who is nobody we know
    Column("state", Text, nullable=False),  # open | done
    Column("unread_since", Instant),
    Column("last_at", Instant, nullable=False),
    Column("assigned_to", ForeignKey("staff.id")),
    Column("snoozed_until", Instant),
    Index("ix_threads_open", "unread_since", **where("state = 'open'")),
)

messages = table(  # append-only
    "messages",
    identity(),
    Column("thread_id", ForeignKey("threads.id"), nullable=False, index=True),
    Column("subscriber_id", ForeignKey("subscribers.id"), index=True),
    Column("channel", Text, nullable=False),  # mail | comment | booking | note
    Column("direction", Text, nullable=False),  # in | out | inside
    Column("sender", Text, nullable=False),  # self | other | unverified | unknown | staff
    Column("at", Instant, nullable=False),
    Column("subject", Text, nullable=False, server_default=""),
    Column("text", Text, nullable=False),
    Column("removed", Text, nullable=False, server_default=""),
    Column("message_id", Text, nullable=False, server_default=""),
    Column("in_reply_to", Text, nullable=False, server_default=""),
    Column("references", Document, nullable=False, server_default="[]"),
    Column("mail_id", ForeignKey("mails.id", ondelete="SET NULL"), index=True),
    Column("delivery_id", ForeignKey("deliveries.id"), index=True),
    Column("check_in_id", ForeignKey("check_ins.id"), index=True),
    Column("late", Flag, nullable=False, server_default="0"),
    Column("urgent", Flag, nullable=False, server_default="0"),
    Column("needs_person", Flag, nullable=False, server_default="0"),
    Column("quiet", Flag, nullable=False, server_default="0"),  # nobody has to read it
    Column("groups", Document, nullable=False, server_default="[]"),
    Column("why", Text, nullable=False, server_default=""),  # why a person should look
    Column("by", Text, nullable=False, server_default=""),  # staff:<id>, another address
    Column("cause", Text, nullable=False, unique=True),  # what makes it one message, e.g. mail:17
    Index("ix_messages_message_id", "message_id", **where("message_id <> ''")),
)

suggestions = table(  # answers read out of messages that are not sure enough to count
    "suggestions",
    identity(),
    Column("message_id", ForeignKey("messages.id"), nullable=False, index=True),
    Column("check_in_id", ForeignKey("check_ins.id"), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("permille", Whole, nullable=False),  # the confidence
    Column("state", Text, nullable=False),  # open | accepted | declined
    Column("decided_at", Instant),
    Column("decided_by", Text, nullable=False, server_default=""),
    UniqueConstraint("message_id", "question"),
)

cases = table(  # words that may mean an emergency, until a person closes it
    "cases",
    identity(),
    Column("subscriber_id", ForeignKey("subscribers.id"), index=True),
    Column("thread_id", ForeignKey("threads.id"), nullable=False, index=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False, unique=True),
    Column("groups", Document, nullable=False, server_default="[]"),
    Column("opened_at", Instant, nullable=False),
    Column("owner", Text, nullable=False, server_default=""),
    Column("deadline_at", Instant, nullable=False),
    Column("alarms", Whole, nullable=False, server_default="0"),
    Column("alarm_at", Instant),  # when the alarm is raised next; empty once acknowledged
    Column("acknowledged_at", Instant),
    Column("acknowledged_by", Text, nullable=False, server_default=""),
    Column("escalated_at", Instant),
    Column("closed_at", Instant),
    Column("closed_by", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Index("ix_cases_alarm", "alarm_at", **where("alarm_at IS NOT NULL")),
    Index("ix_cases_open", "deadline_at", **where("closed_at IS NULL")),
)

pages = table(  # calls of the second alarm route: the clinic's own SMS or pager service
    "pages",
    identity(),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("number", Whole, nullable=False),
    Column("at", Instant, nullable=False),
    Column("result", Text, nullable=False, server_default=""),
    UniqueConstraint("case_id", "number"),
)

bookings = table(
    "bookings",
    identity(),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("subscriber_id", ForeignKey("subscribers.id"), index=True),
    Column("delivery_id", ForeignKey("deliveries.id")),  # the letter whose link was used
    Column("state", Text, nullable=False),
    Column("starts_at", Instant),
    Column("ends_at", Instant),
    Column("booked_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("source", "source_id"),
    Index("ix_bookings_person", "subscriber_id", "starts_at"),
)

booking_events = table(  # append-only, without addresses
    "booking_events",
    identity(),
    Column("source", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("booking_id", ForeignKey("bookings.id"), index=True),
    Column("processed_at", Instant),
    UniqueConstraint("source", "event_id"),
)

sources = table(  # who reports to us, and when they last did
    "sources",
    Column("name", Text, primary_key=True),
    Column("heard_at", Instant),
    Column("cursor", Text, nullable=False, server_default=""),  # where a poll goes on
    Column("trouble", Text, nullable=False, server_default=""),
    Column("told_at", Instant),  # when staff were last told that it is quiet
)

strangers = table(  # patients of the clinic who are nobody of ours; keyed hashes only
    "strangers",
    Column("patient_hash", Text, primary_key=True),
    Column("address_hash", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
)

calls = table(  # what came of ringing somebody
    "calls",
    identity(),
    Column("subscriber_id", ForeignKey("subscribers.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("result", Text, nullable=False),  # reached | no_answer | message_left | later ...
    Column("note", Text, nullable=False, server_default=""),
    Column("again_at", Instant),
)
