"""What is too little or too much of a good thing: windows, and questions of one letter."""

from __future__ import annotations

from datetime import time

from drip.content.models import SequenceFile
from drip.content.nodes import Path
from drip.content.report import Report

#: Shorter windows miss whole days when a mail server is slow or a worker is started again.
_LEAST_MINUTES = 30
#: Nobody in pain answers more at a time.
_MOST_QUESTIONS = 6


def check_measure(file: SequenceFile, report: Report) -> None:
    """Warn of windows that are hardly open, and of letters that ask a lot."""
    _window(file.send.at, file.send.until, ("send", "until"), report)
    for step in file.steps:
        if step.send is not None and (step.send.at or step.send.until):
            at, until = step.send.at or file.send.at, step.send.until or file.send.until
            key = "until" if step.send.until else "at"
            _window(at, until, (*step.path, "send", key), report)
        if len(step.ask or {}) > _MOST_QUESTIONS:
            message = f"This letter asks {len(step.ask or {})} questions at once."
            hint = f"ask {_MOST_QUESTIONS} at most, and the others in another letter"
            report.warn((*step.path, "ask"), "many-questions", message, hint)


def _window(at: time, until: time, path: Path, report: Report) -> None:
    minutes = (until.hour - at.hour) * 60 + until.minute - at.minute
    if 0 < minutes < _LEAST_MINUTES:
        said = "1 minute" if minutes == 1 else f"{minutes} minutes"
        message = f"Letters may leave in {said} of a day only: what is late waits for another day."
        report.warn(path, "short-window", message, "leave an hour or more")
