"""What follows from answers and rules, once each, and what a changed answer takes back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from drip.domain.sequences import Effect, EffectKind, Question, QuestionKind, Rule, Sequence
from drip.domain.standing import Facts
from drip.engine.conditions import holds


@dataclass(frozen=True, slots=True)
class Caused:
    """An effect and the stable name of what caused it.

    The same cause with the same kind and value is the same effect, however often it is found.
    """

    cause: str
    effect: Effect

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it unique within an enrolment: cause, kind, value."""
        return self.cause, self.effect.kind, self.effect.value


class Reconciled(NamedTuple):
    """What a changed set of answers does to the effects on record."""

    new: tuple[Caused, ...]  #: wanted and neither owed nor done; may have been withdrawn before
    withdrawn: tuple[Caused, ...]  #: owed and no longer wanted
    kept: tuple[Caused, ...]  #: done and no longer wanted: they stay, with a note


def effects_of_answers(
    step_questions: tuple[Question, ...],
    questions: Mapping[str, Question],
    answers: Mapping[str, str],
    *,
    check_in: int,
) -> tuple[Caused, ...]:
    """Everything that follows from the answers of one check-in, in the order of the page.

    `answers` maps question names to values. Only questions that are asked count: an answer to a
    follow-up that is no longer shown has no effect. `ask` is left out, for `follow_ups` says it.
    What somebody wrote in their own words always reaches a person.
    """
    asked = _asked(step_questions, questions, answers)
    chosen = [
        Caused(f"answer:{check_in}:{question.name}={answers[question.name]}", effect)
        for question in asked
        for effect in _then(question, answers)
        if effect.kind is not EffectKind.ASK
    ]
    written = [
        Caused(f"answer:{check_in}:{question.name}=written", _to_read(question))
        for question in asked
        if question.kind is QuestionKind.TEXT and answers.get(question.name)
    ]
    return (*chosen, *written)


def _to_read(question: Question) -> Effect:
    return Effect(kind=EffectKind.TASK, value=f"Read: {question.text}")


def asked_by_rules(sequence: Sequence, fired: Iterable[Caused]) -> tuple[Question, ...]:
    """The questions that rules ask, each once, in order."""
    wanted = dict.fromkeys(one.effect.value for one in fired if one.effect.kind is EffectKind.ASK)
    return tuple(sequence.questions[name] for name in wanted if name in sequence.questions)


def follow_ups(
    step_questions: tuple[Question, ...],
    questions: Mapping[str, Question],
    answers: Mapping[str, str],
) -> tuple[Question, ...]:
    """The questions that answers given so far add to a step's own, each once, in order."""
    asked = tuple(_asked(step_questions, questions, answers))
    return asked[len(step_questions) :]


def _asked(
    step_questions: tuple[Question, ...],
    questions: Mapping[str, Question],
    answers: Mapping[str, str],
) -> list[Question]:
    """The step's questions, then what their answers ask, then what those ask; no loops."""
    asked = list(step_questions)
    names = {question.name for question in asked}
    for question in asked:  # grows while it is walked
        for effect in _then(question, answers):
            added = questions.get(effect.value) if effect.kind is EffectKind.ASK else None
            if added is not None and added.name not in names:
                asked.append(added)
                names.add(added.name)
    return asked


def _then(question: Question, answers: Mapping[str, str]) -> tuple[Effect, ...]:
    value = answers.get(question.name)
    choice = None if value is None else question.choice(value)
    return () if choice is None else choice.then


def rules_that_fire(
    sequence: Sequence,
    facts: Facts,
    cause: str,
    *,
    before: Facts | None = None,
    answered: Collection[str] = (),
) -> tuple[Caused, ...]:
    """The effects of every rule that holds, or that became true if `before` is given.

    `cause` names what happened last, such as the check-in's id, and `before` the facts until then.
    A rule that was true already stays quiet, but a comparison (a rise, a fall) of one of the
    questions just `answered` is a new one each time.
    """
    return tuple(
        Caused(f"rule:{rule.key}:{cause}", effect)
        for rule in sequence.rules
        if holds(rule.conditions, facts)
        and (before is None or not holds(rule.conditions, before) or _compares(rule, answered))
        for effect in rule.then
    )


def _compares(rule: Rule, answered: Collection[str]) -> bool:
    return any(
        condition.question in answered
        and (condition.rises_by is not None or condition.falls_by is not None)
        for condition in rule.conditions
    )


def reconcile(
    owed: Collection[Caused], wanted: Collection[Caused], done: Collection[Caused] = ()
) -> Reconciled:
    """What to record, what to withdraw, and what to note, after answers changed.

    `owed` are effects on record that nobody has claimed, `done` those carried out or under way.
    """
    wanted_keys = {caused.key for caused in wanted}
    recorded = {caused.key for caused in (*owed, *done)}
    return Reconciled(
        new=tuple(_each_once(caused for caused in wanted if caused.key not in recorded)),
        withdrawn=tuple(caused for caused in owed if caused.key not in wanted_keys),
        kept=tuple(caused for caused in done if caused.key not in wanted_keys),
    )


def _each_once(effects: Iterator[Caused]) -> Iterator[Caused]:
    seen: set[tuple[str, str, str]] = set()
    for caused in effects:
        if caused.key not in seen:
            seen.add(caused.key)
            yield caused
