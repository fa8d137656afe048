"""Who works, when they last did it well, and which slots of maintenance are taken.

For people, `/readyz` and `drip doctor`. Nothing about letters is ever decided from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from drip.storage.database import Transaction
from drip.storage.tables import job_slots, workers
from drip.storage.upsert import insert_ignore, insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One worker process as it last reported. `ticked_at` is the last tick that ended well."""

    name: str
    started_at: datetime
    seen_at: datetime
    ticked_at: datetime | None
    version: str


def beat(tx: Transaction, name: str, *, now: datetime, version: str, ticked: bool = False) -> None:
    """Note that the worker lives, and whether it just ended a tick well."""
    begun = {"name": name, "started_at": now, "seen_at": now, "version": version}
    insert_ignore(tx, workers, [begun])
    seen: dict[str, object] = {"seen_at": now, "version": version}
    if ticked:
        seen["ticked_at"] = now
    tx.execute(update(workers).where(workers.c.name == name).values(seen))


def leave(tx: Transaction, name: str) -> None:
    """Take a worker that ends off the list."""
    tx.execute(delete(workers).where(workers.c.name == name))


def last_tick(tx: Transaction) -> datetime | None:
    """When any worker last ended a tick well."""
    newest: datetime | None = tx.execute(
        select(func.max(workers.c.ticked_at, type_=workers.c.ticked_at.type))
    ).scalar_one()
    return newest


def all_workers(tx: Transaction) -> list[Worker]:
    """Every worker that has reported and not left, the latest first."""
    rows = tx.execute(select(workers).order_by(workers.c.seen_at.desc()))
    return [Worker(**row) for row in rows.mappings()]


def claim_slot(tx: Transaction, job: str, slot: str, *, worker: str, now: datetime) -> bool:
    """Take a slot of a maintenance job, e.g. a date; False when somebody has it already."""
    row = {"job": job, "slot": slot, "worker": worker, "at": now}
    return bool(insert_new(tx, job_slots, [row], job_slots.c.slot))


def slot_taken(tx: Transaction, job: str, slot: str) -> bool:
    """Whether somebody has a slot already; a look that writes nothing."""
    found = select(job_slots.c.worker).where(job_slots.c.job == job, job_slots.c.slot == slot)
    return tx.execute(found).first() is not None


def last_slot(tx: Transaction, job: str) -> datetime | None:
    """When a slot of a job was last taken, as far back as slots are kept."""
    newest = func.max(job_slots.c.at, type_=job_slots.c.at.type)
    found: datetime | None = tx.execute(select(newest).where(job_slots.c.job == job)).scalar_one()
    return found


def forget_before(tx: Transaction, moment: datetime) -> None:
    """Drop workers and slots last heard of before a moment."""
    tx.execute(delete(workers).where(workers.c.seen_at < moment))
    tx.execute(delete(job_slots).where(job_slots.c.at < moment))
