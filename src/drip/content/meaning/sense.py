"""What contradicts itself, says the same twice, or can never be: each within one part of a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from drip.content.build import conditions_of, effects_of, policy_of
from drip.content.fields import MOST_DAYS
from drip.content.models import RuleEntry, SequenceFile, StepEntry
from drip.content.nodes import Path
from drip.content.questions import (
    ChoiceEntry,
    ComparisonEntry,
    Conditions,
    EffectEntry,
    QuestionEntry,
    listed,
)
from drip.content.report import Report
from drip.content.wording import labels_of, questions_of
from drip.content.world import comparisons_in, effects_in, question_in
from drip.domain.answers import REASONS
from drip.domain.sequences import UNANSWERED, EffectKind
from drip.domain.spans import Span, SpanUnit

#: Wider scales are no longer tapped: each number is a button in the letter.
MOST_TO_TAP = 21
#: Longer words do not fit on a button of a phone.
LONGEST_LABEL = 80
_ENDED = frozenset({EffectKind.SEND, EffectKind.PAUSE, EffectKind.SKIP})
_HOURS = {
    SpanUnit.MINUTES: 1 / 60,
    SpanUnit.HOURS: 1.0,
    SpanUnit.DAYS: 24.0,
    SpanUnit.CLINIC_DAYS: 24.0,
    SpanUnit.MONTHS: 28 * 24.0,
}


def check_sense(file: SequenceFile, report: Report) -> None:
    """Report what makes no sense by itself, whatever the rest of the file says."""
    _empty(file, report)
    _scales(file, report)
    _labels(file, report)
    for comparison in comparisons_in(file):
        _comparison(comparison, file, report)
    for placed in effects_in(file):
        _at_odds(placed.effects, report)
    _crossed_effects(file, report)
    _gap(file, report)
    _same_rules(file, report)
    _renamed(file, report)
    _idle_keys(file, report)
    _check_ins(file, report)


def _empty(file: SequenceFile, report: Report) -> None:
    """Blocks and lists in which nothing stands."""
    for path in _empty_paths(file):
        hint = "write something here, or remove the key"
        report.key(path, "empty-list", f"Nothing stands under `{path[-1]}`.", hint)


def _empty_paths(file: SequenceFile) -> Iterator[Path]:
    yield from _empty_in_steps(file)
    for rule in file.rules or ():
        if _hollow(rule.if_):
            yield (*rule.path, "if")
        if rule.then == []:
            yield (*rule.path, "then")
    for _, question in questions_of(file):
        if question.reasons == []:
            yield (*question.path, "reasons")
        for choice in (question.choices or {}).values():
            if isinstance(choice, ChoiceEntry) and choice.then == []:
                yield (*choice.path, "then")


def _empty_in_steps(file: SequenceFile) -> Iterator[Path]:
    for step in file.steps:
        held: tuple[tuple[str, Conditions | None], ...] = (
            ("only_if", step.only_if),
            ("unless", step.unless),
        )
        yield from ((*step.path, key) for key, value in held if _hollow(value))
        if step.ask is not None and not step.ask:
            yield (*step.path, "ask")
        if step.if_silent and step.if_silent.then == []:
            yield (*step.if_silent.path, "then")


def _hollow(value: Conditions | None) -> bool:
    return value is not None and (not value or (isinstance(value, list) and {} in value))


def _scales(file: SequenceFile, report: Report) -> None:
    for _, question in questions_of(file):
        if question.scale and question.scale[1] - question.scale[0] >= MOST_TO_TAP:
            least, most = question.scale
            message = f"A scale of {most - least + 1} numbers is too wide to tap on a phone."
            hint = f"write number: {least}-{most}, and people type it"
            report.value((*question.path, "scale"), "wide-scale", message, hint)
        if len(question.choices or ()) > MOST_TO_TAP:
            count = len(question.choices or ())
            message = f"{count} answers are too many to tap on a phone."
            hint = f"offer {MOST_TO_TAP} at most, or write text: true"
            report.value((*question.path, "choices"), "wide-scale", message, hint)


def _labels(file: SequenceFile, report: Report) -> None:
    for _, question in questions_of(file):
        for path, words in labels_of(question):
            if "\n" in words:
                message = "These words run over several lines; people read them as one."
                report.warn(path, "several-lines", message, "write them on one line")
        _answers(question, report)
        if UNANSWERED in (question.choices or {}):
            message = (
                f'"{UNANSWERED}" stands for people who never answered: no answer is called so.'
            )
            path = (*question.path, "choices", UNANSWERED)
            report.key(path, "bad-name", message, "choose another name")
        reasons = question.reasons or []
        for place, reason in enumerate(reasons):
            if reason in reasons[:place]:
                message = f'The reason "{reason}" ("{REASONS[reason]}") is listed twice.'
                path = (*question.path, "reasons", place)
                report.value(path, "same-words", message, "keep one of the two")


def _answers(question: QuestionEntry, report: Report) -> None:
    """Answers on offer that are too long for a button, or that nobody can tell apart."""
    said: dict[str, Path] = {}
    for path, words in labels_of(question):
        if path[len(question.path)] != "choices":
            continue
        if len(words) > LONGEST_LABEL:
            message = f"This answer has {len(words)} characters; a button holds a few words."
            report.warn(path, "long-label", message, "say it shorter")
        first = said.setdefault(" ".join(words.casefold().split()), path)
        if first is not path:
            line = report.line(first)
            message = f'Another answer here says "{words}" too (line {line}): which is which?'
            report.value(path, "same-words", message, "use other words for one of the two")


def _comparison(held: ComparisonEntry, file: SequenceFile, report: Report) -> None:
    entry = question_in(file, held.question) if held.question else None
    if entry is None or entry.span is None:
        return
    least, most = entry.span
    at_least = least if held.at_least is None else held.at_least
    at_most = most if held.at_most is None else held.at_most
    by = max(held.rises_by or 0, held.falls_by or 0)
    name = f'"{held.question}" is answered with {least} to {most}'
    if at_least > most or at_most < least or by > most - least:
        message = f"This never holds: {name}."
    elif at_least > at_most or (held.rises_by and held.falls_by):
        message = "This never holds: no answer can be both."
    elif held.at_least is not None and held.at_least <= least and held.at_most is None:
        message = f"This holds for every answer: {name}."
        key = "at_least"
        report.warn((*held.path, key), "always-holds", message, "write a larger number")
        return
    elif held.at_most is not None and held.at_most >= most and held.at_least is None:
        message = f"This holds for every answer: {name}."
        report.warn((*held.path, "at_most"), "always-holds", message, "write a smaller number")
        return
    else:
        return
    keys = ("at_least", "at_most", "rises_by", "falls_by")
    key = next(key for key in keys if key in held.model_fields_set)
    report.value((*held.path, key), "never-holds", message, "correct the number")


def _at_odds(effects: tuple[EffectEntry, ...], report: Report) -> None:
    """Effects of one thing of which one undoes another, or repeats it."""
    seen: dict[tuple[EffectKind, str], EffectEntry] = {}
    kinds: dict[EffectKind, EffectEntry] = {}
    for effect in effects:
        path = (*effect.path, effect.kind.value)
        if (effect.kind, effect.value) in seen and effect.kind is not EffectKind.PAUSE:
            message = f"`{effect.kind.value}: {effect.value}` stands here twice."
            report.warn(path, "doubled-effect", message, "keep one of the two")
        elif effect.kind in {EffectKind.PAUSE, EffectKind.FINISH} and effect.kind in kinds:
            message = f"Two different `{effect.kind.value}` follow from the same thing."
            report.warn(path, "at-odds", message, "keep one of the two")
        seen[effect.kind, effect.value] = effect
        kinds.setdefault(effect.kind, effect)
    for kind in sorted(_ENDED & kinds.keys()) if EffectKind.FINISH in kinds else ():
        message = f"`finish` ends the letters for this person, so `{kind.value}` beside it does "
        message += "nothing."
        path = (*kinds[kind].path, kind.value)
        report.warn(path, "at-odds", message, "keep one of the two")


def _crossed_effects(file: SequenceFile, report: Report) -> None:
    """Effects of rules that undo what the answer itself, or another rule, does."""
    told: set[Path] = set()
    for name, question in questions_of(file):
        for value, choice in (question.choices or {}).items():
            own = listed(choice.then) if isinstance(choice, ChoiceEntry) else ()
            ruled = [listed(rule.then) for rule in file.rules or () if _names(rule, name, value)]
            ended = [one for one in (own, *ruled) if any(effect.finish for effect in one)]
            both = tuple(effect for one in (own, *ruled) for effect in one)
            again = [effect for one in ended[1:] for effect in one if effect.finish]
            lost = [e for e in both if ended and e.kind in _ENDED and e not in ended[0]]
            for effect in (*again, *lost):
                path = (*effect.path, effect.kind.value)
                if path not in told:
                    told.add(path)
                    said = choice.say if isinstance(choice, ChoiceEntry) else choice
                    message = f'After "{said}" another line ends the letters, so this does nothing.'
                    report.warn(path, "at-odds", message, "keep one of the two")


def _names(rule: RuleEntry, question: str, value: str) -> bool:
    conditions = conditions_of(rule.if_)
    return len(conditions) == 1 and (
        conditions[0].question == question and value in conditions[0].equals
    )


def _gap(file: SequenceFile, report: Report) -> None:
    """A least time between letters that is longer than the time between letters."""
    always = [s for s in file.steps if s.day is not None and not s.only_if and not s.unless]
    days = [step.day if isinstance(step.day, int) else 0 for step in always]
    closest = min((after - before for before, after in pairwise(days)), default=MOST_DAYS)
    gap = file.send.gap
    if gap and gap.count * _HOURS[gap.unit] > 24 * max(closest, 1):
        message = f"Some letters stand {closest} days apart, so each comes later than its day."
        report.warn(("send", "gap"), "wide-gap", message, "write less, or more days between them")


def _same_rules(file: SequenceFile, report: Report) -> None:
    rules = file.rules or []
    seen: dict[object, RuleEntry] = {}
    for rule in rules:
        first = seen.setdefault((conditions_of(rule.if_), effects_of(listed(rule.then))), rule)
        if first is not rule:
            message = f"The rule on line {report.line((*first.path, 'if'))} says the same."
            report.warn((*rule.path, "if"), "doubled-rule", message, "keep one of the two")


def _renamed(file: SequenceFile, report: Report) -> None:
    seen: dict[str, StepEntry] = {}
    for step in file.steps:
        if step.renamed_from is None:
            continue
        first = seen.setdefault(step.renamed_from, step)
        if first is not step:
            message = f'"{first.id}" is renamed from "{step.renamed_from}" already.'
            path = (*step.path, "renamed_from")
            report.value(path, "renamed-twice", message, "one step had that id: keep one line")


def _idle_keys(file: SequenceFile, report: Report) -> None:
    """Keys that do nothing in their step."""
    for step in file.steps:
        for key in ("remind", "optional"):
            if key in step.model_fields_set and not step.ask:
                message = f"This step asks nothing, so `{key}` does nothing."
                report.warn((*step.path, key), "idle-key", message, "remove it, or add `ask`")
        if step.backfill and step.day is None:
            message = "A letter without a day is sent by an answer, so `backfill` does nothing."
            report.warn((*step.path, "backfill"), "idle-key", message, "remove it")
    for path, days in _days(file):
        if len(set(days)) < len(days):
            report.warn(path, "doubled-day", "A weekday is listed twice.", "keep one of the two")


def _days(file: SequenceFile) -> Iterator[tuple[Path, list[int]]]:
    yield ("send", "days"), file.send.days
    if file.check_ins and file.check_ins.days:
        yield ("check_ins", "days"), file.check_ins.days
    for step in file.steps:
        if step.send and step.send.days:
            yield (*step.path, "send", "days"), step.send.days


def _check_ins(file: SequenceFile, report: Report) -> None:
    """Spans of check-ins that cannot go together."""
    if file.check_ins is None:
        return
    policy = policy_of(file)
    path: Path = ("check_ins", "remind_after")
    if policy.remind_after and not _shorter(policy.remind_after, policy.answerable_for):
        message = f"The reminder would go when answers no longer count ({policy.answerable_for})."
        report.value(path, "late-reminder", message, "remind earlier, or raise `answerable_for`")
    path = ("check_ins", "changeable_for")
    if file.check_ins.changeable_for and _shorter(policy.answerable_for, policy.changeable_for):
        message = f"Answers count for {policy.answerable_for} only, so nobody can change one later."
        report.warn(path, "late-change", message, "write less, or raise `answerable_for`")


def _shorter(one: Span, other: Span) -> bool:
    return one.count * _HOURS[one.unit] < other.count * _HOURS[other.unit]
