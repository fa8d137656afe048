"""The effect of an edit: what publishing would do to the people who are enrolled, before it does.

Reads only, in batches, and asks the same `engine.edits` that the publication asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from drip.content.bundle import letter_path
from drip.content.difference import changed_paths
from drip.content.revision import read_revision
from drip.domain.deliveries import Delivery, Purpose
from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.sequences import Retire, Sequence
from drip.engine.edits import (
    SPREAD,
    Become,
    Change,
    Keep,
    Move,
    Remove,
    Renaming,
    Waits,
    doubtful_renamings,
    effect_of_edit,
    stand_ins,
    with_new_names,
)
from drip.engine.plan import remaining
from drip.flow.in_force.placing import Ready
from drip.flow.in_force.revisions import Prepared
from drip.flow.services import Services
from drip.storage import enrolments, ledger, replans
from drip.storage import revisions as stored
from drip.storage.database import Transaction

#: How many people are looked at together, and how many changes are told one by one.
BATCH = 500
SHOWN = 5
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One letter that would be another one, or go at another moment, or not at all."""

    enrolment: int
    step: str
    due_at: datetime
    becomes: str
    new_due_at: datetime | None
    reason: str = ""


@dataclass(slots=True, kw_only=True)
class Effect:
    """What publishing one sequence would mean for people, in numbers of people or letters.

    `new_text`: for each letter with a new text those who will still get it. `moved`, `replaced`
    (another step comes first) and `removed` are letters that wait. `passed_by`: for each added
    step those who are past its place. `pinned` finish on an earlier revision; `pins` get this one
    and finish on it, because the sequence is pinned from now on. `due_soon`: letters due in the
    next 24 hours, with the edit; `due_soon_before`: without it. `hastened`: those that the edit
    brings into the next hour, or the next 24 hours. `twice`: letters that would go a second time,
    which is always 0. `doubtful` are new ids that may be renamings.
    """

    sequence: str
    fresh: bool = False
    same: bool = False
    people: int = 0
    paused: int = 0
    pinned: int = 0
    pins: int = 0
    kept: int = 0
    moved: int = 0
    replaced: int = 0
    removed: int = 0
    due_soon: int = 0
    due_soon_before: int = 0
    hastened: int = 0
    twice: int = 0
    new_text: Counter[str] = field(default_factory=Counter)
    passed_by: Counter[str] = field(default_factory=Counter)
    first: list[Moved] = field(default_factory=list)
    doubtful: tuple[Renaming, ...] = ()

    def numbers(self) -> dict[str, int]:
        """The plain numbers, for the record."""
        people = "people paused pinned pins"
        letters = "kept moved replaced removed due_soon due_soon_before hastened"
        return {name: getattr(self, name) for name in f"{people} {letters}".split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What publishing would do. `base`: the revisions in force that it was worked out from."""

    effects: Mapping[str, Effect]
    removed: Mapping[str, int]
    base: Mapping[str, int]

    @property
    def hastened(self) -> int:
        """How many letters would be brought forward into the next 24 hours."""
        return sum(effect.hastened for effect in self.effects.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """One sequence as it is in force, and as it would be."""

    after: Sequence
    before: Sequence
    texts: frozenset[str]
    renames: Mapping[str, set[str]]


def foresee(services: Services, prepared: Prepared, *, present: list[str] | None) -> Foreseen:
    """What publishing these sequences would do now.

    `present`: the sequences that have a file, where those without one would be paused.
    """
    with services.database.read() as tx:
        standings = stored.standings(tx)
        renames = replans.all_renames(tx)
    effects = {
        key: _effect(services, ready, standings.get(key), renames.get(key, {}))
        for key, ready in prepared.ready.items()
    }
    gone = [
        key
        for key, one in standings.items()
        if present is not None and key not in present and one.agreed_id and one.state == "active"
    ]
    with services.database.read() as tx:
        removed = {key: replans.count_live(tx, key) for key in gone}
    base = {key: one.revision_id for key, one in standings.items()}
    return Foreseen(effects=effects, removed=removed, base=base)


def _effect(
    services: Services,
    ready: Ready,
    standing: stored.InForce | None,
    renames: Mapping[str, set[str]],
) -> Effect:
    key = ready.revision.sequence
    effect = Effect(sequence=key, fresh=standing is None)
    if standing is None:
        return effect
    effect.same = standing.hash == ready.revision.hash
    with services.database.read() as tx:
        files = stored.files_of(tx, standing.revision_id) or {}
    before = read_revision(standing.revision_id, files, base_url="").sequence
    effect.doubtful = doubtful_renamings(before, ready.sequence)
    edit = _Edit(
        after=ready.sequence,
        before=before,
        texts=_new_texts(files, ready),
        renames=_joined(renames, stand_ins(before, ready.sequence)),
    )
    after = 0
    while True:
        with services.database.read() as tx:
            ids = replans.live_enrolments(tx, key, after=after, limit=BATCH)
            if not ids:
                return effect
            _look(tx, ids, edit, effect, services.now())
        after = ids[-1]


def _new_texts(files: Mapping[str, str], ready: Ready) -> frozenset[str]:
    """The steps whose letter says something else; all when what they share does."""
    changed = changed_paths(files, ready.revision.files)
    key = ready.revision.sequence
    own = {letter_path(key, step.id): step.id for step in ready.sequence.steps}
    shared = [path for path in changed if "/_" in path]
    return frozenset(own.values() if shared else (own[path] for path in changed if path in own))


def _joined(
    renames: Mapping[str, set[str]], more: frozenset[tuple[str, str]]
) -> Mapping[str, set[str]]:
    joined = {old: set(new) for old, new in renames.items()}
    for old, new in more:
        joined.setdefault(old, set()).add(new)
    return joined


def _look(tx: Transaction, ids: list[int], edit: _Edit, effect: Effect, now: datetime) -> None:
    """Add one batch of people to the effect."""
    people = enrolments.get(tx, ids)
    decided = ledger.decided_steps(tx, ids)
    waiting: dict[int, list[Delivery]] = {}
    for row in ledger.waiting_of(tx, ids):
        waiting.setdefault(row.enrolment_id or 0, []).append(row)
    # In the order of the ids: PostgreSQL gives rows as it finds them.
    for one in (people[id_] for id_ in ids if id_ in people):
        effect.people += 1
        rows = waiting.get(one.id, [])
        if one.revision is not None and edit.after.retire is not Retire.STOP:
            effect.pinned += 1
            continue
        effect.pins += edit.after.pin
        known = with_new_names(decided[one.id], edit.renames)
        own = {row.step for row in rows if row.purpose is Purpose.STEP}
        settled = with_new_names(decided[one.id] - own, edit.renames)
        _count_texts(effect, edit, settled)
        if one.state is EnrolmentState.PAUSED:
            effect.paused += 1
            continue
        for row in rows:
            waits = Waits(row=row, enrolment=one, decided=known)
            change = effect_of_edit(edit.after, waits, now, SPREAD)
            _count(effect, row, one, change, now)
            effect.twice += isinstance(change, Become) and change.step in settled


def _count_texts(effect: Effect, edit: _Edit, settled: set[str]) -> None:
    """Who still gets a letter with a new text, and who is past a step that was added."""
    ahead = {step.id for step in remaining(edit.after, settled)}
    effect.new_text.update(ahead & edit.texts)
    added = [step.id for step in edit.after.order if edit.before.step(step.id) is None]
    effect.passed_by.update(one for one in added if one not in ahead and one not in settled)


def _count(effect: Effect, row: Delivery, one: Enrolment, change: Change, now: datetime) -> None:
    """Add what becomes of one letter."""
    new: datetime | None = row.due_at
    becomes, reason = row.step, ""
    match change:
        case Keep():
            effect.kept += 1
        case Move(due_at, _):
            effect.moved += 1
            new = due_at
        case Become(step, due_at, _, _):
            effect.replaced += 1
            new, becomes = due_at, step
        case Remove(why, _, _):
            effect.removed += 1
            new, becomes, reason = None, "", why
    _count_moments(effect, row.due_at, new, now)
    if not isinstance(change, Keep) and len(effect.first) < SHOWN:
        effect.first.append(
            Moved(
                enrolment=one.id,
                step=row.step,
                due_at=row.due_at,
                becomes=becomes,
                new_due_at=new,
                reason=reason,
            )
        )


def _count_moments(effect: Effect, old: datetime, new: datetime | None, now: datetime) -> None:
    effect.due_soon_before += old <= now + _DAY
    if new is None:
        return
    effect.due_soon += new <= now + _DAY
    effect.hastened += any(new <= now + near < old for near in (_HOUR, _DAY))
