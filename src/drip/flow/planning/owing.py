"""Owing: what an answer, a rule or a silence calls for is written down, once each.

Tasks are made at once, also for people who left. Letters, pauses, skips, endings and other
sequences wait ten minutes after the last answer, so that a slip of the thumb can be put right; a
letter stays owed until it may really leave. What a person sees on the page (a further question, a
booking button) is not owed: the page shows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as Rows
from dataclasses import dataclass
from datetime import datetime, timedelta

from drip.domain.answers import CheckIn
from drip.domain.enrolments import Enrolment
from drip.domain.sequences import Effect, EffectKind, Sequence
from drip.engine.calendar import add_span, zone_of
from drip.engine.effects import Caused, reconcile
from drip.engine.plan import plan_branch
from drip.storage import effects, tasks
from drip.storage.database import Transaction
from drip.storage.effects import EffectState, NewEffect, StoredEffect
from drip.storage.tasks import NewTask

#: How long letters and changes of the programme wait after the last answer.
GRACE = timedelta(minutes=10)
_ON_THE_PAGE = frozenset({EffectKind.ASK, EffectKind.BOOK})
_CHANGED = "the answer was changed before its moment came"
_CHANGED_LATE = "the answer was changed after this was done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """The check-in that something follows from, and where it happened.

    `check_in` is missing where something follows from an ending. `said` is what staff should know
    to act on a task, `news` what of it was not known before.
    """

    enrolment: Enrolment
    sequence: Sequence
    check_in: CheckIn | None = None
    said: str = ""
    news: str = ""


def owe(tx: Transaction, occasion: Occasion, wanted: Iterable[Caused], now: datetime) -> None:
    """Write down new effects."""
    _owe_all(tx, [(occasion, one) for one in wanted], now)


def _owe_all(tx: Transaction, wanted: Iterable[tuple[Occasion, Caused]], now: datetime) -> None:
    new = [(about, one) for about, one in wanted if one.effect.kind not in _ON_THE_PAGE]
    effects.add(tx, [_new(about, one, now) for about, one in new], now)
    tasks.add_all(tx, [_task(about, one) for about, one in new if _is_task(one.effect)], now)


def settle_all(
    tx: Transaction, occasions: Rows[tuple[Occasion, tuple[Caused, ...]]], now: datetime
) -> None:
    """Bring what is owed in line with what the answers now call for.

    What is wanted no more is withdrawn, or keeps a note if it was done; what is wanted still and
    owed waits anew.
    """
    stored = effects.of_check_ins(
        tx, [about.check_in.id for about, _ in occasions if about.check_in is not None]
    )
    new: list[tuple[Occasion, Caused]] = []
    for about, wanted in occasions:
        before = [
            one
            for one in (stored.get(about.check_in.id, ()) if about.check_in is not None else ())
            if one.state is not EffectState.WITHDRAWN
        ]
        new += [(about, one) for one in _reconciled(tx, about, before, wanted, now)]
    _owe_all(tx, new, now)


def _reconciled(
    tx: Transaction,
    occasion: Occasion,
    before: list[StoredEffect],
    wanted: tuple[Caused, ...],
    now: datetime,
) -> tuple[Caused, ...]:
    """Settle what was called for before; answers what is new."""
    stored = {_caused(one).key: one for one in before}
    owed = [_caused(one) for one in stored.values() if one.state is EffectState.OWED]
    done = [_caused(one) for one in stored.values() if one.state is not EffectState.OWED]
    change = reconcile(owed, wanted, done)
    gone = {one.key for one in change.withdrawn}
    lost = _withdraw(tx, [stored[key] for key in gone], now)
    effects.remark(tx, [stored[one.key].id for one in change.kept] + lost, _CHANGED_LATE)
    for one in owed:
        if one.key not in gone:
            effects.put_off(tx, [stored[one.key].id], _due(occasion, one.effect, now))
    _tell(tx, stored.values(), occasion.news)
    return tuple(change.new)


def _withdraw(tx: Transaction, gone: list[StoredEffect], now: datetime) -> list[int]:
    """Take effects back; answers the ids of those that were carried out a moment before."""
    ids = {one.id for one in gone}
    taken = effects.settle(tx, ids, state=EffectState.WITHDRAWN, now=now, note=_CHANGED)
    return sorted(ids - taken)


def _tell(tx: Transaction, stored: Iterable[StoredEffect], news: str) -> None:
    """Tell whoever does the tasks what was said since."""
    if news:
        causes = [_task_cause(one) for one in stored if _is_task(one.effect)]
        tasks.remark(tx, causes, news)


def _new(occasion: Occasion, caused: Caused, now: datetime) -> NewEffect:
    at_once = _is_task(caused.effect)
    return NewEffect(
        enrolment_id=occasion.enrolment.id,
        check_in_id=occasion.check_in.id if occasion.check_in is not None else None,
        cause=caused.cause,
        effect=caused.effect,
        due_at=now if at_once else _due(occasion, caused.effect, now),
        state=EffectState.DONE if at_once else EffectState.OWED,
    )


def _due(occasion: Occasion, effect: Effect, now: datetime) -> datetime:
    """When an effect is carried out: for a letter, when it may really leave.

    `after` delays everything but a pause, whose length it is.
    """
    moment = now + GRACE
    if effect.after is not None and effect.kind is not EffectKind.PAUSE:
        zone = zone_of(occasion.enrolment.zone)
        holidays = occasion.sequence.check_ins.window.holidays
        moment = max(moment, add_span(now, effect.after, zone, holidays=holidays))
    step = occasion.sequence.known_as(effect.value) if effect.kind is EffectKind.SEND else None
    if step is None:
        return moment
    return plan_branch(occasion.sequence, step, occasion.enrolment, moment)[0]


def _is_task(effect: Effect) -> bool:
    return effect.kind is EffectKind.TASK


def _task(occasion: Occasion, caused: Caused) -> NewTask:
    return NewTask(
        cause=_task_cause(caused),
        title=caused.effect.value,
        detail=occasion.said,
        subscriber_id=occasion.enrolment.subscriber_id,
        enrolment_id=occasion.enrolment.id,
    )


def _task_cause(one: Caused | StoredEffect) -> str:
    return f"{one.cause}:{one.effect.value}"


def _caused(one: StoredEffect) -> Caused:
    return Caused(one.cause, one.effect)
