"""Asked: what a letter asked of a person, found again from the letter or from its link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from drip.content.revision import Revision
from drip.domain.answers import CheckIn
from drip.domain.deliveries import Delivery, Purpose
from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.sequences import Question, QuestionKind, Sequence, Step
from drip.engine.calendar import zone_of
from drip.engine.check_ins import Refusal, refusal
from drip.engine.effects import follow_ups
from drip.flow.in_force import revisions
from drip.flow.services import Services
from drip.links import Link, LinkError, LinkExpiredError, LinkPurpose
from drip.storage import check_ins, enrolments, ledger, subscribers
from drip.storage.database import Transaction


class Why(StrEnum):
    """Why a real link leads to no questions."""

    CLOSED = "closed"  #: the time to answer is over
    SETTLED = "settled"  #: answered, and the time to change it is over
    NO_CONSENT = "no_consent"  #: they do not agree to answers about their health being kept
    NOTHING = "nothing"  #: the letter asks nothing, or not any more


@dataclass(frozen=True, slots=True)
class Closed:
    """A real link to questions that take no answer now.

    `letter` asked them, as far as that is known, and `questions` are what it asked.
    """

    why: Why
    letter: Delivery | None = field(default=None, compare=False)
    questions: tuple[Question, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A step's questions as one person meets them. `place` is the tapped choice's, from 1.

    `check_in` is missing as long as the letter's acceptance has not been recorded. `also` are the
    questions that rules add, now that some were answered. `arrived_at` is when the letter came in
    which the link stood: the one that asked, or its reminder.
    """

    delivery: Delivery
    check_in: CheckIn | None
    enrolment: Enrolment
    revision: Revision
    step: Step
    place: int
    also: tuple[Question, ...] = ()
    arrived_at: datetime | None = None

    @property
    def opened(self) -> tuple[Question, ...]:
        """The questions that are asked whatever the answers to each other are."""
        return self.step.ask + self.also

    def questions(self, values: Mapping[str, str]) -> tuple[Question, ...]:
        """Every question on the page: those opened, then what these answers add."""
        known = self.revision.sequence.questions
        return self.opened + follow_ups(self.opened, known, values)

    @property
    def tapped(self) -> str | None:
        """The value of the first question's choice that was tapped in the letter."""
        return value_at(self.step.ask[0], self.place)


def find(services: Services, tx: Transaction, token: str, now: datetime) -> Asked | Closed | None:
    """What a link asks; `None` for a link that is not ours."""
    return find_all(services, tx, [token], now)[0]


def find_all(
    services: Services, tx: Transaction, tokens: Iterable[str], now: datetime
) -> list[Asked | Closed | None]:
    """What links ask, in their order; see `find`."""
    links = [_read(services, token, now) for token in tokens]
    subjects = {one.subject for one in links if isinstance(one, Link)}
    arrived = ledger.arrived_at(tx, subjects)
    carriers = ledger.get_all(tx, subjects)
    letters = _letters(tx, carriers)
    opened = check_ins.of_deliveries(tx, {one.id for one in letters.values()})
    enrolled = enrolments.get(tx, {one.enrolment_id or 0 for one in letters.values()})
    reading = Reading(services, tx)
    since = subscribers.addresses_since(tx, {one.subscriber_id for one in letters.values()})
    found: list[Asked | Closed | None] = []
    for link in links:
        letter = letters.get(link.subject) if isinstance(link, Link) else None
        if not isinstance(link, Link):
            found.append(link)
        elif letter is None or letter.enrolment_id is None or _is_dead(letter, since):
            found.append(None)
        else:
            enrolment = enrolled[letter.enrolment_id]
            revision = reading.revision(enrolment)
            asked = _asked(link, letter, opened.get(letter.id), enrolment, revision, now)
            if isinstance(asked, Asked):
                asked = replace(asked, arrived_at=arrived.get(link.subject))
            found.append(asked)
    return found


def _is_dead(letter: Delivery, since: Mapping[int, datetime]) -> bool:
    """Whether a letter went to an address that is the person's no more."""
    moved = since.get(letter.subscriber_id)
    return moved is not None and letter.dated_at is not None and letter.dated_at < moved


def _read(services: Services, token: str, now: datetime) -> Link | Closed | None:
    try:
        return services.links.read(LinkPurpose.ANSWER, token, now=now)
    except LinkExpiredError:
        return Closed(Why.CLOSED)
    except LinkError:
        return None


def _asked(
    link: Link,
    letter: Delivery,
    check_in: CheckIn | None,
    enrolment: Enrolment,
    revision: Revision,
    now: datetime,
) -> Asked | Closed:
    step = step_named(revision.sequence, letter.step)
    if enrolment.state is EnrolmentState.ERASED:
        return Closed(Why.NOTHING)
    if step is None or not step.ask:
        return Closed(Why.NOTHING, letter)
    if why := _closed(check_in, enrolment, revision.sequence, now):
        return Closed(why, letter, step.ask)
    return Asked(
        delivery=letter,
        check_in=check_in,
        enrolment=enrolment,
        revision=revision,
        step=step,
        place=link.extra,
    )


def revision_of(services: Services, tx: Transaction, enrolment: Enrolment) -> Revision:
    """What an enrolment reads: its pinned revision, else the one in force."""
    if enrolment.revision is not None:
        return revisions.by_id(services, tx, enrolment.revision)
    return revisions.current(services, tx, enrolment.sequence)


class Reading:
    """What enrolments read, for a batch: the revisions in force are asked once."""

    def __init__(self, services: Services, tx: Transaction) -> None:
        self._services = services
        self._tx = tx
        self._current = revisions.in_force(services, tx)

    def sequence(self, enrolment: Enrolment) -> Sequence:
        """The sequence of an enrolment.

        Raises:
            SequenceUnknownError, RevisionUnknownError: it is not in force, or its revision is gone.
        """
        return self.revision(enrolment).sequence

    def revision(self, enrolment: Enrolment) -> Revision:
        """The revision of an enrolment.

        Raises:
            SequenceUnknownError, RevisionUnknownError: it is not in force, or it is gone.
        """
        if enrolment.revision is not None:
            return revisions.by_id(self._services, self._tx, enrolment.revision)
        revision = self._current.get(enrolment.sequence)
        if revision is None:
            raise revisions.SequenceUnknownError
        return revision


def step_named(sequence: Sequence, step_id: str) -> Step | None:
    """The step with this id, or the one that was renamed from it."""
    return sequence.known_as(step_id)


def questions_of(sequence: Sequence) -> dict[str, Question]:
    """Every question of a sequence by its name, wherever it is asked."""
    return {one.name: one for step in sequence.steps for one in step.ask} | sequence.questions


def value_at(question: Question, place: int) -> str | None:
    """The value that a tap in a letter stands for: choices and the scale's numbers, from 1."""
    if question.kind is QuestionKind.SCALE:
        value = question.least + place - 1
        return str(value) if place >= 1 and value <= question.most else None
    if 1 <= place <= len(question.choices):
        return question.choices[place - 1].value
    return None


def _letters(tx: Transaction, carriers: Mapping[int, Delivery]) -> dict[int, Delivery]:
    """The letters that asked; a reminder's link leads to the letter it reminds of."""
    found = dict(carriers)
    reminders = {
        key: one.about
        for key, one in found.items()
        if one.purpose is Purpose.REMINDER and one.about is not None
    }
    about = check_ins.get(tx, set(reminders.values()))
    asking = ledger.get_all(tx, {one.delivery_id for one in about.values()})
    for key, check_in_id in reminders.items():
        check_in = about.get(check_in_id)
        letter = asking.get(check_in.delivery_id) if check_in is not None else None
        if letter is None:
            del found[key]
        else:
            found[key] = letter
    return found


def _closed(
    check_in: CheckIn | None, enrolment: Enrolment, sequence: Sequence, now: datetime
) -> Why | None:
    if not enrolment.health_consent:
        return Why.NO_CONSENT
    if check_in is None:
        return None
    refused = refusal(check_in, sequence.check_ins, now, zone_of(enrolment.zone))
    if refused is None:
        return None
    return Why.SETTLED if refused is Refusal.SETTLED else Why.CLOSED
