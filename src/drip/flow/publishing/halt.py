"""Halt: a whole sequence is paused and resumed, and nobody gets a burst.

Ending a pause takes batches. Until everybody's clock is right the sequence stays paused; whichever
worker looks next goes on with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.sequences import Sequence
from drip.engine.calendar import zone_of
from drip.engine.edits import SPREAD, days_gone_by
from drip.engine.pace import days_of_halt
from drip.errors import DripError
from drip.flow.in_force import revisions
from drip.flow.in_force.agreement import Origin
from drip.flow.planning.plan import decided_of, revision_of
from drip.flow.planning.replan import Why, replan
from drip.flow.services import Services
from drip.storage import enrolments, halts, ledger, publications
from drip.storage import revisions as stored
from drip.storage.database import Transaction
from drip.storage.publications import NewPublication
from drip.storage.revisions import InForce

#: How many people one transaction brings up to date.
BATCH = 500


class NotPublishedError(DripError):
    """There is no published sequence of this name."""


class ResumeAs(StrEnum):
    """What happens to the days that a sequence was paused."""

    SHIFT = "shift"  #: everybody's weeks move by them
    CATCH_UP = "catch_up"  #: what was due goes next, with the usual gap between
    SKIP = "skip"  #: the letters of those days are left out


def pause_sequence(services: Services, key: str, *, author: str) -> bool:
    """Pause a sequence for everybody; answers False when it is not active.

    Raises:
        NotPublishedError: there is no such sequence.
    """
    now = services.now()
    with services.database.write() as tx:
        standing = _standing(tx, key)
        done = halts.pause(tx, key, reason="staff", now=now)
        if done:
            publications.add(tx, _act(standing, "paused", author, ""), now)
    return done


def resume_sequence(services: Services, key: str, *, how: ResumeAs, author: str) -> bool:
    """End a sequence's pause, for everybody; answers False when it is not paused.

    Raises:
        NotPublishedError: there is no such sequence.
    """
    now = services.now()
    with services.database.write() as tx:
        standing = _standing(tx, key)
        done = halts.begin_resuming(tx, key, resumes_as=how.value, now=now)
        if done:
            publications.add(tx, _act(standing, "resumed", author, how.value), now)
    run_resumptions(services)
    return done


def _standing(tx: Transaction, key: str) -> InForce:
    standings = stored.standings(tx)
    if key not in standings:
        raise NotPublishedError(
            f"There is no published sequence {key!r}. There are: {', '.join(standings) or 'none'}."
        )
    return standings[key]


def _act(standing: InForce, act: str, author: str, note: str) -> NewPublication:
    return NewPublication(
        sequence=standing.key,
        act=act,
        revision_id=standing.revision_id,
        before_id=standing.revision_id,
        origin=Origin.ENGINE.value if author == "engine" else "staff",
        author=author,
        note=note,
    )


def run_resumptions(services: Services, *, batch: int = BATCH) -> int:
    """Go on with every pause that is being ended; answers how many people were brought along."""
    with services.database.read() as tx:
        ending = [one for one in stored.standings(tx).values() if one.resumes_at is not None]
    count = 0
    for standing in ending:
        while done := _some(services, standing, batch):
            count += done
    return count


def _some(services: Services, standing: InForce, batch: int) -> int:
    resumes_at, paused_at = standing.resumes_at, standing.paused_at
    if resumes_at is None or paused_at is None:
        return 0
    with services.database.write() as tx:
        ids = halts.to_catch_up(tx, standing.key, resumes_at=resumes_at, limit=batch)
        if not ids:
            halts.end(tx, standing.key, resumes_at=resumes_at)
            return 0
        people = enrolments.get(tx, ids)
        shifting = standing.resumes_as == ResumeAs.SHIFT.value
        days = {
            one.id: days_of_halt(one, paused_at, resumes_at, zone_of(one.zone)) if shifting else 0
            for one in people.values()
        }
        halts.catch_up(tx, days, resumes_at)
        skipping = standing.resumes_as == ResumeAs.SKIP.value
        passing = _gone_by(services, tx, people) if skipping else {}
        replan(services, tx, ids, services.now(), Why(fresh=True, spread=SPREAD, passing=passing))
    return len(ids)


def _gone_by(
    services: Services, tx: Transaction, people: Mapping[int, Enrolment]
) -> dict[int, tuple[str, ...]]:
    """For each enrolment the steps whose days went by; what waits is among them."""
    now = services.now()
    current = revisions.in_force(services, tx)
    waiting = {row.enrolment_id: row.step for row in ledger.waiting_of(tx, people)}
    decided = decided_of(tx, people)
    found = {}
    for one in people.values():
        if one.state is EnrolmentState.ACTIVE:
            sequence: Sequence = revision_of(services, tx, one, current).sequence
            before = decided[one.id] - {waiting.get(one.id, "")}
            found[one.id] = days_gone_by(sequence, one, before, now)
    return found
