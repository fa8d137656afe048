"""Warnings that a writer has explained: they stay in the record, as notes.

In a letter the front matter says `explained: {code: reason}`. In a YAML file a comment says it, on
the line that the warning points at or on a comment line right above it:
`# explained same-day: the two letters are for different people`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from drip.content.front_matter import front_place
from drip.content.hints import nearest
from drip.content.letters import LetterSource
from drip.content.nodes import Place, lines_of
from drip.content.problems import Problem, Severity
from drip.content.report import problem_at

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


def idle_explanations(
    problems: Collection[Problem], files: Mapping[str, str], letters: Mapping[str, LetterSource]
) -> Iterator[Problem]:
    """Explanations of warnings that are not there: misspelt ones, and those of mended places.

    Of a file with errors nothing is said: not everything was looked at there.
    """
    told: dict[str, set[str]] = {}
    for one in problems:
        told.setdefault(one.path, set()).add(one.code)
    errors = {one.path for one in problems if one.severity is Severity.ERROR}
    for path, code, place in _explanations(files, letters):
        found = told.get(path, set())
        if path not in errors and code not in found:
            near = nearest(code, sorted(found))
            message = f'There is no warning "{code}" here to be explained.'
            hint = f'did you mean "{near}"?' if near else "take the explanation out"
            yield problem_at(path, place, "idle-explanation", message, hint, Severity.WARNING)


def _explanations(
    files: Mapping[str, str], letters: Mapping[str, LetterSource]
) -> Iterator[tuple[str, str, Place]]:
    for path, letter in letters.items():
        for code, _ in letter.explained:
            yield path, code, front_place(files[path], "explained")
    for path, text in files.items():
        if path.endswith(".yaml") and "explained" in text:
            for number, line in enumerate(lines_of(text), 1):
                if found := _COMMENT.search(line):
                    place = Place(number, found.start(1) + 1, number, found.end(1) + 1)
                    yield path, found[1], place


def _beside(lines: list[str], problem: Problem) -> tuple[tuple[str, str], ...]:
    """The explanations on the problem's line and on the comment lines right above it."""
    place = problem.line - 1
    found = [lines[place]] if place < len(lines) else []
    while (place := place - 1) >= 0 and lines[place].lstrip().startswith("#"):
        found.append(lines[place])
    matches = (_COMMENT.search(line) for line in found)
    return tuple((match[1], match[2].strip()) for match in matches if match)
