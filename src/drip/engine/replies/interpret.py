"""From a reply and the questions it may answer to answers, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from drip.domain.answers import Reading
from drip.domain.sequences import Question, QuestionKind
from drip.engine.effects import follow_ups
from drip.engine.replies.choices import read_choice
from drip.engine.replies.free_text import read_free_text, read_sole_text
from drip.engine.replies.language import language_known
from drip.engine.replies.meanings import Hit, hits
from drip.engine.replies.nods import NO_NOD, Nod, shared, takes_nods
from drip.engine.replies.nothing_said import NO_PAIN
from drip.engine.replies.offers import offers_of
from drip.engine.replies.pieces import divide, in_order
from drip.engine.replies.roots import roots_of
from drip.engine.replies.routines import read_routine_in
from drip.engine.replies.scores import read_scores
from drip.engine.replies.sentences import Sentence, fold, sentences
from drip.engine.replies.topics import choice_bounds
from drip.engine.replies.wishes import Wish, wants_to_leave

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
    if left == [*questions] and len(left) == 1 and left[0].kind is QuestionKind.TEXT:
        only = read_sole_text(pieces.rest, left[0])
        found.update({left[0].name: only} if only else {})
    elif left and pieces.rest.strip():
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
    if any(one.kind is QuestionKind.SCALE and one.name in sure for one in asked):
        text = NO_PAIN.sub("", fold(text))
    return first + interpret(text, added) if added else first


def wish_beside(
    wish: Wish | None,
    text: str,
    asked: Sequence[Question],
    *,
    under: Sequence[tuple[str, str]] = (),
) -> Wish | None:
    """A wish to leave, beside the questions that were asked.

    "I'd like to stop" is in doubt by itself. After "Shall we stop?" it is that answer, and no wish.
    """
    if wish is None or wish.sure or not asked:
        return wish
    said = fold(wish.sentence)
    stops = {
        (one.name, offer.choice.value)
        for one in asked for offer in offers_of(one) if "stop_mail" in offer.meanings
    }  # fmt: skip
    answered = stops and any(
        one.confidence >= SURE
        and (one.question, one.value) in stops
        and (fold(one.sentence) in said or said in fold(one.sentence))
        for one in interpret(text, asked, under=under)
    )
    return None if answered else wish


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
    meant = [*hits(read), *_leaving(text, read, questions)]
    found: dict[str, Reading] = {}
    for one in questions:
        score = scores.get(one.name)
        reading = score[0] if score else None
        if one.kind is QuestionKind.CHOICE:
            nod = _ONLY_NOD if len(questions) == 1 and not _awaits_nod(one) else NO_NOD
            reading = _either(
                one, reading, read_choice(read, meant, one, nod=nod, beside=_beside(one, questions))
            )
        elif one.kind is QuestionKind.ROUTINE:
            reading = read_routine_in(text, one)
        if reading is not None and reading.confidence >= _LEAST:
            found[one.name] = reading
    _add_nods(found, read, meant, questions)
    used = [one.sentence for one in found.values()]
    for one in questions:
        if one.kind is QuestionKind.TEXT:
            alone = len(questions) == 1
            reading = read_free_text(
                text, one, own=False, alone=alone, first=one is questions[0], used=used
            )
            if reading is not None:
                found[one.name] = reading
    return _in_place(found, {name for name, (_, placed) in scores.items() if placed}, questions)


def _awaits_nod(question: Question) -> bool:
    """Whether yes and no are read apart, for its choices begin with them."""
    return takes_nods(question) and not any(one.polar for one in offers_of(question))


def _leaving(text: str, read: Sequence[Sentence], questions: Sequence[Question]) -> list[Hit]:
    """A sure wish to leave, where a choice stands for it."""
    if not any("stop_mail" in offer.meanings for one in questions for offer in offers_of(one)):
        return []
    wish = wants_to_leave(text)
    if wish is None or not wish.sure or not read:
        return []
    said = fold(wish.sentence)
    order = next((at for at, one in enumerate(read) if fold(one.shown) in said), 0)
    sentence = next((one for one in read if said in fold(one.shown)), read[order])
    return [
        Hit(meaning="stop_mail", sentence=sentence, order=read.index(sentence), first=0, last=0,
            clause=sentence.words[0].clause)
    ]  # fmt: skip


def _add_nods(
    found: dict[str, Reading],
    read: Sequence[Sentence],
    meant: Sequence[Hit],
    questions: Sequence[Question],
) -> None:
    """Yes and no, to the questions that they can be said to."""
    measured = {one.name for one in questions if one.kind in _MEASURED}
    answered = {name for name, one in found.items() if one.confidence >= SURE or name in measured}
    for name, nod in shared(meant, questions, answered).items():
        question = next(one for one in questions if one.name == name)
        beside = _beside(question, questions)
        reading = read_choice(read, meant, question, nod=nod, beside=beside)
        if reading is not None and reading.confidence >= _LEAST:
            found[name] = reading


def _beside(question: Question, questions: Sequence[Question]) -> frozenset[str]:
    """The roots of words that belong to the other questions of a letter."""
    others = [one for one in questions if one is not question]
    return frozenset().union(
        *(roots_of(one.text) for one in others),
        *(roots_of(choice.say) for one in others for choice in one.choices),
    )


def _in_place(
    found: dict[str, Reading], placed: set[str], questions: Sequence[Question]
) -> dict[str, Reading]:
    """Numbers that only their order gives to questions are not sure where one was left out."""
    for one in questions:
        if found.get(one.name, _NOTHING).confidence < SURE and _IN_A_WORD[one.kind]:
            break
        placed = placed - {one.name}
    return {
        name: replace(one, confidence=min(one.confidence, _OUT_OF_PLACE)) if name in placed else one
        for name, one in found.items()
    }


_OUT_OF_PLACE = 0.55
#: Questions that people answer in passing, in their place.
_IN_A_WORD = {
    QuestionKind.CHOICE: True,
    QuestionKind.SCALE: True,
    QuestionKind.NUMBER: True,
    QuestionKind.TEXT: False,
    QuestionKind.ROUTINE: False,
}


#: Neither yes nor no can be said to them.
_MEASURED = frozenset({QuestionKind.SCALE, QuestionKind.NUMBER})
_ONLY_NOD = Nod()
_NOTHING = Reading(question="", value="", sentence="", confidence=0.0)


def _either(question: Question, score: Reading | None, choice: Reading | None) -> Reading | None:
    """A number of times, or another choice of the same question; both are one too many.

    But for none: who is in spasm has trained no more.
    """
    if score is None or choice is None:
        return score or choice
    if score.value == choice.value:
        return max(score, choice, key=lambda one: one.confidence)
    nothing = {value for value, least, most in choice_bounds(question) if least == most == 0}
    if score.value in nothing:
        return choice
    return replace(choice, confidence=min(choice.confidence, _ONE_TOO_MANY))


_ONE_TOO_MANY = 0.7
