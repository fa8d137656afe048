"""A checked file becomes the frozen values that the engine decides on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

from drip.content.models import RuleEntry, SequenceFile, StepEntry
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
from drip.domain.answers import REASONS
from drip.domain.sequences import (
    Anchor,
    Booking,
    CheckInPolicy,
    Choice,
    DropOut,
    Effect,
    Question,
    QuestionKind,
    Retire,
    Rule,
    Sequence,
    Silence,
    Step,
    Window,
)
from drip.domain.sequences import Condition as Held
from drip.domain.spans import Span, SpanUnit

EVERY_DAY = frozenset(range(7))
#: When the letter that goes on confirming may leave: any day, never at night.
START_WINDOW = Window(at=time(7), until=time(20), days=EVERY_DAY)
_SILENT_AFTER = Span(3, SpanUnit.CLINIC_DAYS)
_GAP = Span(20, SpanUnit.HOURS)


def sequence_of(file: SequenceFile) -> Sequence:
    """The sequence as a value. The file must have passed its checks, or a step may lack a question.

    Questions that a file does not have are left out, so that a stored revision always loads.
    """
    named = questions_of(file)
    policy = policy_of(file)
    return Sequence(
        key=file.sequence,
        title=file.title,
        anchor=Anchor(file.anchor),
        steps=tuple(_step(file, step, policy, named) for step in file.steps),
        check_ins=policy,
        drop_out=_drop_out(file),
        questions=named,
        rules=_rules(file.rules or [], reasons_asked(named)),
        gap=file.send.gap or _GAP,
        pin=file.pin,
        priority=file.priority,
        retire=Retire(file.retire) if file.retire else None,
    )


def window_of(file: SequenceFile) -> Window:
    """The sequence's send window."""
    send = file.send
    return Window(
        at=send.at,
        until=send.until,
        days=frozenset(send.days),
        holidays=_calendar(send.holidays),
        quiet=send.quiet,
    )


def policy_of(file: SequenceFile) -> CheckInPolicy:
    """How check-ins behave, with what is left out filled in."""
    entry = file.check_ins
    window = _for_check_ins(file, window_of(file))
    if entry is None:
        return CheckInPolicy(window=window, remind_after=None, silent_after=_SILENT_AFTER)
    return CheckInPolicy(
        window=window,
        remind_after=entry.remind_after,
        silent_after=entry.silent_after or entry.remind_after or _SILENT_AFTER,
        answerable_for=entry.answerable_for or Span(14, SpanUnit.DAYS),
        changeable_for=entry.changeable_for or Span(7, SpanUnit.DAYS),
    )


def _drop_out(file: SequenceFile) -> DropOut:
    entry = file.drop_out
    if entry is None:
        return DropOut()
    return DropOut(after=entry.after or DropOut().after, missed=entry.missed)


def step_window(file: SequenceFile, step: StepEntry) -> Window:
    """When one step's letter may leave.

    The `start` letter is never held back by weekdays or holidays. Letters that ask leave
    on the check-ins' days, and not before a holiday: somebody must be there to read the answers.
    """
    start = step.day == "start"
    window = START_WINDOW if start else window_of(file)
    change = step.send
    if change is not None:
        window = Window(
            at=change.at or window.at,
            until=change.until or window.until,
            days=frozenset(change.days) if change.days is not None else window.days,
            holidays=_calendar(change.holidays) if change.holidays else window.holidays,
            quiet=change.quiet or window.quiet,
        )
    return _for_check_ins(file, window) if step.ask and not start else window


def _for_check_ins(file: SequenceFile, window: Window) -> Window:
    days = file.check_ins.days if file.check_ins else None
    allowed = EVERY_DAY if days is None else frozenset(days)
    return replace(window, days=window.days & allowed, not_on_eves=True)


def _calendar(name: str | None) -> str | None:
    return None if name == "none" else name


def questions_of(file: SequenceFile) -> dict[str, Question]:
    """Every question of the file by its name: the named ones, then those written in steps."""
    found = {name: question_of(name, entry) for name, entry in (file.questions or {}).items()}
    for step in file.steps:
        for name, asked in (step.ask or {}).items():
            if isinstance(asked, QuestionEntry):
                found.setdefault(name, question_of(name, asked))
            elif asked in found:
                found.setdefault(name, replace(found[asked], name=name))
    return found


def question_of(name: str, entry: QuestionEntry) -> Question:
    """One question as a value."""
    least, most = entry.scale or entry.number or (0, 10)
    return Question(
        name=name,
        text=entry.question,
        kind=_kind(entry),
        choices=_choices(entry),
        low=entry.low or "",
        high=entry.high or "",
        least=least,
        most=most,
        reasons=entry.reasons is not None,
    )


def _kind(entry: QuestionEntry) -> QuestionKind:
    if entry.scale:
        return QuestionKind.SCALE
    if entry.number:
        return QuestionKind.NUMBER
    if entry.text:
        return QuestionKind.TEXT
    return QuestionKind.ROUTINE if entry.routine else QuestionKind.CHOICE


def _choices(entry: QuestionEntry) -> tuple[Choice, ...]:
    if entry.reasons is not None:
        return tuple(Choice(value=value, say=REASONS[value]) for value in entry.reasons)
    return tuple(
        Choice(value=value, say=choice.say, then=effects_of(listed(choice.then)))
        if isinstance(choice, ChoiceEntry)
        else Choice(value=value, say=choice)
        for value, choice in (entry.choices or {}).items()
    )


def effects_of(entries: tuple[EffectEntry, ...]) -> tuple[Effect, ...]:
    """Effects as values."""
    return tuple(Effect(kind=e.kind, value=e.value, after=e.span) for e in entries)


def conditions_of(entry: Conditions | None, asked_as: tuple[str, ...] = ()) -> tuple[Held, ...]:
    """Conditions as values; all of them must hold. `asked_as` names the questions for reasons."""
    if entry is None:
        return ()
    entries = entry if isinstance(entry, list) else [entry]
    return tuple(held for one in entries for held in _conditions(one, asked_as))


def _conditions(entry: Condition, asked_as: tuple[str, ...]) -> tuple[Held, ...]:
    if isinstance(entry, ComparisonEntry):
        held = Held(
            question=entry.question,
            at_least=entry.at_least,
            at_most=entry.at_most,
            rises_by=entry.rises_by,
            falls_by=entry.falls_by,
        )
        beside = (
            Held(silent=entry.silent),
            Held(reasons=answers_of(entry.reason or ()), asked_as=asked_as if entry.reason else ()),
            Held(booking=Booking(entry.booking) if entry.booking else None),
            Held(no_show=bool(entry.no_show)),
            Held(outcome=answers_of(entry.outcome or ())),
        )
        return tuple(one for one in (held, *beside) if one != Held())
    return tuple(Held(question=name, equals=answers_of(values)) for name, values in entry.items())


def _step(
    file: SequenceFile, step: StepEntry, policy: CheckInPolicy, named: Mapping[str, Question]
) -> Step:
    silence = step.if_silent
    return Step(
        id=step.id,
        day=step.day if isinstance(step.day, int) else None,
        start=step.day == "start",
        window=step_window(file, step),
        ask=_asked(step, named),
        only_if=conditions_of(step.only_if, reasons_asked(named)),
        unless=conditions_of(step.unless, reasons_asked(named)),
        book=step.book,
        expires_after=step.expires_after,
        after=step.after,
        silence=Silence(
            after=silence.after or policy.silent_after, then=effects_of(listed(silence.then))
        )
        if silence
        else None,
        remind=step.remind,
        optional=step.optional,
        renamed_from=step.renamed_from,
        backfill=step.backfill,
        on_unknown=step.on_unknown,
    )


def _asked(step: StepEntry, named: Mapping[str, Question]) -> tuple[Question, ...]:
    """The step's questions in order."""
    found: list[Question] = []
    for name, asked in (step.ask or {}).items():
        if isinstance(asked, QuestionEntry):
            found.append(question_of(name, asked))
        elif asked in named:
            found.append(replace(named[asked], name=name))
    return tuple(found)


def reasons_asked(named: Mapping[str, Question]) -> tuple[str, ...]:
    """The names of the questions that ask for the clinic's reasons."""
    return tuple(name for name, question in named.items() if question.reasons)


def _rules(entries: list[RuleEntry], asked_as: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules, each with a key that lasts as long as its condition does."""
    rules: list[Rule] = []
    taken: set[str] = set()
    for entry in entries:
        conditions = conditions_of(entry.if_, asked_as)
        key = base = "+".join(_key(condition) for condition in conditions)
        count = 1
        while key in taken:
            count += 1
            key = f"{base}#{count}"
        taken.add(key)
        rules.append(Rule(key=key, conditions=conditions, then=effects_of(listed(entry.then))))
    return tuple(rules)


def _key(condition: Held) -> str:
    if condition.question is None:
        return _key_beside(condition)
    if condition.equals:
        return f"{condition.question}-is-{'-or-'.join(condition.equals)}"
    parts = [str(condition.question)]
    for name in ("at_least", "at_most", "rises_by", "falls_by"):
        limit = getattr(condition, name)
        if limit is not None:
            parts.append(f"{name.replace('_', '-')}-{limit}")
    return "-".join(parts)


def _key_beside(condition: Held) -> str:
    if condition.silent is not None:
        return f"silent-{condition.silent}"
    if condition.reasons:
        return f"reason-{'-or-'.join(condition.reasons)}"
    if condition.booking is not None:
        return f"booking-{condition.booking.value}"
    return f"outcome-{'-or-'.join(condition.outcome)}" if condition.outcome else "no-show"
