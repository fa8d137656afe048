"""Variants: which text of a letter a person gets, and which texts there can be."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from drip.content.letters import Variant
from drip.content.revision import Revision
from drip.domain.deliveries import Delivery, Purpose
from drip.domain.sequences import Question, QuestionKind
from drip.flow.letters.gate import Passed

#: Letters that every installation has, by purpose.
FIXED = {
    Purpose.CONFIRM: "_confirm",
    Purpose.REMINDER: "_reminder",
    Purpose.SAFETY: "_safety",
}
#: More texts than this of one letter are not tried to find the one that went.
_MOST = 400
_UNANSWERED = ""


def letter_name(revision: Revision, row: Delivery) -> str:
    """The letter of a delivery: its step's id today, or the name of a fixed letter."""
    step = revision.sequence.known_as(row.step)
    return FIXED.get(row.purpose) or (step.id if step else row.step)


def variant_of(passed: Passed) -> Variant:
    """The text that a person gets: with questions or without, by what they answered last.

    A letter that neither offers a booking nor speaks of one is the same either way.
    """
    revision, enrolment = passed.revision, passed.standing.enrolment
    agrees = enrolment is None or enrolment.health_consent
    name = letter_name(revision, passed.delivery)
    looks = revision.looks_at(name)
    step = revision.sequence.known_as(passed.delivery.step)
    books = looks.booking or bool(step and step.book)
    said = passed.standing.facts.answers if agrees else {}
    facts = tuple(
        (asked, series[-1].value)
        for asked in sorted(looks.facts)
        if (series := said.get(asked)) and _values(revision, asked)
    )
    return Variant(questions=agrees, book=passed.book or not books, facts=facts)


def variants_of(revision: Revision, row: Delivery, *, questions: bool) -> Iterator[Variant]:
    """Every text that a letter can have, the likely ones first."""
    asked = sorted(revision.looks_at(letter_name(revision, row)).facts)
    told = product(*((_UNANSWERED, *_values(revision, name)) for name in asked))
    facts = [
        tuple((name, value) for name, value in zip(asked, values, strict=True) if value)
        for values in islice(told, _MOST)
    ]
    for said, agrees, book in product(facts, (questions, not questions), (True, False)):
        yield Variant(questions=agrees, book=book, facts=said)


def _values(revision: Revision, name: str) -> tuple[str, ...]:
    """The answers that a letter can look at; none where people answer in their own words."""
    question = _question(revision, name)
    if question is None or question.kind in {QuestionKind.TEXT, QuestionKind.ROUTINE}:
        return ()
    if question.kind is QuestionKind.CHOICE:
        return tuple(choice.value for choice in question.choices)
    return tuple(str(value) for value in range(question.least, question.most + 1))


def _question(revision: Revision, name: str) -> Question | None:
    sequence = revision.sequence
    asked = (one for step in sequence.steps for one in step.ask if one.name == name)
    return sequence.questions.get(name) or next(asked, None)
