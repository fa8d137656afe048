"""Published revisions, immutable, and which one of a sequence is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update

from drip.storage.database import Transaction
from drip.storage.tables import revisions, sequences
from drip.storage.upsert import insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRevision:
    """One revision as it lies in the database. `files` maps paths to texts."""

    id: int
    sequence: str
    hash: str
    files: Mapping[str, str]
    author: str
    note: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRevision:
    """What is stored when a sequence is published."""

    sequence: str
    hash: str
    files: Mapping[str, str]
    author: str
    note: str = ""


def add(tx: Transaction, revision: NewRevision, now: datetime) -> int:
    """Store a revision and answer its id. The same texts are stored once."""
    row = {
        "sequence": revision.sequence,
        "hash": revision.hash,
        "files": dict(revision.files),
        "author": revision.author,
        "note": revision.note,
        "created_at": now,
    }
    if found := insert_new(tx, revisions, [row], revisions.c.id):
        return int(found[0].id)
    query = _with_texts(revision.sequence, revision.hash)
    return int(tx.execute(query).scalar_one())


def known(tx: Transaction, sequence: str, fingerprint: str) -> int | None:
    """The id of the revision with exactly these texts, if there is one."""
    found: int | None = tx.execute(_with_texts(sequence, fingerprint)).scalar_one_or_none()
    return found


def _with_texts(sequence: str, fingerprint: str) -> Select[int]:
    return select(revisions.c.id).where(
        revisions.c.sequence == sequence, revisions.c.hash == fingerprint
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A published sequence: its revision in force, and the one its files last agreed with.

    `state` is active, paused or retired; `pause_reason` is staff or no_file. `resumes_at` is set
    while a pause is being ended, batch by batch, as `resumes_as` says.
    """

    key: str
    revision_id: int
    hash: str
    agreed_id: int | None
    state: str
    published_at: datetime
    paused_at: datetime | None
    pause_reason: str | None
    resumes_at: datetime | None
    resumes_as: str | None


def standings(tx: Transaction, *, hold: bool = False) -> dict[str, InForce]:
    """Every published sequence by its key. `hold`: nobody else publishes until the end of `tx`."""
    query = (
        select(
            sequences.c.key,
            sequences.c.revision_id,
            revisions.c.hash,
            sequences.c.agreed_id,
            sequences.c.state,
            sequences.c.published_at,
            sequences.c.paused_at,
            sequences.c.pause_reason,
            sequences.c.resumes_at,
            sequences.c.resumes_as,
        )
        .join(revisions, revisions.c.id == sequences.c.revision_id)
        .order_by(sequences.c.key)
    )
    if hold:
        query = query.with_for_update(of=sequences)
    return {row.key: InForce(**row._mapping) for row in tx.execute(query)}  # noqa: SLF001 - a row's public mapping


def put_in_force(tx: Transaction, sequence: str, revision_id: int, now: datetime) -> bool:
    """Make a revision the one in force. Answers whether another one, or none, was before."""
    row = {"key": sequence, "revision_id": revision_id, "published_at": now}
    if insert_new(tx, sequences, [row], sequences.c.key):
        return True
    moved = tx.execute(
        update(sequences)
        .where(sequences.c.key == sequence, sequences.c.revision_id != revision_id)
        .values(revision_id=revision_id, published_at=now, settled_id=None)
    )
    return moved.rowcount > 0


def agree(tx: Transaction, sequence: str) -> None:
    """Note that the files hold what is in force."""
    tx.execute(
        update(sequences)
        .where(sequences.c.key == sequence)
        .values(agreed_id=sequences.c.revision_id)
    )


def in_force(tx: Transaction) -> dict[str, int]:
    """The id of the revision in force of every published sequence, by its key."""
    query = select(sequences.c.key, sequences.c.revision_id).order_by(sequences.c.key)
    return {row.key: row.revision_id for row in tx.execute(query)}


def get(tx: Transaction, revision_id: int) -> StoredRevision | None:
    """One revision."""
    row = tx.execute(select(revisions).where(revisions.c.id == revision_id)).one_or_none()
    return None if row is None else StoredRevision(**row._mapping)  # noqa: SLF001 - a row's public mapping


def files_of(tx: Transaction, revision_id: int) -> Mapping[str, str] | None:
    """The texts of one revision."""
    found: Mapping[str, str] | None = tx.execute(
        select(revisions.c.files).where(revisions.c.id == revision_id)
    ).scalar_one_or_none()
    return found


def history(tx: Transaction, sequence: str) -> list[StoredRevision]:
    """Every revision of a sequence, newest first."""
    query = (
        select(revisions).where(revisions.c.sequence == sequence).order_by(revisions.c.id.desc())
    )
    return [StoredRevision(**row._mapping) for row in tx.execute(query)]  # noqa: SLF001 - a row's public mapping
