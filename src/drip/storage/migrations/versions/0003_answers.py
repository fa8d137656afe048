"""What comes back: check-ins, answers, effects, tasks, decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from drip.storage import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _check_ins()
    _answers()
    _effects()
    _tasks()
    _decisions()
    _observations()


def _check_ins() -> None:
    op.create_table(
        "check_ins",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("delivery_id", types.Whole, nullable=False),
        sa.Column("enrolment_id", types.Whole, nullable=False),
        sa.Column("subscriber_id", types.Whole, nullable=False),
        sa.Column("sequence", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", types.Instant(), nullable=False),
        sa.Column("remind_at", types.Instant(), nullable=True),
        sa.Column("silent_at", types.Instant(), nullable=True),
        sa.Column("closes_at", types.Instant(), nullable=False),
        sa.Column("first_answer_at", types.Instant(), nullable=True),
        sa.Column("last_answer_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_check_ins_delivery_id"
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name="fk_check_ins_enrolment_id"
        ),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_check_ins_subscriber_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_check_ins"),
        sa.UniqueConstraint("delivery_id", name="uq_check_ins_delivery_id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_check_ins_closing",
        "check_ins",
        ["closes_at"],
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_index("ix_check_ins_enrolment_id", "check_ins", ["enrolment_id"])
    op.create_index(
        "ix_check_ins_remind",
        "check_ins",
        ["remind_at"],
        sqlite_where=sa.text("state = 'open' AND remind_at IS NOT NULL"),
        postgresql_where=sa.text("state = 'open' AND remind_at IS NOT NULL"),
    )
    op.create_index(
        "ix_check_ins_silent",
        "check_ins",
        ["silent_at"],
        sqlite_where=sa.text("state = 'open' AND silent_at IS NOT NULL"),
        postgresql_where=sa.text("state = 'open' AND silent_at IS NOT NULL"),
    )
    op.create_index("ix_check_ins_subscriber_id", "check_ins", ["subscriber_id"])


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("check_in_id", types.Whole, nullable=False),
        sa.Column("enrolment_id", types.Whole, nullable=False),
        sa.Column("subscriber_id", types.Whole, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), server_default="", nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sure", types.Flag(), server_default="1", nullable=False),
        sa.Column("how", types.Document(), nullable=True),
        sa.Column("at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_ins.id"], name="fk_answers_check_in_id"),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name="fk_answers_enrolment_id"
        ),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_answers_subscriber_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sqlite_strict=True,
    )
    op.create_index("ix_answers_check_in_id", "answers", ["check_in_id"])
    op.create_index("ix_answers_enrolment_id", "answers", ["enrolment_id"])
    op.create_index("ix_answers_subscriber_id", "answers", ["subscriber_id"])


def _effects() -> None:
    op.create_table(
        "effects",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("enrolment_id", types.Whole, nullable=False),
        sa.Column("check_in_id", types.Whole, nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", types.Instant(), nullable=False),
        sa.Column("settled_at", types.Instant(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_ins.id"], name="fk_effects_check_in_id"),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name="fk_effects_enrolment_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_effects"),
        sa.UniqueConstraint(
            "enrolment_id",
            "cause",
            "kind",
            "value",
            name="uq_effects_enrolment_id_cause_kind_value",
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_effects_check_in_id", "effects", ["check_in_id"])
    op.create_index("ix_effects_enrolment_id", "effects", ["enrolment_id"])
    op.create_index(
        "ix_effects_owed",
        "effects",
        ["due_at"],
        sqlite_where=sa.text("state = 'owed'"),
        postgresql_where=sa.text("state = 'owed'"),
    )


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("subscriber_id", types.Whole, nullable=True),
        sa.Column("enrolment_id", types.Whole, nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("done_at", types.Instant(), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name="fk_tasks_enrolment_id"),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_tasks_subscriber_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.UniqueConstraint("cause", name="uq_tasks_cause"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_tasks_open",
        "tasks",
        ["created_at"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_tasks_subscriber_id", "tasks", ["subscriber_id"])


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("subscriber_id", types.Whole, nullable=True),
        sa.Column("enrolment_id", types.Whole, nullable=True),
        sa.Column("delivery_id", types.Whole, nullable=True),
        sa.Column("step", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_decisions_delivery_id"
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name="fk_decisions_enrolment_id"
        ),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_decisions_subscriber_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sqlite_strict=True,
    )
    op.create_index("ix_decisions_subscriber_id", "decisions", ["subscriber_id"])


def _observations() -> None:
    op.create_table(
        "observations",
        sa.Column("id", types.Whole, autoincrement=True, nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subscriber_id", types.Whole, nullable=True),
        sa.Column("delivery_id", types.Whole, nullable=True),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("agent", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_observations_delivery_id"
        ),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_observations_subscriber_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_observations"),
        sqlite_strict=True,
    )
    op.create_index("ix_observations_subscriber_id", "observations", ["subscriber_id"])
