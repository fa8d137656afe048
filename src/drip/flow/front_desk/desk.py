"""The front desk: what staff see when the day begins, and the few things that they do by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from drip.domain.enrolments import Enrolment
from drip.domain.people import PauseReason, SuppressionReason
from drip.domain.sequences import Sequence
from drip.flow.front_desk import call_list
from drip.flow.front_desk.call_list import Line
from drip.flow.holding_back.sending_now import Hold, holds
from drip.flow.in_force.titles import Titles, titles
from drip.flow.leaving.leave import leave as say_goodbye
from drip.flow.planning import pace
from drip.flow.services import Services
from drip.storage import case_page, enrolments, overview, tasks
from drip.storage.case_page import OpenCase
from drip.storage.overview import Balance, InForce, OpenTask, People, SetAside


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What is urgent, whom to ring, what holds letters back, what was set aside, and the books."""

    cases: tuple[OpenCase, ...]
    holds: tuple[Hold, ...]
    calls: tuple[Line, ...]
    tasks: tuple[OpenTask, ...]
    set_aside: tuple[SetAside, ...]
    balance: Balance
    titles: Titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of people, and what things are called."""

    people: People
    titles: Titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A sequence in force: what is kept about it, and what it says."""

    kept: InForce
    sequence: Sequence
    titles: Titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which enrolment of which person somebody wants changed; `actor` names them."""

    subscriber_id: int
    enrolment_id: int
    actor: str


def today(services: Services) -> Today:
    """The page to start the day with."""
    with services.database.read() as tx:
        return Today(
            cases=case_page.open_ones(tx),
            holds=tuple(holds(services, tx, services.now())),
            calls=tuple(call_list.today_tx(services, tx, services.now())),
            tasks=overview.open_tasks(tx),
            set_aside=overview.set_aside(tx),
            balance=overview.balance(tx),
            titles=titles(services, tx),
        )


def people(services: Services, *, text: str, state: str, sequence: str, page: int) -> Found:
    """People by name or address, state and sequence."""
    with services.database.read() as tx:
        found = overview.people(tx, text=text, state=state, sequence=sequence, page=page)
        return Found(people=found, titles=titles(services, tx))


def sequences(services: Services) -> tuple[Shown, ...]:
    """Every sequence in force."""
    with services.database.read() as tx:
        known = titles(services, tx)
        kept = overview.in_force(tx)
    return tuple(
        Shown(kept=one, sequence=known.in_force[one.key].sequence, titles=known) for one in kept
    )


def task_done(services: Services, task_id: int, *, note: str, actor: str) -> bool:
    """Mark a task as done; False when somebody was quicker."""
    with services.database.write() as tx:
        return tasks.close(tx, task_id, by=actor, note=note, now=services.now())


def pause(services: Services, asked: Asked, length: timedelta | None) -> bool:
    """Pause an enrolment for a while, or until somebody resumes it."""
    now = services.now()
    with services.database.write() as tx:
        if not _is_theirs(asked, enrolments.get(tx, [asked.enrolment_id])):
            return False
        return pace.pause_tx(
            tx,
            enrolment_id=asked.enrolment_id,
            until=now + length if length else None,
            reason=PauseReason.STAFF,
            actor=asked.actor,
            now=now,
        )


def resume(services: Services, asked: Asked) -> bool:
    """Let a paused enrolment go on."""
    with services.database.write() as tx:
        if not _is_theirs(asked, enrolments.get(tx, [asked.enrolment_id])):
            return False
        return pace.resume_tx(
            services, tx, enrolment_id=asked.enrolment_id, actor=asked.actor, now=services.now()
        )


def _is_theirs(asked: Asked, found: dict[int, Enrolment]) -> bool:
    """Whether the enrolment is the person's: two ids of one address must belong together."""
    one = found.get(asked.enrolment_id)
    return one is not None and one.subscriber_id == asked.subscriber_id


def leave(services: Services, subscriber_id: int, *, actor: str) -> None:
    """Stop every programme letter to a person, at once."""
    say_goodbye(
        services,
        subscriber_id=subscriber_id,
        reason=SuppressionReason.STAFF,
        source=actor,
        now=services.now(),
    )
