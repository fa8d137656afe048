"""Whether letters stand in the order of sending, and whether their windows ever open."""

from __future__ import annotations

from datetime import time
from itertools import pairwise

from drip.content.build import conditions_of, policy_of, step_window, window_of
from drip.content.models import SequenceFile, StepEntry
from drip.content.nodes import Path
from drip.content.report import Report
from drip.domain.sequences import Window

_DAY = 24 * 60


def check_order(file: SequenceFile, report: Report) -> None:
    """Report letters out of order, and windows that never open."""
    _starts(file, report)
    _order(file, report)
    _same_days(file, report)
    _windows(file, report)
    _misplaced(file, report)


def _starts(file: SequenceFile, report: Report) -> None:
    starts = [step for step in file.steps if step.day == "start"]
    if not starts and file.anchor == "confirmed":
        message = "No step has `day: start`: people who confirm would hear nothing at first."
        report.value(("steps",), "no-start", message, "give the first letter day: start")
    for step in starts[1:]:
        line = report.line((*starts[0].path, "day"))
        message = f"There is a start letter already, on line {line}."
        report.value((*step.path, "day"), "two-starts", message, "give this step a day")


def _order(file: SequenceFile, report: Report) -> None:
    planned = [step for step in file.steps if step.day is not None]
    first = next((step for step in planned if step.day == "start"), None)
    planned = [step for step in planned if step.day != "start" or step is first]
    for before, step in pairwise(planned):
        if _place(step) < _place(before):
            message = (
                f'"{step.id}" (day {step.day}) stands below "{before.id}" (day {before.day}), '
                "but the order in the file is the order of sending."
            )
            report.value((*step.path, "day"), "not-in-order", message, "move the step up")


def _place(step: StepEntry) -> int:
    return step.day if isinstance(step.day, int) else -1


def _same_days(file: SequenceFile, report: Report) -> None:
    planned = [step for step in file.steps if isinstance(step.day, int)]
    start = next((step for step in file.steps if step.day == "start"), None)
    if start and planned and planned[0].day == 0 and file.anchor == "confirmed":
        line = report.line((*start.path, "day"))
        message = f"Day 0 is the day of the start letter (line {line}): one letter goes a day."
        report.value((*planned[0].path, "day"), "same-day", message, "write day: 1")
    for before, step in pairwise(planned):
        if before.day != step.day or _exclusive(before, step):
            continue
        line = report.line((*before.path, "day"))
        message = f'Day {step.day} is taken by "{before.id}" (line {line}): one letter goes a day.'
        path = (*step.path, "day")
        if before.only_if or before.unless or step.only_if or step.unless:
            hint = "make sure that nobody is to get both: name the answers in only_if of each"
            report.warn(path, "same-day", message, hint)
        else:
            report.value(path, "same-day", message, f"write day: {int(step.day or 0) + 1}")


def _exclusive(one: StepEntry, other: StepEntry) -> bool:
    """Whether no person can get both: they want different answers to the same question."""
    wanted = {held.question: set(held.equals) for held in conditions_of(one.only_if)}
    for held in conditions_of(other.only_if):
        mine = wanted.get(held.question)
        if mine and held.equals and mine.isdisjoint(held.equals):
            return True
    return _refuses(one, other) or _refuses(other, one)


def _refuses(one: StepEntry, other: StepEntry) -> bool:
    """Whether `one` leaves out whom `other` wants."""
    refused = conditions_of(one.unless)
    return bool(refused) and set(refused) <= set(conditions_of(other.only_if))


def _windows(file: SequenceFile, report: Report) -> None:
    _opens(window_of(file), ("send",), report)
    asking = [step for step in file.steps if step.ask]
    if not policy_of(file).window.days and file.send.days and asking:
        message = "No day is both a day for letters and a day for check-ins: none would ever leave."
        report.value(("check_ins", "days"), "no-check-in-day", message, "share at least one day")
        return
    for step in file.steps:
        if step.send is None:
            continue
        path = (*step.path, "send")
        window = step_window(file, step)
        if not window.days and step.send.days:
            message = "This step asks, and none of its days is a day for check-ins."
            report.value((*path, "days"), "no-check-in-day", message, "share at least one day")
        else:
            _opens(window, path, report)


def _opens(window: Window, path: Path, report: Report) -> None:
    if not window.days:
        hint = "name at least one weekday"
        report.value((*path, "days"), "never-opens", "No letter could ever leave.", hint)
    elif window.until == window.at and not window.quiet:
        message = "This window begins and ends at the same time, so letters may leave at any hour."
        place = (*path, "until") if (*path, "until") in report.document.values else path
        report.value(place, "over-midnight", message, "write an end that is later than the begin")
    elif window.until < window.at and not window.quiet:
        message = (
            f"This window goes from {window.at:%H:%M} over midnight to {window.until:%H:%M}, so "
            "letters may leave in the middle of the night."
        )
        place = (*path, "until") if (*path, "until") in report.document.values else path
        report.warn(place, "over-midnight", message, "write an end that is later than the begin")
    elif _minutes(window.at, window.until) <= _quiet(window):
        message = "Quiet hours cover the whole window: no letter could ever leave."
        place = (*path, "quiet") if (*path, "quiet") in report.document.values else path
        report.value(place, "never-opens", message, "leave some time between at and until")


def _minutes(begin: time, end: time) -> frozenset[int]:
    """The minutes of the day in `[begin, end)`, which may wrap midnight."""
    first, last = (moment.hour * 60 + moment.minute for moment in (begin, end))
    return frozenset(
        minute % _DAY for minute in range(first, last if last > first else last + _DAY)
    )


def _quiet(window: Window) -> frozenset[int]:
    return _minutes(*window.quiet) if window.quiet else frozenset()


def _misplaced(file: SequenceFile, report: Report) -> None:
    """Keys that mean nothing beside the others of their step."""
    for step in file.steps:
        if step.day is not None and step.after is not None:
            message = "`after` is for letters without a day."
            report.key((*step.path, "after"), "after-with-day", message, "remove it, or the day")
        if step.if_silent is not None and not step.ask:
            message = "This step asks nothing, so nobody can be silent."
            report.key((*step.path, "if_silent"), "silent-without-ask", message, "remove it")
