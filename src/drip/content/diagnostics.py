"""Problems as people and programs read them: with a caret under the place, or as plain data."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from drip.content.nodes import lines_of
from drip.content.problems import Problem, Severity

#: Longer lines are shown around the place only.
_MOST_WIDTH = 100
_BEFORE = 40
_ELLIPSIS = "..."


def render(problems: Iterable[Problem], files: Mapping[str, str]) -> str:
    """Every problem with its line, a caret and a hint, as one text."""
    lines: list[str] = []
    for problem in problems:
        lines += _head(problem)
        lines += _excerpt(problem, files.get(problem.path, ""))
        if problem.hint:
            lines.append(f"      = {problem.hint}")
    return "".join(f"{line}\n" for line in lines)


def summary(problems: Iterable[Problem]) -> str:
    """How many there are, in words: `1 error, 2 warnings`; `no problems`."""
    counts = dict.fromkeys(Severity, 0)
    for problem in problems:
        counts[problem.severity] += 1
    said = [f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in counts.items() if n]
    return ", ".join(said) or "no problems"


def as_data(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The problems as plain data for JSON."""
    return [
        {
            "path": problem.path,
            "line": problem.line,
            "column": problem.column,
            "end_line": problem.end_line,
            "end_column": problem.end_column,
            "severity": problem.severity.value,
            "code": problem.code,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]


def _head(problem: Problem) -> list[str]:
    where = f"{problem.path}:{problem.line}:{problem.column}"
    return [f"{where}: {problem.severity}[{problem.code}]: {problem.message}"]


def _excerpt(problem: Problem, text: str) -> list[str]:
    lines = lines_of(text)
    if not text or problem.line > len(lines):
        return []
    line = lines[problem.line - 1]
    start = problem.column - 1
    end = problem.end_column - 1 if problem.end_line == problem.line else len(line)
    shift = 0
    if len(line) > _MOST_WIDTH:
        shift = max(0, start - _BEFORE)
        more = len(line) > shift + _MOST_WIDTH
        line = line[shift : shift + _MOST_WIDTH] + (_ELLIPSIS if more else "")
        if shift:
            line = _ELLIPSIS + line
            shift -= len(_ELLIPSIS)
    before = _blank(line[: start - shift])
    under = _width(line[start - shift : end - shift])
    return [f"{problem.line:>5} | {_printable(line)}", f"      | {before}{'^' * max(1, under)}"]


def _blank(text: str) -> str:
    """As wide as the text, and empty."""
    return " " * _width(text)


def _printable(text: str) -> str:
    """The text without characters that would move a terminal's cursor."""
    return "".join(" " if char < " " or char == "\x7f" else char for char in text)


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
