"""What the words of letters and questions may not say: claims, offers, testimonials, reviews."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from pathlib import PurePosixPath

from drip.content.claims import (
    Claim,
    asks_for_review,
    claims_in,
    letter_hash,
    question_hash,
    question_words,
    refused_in,
)
from drip.content.front_matter import front_place
from drip.content.letters import LetterSource
from drip.content.models import SequenceFile
from drip.content.names import facts_used
from drip.content.nodes import Path, Place
from drip.content.offer_words import OFFERS
from drip.content.problems import Problem, Severity
from drip.content.questions import ChoiceEntry, QuestionEntry
from drip.content.reading import MOST_AGE, reading_age
from drip.content.report import Report, problem_at
from drip.content.spelling import Spelling, american_in

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\]\([^)]*\)|https?://\S+")


def letter_wording(
    source: LetterSource, text: str, *, signed: Container[str], chosen: bool
) -> Iterator[Problem]:
    """What a letter may not say. `text` is its file.

    `chosen` tells that only some people get the letter, because of what they answered.
    """
    if letter_hash(source) not in signed:
        yield from _claims(source, text)
    for found in refused_in(source):
        place = (
            front_place(text, found.key)
            if found.start < 0
            else _place(source, found.start, len(found.words))
        )
        yield problem_at(source.path, place, found.code, found.message, found.hint)
    review = asks_for_review(source)
    if review and (chosen or facts_used(source.body)):
        message = (
            "Only people who gave certain answers are asked for a public review here. Ask "
            "everybody, or nobody."
        )
        hint = "move it to a letter that goes to all, or leave it out"
        place = _place(source, review[0], len(review[1]))
        yield problem_at(source.path, place, "review-behind-answer", message, hint)
    yield from _spelling(source, text)
    age = reading_age(source.body)
    if age is not None and age > MOST_AGE:
        message = f"This letter reads as for age {age:g}; many adults read best at 12 to 14."
        hint = "shorter sentences and shorter words"
        place = _place(source, len(source.body) - len(source.body.lstrip()), 1)
        yield problem_at(source.path, place, "hard-to-read", message, hint, Severity.WARNING)


def _spelling(source: LetterSource, text: str) -> Iterator[Problem]:
    for key, written in (("subject", source.subject), ("preheader", source.preheader)):
        for one in american_in(written):
            yield _misspelt(source.path, front_place(text, key), one)
    for one in american_in(_TAG.sub(_blank, source.body)):
        yield _misspelt(source.path, _place(source, one.start, len(one.word)), one)


def _blank(tag: re.Match[str]) -> str:
    return " " * len(tag[0])


def _misspelt(path: str, place: Place, one: Spelling) -> Problem:
    message = f'"{one.word}" is how Americans write it.'
    return problem_at(path, place, "spelling", message, f"write {one.better}", Severity.WARNING)


def _claims(source: LetterSource, text: str) -> Iterator[Problem]:
    where = PurePosixPath(source.path)
    sequence = where.parent.name if not where.name.startswith("_") else "all"
    for key, written in (("subject", source.subject), ("preheader", source.preheader)):
        for claim in claims_in(written):
            yield _claim(source.path, front_place(text, key), claim, f"{sequence} {where.stem}")
    for claim in claims_in(source.body):
        place = _place(source, claim.start, claim.end - claim.start)
        yield _claim(source.path, place, claim, f"{sequence} {where.stem}")


def _claim(path: str, place: Place, claim: Claim, name: str) -> Problem:
    softer = f'softer: "{claim.softer}"; ' if claim.softer else ""
    hint = f'{softer}or let somebody sign for it: drip sign-off {name} --by "NAME"'
    return problem_at(path, place, claim.kind.value, claim.message, hint)


def _place(source: LetterSource, offset: int, length: int) -> Place:
    before = source.body[:offset]
    line = source.body_line + before.count("\n")
    column = offset - (before.rfind("\n") + 1) + 1
    words = source.body[offset : offset + length].split("\n")[0]
    return Place(line, column, line, column + max(len(words), 1))


def question_wording(file: SequenceFile, report: Report, signed: Container[str]) -> None:
    """Report what the title and the questions of a sequence may not say.

    A title stands in every letter, and nobody can sign for it: it can always be another one.
    """
    for claim in claims_in(file.title):
        hint = "every letter shows the title: choose one that says what it is about"
        report.value(("title",), claim.kind.value, claim.message, hint)
    for name, question in questions_of(file):
        if question_hash(file.sequence, name, question) in signed:
            continue
        sign = f'drip sign-off {file.sequence} question:{name} --by "NAME"'
        for path, words in labels_of(question):
            for claim in claims_in(words):
                softer = f'softer: "{claim.softer}"; ' if claim.softer else ""
                hint = f"{softer}or let somebody sign for it: {sign}"
                report.value(path, claim.kind.value, claim.message, hint)
            if offer := OFFERS.search(words):
                message = f'"{offer[0]}" makes this an offer, and a question has no room for terms.'
                hint = "make the offer in a letter, with a link to its terms"
                report.value(path, "offer-without-terms", message, hint)


def signable_question(file: SequenceFile, name: str) -> QuestionEntry | None:
    """The question with this name, as its signature means it."""
    return dict(questions_of(file)).get(name)


def signable_names(file: SequenceFile) -> tuple[str, ...]:
    """The names of a sequence's questions."""
    return tuple(dict(questions_of(file)))


def has_claims(question: QuestionEntry) -> bool:
    """Whether anything in a question needs a signature."""
    return any(True for words in question_words(question) for _ in claims_in(words))


def questions_of(file: SequenceFile) -> Iterator[tuple[str, QuestionEntry]]:
    """Every question of a sequence with its name: those named once, and those of a step alone."""
    yield from (file.questions or {}).items()
    for step in file.steps:
        for name, asked in (step.ask or {}).items():
            if isinstance(asked, QuestionEntry):
                yield name, asked


def labels_of(question: QuestionEntry) -> Iterator[tuple[Path, str]]:
    """What people read of a question, with the place of each."""
    yield (*question.path, "question"), question.question
    for value, choice in (question.choices or {}).items():
        path = (*question.path, "choices", value)
        if isinstance(choice, ChoiceEntry):
            yield (*path, "say"), choice.say
        else:
            yield path, choice
    for key, words in (("low", question.low), ("high", question.high)):
        if words:
            yield (*question.path, key), words
