"""What nobody gets or is asked, and what nobody hears of."""

from __future__ import annotations

from collections.abc import Iterator

from drip.content.build import conditions_of
from drip.content.models import SequenceFile
from drip.content.nodes import Path
from drip.content.questions import EffectEntry, QuestionEntry, listed
from drip.content.report import Report
from drip.content.world import clauses_in, effects_in, question_in
from drip.domain.sequences import EffectKind


def check_reach(file: SequenceFile, report: Report) -> None:
    """Report what nobody gets or is asked."""
    _branches(file, report)
    _unasked(file, report)
    _circles(file, report)
    _silences(file, report)


def _branches(file: SequenceFile, report: Report) -> None:
    sent = {effect.send for placed in effects_in(file) for effect in placed.effects}
    for step in file.steps:
        if step.day is None and step.id not in sent:
            message = f'Nothing ever sends "{step.id}": it has no day, and no effect names it.'
            report.value((*step.path, "id"), "unreachable", message, "give it a day, or send it")


def _unasked(file: SequenceFile, report: Report) -> None:
    """Questions that nothing asks: conditions on them never hold."""
    asked = set(_asked(file))
    for name in file.questions or {}:
        if name not in asked:
            message = f'Nothing asks the question "{name}".'
            report.warn(("questions", name), "unused-question", message, "ask it, or remove it")
    for clause in clauses_in(file):
        if clause.question not in asked and question_in(file, clause.question):
            message = f'Nothing asks the question "{clause.question}", so this never holds.'
            report.warn(clause.path, "never-asked", message, "ask it in a step before")


def _asked(file: SequenceFile) -> Iterator[str]:
    for step in file.steps:
        for name, entry in (step.ask or {}).items():
            yield name
            if not isinstance(entry, QuestionEntry):
                yield entry
    for placed in effects_in(file):
        yield from (effect.value for effect in placed.effects if effect.kind is EffectKind.ASK)


def _circles(file: SequenceFile, report: Report) -> None:
    """Questions that lead back to themselves on one page."""
    leads: dict[str, dict[str, Path]] = {}
    for question, effect in _leading(file):
        if effect.ask:
            leads.setdefault(question, {})[effect.ask] = (*effect.path, "ask")
    for name, nexts in leads.items():
        for following, path in nexts.items():
            if name in _reached(following, leads):
                message = f'This leads back to the question "{name}", which was just answered.'
                report.value(path, "circle", message, "ask something else")


def _leading(file: SequenceFile) -> Iterator[tuple[str, EffectEntry]]:
    """What follows from an answer to one question: by the answer itself, or by a rule."""
    for placed in effects_in(file):
        for effect in placed.effects if placed.question else ():
            yield str(placed.question), effect
    for rule in file.rules or ():
        conditions = conditions_of(rule.if_)
        for effect in listed(rule.then) if len(conditions) == 1 else ():
            if conditions[0].question:
                yield conditions[0].question, effect


def _reached(name: str, leads: dict[str, dict[str, Path]]) -> set[str]:
    reached = {name}
    fresh = [name]
    while fresh:
        fresh = [one for one in leads.get(fresh.pop(), {}) if one not in reached] + fresh
        reached.update(fresh)
    return reached


def _silences(file: SequenceFile, report: Report) -> None:
    """Check-ins of which nobody hears when they get no answer."""
    heard = any(
        held.silent is not None for rule in file.rules or () for held in conditions_of(rule.if_)
    )
    for step in file.steps:
        if step.ask and step.if_silent is None and not heard and not step.optional:
            message = "Nothing follows when nobody answers this check-in."
            hint = "add if_silent to the step, or a rule such as if: {silent: 2 check-ins}"
            report.warn((*step.path, "ask"), "unheard-silence", message, hint)
