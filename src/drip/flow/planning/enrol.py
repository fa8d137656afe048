"""Enrol: somebody enters a sequence, and the first letter is planned in the same breath."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from drip.errors import DripError
from drip.flow.in_force import revisions
from drip.flow.planning.plan import plan_ahead
from drip.flow.services import Services
from drip.storage import enrolments
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, note
from drip.storage.enrolments import NewEnrolment


class SequenceRetiredError(DripError):
    """This sequence was retired: it takes nobody new (`retire` in its file)."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An enrolment's id; `fresh` is False when the person was in the sequence already."""

    id: int
    fresh: bool


def enrol(  # noqa: PLR0913 - keywords, one for each fact of an enrolment
    services: Services,
    tx: Transaction,
    *,
    subscriber_id: int,
    sequence: str,
    confirmed_at: datetime,
    onset: date | None = None,
    now: datetime,
    actor: str,
) -> Enrolled:
    """Put a person into a sequence; whoever races, there is one enrolment and one first letter.

    Raises:
        SequenceRetiredError: it takes nobody new.
    """
    revision = revisions.current(services, tx, sequence)
    if revision.sequence.retire is not None:
        raise SequenceRetiredError
    new = NewEnrolment(
        subscriber_id=subscriber_id,
        sequence=sequence,
        confirmed_at=confirmed_at,
        onset=onset,
        revision_id=revision.id if revision.sequence.pin else None,
    )
    enrolment_id = enrolments.add(tx, new, now)
    if enrolment_id is None:
        return Enrolled(_live(tx, subscriber_id, sequence), fresh=False)
    note(
        tx,
        now=now,
        kind=Kind.ENROLLED,
        reason=f"Enrolled in {revision.sequence.title!r}.",
        actor=actor,
        subscriber_id=subscriber_id,
        enrolment_id=enrolment_id,
    )
    plan_ahead(services, tx, [enrolment_id], now)
    return Enrolled(enrolment_id, fresh=True)


def _live(tx: Transaction, subscriber_id: int, sequence: str) -> int:
    live = enrolments.live_of(tx, subscriber_id)
    return next(one.id for one in live if one.sequence == sequence)
