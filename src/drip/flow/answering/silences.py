"""Silences: a check-in that nobody answered after its reminder is a fact that rules may use."""

from __future__ import annotations

from datetime import datetime, timedelta

from drip.domain.answers import CheckIn
from drip.domain.sequences import Sequence
from drip.domain.standing import Facts
from drip.engine.effects import Caused, rules_that_fire
from drip.errors import DripError
from drip.flow.aside import set_aside
from drip.flow.planning.asked import Reading, step_named
from drip.flow.planning.owing import Occasion, owe
from drip.flow.services import Services
from drip.storage import check_ins, enrolments
from drip.storage.check_ins import Moments
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, Note, note_all
from drip.storage.standing import facts

#: How much later silence is noted when its reminder has not left yet.
_LOOK_AGAIN = timedelta(days=1)


def note_silences(services: Services, tx: Transaction, now: datetime, limit: int) -> int:
    """Note the silences that are due and owe what follows; answers how many were looked at."""
    due = check_ins.due_silences(tx, now, limit)
    waiting = check_ins.reminders_waiting(tx, [one.id for one in due])
    later = Moments(None, now + _LOOK_AGAIN)
    check_ins.move(tx, {one.id: later for one in due if one.id in waiting})
    # One at a time for each enrolment: what a second silence means depends on the first.
    first = {one.enrolment_id: one for one in reversed(due) if one.id not in waiting}
    before = facts(tx, first)
    taken = check_ins.fall_silent(tx, [one.id for one in first.values()], now)
    mine = [one for one in first.values() if one.id in taken]
    note_all(tx, [_note(one) for one in mine], now)
    after = facts(tx, {one.enrolment_id for one in mine})
    enrolled = enrolments.get(tx, after)
    reading = Reading(services, tx)
    for one in mine:
        who = one.enrolment_id
        try:
            sequence = reading.sequence(enrolled[who])
            occasion = Occasion(check_in=one, enrolment=enrolled[who], sequence=sequence)
            owe(tx, occasion, _called_for(one, sequence, before[who], after[who]), now)
        except DripError as error:
            set_aside(tx, one, "what follows from its silence could not be found", error, now)
    return len(due)


def _called_for(
    one: CheckIn, sequence: Sequence, before: Facts, after: Facts
) -> tuple[Caused, ...]:
    """What a silence calls for: by its step, and by rules."""
    step = step_named(sequence, one.step)
    silence = step.silence if step is not None else None
    by_step = (Caused(f"silence:{one.id}", effect) for effect in (silence.then if silence else ()))
    return (*by_step, *rules_that_fire(sequence, after, str(one.id), before=before))


def _note(one: CheckIn) -> Note:
    return Note(
        kind=Kind.SILENT,
        reason="No answer came, and the time after the reminder is over.",
        actor="engine",
        subscriber_id=one.subscriber_id,
        enrolment_id=one.enrolment_id,
        delivery_id=one.delivery_id,
        step=one.step,
    )
