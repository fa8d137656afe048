"""Publications: who put which revision in force, from where, and what it meant for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from drip.storage.database import Transaction
from drip.storage.tables import publications, revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPublication:
    """One act: `published`, `paused` or `resumed`. `effect` is in numbers of people."""

    sequence: str
    revision_id: int
    origin: str
    author: str
    act: str = "published"
    before_id: int | None = None
    note: str = ""
    difference: str = ""
    effect: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One act as it was kept. `hash` is the revision's; `before` the hash of the one before."""

    id: int
    sequence: str
    act: str
    revision_id: int
    hash: str
    before: str | None
    origin: str
    author: str
    note: str
    difference: str
    effect: Mapping[str, int] | None
    at: datetime


def add(tx: Transaction, new: NewPublication, now: datetime) -> None:
    """Append one act."""
    tx.execute(
        insert(publications).values(
            sequence=new.sequence,
            act=new.act,
            revision_id=new.revision_id,
            before_id=new.before_id,
            origin=new.origin,
            author=new.author,
            note=new.note,
            difference=new.difference,
            effect=dict(new.effect) if new.effect is not None else None,
            at=now,
        )
    )


def history(tx: Transaction, sequence: str | None = None, limit: int = 50) -> list[Publication]:
    """The latest acts, newest first, of one sequence or of all."""
    earlier = revisions.alias("earlier")
    query = (
        select(
            publications.c.id,
            publications.c.sequence,
            publications.c.act,
            publications.c.revision_id,
            revisions.c.hash,
            earlier.c.hash.label("before"),
            publications.c.origin,
            publications.c.author,
            publications.c.note,
            publications.c.difference,
            publications.c.effect,
            publications.c.at,
        )
        .join(revisions, revisions.c.id == publications.c.revision_id)
        .outerjoin(earlier, earlier.c.id == publications.c.before_id)
        .order_by(publications.c.id.desc())
        .limit(limit)
    )
    if sequence is not None:
        query = query.where(publications.c.sequence == sequence)
    return [Publication(**row._mapping) for row in tx.execute(query)]  # noqa: SLF001 - a row's public mapping
