"""Thanks: what the page after the press says. What was noted, what happens next, nothing more.

Nothing here judges an answer, reassures or advises; a call is promised only where a task for it
exists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from drip.domain.enrolments import LIVE, EnrolmentState
from drip.domain.people import Service
from drip.domain.sequences import Effect, EffectKind, QuestionKind
from drip.domain.spans import Span, SpanUnit
from drip.engine.calendar import add_span, local_day, zone_of
from drip.engine.effects import Caused
from drip.engine.routine import read_routine
from drip.flow.answering.said import in_words
from drip.flow.in_force import revisions
from drip.flow.letters.booking import service_mark
from drip.flow.planning.asked import Asked
from drip.flow.services import Services
from drip.links import LinkPurpose
from drip.storage import effects, ledger
from drip.storage.database import Transaction
from drip.storage.effects import EffectState

_ENDED = (
    "Your emails had ended, since no answer came. We've told the people at the clinic that you are "
    "back, and they will ask whether you want to go on."
)
_PLAIN = {
    EffectKind.SEND: "We'll send you a short email about this.",
    EffectKind.FINISH: "These emails will stop.",
    EffectKind.SKIP: "We'll leave out an email that you don't need now.",
}


@dataclass(frozen=True, slots=True)
class Booking:
    """A service that can be booked now, with its link."""

    service: Service
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    """What was noted, question by question; what happens next; what can be booked.

    `until` is the last day on the person's wall on which the answers can be changed; `calendar`
    tells whether there is a routine to put into a calendar.
    """

    noted: tuple[tuple[str, str], ...]
    next: tuple[str, ...]
    bookings: tuple[Booking, ...]
    until: date
    calendar: bool = False


def thank(
    services: Services,
    tx: Transaction,
    asked: Asked,
    values: Mapping[str, str],
    wanted: Sequence[Caused],
    now: datetime,
) -> Thanks:
    """What to say to somebody who has answered."""
    questions = asked.questions(values)
    return Thanks(
        noted=tuple(
            (one.text, in_words(one, values[one.name])) for one in questions if one.name in values
        ),
        next=_next(services, tx, asked, wanted),
        bookings=_bookings(services, asked, wanted, now),
        until=_changeable_until(asked),
        calendar=any(
            one.kind is QuestionKind.ROUTINE and read_routine(values.get(one.name, ""))
            for one in questions
        ),
    )


def _next(
    services: Services, tx: Transaction, asked: Asked, wanted: Sequence[Caused]
) -> tuple[str, ...]:
    stored = effects.of_check_in(tx, asked.check_in.id) if asked.check_in else []
    tasks = [
        one.effect.value
        for one in stored
        if one.effect.kind is EffectKind.TASK and one.state is EffectState.DONE
    ]
    state = asked.enrolment.state
    goes_on = state in LIVE
    wanted = _without_letters_they_had(tx, asked, wanted)
    said = [_about_task(title) for title in tasks] + [
        _about(services, tx, one.effect)
        for one in wanted
        if goes_on or one.effect.kind is EffectKind.START
    ]
    if state is EnrolmentState.LAPSED:
        said.append(_ENDED)
    return tuple(dict.fromkeys(words for words in said if words))


def _without_letters_they_had(
    tx: Transaction, asked: Asked, wanted: Sequence[Caused]
) -> list[Caused]:
    """What is called for, without letters that go once only and went already."""
    had = {name for name, _ in ledger.branches_of(tx, [asked.enrolment.id])[asked.enrolment.id]}
    sequence = asked.revision.sequence
    kept: list[Caused] = []
    for one in wanted:
        step = sequence.known_as(one.effect.value) if one.effect.kind is EffectKind.SEND else None
        if step is None or step.ask or had.isdisjoint({step.id, step.renamed_from}):
            kept.append(one)
    return kept


def _about_task(title: str) -> str:
    # A promise to ring is made where staff have it as a task, in so many words.
    if title.lower().startswith(("ring", "call")):
        return "Somebody from the clinic will ring you about this, during our opening hours."
    return "We've passed this on to the people at the clinic, and they will look at it."


def _about(services: Services, tx: Transaction, effect: Effect) -> str:
    if effect.kind is EffectKind.PAUSE:
        if effect.after is None:
            return "Your emails will pause until you, or we, start them again."
        return f"Your emails will pause for {_span(effect.after)}, then go on where they stopped."
    if effect.kind is EffectKind.START:
        title = revisions.current(services, tx, effect.value).sequence.title
        return f"We'll start sending you “{title}”."
    return _PLAIN.get(effect.kind, "")


def _span(span: Span) -> str:
    if span.unit is SpanUnit.DAYS and span.count % 7 == 0:
        count, word = span.count // 7, "week"
    else:
        count, word = span.count, span.unit.value.removesuffix("s")
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _bookings(
    services: Services, asked: Asked, wanted: Sequence[Caused], now: datetime
) -> tuple[Booking, ...]:
    offered = asked.revision.clinic.services
    keys = dict.fromkeys(one.effect.value for one in wanted if one.effect.kind is EffectKind.BOOK)
    return tuple(
        Booking(
            offered[key],
            services.links.url(
                LinkPurpose.BOOK, asked.delivery.id, now=now, extra=service_mark(key)
            ),
        )
        for key in keys
        if key in offered
    )


def _changeable_until(asked: Asked) -> date:
    policy = asked.revision.sequence.check_ins
    zone = zone_of(asked.enrolment.zone)
    check_in = asked.check_in
    if check_in is None or check_in.first_answer_at is None:
        raise ValueError("nobody is thanked before they have answered")
    changeable = add_span(check_in.first_answer_at, policy.changeable_for, zone)
    return local_day(min(changeable, check_in.closes_at), zone)
