"""Endings: an enrolment ends, and what rules make of that is owed in the same transaction.

A rule on an outcome belongs to the sequence that ended, and to every other one that its person is
in: there it may send, pause or skip.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

import structlog

from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.sequences import Sequence
from drip.engine.effects import rules_that_fire
from drip.errors import DripError
from drip.flow.planning.asked import Reading
from drip.flow.planning.owing import Occasion, owe
from drip.flow.services import Services
from drip.storage import enrolments, tasks
from drip.storage.beside import outcomes
from drip.storage.database import Transaction
from drip.storage.standing import facts

log = structlog.get_logger()


def end(
    services: Services,
    tx: Transaction,
    ids: Collection[int],
    *,
    state: EnrolmentState,
    reason: str,
    now: datetime,
) -> list[int]:
    """End enrolments that still go on, and owe what follows; answers the ids of those that did."""
    ended = enrolments.finish(tx, ids, state, reason, now)
    if ended:
        _follow(services, tx, ended, now)
    return ended


def _follow(services: Services, tx: Transaction, ended: Collection[int], now: datetime) -> None:
    over = list(enrolments.get(tx, ended).values())
    people = {one.subscriber_id for one in over}
    reading = Reading(services, tx)
    concerned = [
        (one, sequence)
        for one in (*over, *enrolments.live_of_all(tx, people))
        if (sequence := _looking(reading, one)) is not None
    ]
    if not concerned:
        return
    after = facts(tx, [one.id for one, _ in concerned])
    earlier = outcomes(tx, people, apart_from=ended)
    endings = _by_person(over)
    for one, sequence in concerned:
        mine = endings[one.subscriber_id]
        before = replace(after[one.id], outcomes=earlier.get(one.subscriber_id, frozenset()))
        fired = rules_that_fire(sequence, after[one.id], f"ended:{mine[0].id}", before=before)
        said = "\n".join(f"{it.sequence} ended: {it.state}" for it in mine)
        try:
            owe(tx, Occasion(enrolment=one, sequence=sequence, said=said), fired, now)
        except DripError as error:  # no rule may stand in the way of a goodbye
            _set_aside(tx, one, error, now)


def _looking(reading: Reading, enrolment: Enrolment) -> Sequence | None:
    """What an enrolment reads, if any rule there looks at outcomes."""
    try:
        sequence = reading.sequence(enrolment)
    except DripError as error:
        log.warning("ending not looked at", enrolment=enrolment.id, reason=type(error).__name__)
        return None
    looks = any(held.outcome for rule in sequence.rules for held in rule.conditions)
    return sequence if looks else None


def _set_aside(tx: Transaction, one: Enrolment, error: DripError, now: datetime) -> None:
    log.error("set_aside", about="enrolment", id=one.id, error=type(error).__name__)
    tasks.add(
        tx,
        cause=f"aside:ending:{one.id}",
        title="What follows from the end of a sequence could not be found",
        detail=error.message,
        subscriber_id=one.subscriber_id,
        enrolment_id=one.id,
        now=now,
    )


def _by_person(ended: Iterable[Enrolment]) -> Mapping[int, list[Enrolment]]:
    found: dict[int, list[Enrolment]] = {}
    for one in sorted(ended, key=lambda one: one.id):
        found.setdefault(one.subscriber_id, []).append(one)
    return found
