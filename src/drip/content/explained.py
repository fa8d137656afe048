"""Warnings that a writer has explained: they stay in the record, as notes.

In a letter the front matter says `explained: {code: reason}`. In a YAML file a comment says it, on
the line that the warning points at or on a comment line right above it:
`# explained same-day: the two letters are for different people`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from drip.content.letters import LetterSource
from drip.content.nodes import lines_of
from drip.content.problems import Problem, Severity

_COMMENT = re.compile(r"#\s*explained\s+([a-z][a-z-]*):\s*(\S.*)")


def settle(
    problems: Iterable[Problem], files: Mapping[str, str], letters: Mapping[str, LetterSource]
) -> Iterator[Problem]:
    """The problems, with every explained warning as a note that carries its reason."""
    lines = {path: lines_of(files[path]) for path in {p.path for p in problems} & set(files)}
    for problem in problems:
        reason = ""
        if problem.severity is Severity.WARNING:
            letter = letters.get(problem.path)
            reasons = letter.explained if letter else _beside(lines.get(problem.path, []), problem)
            reason = dict(reasons).get(problem.code, "")
        if reason:
            yield replace(problem, severity=Severity.NOTE, hint=f"explained: {reason}")
        else:
            yield problem


def _beside(lines: list[str], problem: Problem) -> tuple[tuple[str, str], ...]:
    """The explanations on the problem's line and on the comment lines right above it."""
    place = problem.line - 1
    found = [lines[place]] if place < len(lines) else []
    while (place := place - 1) >= 0 and lines[place].lstrip().startswith("#"):
        found.append(lines[place])
    matches = (_COMMENT.search(line) for line in found)
    return tuple((match[1], match[2].strip()) for match in matches if match)
