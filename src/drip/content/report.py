"""Collects the problems of one document, each at its place."""

from __future__ import annotations

from drip.content.nodes import Document, Path, Place
from drip.content.problems import Problem, Severity


class Report:
    """The problems found in one document so far."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def value(self, path: Path, code: str, message: str, hint: str = "") -> None:
        """An error in a value."""
        self._add(self.document.place(path), code, message, hint)

    def key(self, path: Path, code: str, message: str, hint: str = "") -> None:
        """An error in a key."""
        self._add(self.document.key(path), code, message, hint)

    def warn(self, path: Path, code: str, message: str, hint: str = "") -> None:
        """Something that may be meant, and that a writer should look at."""
        self._add(self.document.place(path), code, message, hint, Severity.WARNING)

    def line(self, path: Path) -> int:
        """The line on which something stands."""
        return self.document.key(path).line

    def _add(
        self,
        place: Place,
        code: str,
        message: str,
        hint: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        self.problems.append(problem_at(self.document.path, place, code, message, hint, severity))


def problem_at(
    path: str,
    place: Place,
    code: str,
    message: str,
    hint: str = "",
    severity: Severity = Severity.ERROR,
) -> Problem:
    """A problem at a place of a file."""
    return Problem(
        path=path,
        line=place.line,
        column=place.column,
        end_line=place.end_line,
        end_column=place.end_column,
        code=code,
        message=message,
        hint=hint,
        severity=severity,
    )
