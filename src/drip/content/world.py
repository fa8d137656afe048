"""What the parts of one sequence may refer to, and a walk over the parts that refer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drip.content.models import SequenceFile, StepEntry
from drip.content.nodes import Document, Path
from drip.content.questions import (
    ChoiceEntry,
    ComparisonEntry,
    Condition,
    Conditions,
    EffectEntry,
    QuestionEntry,
    answers_of,
    listed,
)
from drip.domain.people import Clinic


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The names that are there. `clinic` is empty when its own file is broken.

    `steps` and `questions` also hold the names of parts that are broken, so that one mistake
    is told once.
    """

    sequences: frozenset[str]
    clinic: Clinic | None
    steps: tuple[str, ...]
    questions: tuple[str, ...]
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Placed:
    """Effects that follow from one thing.

    `step` is the step whose check-in is open then, if there is one; `question` the question that
    was answered. `asks` tells whether a further question can be asked at that moment.
    """

    effects: tuple[EffectEntry, ...]
    step: StepEntry | None = None
    question: str | None = None
    asks: bool = True


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition on a question: where its name stands, and the answers it wants, if any."""

    question: str
    path: Path
    values: tuple[str, ...] = ()
    numeric: bool = False
    in_rule: bool = False


def world_of(
    document: Document,
    *,
    sequences: frozenset[str],
    clinic: Clinic | None,
    texts: Mapping[str, str],
) -> World:
    """The names that a document and its neighbours offer."""
    data = document.data
    steps = data.get("steps")
    named = data.get("questions")
    found = dict.fromkeys(named if isinstance(named, dict) else ())
    ids: dict[str, None] = {}
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, str):
            ids[step] = None
        elif isinstance(step, dict):
            ids[str(step.get("id"))] = None
            asked = step.get("ask")
            found.update(dict.fromkeys(asked if isinstance(asked, dict) else ()))
    return World(
        sequences=sequences,
        clinic=clinic,
        steps=tuple(ids),
        questions=tuple(found),
        texts=frozenset(texts),
    )


def effects_in(file: SequenceFile) -> Iterator[Placed]:
    """Every group of effects, with what it follows from."""
    for name, question in (file.questions or {}).items():
        yield from _of_choices(question, None, name)
    for step in file.steps:
        for name, asked in (step.ask or {}).items():
            if isinstance(asked, QuestionEntry):
                yield from _of_choices(asked, step, name)
        if step.if_silent is not None:
            yield Placed(listed(step.if_silent.then), step, asks=False)
    for rule in file.rules or ():
        asks = any(isinstance(one, dict) or one.question or one.reason for one in spread(rule.if_))
        yield Placed(listed(rule.then), asks=asks)


def _of_choices(question: QuestionEntry, step: StepEntry | None, name: str) -> Iterator[Placed]:
    for choice in (question.choices or {}).values():
        if isinstance(choice, ChoiceEntry):
            yield Placed(listed(choice.then), step, name)


def spread(conditions: Conditions | None) -> list[Condition]:
    """Conditions written as one or as several."""
    if conditions is None:
        return []
    return conditions if isinstance(conditions, list) else [conditions]


def clauses_in(file: SequenceFile) -> Iterator[Clause]:
    """Every condition on a question, with its place."""
    for step in file.steps:
        yield from _clauses(step.only_if, (*step.path, "only_if"))
        yield from _clauses(step.unless, (*step.path, "unless"))
    for rule in file.rules or ():
        yield from _clauses(rule.if_, (*rule.path, "if"), in_rule=True)


def comparisons_in(file: SequenceFile) -> Iterator[ComparisonEntry]:
    """Every condition that is no plain list of answers."""
    written = [one for step in file.steps for one in (step.only_if, step.unless)]
    written += [rule.if_ for rule in file.rules or ()]
    for conditions in written:
        for one in spread(conditions):
            if isinstance(one, ComparisonEntry):
                yield one


def _clauses(
    conditions: Conditions | None, path: Path, *, in_rule: bool = False
) -> Iterator[Clause]:
    several = isinstance(conditions, list)
    for place, one in enumerate(spread(conditions)):
        here = (*path, place) if several else path
        if isinstance(one, ComparisonEntry):
            if one.question:
                where = (*here, "question")
                yield Clause(one.question, where, numeric=True, in_rule=in_rule)
            continue
        for name, values in one.items():
            yield Clause(name, (*here, name), answers_of(values), in_rule=in_rule)


def question_in(file: SequenceFile, name: str) -> QuestionEntry | None:
    """A question by its name, wherever it is written."""
    named = file.questions or {}
    if name in named:
        return named[name]
    for step in file.steps:
        asked = (step.ask or {}).get(name)
        if isinstance(asked, QuestionEntry):
            return asked
        if asked in named:
            return named[asked]
    return None
