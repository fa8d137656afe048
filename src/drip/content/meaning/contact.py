"""Check-ins at the moments when people give up.

People stop early, when the first sessions hurt or do not happen, and at about three weeks, when
they are left to themselves (81 % adherence in three supervised weeks, 58 % in those after them).
"""

from __future__ import annotations

from typing import NamedTuple

from drip.content.models import SequenceFile, StepEntry
from drip.content.report import Report


class Moment(NamedTuple):
    """A stretch of days in which people give up; asked of sequences that last beyond `past`."""

    first: int
    last: int
    past: int
    why: str


MOMENTS = (
    Moment(3, 7, 13, "many people stop in the first week"),
    Moment(18, 24, 27, "many people stop at about three weeks, when they are left to themselves"),
)


def check_contact(file: SequenceFile, report: Report) -> None:
    """Report moments at which a long sequence does not ask how it is going."""
    placed = [(day_of(step), step) for step in file.steps if step.day is not None]
    end = max((day for day, _ in placed), default=0)
    for moment in MOMENTS:
        if end <= moment.past:
            continue
        if any(step.ask and moment.first <= day <= moment.last for day, step in placed):
            continue
        before = [step for day, step in placed if day < moment.first] or [placed[0][1]]
        message = (
            f"Nobody is asked how it goes between day {moment.first} and day {moment.last}, and "
            f"{moment.why}."
        )
        hint = "let a letter of these days ask, or add one that does"
        report.warn((*before[-1].path, "day"), "no-check-in", message, hint)


def day_of(step: StepEntry) -> int:
    """The day of a step that has one; the start letter's is 0."""
    return step.day if isinstance(step.day, int) else 0
