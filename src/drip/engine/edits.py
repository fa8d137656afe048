"""What an edit of a sequence does to one waiting letter of one person.

The same decision serves the rehearsal of a publication and the publication itself. Nothing goes
back to a step behind the last decided one, and what an edit makes due at once is spread.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from drip.domain.decisions import Finish, Plan
from drip.domain.deliveries import Delivery, Purpose
from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.sequences import Sequence, Step
from drip.domain.spans import Span, SpanUnit
from drip.domain.standing import Facts
from drip.engine.calendar import Opening, local_day, next_opening, zone_of
from drip.engine.gate import STEP_REMOVED
from drip.engine.moments import expires_at, overtaken_by, own_opening
from drip.engine.plan import next_allowed, plan_next, remaining

#: Over how long letters that an edit makes due at once are spread.
SPREAD = Span(2, SpanUnit.HOURS)
BEHIND = "An edit moved this letter to a place before one that has gone."
HELD_OVER = "Its day passed while the sequence was paused."
#: A prime near the golden section of 2**32: neighbouring numbers land far apart (Knuth, 6.4).
_SCATTER = 2_654_435_761
_RANGE = 2**32
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Keep:
    """The letter waits as it did."""


@dataclass(frozen=True, slots=True)
class Move:
    """The letter waits for another moment."""

    due_at: datetime
    open_until: datetime | None


@dataclass(frozen=True, slots=True)
class Become:
    """The waiting row becomes another step's; nothing went out for it."""

    step: str
    due_at: datetime
    open_until: datetime | None
    passed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Remove:
    """The letter will not go. `gone`: its step is no longer there; what comes next is planned."""

    reason: str
    gone: bool
    passed: tuple[tuple[str, str], ...] = ()


Change = Keep | Move | Become | Remove


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """One waiting letter and its person. `decided`: the steps that have a row, its own too.

    `fresh`: the row's moment means nothing any more, because a pause has ended. `passing`: steps to
    leave out, because their days went by in that pause.
    """

    row: Delivery
    enrolment: Enrolment
    decided: Collection[str]
    fresh: bool = False
    passing: Collection[str] = ()


def effect_of_edit(
    sequence: Sequence, waits: Waits, now: datetime, spread: Span | None = SPREAD
) -> Change:
    """What becomes of a waiting letter under `sequence`, the one that is now in force.

    Raises:
        ZoneUnknownError, NeverOpensError, HolidaysUnknownError: when a moment cannot be found.
    """
    row = waits.row
    step = sequence.known_as(row.step)
    own = row.purpose is Purpose.STEP
    if step is None or (own and not step.planned):
        return Remove(STEP_REMOVED, gone=True)
    if not own:
        return _beside(sequence, step, waits, now)
    decided = frozenset(waits.decided) - {row.step, step.id}
    facts = Facts(skips=waits.enrolment.skips | frozenset(waits.passing))
    decision = plan_next(sequence, waits.enrolment, decided, facts, now)
    passed = tuple(one for one in decision.passed if one[0] not in waits.passing)
    if isinstance(decision, Finish):
        return _over(decision, step, waits, passed)
    due_at, until = _moment(sequence, decision, waits, now, spread)
    if decision.step != row.step:
        return Become(decision.step, due_at, until, passed)
    return Keep() if (due_at, until) == (row.due_at, row.open_until) else Move(due_at, until)


def _over(
    decision: Finish, step: Step, waits: Waits, passed: tuple[tuple[str, str], ...]
) -> Remove:
    """Nothing is left to send: why this letter does not go either."""
    if decision.state is not EnrolmentState.COMPLETED:
        return Remove(decision.reason, gone=False)
    why = HELD_OVER if step.id in waits.passing else dict(passed).get(step.id, BEHIND)
    others = tuple(one for one in passed if one[0] != step.id)
    return Remove(why, gone=False, passed=others)


def _beside(sequence: Sequence, step: Step, waits: Waits, now: datetime) -> Change:
    """A branch letter or a reminder: its moment stays, unless its window is another one now."""
    row = waits.row
    moment = now if waits.fresh else max(now, row.due_at)
    if row.purpose is Purpose.REMINDER:
        opening = next_opening(sequence.check_ins.window, zone_of(waits.enrolment.zone), moment)
        due_at, until = opening.opens, opening.closes
        if row.open_until is not None and opening.opens < row.open_until and not waits.fresh:
            until = min(until, row.open_until)  # never after the check-in has closed
    else:
        due_at, until = next_allowed(sequence, step, waits.enrolment, moment)
    if row.due_at <= now and due_at <= now and not waits.fresh:
        return Keep()
    if (due_at, until) == (row.due_at, row.open_until) and step.id == row.step:
        return Keep()
    if row.purpose is Purpose.BRANCH and step.id != row.step:
        return Become(step.id, due_at, until)
    return Move(due_at, until)


def _moment(
    sequence: Sequence, plan: Plan, waits: Waits, now: datetime, spread: Span | None
) -> tuple[datetime, datetime | None]:
    """When the planned step goes: on its own day, or spread when that has passed."""
    row, enrolment = waits.row, waits.enrolment
    step = sequence.step(plan.step)
    zone = zone_of(enrolment.zone)
    if step is None or own_opening(sequence, step, enrolment, zone).opens == plan.due_at:
        return plan.due_at, plan.open_until
    if row.step == step.id and not waits.fresh:
        if row.due_at <= now and plan.due_at <= now:
            return row.due_at, row.open_until  # due already: no edit made it so
        if row.due_at == plan.due_at:
            return plan.due_at, plan.open_until
    if spread is None:
        return plan.due_at, plan.open_until
    stretch = _stretch(sequence, step, enrolment, plan, spread)
    if row.step == step.id and not waits.fresh and stretch.opens <= row.due_at < stretch.closes:
        return row.due_at, stretch.closes  # spread before
    share = enrolment.id * _SCATTER % _RANGE / _RANGE
    length = min(_length(spread), stretch.closes - stretch.opens)
    # Whole seconds, and never the last one: a window's end is no part of it.
    return stretch.opens + timedelta(seconds=int(length.total_seconds() * share)), stretch.closes


def _stretch(
    sequence: Sequence, step: Step, enrolment: Enrolment, plan: Plan, spread: Span
) -> Opening:
    """The opening to spread in: this one if it is long enough, else the next, if that is not late.

    A letter that the next opening would cost its person goes in what is left of this one.
    """
    zone = zone_of(enrolment.zone)
    here = Opening(plan.due_at, plan.open_until)
    if here.closes - here.opens >= _length(spread):
        return here
    if next_opening(step.window, zone, here.opens - _MOMENT).opens == here.opens:
        return here  # it opens only then: no other will be longer
    following = next_opening(step.window, zone, here.closes)
    last = expires_at(step, own_opening(sequence, step, enrolment, zone).opens, zone)
    day = local_day(following.opens, zone)
    lost = overtaken_by(sequence, step, enrolment, day, enrolment.skips) is not None
    return here if lost or (last is not None and following.closes > last) else following


def _length(spread: Span) -> timedelta:
    hours = spread.unit is SpanUnit.HOURS
    return timedelta(hours=spread.count) if hours else timedelta(minutes=spread.count)


def days_gone_by(
    sequence: Sequence, enrolment: Enrolment, decided: Collection[str], now: datetime
) -> tuple[str, ...]:
    """The steps ahead whose own opening has passed; the start letter always goes."""
    zone = zone_of(enrolment.zone)
    return tuple(
        step.id
        for step in remaining(sequence, decided)
        if not step.start and own_opening(sequence, step, enrolment, zone).closes <= now
    )


def with_new_names(decided: Collection[str], renames: Mapping[str, Collection[str]]) -> set[str]:
    """The decided steps under every name that they had since: `renames` maps old ids to new."""
    found, ahead = set(decided), list(decided)
    while ahead:
        new = set(renames.get(ahead.pop(), ())) - found
        found |= new
        ahead += new
    return found


def stand_ins(before: Sequence, after: Sequence) -> frozenset[tuple[str, str]]:
    """Ids that count for others once `after` takes the place of `before`: pairs of old and new.

    A step that was renamed counts under its new id. Where a step went and others came into its
    place, who is past the one is past those that stand no later: a new id alone must not bring
    the same letter again.
    """
    pairs = {(step.renamed_from, step.id) for step in after.steps if step.renamed_from}
    renamed = {new for _, new in pairs} | {old for old, _ in pairs}
    kept = [step.id for step in before.order if after.step(step.id) and step.id not in renamed]
    gaps_before, gaps_after = _gaps(before, kept), _gaps(after, kept)
    for old_ones, new_ones in zip(gaps_before, gaps_after, strict=True):
        gone = [step for step in old_ones if after.known_as(step.id) is None]
        come = [step for step in new_ones if before.step(step.id) is None]
        come = [step for step in come if step.id not in renamed and not step.backfill]
        for place, old in enumerate(gone):
            for other, new in enumerate(come):
                no_later = (new.day or 0) <= (old.day or 0)
                if no_later or (len(gone) == len(come) and other <= place):
                    pairs.add((old.id, new.id))
    return frozenset(pairs)


@dataclass(frozen=True, slots=True)
class Renaming:
    """An id that is new. `old` is the one it counts for, or says it had.

    `said`: the file names the old one, and nothing was called so.
    """

    new: str
    old: str
    said: bool


def doubtful_renamings(before: Sequence, after: Sequence) -> tuple[Renaming, ...]:
    """New ids that may be old steps under other names, and old names that nothing had."""
    fresh = [step for step in after.order if before.known_as(step.id) is None]
    names = {step.id: step.renamed_from for step in fresh}
    taken = {old for old in names.values() if old}
    silent = [
        Renaming(new, old, said=False)
        for old, new in sorted(stand_ins(before, after))
        if new in names and not names[new] and old not in taken
    ]
    wrong = [
        Renaming(new, old, said=True)
        for new, old in names.items()
        if old and before.known_as(old) is None
    ]
    return (*silent, *wrong)


def _gaps(sequence: Sequence, kept: list[str]) -> list[list[Step]]:
    """The steps between those that are kept; of those that changed places, the last one counts."""
    gaps: list[list[Step]] = [[] for _ in range(len(kept) + 1)]
    at = 0
    for step in sequence.order:
        if step.id in kept:
            at = max(at, kept.index(step.id) + 1)
        else:
            gaps[at].append(step)
    return gaps
