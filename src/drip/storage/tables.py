"""The schema: one for SQLite and PostgreSQL. Words are the glossary's.

Statuses of different things stand apart: subscriber, enrolment, delivery, check-in.
Partial indexes serve the questions that are asked every second; nothing else lies on the ledger.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
)

from drip.storage.columns import identity, metadata, table, where
from drip.storage.content_tables import publications, renames, revisions, sequences, sign_offs
from drip.storage.delivery_tables import (
    bounces,
    circuits,
    events,
    own_texts,
    posts,
    quotas,
    rates,
)
from drip.storage.inbox_tables import (
    booking_events,
    bookings,
    calls,
    cases,
    messages,
    pages,
    sources,
    strangers,
    suggestions,
    threads,
)
from drip.storage.mail_tables import mails
from drip.storage.staff_tables import job_slots, staff, staff_links, staff_sessions, workers
from drip.storage.types import Day, Document, Flag, Instant, Whole

__all__ = [
    "booking_events",
    "bookings",
    "bounces",
    "calls",
    "cases",
    "circuits",
    "events",
    "job_slots",
    "mails",
    "messages",
    "metadata",
    "own_texts",
    "pages",
    "posts",
    "publications",
    "quotas",
    "rates",
    "renames",
    "revisions",
    "sequences",
    "sign_offs",
    "sources",
    "staff",
    "staff_links",
    "staff_sessions",
    "strangers",
    "suggestions",
    "threads",
    "workers",
]

installation = table(
    "installation",
    Column("id", Whole, primary_key=True, autoincrement=False),  # always 1
    Column("ref", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),  # signs links unless the settings bring one
    Column("created_at", Instant, nullable=False),
    # Where this database is at home: a worker elsewhere finds a copy, and sends nothing.
    Column("place", Text),
    # Until then reports may have come that this state of the database never knew of.
    Column("forgot_until", Instant),
)

switches = table(
    "switches",
    Column("name", Text, primary_key=True),  # see storage.switches.Switch; one off holds all
    Column("value", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
)

subscribers = table(
    "subscribers",
    identity(),
    Column("ref", Text, nullable=False, unique=True),
    Column("email", Text, nullable=False),  # as typed; empty after erasure
    Column("address_hash", Text, nullable=False, unique=True),  # keyed hash of the folded address
    Column("first_name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    # The clinic's zone was assumed: nobody chose another one for this person.
    Column("zone_guessed", Flag, nullable=False, server_default="0"),
    Column("state", Text, nullable=False),
    Column("health_consent", Flag, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("left_at", Instant),
    # The last programme letter handed over, whatever its sequence: the cap looks here.
    Column("last_letter_at", Instant),
    Column("last_letter_id", Whole),
    # The clinic's own system says that they want no advertising: no letter asks them to book.
    Column("no_prompts", Flag, nullable=False, server_default="0"),
    Column("address_since", Instant),  # links of letters before that went to another address
)

signups = table(
    "signups",
    identity(),
    Column("subscriber_id", ForeignKey("subscribers.id"), nullable=False, index=True),
    Column("first_name", Text, nullable=False),
    Column("sequence", Text, nullable=False),
    Column("onset", Day),
    Column("zone", Text, nullable=False),
    Column("health_consent", Flag, nullable=False),
    Column("wording", Document, nullable=False),  # purpose -> exact words, with their version
    Column("source", Text, nullable=False),  # form id
    Column("network", Text, nullable=False, server_default=""),  # a keyed hash, never an address
    Column("asked_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
)

consents = table(  # append-only evidence
    "consents",
    identity(),
    Column("subscriber_id", ForeignKey("subscribers.id"), nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    Column("given", Flag, nullable=False),  # 0: withdrawn
    Column("wording", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("signup_id", ForeignKey("signups.id")),
    Column("asked_at", Instant, nullable=False),
    Column("at", Instant, nullable=False),
)

suppressions = table(  # outlives the subscriber: keyed hashes only
    "suppressions",
    identity(),
    Column("address_hash", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("lifted_at", Instant),
    Column("lifted_by", Text),
    Index(
        "uq_suppressions_in_force",
        "address_hash",
        "reason",
        unique=True,
        **where("lifted_at IS NULL"),
    ),
)

enrolments = table(
    "enrolments",
    identity(),
    Column("subscriber_id", ForeignKey("subscribers.id"), nullable=False, index=True),
    Column("sequence", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("confirmed_at", Instant, nullable=False),
    Column("onset", Day),
    Column("shifted", Whole, nullable=False, server_default="0"),  # calendar days
    Column("revision_id", ForeignKey("revisions.id")),  # set when pinned
    Column("paused_at", Instant),
    Column("paused_until", Instant),
    Column("pause_reason", Text),
    Column("caught_up_at", Instant),  # the last end of the sequence's own pause that was counted
    Column("skips", Document, nullable=False, server_default="[]"),  # step ids left out by effects
    Column("look_at", Instant),  # when to look again whether everything has been said
    Column("ended_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("slow_from", Whole),  # the day of the sequence from which days count double
    Index(
        "uq_enrolments_live",
        "subscriber_id",
        "sequence",
        unique=True,
        **where("state IN ('active', 'paused')"),
    ),
    Index("ix_enrolments_resume", "paused_until", **where("state = 'paused'")),
    Index("ix_enrolments_detour", "subscriber_id", **where("pause_reason = 'detour'")),
    Index("ix_enrolments_look", "look_at", **where("state = 'active' AND look_at IS NOT NULL")),
)

deliveries = table(  # the ledger
    "deliveries",
    identity(),
    Column("ref", Text, nullable=False, unique=True),
    Column("slot", Text, nullable=False, unique=True),
    Column("purpose", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("subscriber_id", ForeignKey("subscribers.id"), nullable=False, index=True),
    Column("enrolment_id", ForeignKey("enrolments.id"), index=True),
    Column("sequence", Text, nullable=False),
    Column("step", Text, nullable=False, server_default=""),
    Column("next_of", Whole),  # the enrolment whose next step this is, while it is not settled
    Column("about", Whole),  # the check-in of a reminder, the signup of a confirmation
    Column("planned_at", Instant, nullable=False),
    Column("plan_reason", Text, nullable=False, server_default=""),
    Column("due_at", Instant, nullable=False),
    Column("open_until", Instant),
    Column("planned_by", ForeignKey("revisions.id")),  # the revision its moment was worked out by
    Column("claim_token", Text),
    Column("lease_until", Instant),
    Column("tries", Whole, nullable=False, server_default="0"),
    Column("dated_at", Instant),  # the Date header: the first intent, stable ever after
    Column("handed_at", Instant),  # the latest intent
    Column("settled_at", Instant),  # when the state became final
    Column("revision_id", ForeignKey("revisions.id")),
    Column("letter_hash", Text),
    Column("prompts", Flag, nullable=False, server_default="0"),  # it had a booking button
    # What became of an accepted email is a set of instants, not more states.
    Column("deferred_at", Instant),
    Column("delivered_at", Instant),
    Column("dropped_at", Instant),
    Column("blocked_at", Instant),
    Column("bounced_at", Instant),
    Column("complained_at", Instant),
    Index("ix_deliveries_due", "due_at", **where("state = 'planned'")),
    # Sequences take turns, and what belongs to none of them goes first.
    Index("ix_deliveries_turn", "sequence", "due_at", **where("state = 'planned'")),
    Index(
        "ix_deliveries_urgent",
        "purpose",  # first: else SQLite may choose the index of all that is due
        "due_at",
        **where("state = 'planned' AND purpose IN ('confirm', 'safety', 'staff_reply', 'notice')"),
    ),
    Index("ix_deliveries_leases", "lease_until", **where("state IN ('claimed', 'handing_over')")),
    Index("ix_deliveries_unknown", "handed_at", **where("state = 'unknown'")),
    Index("ix_deliveries_unresolved", "handed_at", **where("state = 'unresolved'")),
    # An enrolment has at most one live row for its next step. A column of its own, so that the
    # claim and the intent, which change the state, leave this index alone.
    Index("uq_deliveries_next_of", "next_of", unique=True, **where("next_of IS NOT NULL")),
)

attempts = table(
    "attempts",
    identity(),
    Column("delivery_id", ForeignKey("deliveries.id"), nullable=False, index=True),
    Column("number", Whole, nullable=False),
    Column("claim_token", Text, nullable=False),
    Column("worker", Text, nullable=False),
    Column("transport", Text, nullable=False),
    Column("intent_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("result", Text),  # accepted | refused | unknown | not_called
    Column("detail", Text, nullable=False, server_default=""),
    Column("receipt", Text),
    Column("processed_at", Instant),  # the provider's word that this very call brought the letter
    Column("smtp_id", Text),  # the Message-ID on the wire, where it is not ours
    Index("ix_attempts_smtp_id", "smtp_id", **where("smtp_id IS NOT NULL")),
    # Moments only grow: a block range is enough, and costs nothing while letters pass.
    Index("ix_attempts_intent_at", "intent_at", postgresql_using="brin"),
    Index("ix_attempts_again", "delivery_id", **where("number > 1")),
)

letter_days = table(  # the cap: one programme letter a person a day, held by the primary key
    "letter_days",
    Column("subscriber_id", ForeignKey("subscribers.id"), primary_key=True, autoincrement=False),
    Column("day", Day, primary_key=True),
    Column("delivery_id", ForeignKey("deliveries.id"), nullable=False, index=True),
)

check_ins = table(
    "check_ins",
    identity(),
    Column("delivery_id", ForeignKey("deliveries.id"), nullable=False, unique=True),
    Column("enrolment_id", ForeignKey("enrolments.id"), nullable=False, index=True),
    Column("subscriber_id", ForeignKey("subscribers.id"), nullable=False, index=True),
    Column("sequence", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("remind_at", Instant),  # emptied once the reminder is planned
    Column("silent_at", Instant),  # emptied once silence is noted
    Column("closes_at", Instant, nullable=False),
    Column("first_answer_at", Instant),
    Column("last_answer_at", Instant),
    Index("ix_check_ins_remind", "remind_at", **where("state = 'open' AND remind_at IS NOT NULL")),
    Index("ix_check_ins_silent", "silent_at", **where("state = 'open' AND silent_at IS NOT NULL")),
    Index("ix_check_ins_closing", "closes_at", **where("state <> 'closed'")),
)

answers = table(  # append-only; the last one a check-in and question counts
    "answers",
    identity(),
    Column("check_in_id", ForeignKey("check_ins.id"), nullable=False, index=True),
    Column("enrolment_id", ForeignKey("enrolments.id"), nullable=False, index=True),
    Column("subscriber_id", ForeignKey("subscribers.id"), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("asked", Text, nullable=False, server_default=""),  # the question's exact words
    Column("channel", Text, nullable=False),
    Column("sure", Flag, nullable=False, server_default="1"),
    Column("how", Document),  # marks of how it was made: seconds since the page, agent family
    Column("at", Instant, nullable=False),
)

effects = table(
    "effects",
    identity(),
    Column("enrolment_id", ForeignKey("enrolments.id"), nullable=False, index=True),
    Column("check_in_id", ForeignKey("check_ins.id"), index=True),
    Column("cause", Text, nullable=False),  # e.g. "answer:17:session=sore", "rule:pain-up:17"
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("after", Text),  # a span
    Column("state", Text, nullable=False),  # owed | done | withdrawn
    Column("due_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("note", Text, nullable=False, server_default=""),
    UniqueConstraint("enrolment_id", "cause", "kind", "value"),
    Index("ix_effects_owed", "due_at", **where("state = 'owed'")),
)

tasks = table(
    "tasks",
    identity(),
    Column("subscriber_id", ForeignKey("subscribers.id"), index=True),
    Column("enrolment_id", ForeignKey("enrolments.id")),
    Column("cause", Text, nullable=False, unique=True),  # one task a cause
    Column("title", Text, nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),  # open | done
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("done_by", Text),
    Column("note", Text, nullable=False, server_default=""),
    Index("ix_tasks_open", "created_at", **where("state = 'open'")),
)

decisions = table(  # append-only: why this person did (not) get this letter
    "decisions",
    identity(),
    Column("at", Instant, nullable=False),
    Column("subscriber_id", ForeignKey("subscribers.id"), index=True),
    Column("enrolment_id", ForeignKey("enrolments.id")),
    Column("delivery_id", ForeignKey("deliveries.id")),
    Column("step", Text, nullable=False, server_default=""),
    Column("kind", Text, nullable=False),  # see storage.decisions.Kind
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),  # engine | subscriber | staff:<id> | worker | cli
)

observations = table(  # visits; no state, schedule or answer depends on them
    "observations",
    identity(),
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False),  # booking | answer_page | unsubscribe_page | web_copy ...
    Column("subscriber_id", ForeignKey("subscribers.id"), index=True),
    Column("delivery_id", ForeignKey("deliveries.id")),
    Column("detail", Text, nullable=False, server_default=""),
    Column("agent", Text, nullable=False, server_default=""),
)

limits = table(  # posts of the form, in windows of time
    "limits",
    Column("bucket", Text, primary_key=True),  # what is limited: a keyed hash
    Column("opened_at", Instant, primary_key=True),  # the window's begin
    Column("count", Whole, nullable=False),
)
