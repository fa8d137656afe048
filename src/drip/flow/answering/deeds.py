"""Deeds: what each kind of effect does, inside the transaction that took it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from drip.content.revision import Revision
from drip.domain.deliveries import Purpose, branch_slot
from drip.domain.enrolments import LIVE, Enrolment, EnrolmentState
from drip.domain.people import ConsentPurpose, PauseReason, SubscriberState
from drip.domain.sequences import EffectKind, Step
from drip.engine.calendar import local_day, zone_of
from drip.engine.pace import paused_until
from drip.engine.plan import next_allowed
from drip.errors import DripError
from drip.flow.answering.said import in_words
from drip.flow.in_force import revisions
from drip.flow.planning.asked import questions_of, revision_of
from drip.flow.planning.endings import end
from drip.flow.planning.enrol import enrol
from drip.flow.planning.pace import pause_tx, resume_tx
from drip.flow.services import Services
from drip.storage import answers, consents, effects, enrolments, ledger, subscribers
from drip.storage.answers import Asked as Said
from drip.storage.consents import Consent
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, note
from drip.storage.effects import EffectState, StoredEffect
from drip.storage.ledger import NewDelivery

#: How long an ending waits for the letters that the same answer called for.
_PATIENCE = timedelta(days=3)
_LOOK_AGAIN = timedelta(hours=1)
_PARKED = timedelta(days=1)
#: Outcomes that say more than that somebody stopped.
_TELLING = frozenset({EnrolmentState.GRADUATED, EnrolmentState.REFERRED})
#: Pauses that only staff end.
_NOT_THEIRS = frozenset({PauseReason.STAFF, PauseReason.SAFETY})


class EffectError(DripError):
    """This effect cannot be carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where deeds happen. `letters` collects rows, so that a batch adds them at once."""

    services: Services
    tx: Transaction
    now: datetime
    enrolled: Mapping[int, Enrolment]
    letters: list[NewDelivery] = field(default_factory=list)
    _branches: dict[int, set[tuple[str, str]]] = field(default_factory=dict)

    def read_branches(self, enrolment_ids: Collection[int]) -> None:
        """Read which branch letters went to these people, or are on their way."""
        self._branches.update(ledger.branches_of(self.tx, enrolment_ids))

    def has_had(self, enrolment: Enrolment, step: Step, cause: str) -> bool:
        """Whether a branch letter may not go again, under this name or an earlier one.

        A letter that asks may go once for each cause, one that only tells goes once.
        """
        rows = self._branches.setdefault(enrolment.id, set())
        names = {step.id, step.renamed_from}
        mine = {slot for name, slot in rows if name in names}
        if not step.ask and mine:
            return True
        slot = branch_slot(enrolment.id, step.id, cause)
        earlier = branch_slot(enrolment.id, step.renamed_from or step.id, cause)
        rows.add((step.id, slot))
        return not mine.isdisjoint({slot, earlier})

    def revision(self, enrolment: Enrolment) -> Revision:
        """What the enrolment reads: its pinned revision, or the one in force."""
        return revision_of(self.services, self.tx, enrolment)


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an effect. `due_at` is set when it stays owed for a while."""

    state: EffectState = EffectState.DONE
    note: str = ""
    due_at: datetime | None = None


def carry_out(scene: Scene, taken: Sequence[StoredEffect]) -> list[Came]:
    """Do the deeds of effects that were taken; one result each, in the same order.

    Raises:
        EffectError: when one cannot be done; the transaction must then be undone.
    """
    # Letters first: an ending looks whether one is on its way.
    scene.read_branches({o.enrolment_id for o in taken if o.effect.kind is EffectKind.SEND})
    letters_first = sorted(taken, key=lambda one: one.effect.kind is not EffectKind.SEND)
    came = {one.id: _do(scene, one) for one in letters_first}
    ledger.add(scene.tx, scene.letters, scene.now)
    return [came[one.id] for one in taken]


def _do(scene: Scene, one: StoredEffect) -> Came:
    enrolment = scene.enrolled[one.enrolment_id]
    kind = one.effect.kind
    if kind is EffectKind.FINISH and enrolment.state is EnrolmentState.STOPPED:
        return _say_why(scene, one, enrolment)
    if kind is not EffectKind.START and enrolment.state not in LIVE:
        return Came(EffectState.WITHDRAWN, f"the programme has ended: {enrolment.state}")
    deed = _DEEDS.get(kind)
    if deed is None:
        raise EffectError(f"Nothing is known to do for {kind.value!r}.")
    return deed(scene, one, enrolment)


def _send(scene: Scene, one: StoredEffect, enrolment: Enrolment) -> Came:
    if enrolment.state is EnrolmentState.PAUSED:
        until = enrolment.paused_until or scene.now + _PARKED
        later = max(until, scene.now + _LOOK_AGAIN)
        return Came(EffectState.OWED, "waits for the end of the pause", later)
    sequence = scene.revision(enrolment).sequence
    step = sequence.known_as(one.effect.value)
    if step is None:
        raise EffectError(f"The sequence has no step {one.effect.value!r} any more.")
    if scene.has_had(enrolment, step, one.cause):
        return Came(EffectState.WITHDRAWN, "this letter went to them, or is on its way, already")
    # The step's own delay was waited out when the letter was owed.
    due_at, open_until = next_allowed(sequence, step, enrolment, scene.now)
    scene.letters.append(
        NewDelivery(
            slot=branch_slot(enrolment.id, step.id, one.cause),
            purpose=Purpose.BRANCH,
            subscriber_id=enrolment.subscriber_id,
            enrolment_id=enrolment.id,
            sequence=enrolment.sequence,
            step=step.id,
            due_at=due_at,
            open_until=open_until,
            plan_reason=f"follows from {one.cause}",
        )
    )
    return Came()


def _pause(scene: Scene, one: StoredEffect, enrolment: Enrolment) -> Came:
    until = paused_until(one.effect.after, scene.now, zone_of(enrolment.zone))
    paused = pause_tx(
        scene.tx,
        enrolment_id=enrolment.id,
        until=until,
        reason=PauseReason.ANSWER,
        actor="engine",
        now=scene.now,
    )
    return Came() if paused else Came(EffectState.WITHDRAWN, "a pause stands that staff end")


def _skip(scene: Scene, one: StoredEffect, enrolment: Enrolment) -> Came:
    enrolments.add_skips(scene.tx, enrolment.id, [one.effect.value])
    return Came()


def _finish(scene: Scene, one: StoredEffect, enrolment: Enrolment) -> Came:
    if _letters_to_come(scene, one, enrolment):
        later = scene.now + _LOOK_AGAIN
        return Came(EffectState.OWED, "waits for the letter of the same answer", later)
    reason = f"They ended it: {one.cause}."
    state = EnrolmentState(one.effect.value)
    ended = end(scene.services, scene.tx, [enrolment.id], state=state, reason=reason, now=scene.now)
    if ended:
        ledger.cancel_waiting(scene.tx, now=scene.now, reason=reason, enrolment_id=enrolment.id)
        note(
            scene.tx,
            now=scene.now,
            kind=Kind.FINISHED,
            reason=f"{reason} ({state.value})",
            actor="engine",
            subscriber_id=enrolment.subscriber_id,
            enrolment_id=enrolment.id,
        )
        return Came()
    return _say_why(scene, one, enrolment)


def _say_why(scene: Scene, one: StoredEffect, enrolment: Enrolment) -> Came:
    """They stopped, and said afterwards that they are better, or that somebody advised it."""
    state = EnrolmentState(one.effect.value)
    if state in _TELLING and enrolments.say_why_stopped(scene.tx, enrolment.id, state):
        return Came(note=f"they had stopped already; it counts as {state.value}")
    return Came(EffectState.WITHDRAWN, "the programme has ended")


def _letters_to_come(scene: Scene, one: StoredEffect, enrolment: Enrolment) -> bool:
    """Whether a branch letter is still on its way: an ended enrolment would get none."""
    horizon = scene.now + _PATIENCE
    rows = ledger.waiting_of(scene.tx, [enrolment.id])
    if any(row.purpose is Purpose.BRANCH and row.due_at <= horizon for row in rows):
        return True
    if any(row.enrolment_id == enrolment.id for row in scene.letters):
        return True
    return any(
        other.effect.kind is EffectKind.SEND
        and other.state is EffectState.OWED
        and other.check_in_id == one.check_in_id
        and other.due_at <= horizon
        for other in effects.of_enrolments(scene.tx, [enrolment.id])
    )


def _start(scene: Scene, one: StoredEffect, enrolment: Enrolment) -> Came:
    person = subscribers.get(scene.tx, [enrolment.subscriber_id])[enrolment.subscriber_id]
    if person.state is not SubscriberState.ACTIVE:
        return Came(EffectState.WITHDRAWN, f"the person is {person.state}, not active")
    if revisions.current(scene.services, scene.tx, one.effect.value).sequence.retire is not None:
        return Came(EffectState.WITHDRAWN, "that sequence takes nobody new any more")
    said = answers.wording_of(scene.tx, one.check_in_id) if one.check_in_id else []
    if not said:
        return Came(EffectState.WITHDRAWN, "no answer of theirs agreed to it")
    _record_consent(scene, one, enrolment, said)
    answered_at = said[-1].at
    started = enrol(
        scene.services,
        scene.tx,
        subscriber_id=person.id,
        sequence=one.effect.value,
        confirmed_at=scene.now,
        # A spasm that somebody tells of in an answer began, as far as anyone knows, on that day.
        onset=local_day(answered_at, zone_of(enrolment.zone)),
        now=scene.now,
        actor="subscriber",
    )
    enrolments.take_detour(scene.tx, enrolment.id)
    return Came() if started.fresh else _go_on(scene, started.id)


def _go_on(scene: Scene, enrolment_id: int) -> Came:
    """They are in it already: a pause that they may end themselves ends."""
    there = enrolments.get(scene.tx, [enrolment_id])[enrolment_id]
    if there.state is not EnrolmentState.PAUSED:
        return Came(note="they were in it already")
    if enrolments.pause_reason(scene.tx, enrolment_id) in _NOT_THEIRS:
        return Came(note="they were in it already, and a pause stands that staff end")
    resume_tx(
        scene.services, scene.tx, enrolment_id=enrolment_id, actor="subscriber", now=scene.now
    )
    return Came(note="they were in it already, and it goes on")


def _record_consent(
    scene: Scene, one: StoredEffect, enrolment: Enrolment, said: Sequence[Said]
) -> None:
    """The answer is the new consent: keep the words that were asked, and what was said."""
    revision = scene.revision(enrolment)
    questions = questions_of(revision.sequence)
    consent = Consent(
        subscriber_id=enrolment.subscriber_id,
        purpose=ConsentPurpose.PROGRAMME,
        given=True,
        wording="\n".join(
            f"{line.asked} {in_words(questions[line.question], line.value)}"
            for line in said
            if line.question in questions
        ),
        version=f"revision {revision.id}",
        source=one.cause,
        asked_at=said[-1].at,
        at=said[-1].at,
    )
    consents.record(scene.tx, [consent])


_DEEDS: Mapping[EffectKind, Callable[[Scene, StoredEffect, Enrolment], Came]] = {
    EffectKind.SEND: _send,
    EffectKind.PAUSE: _pause,
    EffectKind.SKIP: _skip,
    EffectKind.FINISH: _finish,
    EffectKind.START: _start,
}
