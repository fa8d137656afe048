"""From a reply and the questions it may answer to answers, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from drip.domain.answers import Reading
from drip.domain.sequences import Question, QuestionKind
from drip.engine.effects import follow_ups
from drip.engine.replies.choices import read_choice
from drip.engine.replies.free_text import read_free_text
from drip.engine.replies.language import language_known
from drip.engine.replies.meanings import hits
from drip.engine.replies.pieces import divide, in_order
from drip.engine.replies.routines import read_routine_in
from drip.engine.replies.scores import read_scores
from drip.engine.replies.sentences import sentences

#: From this confidence on an answer counts by itself; below it is a suggestion for staff.
SURE = 0.9
_LEAST = 0.3
_BY_PLACE = 0.93
_MOST_QUESTIONS = 30


def interpret(
    text: str, questions: Sequence[Question], *, under: Sequence[tuple[str, str]] = ()
) -> tuple[Reading, ...]:
    """What a reply answers to these questions, at most one answer each, in their order.

    `text` is the new text of a reply; `under` pairs quoted lines of ours with what was written
    under them. Other languages than English give nothing: a person reads them.
    """
    questions = questions[:_MOST_QUESTIONS]
    if not text.strip() or not questions or not language_known(text):
        return ()
    pieces = divide(text, questions, under)
    found: dict[str, Reading] = {}
    for question in questions:
        piece = pieces.by_question.get(question.name)
        one = _alone(piece, question) if piece is not None else None
        if one is not None:
            found[question.name] = one
    left = [one for one in questions if one.name not in pieces.by_question]
    if left and pieces.rest.strip():
        found.update(_of_all(pieces.rest, left))
    return tuple(found[one.name] for one in questions if one.name in found)


def interpret_all(
    text: str,
    asked: Sequence[Question],
    known: Mapping[str, Question],
    *,
    under: Sequence[tuple[str, str]] = (),
) -> tuple[Reading, ...]:
    """The same with the questions that sure answers add: "I've stopped, no time" answers two.

    `known` are the questions of the sequence by name. Of what is added only choices are read, for
    nobody has seen those questions yet.
    """
    first = interpret(text, asked, under=under)
    sure = {one.question: one.value for one in first if one.confidence >= SURE}
    added = [
        one
        for one in follow_ups(tuple(asked), known, sure)
        if one.kind is QuestionKind.CHOICE and (one.reasons or "yes" not in _nods(one))
    ]
    return first + interpret(text, added) if added else first


def _nods(question: Question) -> set[str]:
    return {choice.say.lower().partition(",")[0].strip() for choice in question.choices}


def _alone(text: str, question: Question) -> Reading | None:
    """A piece of a reply that answers one question and no other."""
    if question.kind is QuestionKind.TEXT:
        return read_free_text(text, question, own=True)
    return _together(text, [question]).get(question.name)


def _of_all(text: str, questions: Sequence[Question]) -> dict[str, Reading]:
    """The answers of a text, by its words; by their order where words alone leave some open."""
    found = _together(text, questions)
    sure = {name for name, one in found.items() if one.confidence >= SURE}
    if len(sure) == len(questions):
        return found
    placed = _by_place(text, questions)
    agreed = all(found[name].value == placed[name].value for name in sure & set(placed))
    return placed if placed and agreed else found


def _by_place(text: str, questions: Sequence[Question]) -> dict[str, Reading]:
    """A line or a part for each question, in their order, if each can be read as its answer."""
    parts = in_order(text, questions)
    found = {one.name: _alone(parts[one.name], one) for one in questions if one.name in parts}
    readings = {name: one for name, one in found.items() if one is not None}
    if not readings or len(readings) < len(questions):
        return {}
    if min(one.confidence for one in readings.values()) < SURE:
        return {}
    return {
        name: replace(one, confidence=min(one.confidence, _BY_PLACE))
        for name, one in readings.items()
    }


def _together(text: str, questions: Sequence[Question]) -> dict[str, Reading]:
    """The answers of a text that belongs to all of these questions."""
    read = sentences(text)
    scores = read_scores(read, questions)
    meant = hits(read)
    found: dict[str, Reading] = {}
    nodding = questions[0].name if questions else ""
    for one in questions:
        score = scores.get(one.name)
        reading = score[0] if score else None
        if one.kind is QuestionKind.CHOICE:
            choice = read_choice(read, meant, one, alone=one.name == nodding)
            reading = _either(reading, choice)
        elif one.kind is QuestionKind.ROUTINE:
            reading = read_routine_in(text, one)
        elif one.kind is QuestionKind.TEXT:
            reading = read_free_text(text, one, own=False, alone=len(questions) == 1)
        if reading is not None and reading.confidence >= _LEAST:
            found[one.name] = reading
    return found


def _either(score: Reading | None, choice: Reading | None) -> Reading | None:
    """A number of times, or another choice of the same question; both are one too many."""
    if score is None or choice is None:
        return score or choice
    if score.value == choice.value:
        return max(score, choice, key=lambda one: one.confidence)
    return replace(choice, confidence=min(choice.confidence, 0.7))
