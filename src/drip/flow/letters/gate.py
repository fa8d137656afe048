"""Gate: what is claimed is looked at once more, and goes on, waits, or will not go.

The intent checks the same again, in the database, at the last moment. The gate is where the reasons
come from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence as Rows
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from drip.content.revision import Revision
from drip.domain.decisions import Drop, GateDecision, Send, Wait
from drip.domain.deliveries import Delivery, DeliveryState, Purpose
from drip.domain.letters import OwnText
from drip.domain.people import Subscriber
from drip.domain.standing import Standing
from drip.engine.calendar import local_day, zone_of
from drip.engine.gate import gate
from drip.engine.prompts import APART, may_prompt
from drip.flow.in_force import revisions
from drip.flow.planning.plan import plan_ahead, revision_of
from drip.flow.services import Services
from drip.storage import check_ins, claims, own_texts, subscribers
from drip.storage.beside import Waiting, prompted, waiting
from drip.storage.claims import Dropped, Postponed
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, Note, about, note_all
from drip.storage.standing import standings

_SEVERAL = 2
#: Purposes whose letters may have a text, or a place in a conversation, of their own.
_WRITTEN = (Purpose.NOTICE, Purpose.STAFF_REPLY, Purpose.SAFETY)
_A_DAY = timedelta(days=1)
_NO_LONGER_OPEN = Drop(DeliveryState.CANCELLED, "The check-in was answered or closed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A delivery that passed the gate, with what its letter is made from.

    `book` tells whether the letter may carry its booking button; `own` is the text of a letter
    that was written for this delivery alone.
    """

    delivery: Delivery
    subscriber: Subscriber
    revision: Revision
    standing: Standing
    day: date
    book: bool = True
    own: OwnText | None = None


@dataclass(frozen=True, slots=True)
class Gated:
    """What a batch came to at the gate."""

    passed: list[Passed]
    waiting: list[tuple[Delivery, Wait]]
    dropped: list[tuple[Delivery, Drop]]


def look(services: Services, rows: Rows[Delivery], now: datetime) -> Gated:
    """Decide about each row. Reads only."""
    with services.database.read() as tx:
        current = revisions.in_force(services, tx)
        seen = standings(tx, rows)
        people = subscribers.get(tx, {row.subscriber_id for row in rows})
        reminders = [row.about for row in rows if row.purpose is Purpose.REMINDER and row.about]
        open_ones = check_ins.open_ids(tx, reminders)
        texts = {row.id: _revision(services, tx, row, seen[row.id], current) for row in rows}
        seen = _with_others(tx, rows, seen, current, now)
        prompts = _prompted(tx, rows, texts, now)
        written = own_texts.of(tx, [row.slot for row in rows if row.purpose in _WRITTEN])
    gated = Gated([], [], [])
    for row in rows:
        standing = seen[row.id]
        decision = _decide(row, texts[row.id], standing, open_ones, now)
        if isinstance(decision, Send):
            gated.passed.append(
                Passed(
                    delivery=row,
                    subscriber=people[row.subscriber_id],
                    revision=texts[row.id],
                    standing=standing,
                    day=local_day(now, zone_of(standing.zone)),
                    book=not standing.no_prompts
                    and may_prompt(standing.facts, prompts.get(row.subscriber_id), now),
                    own=written.get(row.slot),
                )
            )
        elif isinstance(decision, Wait):
            gated.waiting.append((row, decision))
        else:
            gated.dropped.append((row, decision))
    return gated


def _with_others(
    tx: Transaction,
    rows: Rows[Delivery],
    seen: dict[int, Standing],
    current: dict[str, Revision],
    now: datetime,
) -> dict[int, Standing]:
    """The same with what waits in other sequences, where one has precedence over another."""
    priority = {key: revision.sequence.priority for key, revision in current.items()}
    if len(set(priority.values())) < _SEVERAL:
        return seen
    found: dict[int, list[Waiting]] = defaultdict(list)
    for one in waiting(tx, {row.subscriber_id for row in rows}, now + _A_DAY):
        found[one.subscriber_id].append(one)
    return {
        row.id: replace(
            seen[row.id],
            others=tuple(
                (priority.get(one.sequence, 0), one.due_at)
                for one in found[row.subscriber_id]
                if one.sequence != row.sequence
            ),
        )
        for row in rows
    }


def _prompted(
    tx: Transaction, rows: Rows[Delivery], texts: dict[int, Revision], now: datetime
) -> dict[int, datetime]:
    """When those whose letters have a booking button were last sent one."""
    people: set[int] = set()
    for row in rows:
        step = texts[row.id].sequence.known_as(row.step)
        if step is not None and step.book:
            people.add(row.subscriber_id)
    return prompted(tx, people, now - APART)


def _revision(
    services: Services,
    tx: Transaction,
    row: Delivery,
    standing: Standing,
    current: dict[str, Revision],
) -> Revision:
    if standing.enrolment is None:
        return current.get(row.sequence) or next(iter(current.values()))
    return revision_of(services, tx, standing.enrolment, current)


def _decide(
    row: Delivery, revision: Revision, standing: Standing, open_ones: set[int], now: datetime
) -> GateDecision:
    if row.purpose is Purpose.REMINDER and row.about not in open_ones:
        return _NO_LONGER_OPEN
    return gate(row, revision.sequence, standing, now)


def carry_out(services: Services, gated: Gated, *, token: str, now: datetime) -> None:
    """Put back what waits, end what will not go, and plan what comes instead."""
    if not (gated.waiting or gated.dropped):
        return
    with services.database.write() as tx:
        claims.postpone(
            tx,
            token=token,
            rows=[Postponed(row.id, wait.until, wait.open_until) for row, wait in gated.waiting],
        )
        claims.drop(
            tx,
            token=token,
            rows=[Dropped(row.id, drop.state, drop.reason) for row, drop in gated.dropped],
            now=now,
        )
        note_all(tx, _notes(gated), now)
        steps = {
            row.enrolment_id
            for row, _ in gated.dropped
            if row.purpose is Purpose.STEP and row.enrolment_id is not None
        }
        plan_ahead(services, tx, steps, now)


def _notes(gated: Gated) -> list[Note]:
    waited = [(row, Kind.WAITED, wait.reason) for row, wait in gated.waiting]
    dropped = [(row, Kind.DROPPED, drop.reason) for row, drop in gated.dropped]
    return [
        about(row, kind=kind, reason=reason, actor="engine")
        for row, kind, reason in waited + dropped
    ]
