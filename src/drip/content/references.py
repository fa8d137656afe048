"""Whether everything that one part of a sequence refers to is there."""

from __future__ import annotations

from collections.abc import Callable

from drip.content.build import questions_of
from drip.content.bundle import letter_path
from drip.content.hints import did_you_mean, nearest
from drip.content.models import SequenceFile, StepEntry
from drip.content.nodes import Path
from drip.content.questions import COMPARISON_KEYS, EffectEntry, QuestionEntry
from drip.content.report import Report
from drip.content.world import (
    Clause,
    Placed,
    World,
    clauses_in,
    comparisons_in,
    effects_in,
    question_in,
)
from drip.content.zones import calendar_problem
from drip.domain.sequences import UNANSWERED, EffectKind


def check_references(file: SequenceFile, world: World, report: Report) -> None:
    """Report every reference that leads nowhere."""
    _own_key(file, report)
    _steps(file, world, report)
    _services_of_steps(file, world, report)
    _questions(file, report)
    for placed in effects_in(file):
        for effect in placed.effects:
            _EFFECTS[effect.kind](effect, placed, file, world, report)
    for clause in clauses_in(file):
        _clause(clause, file, world, report)
    _reasons(file, report)
    _calendars(file, report)


def _own_key(file: SequenceFile, report: Report) -> None:
    stem = _stem(report)
    written = report.document.data.get("sequence")
    if isinstance(written, str) and written == file.sequence != stem:
        message = f'The file is called {stem}.yaml, but its sequence "{written}".'
        report.value(("sequence",), "wrong-key", message, f"write sequence: {stem}")


def _stem(report: Report) -> str:
    return report.document.path.rpartition("/")[2].removesuffix(".yaml")


def _steps(file: SequenceFile, world: World, report: Report) -> None:
    seen: dict[str, Path] = {}
    for step in file.steps:
        path = (*step.path, "id")
        if step.id in seen:
            line = report.line(seen[step.id])
            message = f'The id "{step.id}" is already used on line {line}.'
            report.value(path, "duplicate-step", message, "give this step a name of its own")
            continue
        seen[step.id] = path
        letter = letter_path(_stem(report), step.id)
        # In a copy that has not its own name yet that is the mistake, and is told.
        if letter not in world.texts and file.sequence == _stem(report):
            _no_letter(letter, path, world, report)
    for step in file.steps:
        if step.optional and step.if_silent:
            message = "No answer to an optional step is no silence, so nothing follows from it."
            hint = "remove one of the two"
            report.key((*step.path, "if_silent"), "never-silent", message, hint)
        if step.renamed_from in seen:
            message = f'"{step.renamed_from}" is still a step: it was not renamed.'
            report.value((*step.path, "renamed_from"), "not-renamed", message, "remove this line")


def _no_letter(letter: str, path: Path, world: World, report: Report) -> None:
    folder, _, name = letter.rpartition("/")
    there = [text.rpartition("/")[2] for text in world.texts if text.startswith(f"{folder}/")]
    near = nearest(name, sorted(there))
    hint = f'did you mean "{near.removesuffix(".md")}"?' if near else f"write {letter}"
    report.value(path, "no-letter", f"This step has no letter: {letter} is not there.", hint)


def _services_of_steps(file: SequenceFile, world: World, report: Report) -> None:
    for step in file.steps:
        if step.book:
            _service(step.book, (*step.path, "book"), world, report)


def _questions(file: SequenceFile, report: Report) -> None:
    for step in file.steps:
        for name, asked in (step.ask or {}).items():
            path = (*step.path, "ask", name)
            if name in COMPARISON_KEYS:
                message = f'"{name}" has a meaning of its own and cannot name a question.'
                report.key(path, "bad-name", message, "choose another name")
            elif isinstance(asked, QuestionEntry):
                _same_question(file, name, asked, report)
            elif asked not in _named(report):
                message = f'There is no question "{asked}" under `questions`.'
                report.value(path, "unknown-question", message, did_you_mean(asked, _named(report)))


def _named(report: Report) -> tuple[str, ...]:
    named = report.document.data.get("questions")
    return tuple(named) if isinstance(named, dict) else ()


def _same_question(file: SequenceFile, name: str, asked: QuestionEntry, report: Report) -> None:
    first = question_in(file, name)
    if first is None or first is asked or first.form == asked.form:
        return
    message = (
        f'Another question "{name}" stands on line {report.line(first.path)}, '
        "with other answers: they would be mixed up."
    )
    report.key(asked.path, "two-questions", message, "give one of the two another name")


def _send(
    effect: EffectEntry, placed: Placed, file: SequenceFile, world: World, report: Report
) -> None:
    path = (*effect.path, "send")
    if not _step_there(effect.value, path, world, report):
        return
    step = next((step for step in file.steps if step.id == effect.value), None)
    skipped = {other.skip for other in placed.effects}
    if step is not None and step.day is not None and step.id not in skipped:
        message = f'"{step.id}" has a day of its own: it would go twice.'
        hint = f"add {{skip: {step.id}}} beside it, or send a step without a day"
        report.value(path, "sent-twice", message, hint)


def _skip(
    effect: EffectEntry, placed: Placed, file: SequenceFile, world: World, report: Report
) -> None:
    path = (*effect.path, "skip")
    if not _step_there(effect.value, path, world, report):
        return
    step = next((step for step in file.steps if step.id == effect.value), None)
    if step is not None and step.day == "start":
        report.value(path, "skips-start", "The first letter is never left out.", "remove it")
    elif step is not None and step.day is None:
        message = f'"{step.id}" has no day: there is nothing to leave out.'
        report.value(path, "skips-branch", message, "name a step with a day")
    elif step is not None and _is_past(step, placed.step or _first_asking(file, placed.question)):
        message = f'"{step.id}" has gone out before this is answered: nothing is left out.'
        report.warn(path, "skips-past", message, "name a later step, or remove it")


def _first_asking(file: SequenceFile, question: str | None) -> StepEntry | None:
    """The first step with a day that asks a question."""
    asking = (step for step in file.steps if step.day is not None and question in (step.ask or {}))
    return next(asking, None)


def _is_past(step: StepEntry, asking: StepEntry | None) -> bool:
    """Whether a step stands before, or is, the one that asks."""
    days = (step.day, asking.day if asking else None)
    return all(isinstance(day, int) for day in days) and int(days[0] or 0) <= int(days[1] or 0)


def _step_there(step: str, path: Path, world: World, report: Report) -> bool:
    if step in world.steps:
        return True
    message = f'There is no step "{step}" in this sequence.'
    report.value(path, "unknown-step", message, did_you_mean(step, world.steps))
    return False


def _ask(
    effect: EffectEntry, placed: Placed, _file: SequenceFile, world: World, report: Report
) -> None:
    path = (*effect.path, "ask")
    if not placed.asks:
        message = "Nobody is on the answer page at this moment, so nothing can be asked."
        report.value(path, "nobody-to-ask", message, "send a letter that asks instead")
        return
    here = tuple(placed.step.ask or ()) if placed.step else ()
    named = _named(report)
    known = (*here, *named)
    if effect.value in known:
        return
    elsewhere = effect.value in world.questions
    message = f'There is no question "{effect.value}" under `questions`.'
    hint = "move it there from its step" if elsewhere else did_you_mean(effect.value, known)
    report.value(path, "unknown-question", message, hint)


def _start(
    effect: EffectEntry, placed: Placed, file: SequenceFile, world: World, report: Report
) -> None:
    path = (*effect.path, "start")
    if effect.value == file.sequence:
        report.value(path, "starts-itself", "A sequence cannot start itself.", "name another one")
    elif effect.value not in world.sequences:
        message = f'There is no sequence "{effect.value}".'
        known = sorted(world.sequences - {file.sequence})
        hint = did_you_mean(effect.value, known) or f"write sequences/{effect.value}.yaml"
        report.value(path, "unknown-sequence", message, hint)
    elif not placed.asks:
        message = "Nobody has answered anything at this moment, so nobody agreed to more letters."
        report.value(path, "no-consent", message, "let an answer start it, or write a task")


def _book(
    effect: EffectEntry, _placed: Placed, _file: SequenceFile, world: World, report: Report
) -> None:
    _service(effect.value, (*effect.path, "book"), world, report)


def _service(service: str, path: Path, world: World, report: Report) -> None:
    if world.clinic is not None and service not in world.clinic.services:
        message = f'There is no service "{service}" in _clinic.yaml.'
        report.value(path, "unknown-service", message, did_you_mean(service, world.clinic.services))


def _nothing(*_: object) -> None:
    """The effect refers to nothing."""


_EFFECTS: dict[EffectKind, Callable[[EffectEntry, Placed, SequenceFile, World, Report], None]] = {
    EffectKind.SEND: _send,
    EffectKind.SKIP: _skip,
    EffectKind.ASK: _ask,
    EffectKind.START: _start,
    EffectKind.BOOK: _book,
    EffectKind.TASK: _nothing,
    EffectKind.PAUSE: _nothing,
    EffectKind.FINISH: _nothing,
}


def _clause(clause: Clause, file: SequenceFile, world: World, report: Report) -> None:
    if clause.question not in world.questions:
        words = (*world.questions, *COMPARISON_KEYS) if clause.in_rule else world.questions
        message = f'There is no question "{clause.question}".'
        tell = report.value if clause.numeric else report.key
        tell(clause.path, "unknown-question", message, did_you_mean(clause.question, words))
        return
    entry = question_in(file, clause.question)
    if entry is None:
        return
    if clause.numeric and entry.span is None:
        message = f'"{clause.question}" is not answered with a number, so it cannot be compared.'
        report.value(clause.path, "not-comparable", message, "name its answers instead")
    for place, value in enumerate(clause.values):
        if value != UNANSWERED and not entry.takes(value):
            _no_answer((*clause.path, place), clause.question, value, entry, report)


def _no_answer(path: Path, name: str, value: str, entry: QuestionEntry, report: Report) -> None:
    message = f'"{value}" is no answer to "{name}".'
    if entry.values is not None:
        hint = did_you_mean(value, (*entry.values, UNANSWERED))
    elif entry.span is not None:
        hint = f"it is answered with a number from {entry.span[0]} to {entry.span[1]}"
    else:
        message = (
            f'"{name}" is answered in people\'s own words, so no condition can name an answer.'
        )
        hint = f"write {UNANSWERED}, or ask a question with choices"
    report.value(path, "unknown-answer", message, hint)


def _reasons(file: SequenceFile, report: Report) -> None:
    """A reason can only be looked at where it is asked for."""
    if any(question.reasons for question in questions_of(file).values()):
        return
    for comparison in comparisons_in(file):
        if comparison.reason:
            message = "No question here asks for a reason, so this never holds."
            hint = "add a question with reasons: all, or name the question and its answer"
            report.value((*comparison.path, "reason"), "no-reasons", message, hint)


def _calendars(file: SequenceFile, report: Report) -> None:
    report_calendar(("send", "holidays"), file.send.holidays, report)
    for step in file.steps:
        if step.send is not None:
            report_calendar((*step.path, "send", "holidays"), step.send.holidays, report)


def report_calendar(path: Path, name: str | None, report: Report) -> None:
    """Report a calendar of holidays that is not known."""
    if name is not None and (said := calendar_problem(name)):
        report.value(path, "unknown-calendar", *said)
