"""Rows as tests need them: a valid one each, change what matters."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from drip.storage import tables
from drip.storage.database import Transaction

#: Monday morning in Melbourne.
MONDAY = datetime(2026, 8, 2, 21, 30, tzinfo=UTC)
_count = itertools.count(1)


def row(tx: Transaction, table: Any, **columns: Any) -> int:
    """Insert one row; answers its id."""
    return int(tx.execute(insert(table).values(**columns).returning(table.c.id)).scalar_one())


def subscriber(tx: Transaction, **changes: Any) -> int:
    number = next(_count)
    columns = {
        "ref": f"person-{number}",
        "email": f"person{number}@example.org",
        "address_hash": f"hash-{number}",
        "first_name": "Priya",
        "zone": "Australia/Melbourne",
        "state": "active",
        "health_consent": True,
        "created_at": MONDAY,
        "confirmed_at": MONDAY,
    }
    return row(tx, tables.subscribers, **(columns | changes))


def enrolment(tx: Transaction, subscriber_id: int, **changes: Any) -> int:
    columns = {
        "subscriber_id": subscriber_id,
        "sequence": "strengthening",
        "state": "active",
        "confirmed_at": MONDAY,
        "skips": [],
        "created_at": MONDAY,
    }
    return row(tx, tables.enrolments, **(columns | changes))


def delivery(tx: Transaction, subscriber_id: int, **changes: Any) -> int:
    number = next(_count)
    columns = {
        "ref": f"letter-{number}",
        "slot": f"slot-{number}",
        "purpose": "step",
        "state": "planned",
        "subscriber_id": subscriber_id,
        "sequence": "strengthening",
        "step": "welcome",
        "planned_at": MONDAY,
        "plan_reason": "start",
        "due_at": MONDAY,
    }
    return row(tx, tables.deliveries, **(columns | changes))


def check_in(
    tx: Transaction, subscriber_id: int, enrolment_id: int, delivery_id: int, **changes: Any
) -> int:
    columns = {
        "delivery_id": delivery_id,
        "enrolment_id": enrolment_id,
        "subscriber_id": subscriber_id,
        "sequence": "strengthening",
        "step": "first-session",
        "state": "open",
        "opened_at": MONDAY,
        "closes_at": MONDAY,
    }
    return row(tx, tables.check_ins, **(columns | changes))


def answer(
    tx: Transaction, subscriber_id: int, enrolment_id: int, check_in_id: int, **changes: Any
) -> int:
    columns = {
        "check_in_id": check_in_id,
        "enrolment_id": enrolment_id,
        "subscriber_id": subscriber_id,
        "question": "session",
        "value": "sore",
        "asked": "How did your first session go?",
        "channel": "page",
        "at": MONDAY,
    }
    return row(tx, tables.answers, **(columns | changes))


def task(tx: Transaction, subscriber_id: int | None, **changes: Any) -> int:
    columns = {
        "subscriber_id": subscriber_id,
        "cause": f"cause-{next(_count)}",
        "title": "Ring: stopped after the first session",
        "state": "open",
        "created_at": MONDAY,
    }
    return row(tx, tables.tasks, **(columns | changes))


def decision(tx: Transaction, subscriber_id: int, **changes: Any) -> int:
    columns = {
        "at": MONDAY,
        "subscriber_id": subscriber_id,
        "kind": "waited",
        "reason": "outside its window",
        "actor": "worker",
    }
    return row(tx, tables.decisions, **(columns | changes))
