"""Placing: new revisions take the place of those in force, where both sides agree.

One transaction decides for every sequence, holding the published ones, so that of two who publish
at once the second sees what the first did.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from drip.content.difference import difference
from drip.content.revision import read_revision
from drip.domain.sequences import Retire, Sequence
from drip.engine.edits import stand_ins
from drip.flow.in_force.agreement import SHORT, Conflict, Origin, Terms, Verdict, judge
from drip.storage import enrolments, halts, publications, replans
from drip.storage import revisions as stored
from drip.storage.database import Transaction
from drip.storage.publications import NewPublication
from drip.storage.revisions import InForce, NewRevision

#: Why a sequence is paused that has no file any more.
NO_FILE = "no_file"


@dataclass(slots=True)
class Placed:
    """What became of each sequence.

    `revisions`: the one in force now. `changed`: those for which it is another one. `behind`: the
    editor has published since, and these files have not changed. `paused`: their file is gone.
    """

    revisions: dict[str, int] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    paused: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """One sequence that is fine, as a revision to be stored."""

    revision: NewRevision
    sequence: Sequence


def place(
    tx: Transaction,
    ready: Collection[Ready],
    *,
    present: Collection[str],
    terms: Terms,
    now: datetime,
) -> Placed:
    """Put each revision in force that may be. `present`: the sequences that have a file."""
    standings = stored.standings(tx, hold=True)
    placed = Placed()
    for one in ready:
        key = one.revision.sequence
        new = stored.add(tx, one.revision, now)
        standing = standings.get(key)
        verdict = judge(terms, key, standing, new)
        if verdict is Verdict.PUBLISH:
            _publish(tx, one, new, standing, terms, now)
            placed.changed.append(key)
        elif standing is not None and verdict is Verdict.CONFLICT:
            placed.conflicts.append(_conflict(tx, standing))
        elif verdict is Verdict.BEHIND:
            placed.behind.append(key)
        in_force = standing is None or verdict in {Verdict.PUBLISH, Verdict.SAME}
        placed.revisions[key] = new if standing is None or in_force else standing.revision_id
        if in_force and terms.origin is Origin.FILES:
            stored.agree(tx, key)
            if standing is not None and standing.pause_reason == NO_FILE:
                halts.begin_resuming(tx, key, resumes_as="shift", now=now)
    if terms.origin is Origin.FILES:
        _without_file(tx, standings, present, terms, placed, now)
    return placed


def _publish(
    tx: Transaction,
    one: Ready,
    new: int,
    standing: InForce | None,
    terms: Terms,
    now: datetime,
) -> None:
    key, revision = one.revision.sequence, one.revision
    stored.put_in_force(tx, key, new, now)
    stop = one.sequence.retire is Retire.STOP
    if one.sequence.pin or stop:
        # Who is in it gets this edit, and finishes on it as those who come now will. No pin
        # stands against an end for everybody.
        enrolments.pin(tx, key, new, anew=stop)
    before = stored.files_of(tx, standing.revision_id) if standing else None
    if standing is not None and before is not None:
        earlier = read_revision(standing.revision_id, before, base_url="").sequence
        replans.add_renames(tx, key, stand_ins(earlier, one.sequence), now)
    publications.add(
        tx,
        NewPublication(
            sequence=key,
            revision_id=new,
            before_id=standing.revision_id if standing else None,
            origin=terms.origin.value,
            author=revision.author,
            note=revision.note,
            # The first of all would repeat every text.
            difference="" if before is None else difference(before, revision.files),
            effect=terms.effects.get(key),
        ),
        now,
    )


def _conflict(tx: Transaction, standing: InForce) -> Conflict:
    (latest,) = publications.history(tx, standing.key, limit=1)
    agreed = stored.files_of(tx, standing.agreed_id) if standing.agreed_id else None
    theirs = stored.files_of(tx, standing.revision_id) or {}
    return Conflict(
        sequence=standing.key,
        author=latest.author,
        at=f"{standing.published_at:%Y-%m-%d %H:%M} UTC",
        over=standing.hash[:SHORT],
        theirs=difference(agreed or {}, theirs),
    )


def _without_file(
    tx: Transaction,
    standings: Mapping[str, InForce],
    present: Collection[str],
    terms: Terms,
    placed: Placed,
    now: datetime,
) -> None:
    """Pause the sequences whose file is gone: nothing is deleted, and nobody gets letters."""
    for key, standing in standings.items():
        # What the editor made was never a file.
        if key in present or standing.agreed_id is None or terms.only is not None:
            continue
        placed.removed.append(key)
        if halts.pause(tx, key, reason=NO_FILE, now=now):
            placed.paused.append(key)
            act = NewPublication(
                sequence=key,
                act="paused",
                revision_id=standing.revision_id,
                before_id=standing.revision_id,
                origin=terms.origin.value,
                author="engine",
                note="Its file is gone.",
            )
            publications.add(tx, act, now)
