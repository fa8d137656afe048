"""What people write, cases, bookings, and what came of calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from drip.storage import types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _threads()
    _messages()
    _suggestions()
    _cases()
    _pages()
    _bookings()
    _booking_events()
    _sources()
    _calls()


def _threads() -> None:
    op.create_table(
        "threads",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("subscriber_id", types.Whole),
        sa.Column("address_hash", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("unread_since", types.Instant()),
        sa.Column("last_at", types.Instant(), nullable=False),
        sa.Column("assigned_to", types.Whole),
        sa.Column("snoozed_until", types.Instant()),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_threads_subscriber_id"
        ),
        sa.ForeignKeyConstraint(["assigned_to"], ["staff.id"], name="fk_threads_assigned_to"),
        sa.PrimaryKeyConstraint("id", name="pk_threads"),
        sa.UniqueConstraint("address_hash", name="uq_threads_address_hash"),
        sa.UniqueConstraint("subscriber_id", name="uq_threads_subscriber_id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_threads_open",
        "threads",
        ["unread_since"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("thread_id", types.Whole, nullable=False),
        sa.Column("subscriber_id", types.Whole),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("removed", sa.Text(), server_default="", nullable=False),
        sa.Column("message_id", sa.Text(), server_default="", nullable=False),
        sa.Column("in_reply_to", sa.Text(), server_default="", nullable=False),
        sa.Column("references", types.Document(), server_default="[]", nullable=False),
        sa.Column("mail_id", types.Whole),
        sa.Column("delivery_id", types.Whole),
        sa.Column("check_in_id", types.Whole),
        sa.Column("late", types.Flag(), server_default="0", nullable=False),
        sa.Column("urgent", types.Flag(), server_default="0", nullable=False),
        sa.Column("needs_person", types.Flag(), server_default="0", nullable=False),
        sa.Column("quiet", types.Flag(), server_default="0", nullable=False),
        sa.Column("groups", types.Document(), server_default="[]", nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_messages_thread_id"),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_messages_subscriber_id"
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["mails.id"], name="fk_messages_mail_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_messages_delivery_id"),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_ins.id"], name="fk_messages_check_in_id"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("cause", name="uq_messages_cause"),
        sqlite_strict=True,
    )
    op.create_index("ix_messages_check_in_id", "messages", ["check_in_id"])
    op.create_index("ix_messages_delivery_id", "messages", ["delivery_id"])
    op.create_index("ix_messages_mail_id", "messages", ["mail_id"])
    op.create_index(
        "ix_messages_message_id",
        "messages",
        ["message_id"],
        sqlite_where=sa.text("message_id <> ''"),
        postgresql_where=sa.text("message_id <> ''"),
    )
    op.create_index("ix_messages_subscriber_id", "messages", ["subscriber_id"])
    op.create_index("ix_messages_thread_id", "messages", ["thread_id"])


def _suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("message_id", types.Whole, nullable=False),
        sa.Column("check_in_id", types.Whole, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("permille", types.Whole, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", types.Instant()),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_suggestions_message_id"),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_ins.id"], name="fk_suggestions_check_in_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_suggestions"),
        sa.UniqueConstraint("message_id", "question", name="uq_suggestions_message_id_question"),
        sqlite_strict=True,
    )
    op.create_index("ix_suggestions_check_in_id", "suggestions", ["check_in_id"])
    op.create_index("ix_suggestions_message_id", "suggestions", ["message_id"])


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("subscriber_id", types.Whole),
        sa.Column("thread_id", types.Whole, nullable=False),
        sa.Column("message_id", types.Whole, nullable=False),
        sa.Column("groups", types.Document(), server_default="[]", nullable=False),
        sa.Column("opened_at", types.Instant(), nullable=False),
        sa.Column("owner", sa.Text(), server_default="", nullable=False),
        sa.Column("deadline_at", types.Instant(), nullable=False),
        sa.Column("alarms", types.Whole, server_default="0", nullable=False),
        sa.Column("alarm_at", types.Instant()),
        sa.Column("acknowledged_at", types.Instant()),
        sa.Column("acknowledged_by", sa.Text(), server_default="", nullable=False),
        sa.Column("escalated_at", types.Instant()),
        sa.Column("closed_at", types.Instant()),
        sa.Column("closed_by", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_cases_subscriber_id"
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_cases_thread_id"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_cases_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("message_id", name="uq_cases_message_id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_cases_alarm",
        "cases",
        ["alarm_at"],
        sqlite_where=sa.text("alarm_at IS NOT NULL"),
        postgresql_where=sa.text("alarm_at IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_open",
        "cases",
        ["deadline_at"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_cases_subscriber_id", "cases", ["subscriber_id"])
    op.create_index("ix_cases_thread_id", "cases", ["thread_id"])


def _pages() -> None:
    op.create_table(
        "pages",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("case_id", types.Whole, nullable=False),
        sa.Column("number", types.Whole, nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_pages_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.UniqueConstraint("case_id", "number", name="uq_pages_case_id_number"),
        sqlite_strict=True,
    )
    op.create_index("ix_pages_case_id", "pages", ["case_id"])


def _bookings() -> None:
    op.create_table(
        "bookings",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("subscriber_id", types.Whole),
        sa.Column("delivery_id", types.Whole),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_at", types.Instant()),
        sa.Column("ends_at", types.Instant()),
        sa.Column("booked_at", types.Instant(), nullable=False),
        sa.Column("changed_at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_bookings_subscriber_id"
        ),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_bookings_delivery_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bookings"),
        sa.UniqueConstraint("source", "source_id", name="uq_bookings_source_source_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_bookings_person", "bookings", ["subscriber_id", "starts_at"])
    op.create_index("ix_bookings_subscriber_id", "bookings", ["subscriber_id"])


def _booking_events() -> None:
    op.create_table(
        "booking_events",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("received_at", types.Instant(), nullable=False),
        sa.Column("booking_id", types.Whole),
        sa.Column("processed_at", types.Instant()),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name="fk_booking_events_booking_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_booking_events"),
        sa.UniqueConstraint("source", "event_id", name="uq_booking_events_source_event_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_booking_events_booking_id", "booking_events", ["booking_id"])


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("heard_at", types.Instant()),
        sa.Column("cursor", sa.Text(), server_default="", nullable=False),
        sa.Column("trouble", sa.Text(), server_default="", nullable=False),
        sa.Column("told_at", types.Instant()),
        sa.PrimaryKeyConstraint("name", name="pk_sources"),
        sqlite_strict=True,
    )


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("subscriber_id", types.Whole, nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("again_at", types.Instant()),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_calls_subscriber_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sqlite_strict=True,
    )
    op.create_index("ix_calls_subscriber_id", "calls", ["subscriber_id"])
