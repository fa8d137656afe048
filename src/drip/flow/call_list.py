"""The call list of today: whom staff should ring, why, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from drip.domain.sequences import Condition
from drip.domain.sequences import Sequence as Programme
from drip.domain.standing import Facts
from drip.engine.conditions import holds
from drip.flow import offer, revisions
from drip.flow.services import Services
from drip.insight.call_list import Slipping, ToRing, call_list
from drip.storage import slipping
from drip.storage.database import Transaction
from drip.storage.slipping import Call, Candidate
from drip.storage.standing import facts

#: Somebody who was reached is left in peace for this long.
REACHED = timedelta(days=7)
_BATCH = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Somebody to ring, with their name and the title of their programme."""

    first_name: str
    programme: str
    ring: ToRing


def today(services: Services, now: datetime, *, most: int | None = None) -> list[Line]:
    """Whom to ring today, cut to the calls that the clinic can make (or to `most`)."""
    with services.database.read() as tx:
        clinic = offer.clinic_in(services, tx)
        programmes = {key: one.sequence for key, one in revisions.in_force(services, tx).items()}
        known = slipping.candidates(tx, now, called_since=now - REACHED)
        people = {one.enrolment_id: one for one in known}
        found = call_list(
            _slipping(tx, known, programmes),
            now,
            most=clinic.calls_a_day if most is None else most,
        )
    return [
        Line(
            first_name=people[one.enrolment_id].first_name,
            programme=_title(programmes, people[one.enrolment_id].sequence),
            ring=one,
        )
        for one in found
    ]


def record(services: Services, call: Call) -> int:
    """Keep what came of a call; answers its id."""
    with services.database.write() as tx:
        return slipping.note_call(tx, call)


def _title(programmes: dict[str, Programme], key: str) -> str:
    return programmes[key].title if key in programmes else key


def _slipping(
    tx: Transaction, known: Sequence[Candidate], programmes: dict[str, Programme]
) -> Iterator[Slipping]:
    for start in range(0, len(known), _BATCH):
        some = known[start : start + _BATCH]
        said = facts(tx, [one.enrolment_id for one in some])
        for one in some:
            theirs = said[one.enrolment_id]
            yield Slipping(
                subscriber_id=one.subscriber_id,
                enrolment_id=one.enrolment_id,
                started_at=one.started_at,
                heard_at=one.heard_at,
                missed=theirs.silent,
                worse=_worse(programmes.get(one.sequence), theirs),
                waiting_since=one.waiting_since,
                last_words=_last_words(theirs),
            )


def _worse(programme: Programme | None, theirs: Facts) -> str:
    """What got worse, by the changes that the programme's own rules look out for."""
    if programme is None:
        return ""
    for rule in programme.rules:
        for condition in rule.conditions:
            if _is_change(condition) and holds((condition,), theirs):
                return _change(condition, theirs)
    return ""


def _is_change(condition: Condition) -> bool:
    return condition.rises_by is not None or condition.falls_by is not None


def _change(condition: Condition, theirs: Facts) -> str:
    series = theirs.answers[condition.question or ""]
    moved = int(series[-1].value) - int(series[-2].value)
    name = (condition.question or "").replace("_", " ").replace("-", " ")
    return f"{name} {'up' if moved > 0 else 'down'} by {abs(moved)}"


def _last_words(theirs: Facts) -> str:
    """The newest answer, as `question: value`."""
    newest = max(
        (series[-1] for series in theirs.answers.values() if series),
        key=lambda one: one.at,
        default=None,
    )
    return f"{newest.question}: {newest.value}" if newest else ""
