"""Why did this person (not) get this letter? One person's whole story, and what comes next.

The same story is printed by `drip why` and drawn on the person's page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from drip.domain.answers import CheckInState
from drip.domain.deliveries import WAITING, DeliveryState, Purpose
from drip.domain.enrolments import LIVE, EnrolmentState
from drip.domain.sequences import EffectKind
from drip.flow.answering.doubtful import words_of
from drip.flow.front_desk.reasons import Reasons
from drip.flow.front_desk.story import Coming, Entry, EntryKind, Why
from drip.flow.in_force import wording
from drip.flow.in_force.titles import Titles, titles
from drip.flow.services import Services
from drip.links import fold_address
from drip.storage import staff
from drip.storage.decisions import Kind
from drip.storage.effects import EffectState
from drip.storage.record import (
    DecisionLine,
    DeliveryLine,
    EffectLine,
    Record,
    id_of_address,
    record,
)

__all__ = ["Coming", "Entry", "EntryKind", "Why", "why"]


@dataclass(frozen=True, slots=True)
class _Known:
    """What things and people are called."""

    titles: Titles
    staff: Mapping[int, str]
    reasons: Reasons

    def letter(self, one: DeliveryLine) -> str:
        """What a person would call this email."""
        kind = wording.PURPOSES[one.purpose]
        return f"{kind} “{self.titles.letter(one.sequence, one.step)}”" if one.step else kind


def why(
    services: Services, *, email: str | None = None, subscriber_id: int | None = None
) -> Why | None:
    """The story of a person, found by address or by id; `None` when nobody is found."""
    with services.database.read() as tx:
        if email is not None:
            hashed = services.links.keyed_hash("address", fold_address(email))
            subscriber_id = id_of_address(tx, hashed)
        found = record(tx, subscriber_id) if subscriber_id is not None else None
        if found is None:
            return None
        names = titles(services, tx)
        reasons = Reasons(
            titles=names,
            check_ins={one.id: one for one in found.check_ins},
            zone=names.zone,
        )
        known = _Known(names, staff.names(tx), reasons)
    return _tell(found, known)


def _tell(found: Record, known: _Known) -> Why:
    """A record as a story."""
    proofs = [one for one in found.deliveries if one.purpose is Purpose.CONFIRM]
    letters = [one for one in found.deliveries if one.purpose is not Purpose.CONFIRM]
    # Causes stand before their effects: what happened at one instant keeps this order.
    entries = [
        *_signups(found, known),
        *_attempts(proofs, found, known),
        *_letters(proofs, known),
        *_visits(found),
        *_confirmations(found),
        *_consents(found),
        *_answers(found, known),
        *_goodbyes(found, known),
        *_decisions(found, known),
        *_effects(found, known),
        *_tasks(found, known),
        *_attempts(letters, found, known),
        *_letters(letters, known),
    ]
    coming = [
        *_owed(found, known),
        *_next_letters(found, known),
        *_check_ins(found, known),
        *_pauses(found, known),
    ]
    return Why(
        who=found.who,
        enrolments=tuple(
            replace(one, reason=known.reasons.say(one.reason, one.sequence))
            for one in found.enrolments
        ),
        stops=tuple(one for one in found.suppressions if one.lifted_at is None),
        coming=tuple(sorted(coming, key=_soonest)),
        entries=tuple(sorted(entries, key=lambda entry: entry.at)),
        sequences={one.sequence: known.titles.sequence(one.sequence) for one in found.enrolments},
    )


def _soonest(one: Coming) -> tuple[bool, float]:
    return (one.at is None, one.at.timestamp() if one.at else 0.0)


def _signups(found: Record, known: _Known) -> Iterator[Entry]:
    for one in found.signups:
        onset = f" It began on {one.onset:%-d %B %Y}." if one.onset else ""
        yield Entry(
            at=one.asked_at,
            kind=EntryKind.SIGNUP,
            what=f"Signed up for {known.titles.sequence(one.sequence)}",
            reason=f"On the form “{one.source}”.{onset}",
        )


def _confirmations(found: Record) -> Iterator[Entry]:
    for one in found.signups:
        if one.confirmed_at:
            yield Entry(
                at=one.confirmed_at,
                kind=EntryKind.SIGNUP,
                what="Confirmed the address",
                reason="Pressed the button in the confirmation.",
            )


def _consents(found: Record) -> Iterator[Entry]:
    sources = {"form": "on the form", "answer": "by an answer"}
    for one in found.consents:
        about = wording.CONSENTS.get(one.purpose, one.purpose)
        where = sources.get(one.source.partition(":")[0], one.source)
        yield Entry(
            at=one.at,
            kind=EntryKind.CONSENT,
            what=f"{'Agreed to' if one.given else 'No longer agrees to'} {about}",
            reason=f"“{one.wording}” ({where}, version {one.version})",
        )


def _letters(letters: Iterable[DeliveryLine], known: _Known) -> Iterator[Entry]:
    for one in letters:
        if one.state in WAITING:
            continue
        name, says = known.letter(one), wording.DELIVERY_STATES[one.state]
        if one.state is DeliveryState.ACCEPTED:
            kind, told = EntryKind.LETTER, one.plan_reason
        elif one.state in {DeliveryState.UNKNOWN, DeliveryState.UNRESOLVED}:
            kind, told = EntryKind.LETTER, one.reason
        else:
            kind, told = EntryKind.NOT_SENT, one.reason
        yield Entry(
            at=_moment(one),
            kind=kind,
            what=f"{name}: {says}",
            reason=known.reasons.say(told, one.sequence),
            letter=one.ref,
        )
        yield from _fate(one, name)


def _moment(one: DeliveryLine) -> datetime:
    """When it went, or when it was decided that it will not."""
    if one.state is DeliveryState.ACCEPTED and one.handed_at:
        return one.handed_at
    return one.settled_at or one.handed_at or one.planned_at


def _fate(one: DeliveryLine, name: str) -> Iterator[Entry]:
    told = (
        (one.deferred_at, "was put off by the mailbox's server, which was asked again"),
        (one.delivered_at, "arrived in the mailbox"),
        (one.dropped_at, "was not sent by the mail provider, which holds the address for blocked"),
        (one.blocked_at, "was refused, and the address is not to blame"),
        (one.bounced_at, "came back"),
        (one.complained_at, "was reported as spam"),
    )
    for at, words in told:
        if at:
            yield Entry(at=at, kind=EntryKind.LETTER, what=f"{name} {words}", letter=one.ref)


def _attempts(about: Iterable[DeliveryLine], found: Record, known: _Known) -> Iterator[Entry]:
    """Calls that came to something else than a letter that went."""
    letters = {one.id: one for one in about}
    words = {
        "refused": "was refused",
        "unknown": "got no clear answer",
        "not_called": "was stopped before it went",
    }
    for one in found.attempts:
        letter = letters.get(one.delivery_id)
        if letter and one.result in words:
            yield Entry(
                at=one.ended_at or one.intent_at,
                kind=EntryKind.ATTEMPT,
                what=f"{known.letter(letter)}: try {one.number} {words[one.result]}",
                reason=wording.sentence(one.detail),
                letter=letter.ref,
            )


def _told_elsewhere(one: DecisionLine, letter: DeliveryLine | None, found: Record) -> bool:
    """Whether an entry of its own says the same: a letter's, a sign-up's or a goodbye's."""
    if letter and letter.state not in WAITING:
        return letter.reason == one.reason
    if one.kind in {Kind.SIGNED_UP, Kind.CONFIRMED}:
        return one.reason.startswith(("Signed up for ", "Confirmed the sign-up "))
    return one.kind == Kind.LEFT and any(gone.at == one.at for gone in found.suppressions)


def _decisions(found: Record, known: _Known) -> Iterator[Entry]:
    places = {one.id: one.sequence for one in found.enrolments}
    letters = {one.id: one for one in found.deliveries}
    for one in found.decisions:
        letter = letters.get(one.delivery_id or 0)
        if _told_elsewhere(one, letter, found):
            continue
        head = wording.DECISIONS.get(one.kind, wording.title(one.kind))
        about = known.letter(letter) if letter else f"“{wording.title(one.step)}”" * bool(one.step)
        by = wording.actor(one.actor, known.staff) if one.actor.startswith("staff") else ""
        yield Entry(
            at=one.at,
            kind=EntryKind.DECISION,
            what=" ".join(part for part in (f"{head}:" if about else head, about, by) if part),
            reason=known.reasons.say(one.reason, places.get(one.enrolment_id or 0, "")),
            letter=letter.ref if letter else "",
        )


def _answers(found: Record, known: _Known) -> Iterator[Entry]:
    check_ins = {one.id: one for one in found.check_ins}
    refs = {one.id: one.ref for one in found.deliveries}
    for one in found.answers:
        check_in = check_ins[one.check_in_id]
        question = known.titles.question(check_in.sequence, one.question)
        asked = one.asked or (question.text if question else wording.title(one.question))
        yield Entry(
            at=one.at,
            kind=EntryKind.ANSWER,
            what=f"Answered “{wording.answer(one.value, question)}”"
            + ("" if one.sure else ", perhaps by a machine"),
            reason=f"To “{asked}”" + ("" if one.sure else f". {words_of(one.how or {})}"),
            letter=refs.get(check_in.delivery_id, ""),
        )


def _effects(found: Record, known: _Known) -> Iterator[Entry]:
    """What follows but has not happened yet, and what was taken back in time."""
    places = {one.id: one.sequence for one in found.enrolments}
    for one in found.effects:
        deed = known.reasons.deed(one, places[one.enrolment_id])
        because = known.reasons.because(one.cause, places[one.enrolment_id])
        if one.state is EffectState.OWED:
            yield Entry(
                at=_called_for(one, found),
                kind=EntryKind.OWED,
                what=f"About to {deed}",
                reason=f"Takes effect {known.reasons.moment(one.due_at)}. {because}",
            )
        elif one.state is EffectState.WITHDRAWN:
            yield Entry(
                at=one.settled_at or one.due_at,
                kind=EntryKind.WITHDRAWN,
                what=f"No longer to {deed}",
                reason=wording.sentence(one.note),
            )


def _called_for(one: EffectLine, found: Record) -> datetime:
    """When an effect came to be owed: at the last answer, or when the silence was noted."""
    said = [answer.at for answer in found.answers if answer.check_in_id == one.check_in_id]
    silent = [
        check_in.silent_at
        for check_in in found.check_ins
        if check_in.id == one.check_in_id and check_in.silent_at
    ]
    return min(max(said, default=None) or min(silent, default=one.due_at), one.due_at)


def _owed(found: Record, known: _Known) -> Iterator[Coming]:
    places = {one.id: one for one in found.enrolments}
    for one in found.effects:
        place = places[one.enrolment_id]
        sequence = place.sequence
        possible = place.state in LIVE or one.kind is EffectKind.START
        if one.state is EffectState.OWED and possible:
            yield Coming(
                at=one.due_at,
                what=wording.sentence(known.reasons.deed(one, sequence)).removesuffix("."),
                reason=known.reasons.because(one.cause, sequence),
            )


def _tasks(found: Record, known: _Known) -> Iterator[Entry]:
    for one in found.tasks:
        yield Entry(
            at=one.created_at, kind=EntryKind.TASK, what=f"To do: {one.title}", reason=one.detail
        )
        if one.done_at:
            by = wording.actor(one.done_by or "", known.staff)
            yield Entry(
                at=one.done_at, kind=EntryKind.TASK, what=f"Done {by}: {one.title}", reason=one.note
            )


def _goodbyes(found: Record, known: _Known) -> Iterator[Entry]:
    for one in found.suppressions:
        by = wording.actor(one.source, known.staff) if one.source.startswith("staff") else ""
        yield Entry(
            at=one.at,
            kind=EntryKind.GOODBYE,
            what=f"No more programme letters: {wording.title(one.reason).lower()}",
            reason=wording.SOURCES.get(one.source, wording.sentence(by or one.source)),
        )
        if one.lifted_at:
            yield Entry(
                at=one.lifted_at,
                kind=EntryKind.GOODBYE,
                what="Letters may go again",
                reason="The address was confirmed anew.",
            )


def _visits(found: Record) -> Iterator[Entry]:
    for one in found.visits:
        yield Entry(
            at=one.at,
            kind=EntryKind.VISIT,
            what=wording.VISITS.get(one.kind, wording.title(one.kind)),
            reason=one.detail,
        )


def _next_letters(found: Record, known: _Known) -> Iterator[Coming]:
    for one in found.deliveries:
        if one.state in WAITING:
            yield Coming(
                at=one.due_at,
                what=known.letter(one),
                reason=known.reasons.say(one.plan_reason, one.sequence),
            )


def _check_ins(found: Record, known: _Known) -> Iterator[Coming]:
    going_on = {one.id for one in found.enrolments if one.state is EnrolmentState.ACTIVE}
    for one in found.check_ins:
        step = known.titles.letter(one.sequence, one.step)
        reminded = one.state is CheckInState.OPEN and one.enrolment_id in going_on
        if reminded and one.remind_at:
            yield Coming(
                at=one.remind_at,
                what=f"A reminder of “{step}”",
                reason="If no answer has come by then.",
            )
        if one.state is not CheckInState.CLOSED:
            yield Coming(
                at=one.closes_at,
                what=f"The questions of “{step}” close",
                reason="Until then they can be answered.",
                quiet=True,
            )


def _pauses(found: Record, known: _Known) -> Iterator[Coming]:
    for one in found.enrolments:
        if one.state is EnrolmentState.PAUSED:
            yield Coming(
                at=one.paused_until,
                what=f"{known.titles.sequence(one.sequence)} goes on",
                reason="The pause ends." if one.paused_until else "When somebody resumes it.",
            )
