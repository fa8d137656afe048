"""Personas as files: `sequences/_personas/<name>.yaml`, or a file of one's own.

They are read with the same care as sequences: every mistake with its place and what to write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator, WithJsonSchema

from drip.content.bundle import sequence_keys
from drip.content.fields import Name, Slug, SpanText, Words, shown, text_of, wrong
from drip.content.findings import parse
from drip.content.hints import did_you_mean
from drip.content.nodes import read_document
from drip.content.parts import Part
from drip.content.problems import Problem
from drip.content.report import Report
from drip.content.zones import zone_problem
from drip.domain.personas import Break, ChangeOfMind, Move, Persona
from drip.domain.sequences import Question, QuestionKind, Sequence
from drip.domain.spans import Span, SpanUnit
from drip.engine.routine import read_routine

FOLDER = "sequences/_personas"
#: What a persona says that no question takes.
OF_QUESTIONS = frozenset({"unknown-question", "unknown-answer"})
_MOST_DAYS = 730
_MOST_SHARE = 1000


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        message = f"{shown(value)} is no whole number from {least} to {most}."
        raise wrong("bad-number", message, "write e.g. 10")

    return read


def _numbers(least: int, most: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "integer", "minimum": least, "maximum": most})


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise wrong("bad-kind", f"{shown(value)} is neither true nor false.", "write true or false")


def _said(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not values:
        raise wrong("empty-text", "An empty list says nothing.", "leave the question out")
    return tuple(
        str(one) if isinstance(one, int) and not isinstance(one, bool) else text_of(one)
        for one in values
    )


_ONE = {"type": ["string", "integer"]}
Day = Annotated[int, PlainValidator(_whole(1, _MOST_DAYS)), _numbers(1, _MOST_DAYS)]
Count = Annotated[int, PlainValidator(_whole(0, _MOST_DAYS)), _numbers(0, _MOST_DAYS)]
Share = Annotated[int, PlainValidator(_whole(0, _MOST_SHARE)), _numbers(0, _MOST_SHARE)]
Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]
Said = Annotated[
    tuple[str, ...],
    PlainValidator(_said),
    WithJsonSchema({"anyOf": [_ONE, {"type": "array", "items": _ONE, "minItems": 1}]}),
]


class BreakEntry(Part):
    """A pause that the person asks for."""

    what: ClassVar[str] = "a pause"

    day: Day
    """The day after confirming on which they ask."""
    for_: SpanText = Field(alias="for")
    """For how long, e.g. 2w."""


class MoveEntry(Part):
    """A move to another time zone."""

    what: ClassVar[str] = "a move"

    day: Day
    """The day after confirming on which they arrive."""
    to: Words
    """The time zone, e.g. Europe/London."""


class ChangeEntry(Part):
    """Thinking again."""

    what: ClassVar[str] = "a change of mind"

    after: SpanText
    """How long after the first answer, e.g. 5m or 1d."""
    answers: dict[Name, Said]
    """What they say then, by question."""


class PersonaFile(Part):
    """An invented person, to rehearse a sequence with."""

    what: ClassVar[str] = "a persona"

    persona: Slug
    """The name to type, e.g. better-early."""
    title: Words
    """Who they are, in one sentence."""
    answers: dict[Name, Said] | None = None
    """What they say, by question: one value for ever, or a list with one for each time asked."""
    says: dict[Name, Said] | None = None
    """What they write in their own words, by question: one text for ever, or a list. Who has some
    also answers letters that ask nothing to tap, on their page."""
    delay: SpanText = Span(2, SpanUnit.HOURS)
    """How long after a letter they answer, e.g. 10m, 2h or 1d."""
    silent_after: Count | None = None
    """After so many answered check-ins they fall silent; 0 is silent from the start."""
    only_reminders: Flag = False
    """Whether they answer only when they are reminded."""
    changes_mind: ChangeEntry | None = None
    """They answer once more, and differently."""
    pauses: list[BreakEntry] | None = None
    """The pauses that they ask for."""
    moves: list[MoveEntry] | None = None
    """The time zones that they move to."""
    leaves: Day | None = None
    """The day after confirming on which they unsubscribe."""
    books: Flag = False
    """Whether they follow the booking links."""
    health: Flag = True
    """Whether they agree to questions about their health."""
    scanner: Flag = False
    """Whether a scanner in front of their mailbox opens every link of every letter."""
    share: Share = 0
    """How common they are in a population, as a weight against the others."""


@dataclass(frozen=True, slots=True)
class Personas:
    """What came of reading: the personas by name, and every problem."""

    known: Mapping[str, Persona]
    problems: tuple[Problem, ...]


def read_personas(files: Mapping[str, str], sequences: Iterable[Sequence]) -> Personas:
    """Every persona among the files of content.

    Where a sequence has mistakes of its own, nobody can tell whether a question is known.
    """
    known: dict[str, Persona] = {}
    problems: list[Problem] = []
    everywhere = tuple(sequences)
    whole = {one.key for one in everywhere} >= set(sequence_keys(files))
    for path, text in sorted(files.items()):
        if path.rpartition("/")[0] == FOLDER:
            persona, found = read_persona(path, text, everywhere)
            problems += [one for one in found if whole or one.code not in OF_QUESTIONS]
            problems += _name(path, text)
            if persona is not None:
                known[persona.key] = persona
    return Personas(known, tuple(problems))


def _name(path: str, text: str) -> Iterator[Problem]:
    """A persona is asked for by its name, and found by its file's."""
    stem = PurePosixPath(path).stem
    document = read_document(path, text).document
    written = document.data.get("persona") if document is not None else None
    if document is not None and isinstance(written, str) and written != stem:
        report = Report(document)
        message = f'The file is called {stem}.yaml, but its persona "{written}".'
        report.value(("persona",), "wrong-key", message, f"write persona: {stem}")
        yield from report.problems


def read_persona(
    path: str, text: str, sequences: tuple[Sequence, ...]
) -> tuple[Persona | None, tuple[Problem, ...]]:
    """One persona, if its file has no mistakes, and the mistakes.

    Their words are held against the questions of all sequences: a persona may live in several.
    """
    reading = read_document(path, text)
    if reading.document is None:
        return None, reading.problems
    parsed = parse(PersonaFile, reading.document)
    problems = [*reading.problems, *parsed.problems]
    if parsed.file is None:
        return None, tuple(problems)
    report = Report(reading.document)
    change = parsed.file.changes_mind
    _check_words(("answers",), parsed.file.answers or {}, sequences, report)
    _check_words(("says",), parsed.file.says or {}, sequences, report)
    for name in set(parsed.file.says or ()) & set(parsed.file.answers or ()):
        message = f'"{name}" is answered twice: here and under `answers`.'
        report.key(("says", name), "said-twice", message, "keep one of the two")
    _check_words(("changes_mind", "answers"), change.answers if change else {}, sequences, report)
    for place, move in enumerate(parsed.file.moves or ()):
        if said := zone_problem(move.to):
            report.value(("moves", place, "to"), "unknown-zone", *said)
    problems += report.problems
    return (None if problems else _value(parsed.file)), tuple(problems)


def _check_words(
    path: tuple[str, ...],
    says: Mapping[str, tuple[str, ...]],
    sequences: tuple[Sequence, ...],
    report: Report,
) -> None:
    questions = [one for sequence in sequences for one in every_question(sequence)]
    names = sorted({one.name for one in questions})
    for name, values in says.items():
        asked = [one for one in questions if one.name == name]
        if not asked:
            message = f'No sequence asks a question "{name}".'
            report.key((*path, name), "unknown-question", message, did_you_mean(name, names))
        for value in values:
            if asked and not any(takes(one, value) for one in asked):
                offered = dict.fromkeys(word for one in asked for word in answers_to(one))
                message = f'"{value}" is no answer to "{name}".'
                report.value((*path, name), "unknown-answer", message, did_you_mean(value, offered))


def every_question(sequence: Sequence) -> tuple[Question, ...]:
    """Every question of a sequence, wherever it is written."""
    found = {one.name: one for step in sequence.steps for one in step.ask} | sequence.questions
    return tuple(found.values())


def takes(question: Question, value: str) -> bool:
    """Whether a question takes this answer."""
    if question.kind is QuestionKind.CHOICE:
        return question.choice(value) is not None
    if question.kind in {QuestionKind.SCALE, QuestionKind.NUMBER}:
        return value.isdigit() and question.least <= int(value) <= question.most
    if question.kind is QuestionKind.ROUTINE:
        return read_routine(value) is not None
    return bool(value)


def answers_to(question: Question) -> tuple[str, ...]:
    """The answers that a question offers; of a scale, both ends."""
    if question.kind is QuestionKind.CHOICE:
        return tuple(one.value for one in question.choices)
    if question.kind in {QuestionKind.SCALE, QuestionKind.NUMBER}:
        return (f"{question.least} to {question.most}",)
    if question.kind is QuestionKind.ROUTINE:
        return ("mon,thu 07:00 at home",)
    return ()


def _value(file: PersonaFile) -> Persona:
    change = file.changes_mind
    return Persona(
        key=file.persona,
        title=file.title,
        says=(file.answers or {}) | (file.says or {}),
        types=bool(file.says),
        delay=file.delay,
        answers=file.silent_after,
        only_reminders=file.only_reminders,
        change=ChangeOfMind(change.after, change.answers) if change else None,
        pauses=tuple(Break(one.day, one.for_) for one in file.pauses or ()),
        moves=tuple(Move(one.day, one.to) for one in file.moves or ()),
        leaves=file.leaves,
        books=file.books,
        health=file.health,
        scanned=file.scanner,
        share=file.share,
    )
