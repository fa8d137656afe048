"""Letters sent by answers: circles, two at once, and answers from which nothing follows."""

from __future__ import annotations

from collections.abc import Iterator

from drip.content.build import conditions_of
from drip.content.meaning.contact import day_of
from drip.content.meaning.turns import Turns
from drip.content.models import SequenceFile, StepEntry
from drip.content.nodes import Path
from drip.content.questions import ChoiceEntry, EffectEntry, QuestionEntry, listed
from drip.content.report import Report
from drip.content.world import question_in
from drip.domain.sequences import Condition, EffectKind
from drip.domain.spans import Span, SpanUnit

#: A question with fewer answers than this says nothing about the one that differs. Nor does its
#: first answer: that is where the good news stands, from which nothing needs to follow.
_FEWEST = 3


def check_branches(file: SequenceFile, turns: Turns, report: Report) -> None:
    """Report what is wrong with the letters that answers send."""
    _loops(file, report)
    _endless_silence(file, report)
    _refused_branches(file, report)
    _two_at_once(file, turns, report)
    if not any(problem.code == "same-day" for problem in report.problems):
        _crowded(file, report)
    _odd_choices(file, report)


def _loops(file: SequenceFile, report: Report) -> None:
    """Branch letters whose answers send them again at once."""
    steps = {step.id: step for step in file.steps}
    waits = {step.id for step in file.steps if step.after is not None}
    leads = {
        step.id: {
            effect.value: (*effect.path, "send")
            for effect in _sends_of(file, step)
            if effect.after is None
        }
        for step in file.steps
        if step.day is None and step.id not in waits
    }
    for step_id, nexts in leads.items():
        for following, path in nexts.items():
            if step_id in _reached(following, leads):
                who = "itself" if following == step_id else f'"{following}", which sends it'
                message = (
                    f'"{step_id}" sends {who} again, and nothing waits between: somebody who gives '
                    "the same answer gets it day after day."
                )
                hint = f"add after: 7d to {steps[step_id].id}, or let another letter follow"
                report.value(path, "loop", message, hint)


def _endless_silence(file: SequenceFile, report: Report) -> None:
    """Letters that silence sends again and again."""
    leads = {
        step.id: {e.value: (*e.path, "send") for e in _of_silence(step)} for step in file.steps
    }
    for step_id, nexts in leads.items():
        for following, path in nexts.items():
            if step_id in _reached(following, leads):
                message = f'Somebody who never answers gets "{following}" again and again.'
                hint = "let silence end it: then: {finish: lapsed}"
                report.value(path, "loop", message, hint)


def _of_silence(step: StepEntry) -> list[EffectEntry]:
    effects = listed(step.if_silent.then) if step.if_silent else ()
    return [effect for effect in effects if effect.kind is EffectKind.SEND]


def _refused_branches(file: SequenceFile, report: Report) -> None:
    """Letters without a day that only those are sent who do not get them."""
    elsewhere = {e.send for rule in file.rules or () for e in listed(rule.then)}
    elsewhere |= {e.value for step in file.steps for e in _of_silence(step)}
    senders = _senders(file)
    for step in file.steps:
        said = senders.get(step.id, [])
        if step.day is not None or not said or step.id in elsewhere:
            continue
        if any(held.equals and _otherwise(held, said) for held in conditions_of(step.only_if)):
            message = f'Nobody ever gets "{step.id}": whoever is sent it answered otherwise.'
            hint = "correct the condition, or leave it out"
            report.warn((*step.path, "only_if"), "never-sent", message, hint)


def _senders(file: SequenceFile) -> dict[str, list[tuple[str, str]]]:
    """The answers that send each letter: question and value."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, entry in _questions(file):
        for value, choice in (entry.choices or {}).items():
            for effect in listed(choice.then) if isinstance(choice, ChoiceEntry) else ():
                if effect.send:
                    found.setdefault(effect.send, []).append((name, value))
    return found


def _otherwise(held: Condition, said: list[tuple[str, str]]) -> bool:
    return all(name == held.question and value not in held.equals for name, value in said)


def _reached(step_id: str, leads: dict[str, dict[str, Path]]) -> set[str]:
    reached = {step_id}
    fresh = [step_id]
    while fresh:
        more = [one for one in leads.get(fresh.pop(), {}) if one not in reached]
        reached.update(more)
        fresh += more
    return reached


def _sends_of(file: SequenceFile, step: StepEntry) -> Iterator[EffectEntry]:
    """Every letter that an answer to a step's check-in can send, also by what it asks in turn."""
    names = [
        (name, asked if isinstance(asked, QuestionEntry) else question_in(file, asked))
        for name, asked in (step.ask or {}).items()
    ]
    seen: set[str] = set()
    while names:
        name, entry = names.pop()
        if name in seen or entry is None:
            continue
        seen.add(name)
        for effect in (*_effects_of(entry), *_rule_effects(file, name)):
            if effect.kind is EffectKind.SEND:
                yield effect
            elif effect.kind is EffectKind.ASK:
                names.append((effect.value, question_in(file, effect.value)))


def _effects_of(entry: QuestionEntry) -> Iterator[EffectEntry]:
    for choice in (entry.choices or {}).values():
        if isinstance(choice, ChoiceEntry):
            yield from listed(choice.then)


def _rule_effects(file: SequenceFile, question: str) -> Iterator[EffectEntry]:
    for rule in file.rules or ():
        conditions = conditions_of(rule.if_)
        if len(conditions) != 1 or conditions[0].question != question:
            continue
        (held,) = conditions
        if held.rises_by is None and held.falls_by is None:
            yield from listed(rule.then)


def _two_at_once(file: SequenceFile, turns: Turns, report: Report) -> None:
    """Check-ins that can send two letters at once: one of them waits for another day."""
    at_once = {step.id for step in file.steps if step.day is None and step.after is None}
    delayed = {
        effect.value for step in file.steps for effect in _sends_of(file, step) if effect.after
    }
    told: set[frozenset[str]] = set()
    for step in file.steps:
        asked = {effect.value for effect in (*_sends_of(file, step), *_of_silence(step))}
        asked &= at_once - delayed
        for turn in turns.of_step(step):
            both = turn.sends & asked
            if len(both) > 1 and both not in told:
                told.add(both)
                names = " and ".join(f'"{name}"' for name in sorted(both))
                message = (
                    f"One visit to this check-in can send {names}. Only one letter goes to a "
                    "person on a day, so the others come a day late each."
                )
                hint = "add after: 2d to one of them, or send only one"
                report.warn((*step.path, "ask"), "two-at-once", message, hint)


def _crowded(file: SequenceFile, report: Report) -> None:
    """Branch letters that fall on the day of a letter that everybody gets."""
    days = {
        day_of(step): step
        for step in file.steps
        if isinstance(step.day, int) and not step.only_if and not step.unless
    }
    waits = {step.id: step.after for step in file.steps if step.day is None}
    for step in file.steps if days else ():
        for effect in _sends_of(file, step) if step.day is not None else ():
            wait = _days(effect.after or waits.get(effect.value))
            following = days.get(day_of(step) + wait) if wait and effect.value in waits else None
            if following is not None:
                day = day_of(following)
                message = (
                    f'Whoever answers on day {day - wait} is to get "{effect.value}" on day {day}, '
                    f'the day of "{following.id}": one of the two comes a day late.'
                )
                hint = f'move "{following.id}" to day {day + 1}'
                report.warn((*effect.path, "send"), "crowded-day", message, hint)


def _days(wait: Span | None) -> int:
    """After how many days a letter follows an answer; 0 where that cannot be told."""
    if wait is None:
        return 1
    return wait.count if wait.unit is SpanUnit.DAYS else 0


def _odd_choices(file: SequenceFile, report: Report) -> None:
    """The one answer of a question from which nothing follows, while something does from others."""
    ruled = {
        (held.question, value)
        for rule in file.rules or ()
        for held in conditions_of(rule.if_)
        for value in held.equals
    }
    for name, entry in _questions(file):
        choices = entry.choices or {}
        silent = [
            value
            for value, choice in choices.items()
            if not (isinstance(choice, ChoiceEntry) and choice.then) and (name, value) not in ruled
        ]
        if len(silent) == 1 and len(choices) >= _FEWEST and silent[0] != next(iter(choices)):
            value = silent[0]
            choice = choices[value]
            say = choice.say if isinstance(choice, ChoiceEntry) else choice
            message = f'Something follows from every other answer, but nothing from "{say}".'
            hint = "add `then`, or say in a comment why nothing follows"
            report.warn((*entry.path, "choices", value), "leads-nowhere", message, hint)


def _questions(file: SequenceFile) -> Iterator[tuple[str, QuestionEntry]]:
    yield from (file.questions or {}).items()
    for step in file.steps:
        for name, asked in (step.ask or {}).items():
            if isinstance(asked, QuestionEntry):
                yield name, asked
