"""A letter's file: front matter between `---` lines, then Markdown."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from drip.content.hints import did_you_mean
from drip.content.letters import LetterSource
from drip.content.nodes import TOP, Document, Place, lines_of, read_document
from drip.content.problems import Problem

KEYS = ("subject", "preheader", "author", "reviewer", "review_by", "source", "explained")
_FENCE = "---"
_PASSAGE = re.compile(r"[A-Z][0-9]{0,2}")


@dataclass(frozen=True, slots=True)
class ParsedLetter:
    """What came of reading a letter. `source` is there even when parts of it are wrong."""

    source: LetterSource
    problems: tuple[Problem, ...]


def parse_letter(path: str, text: str) -> ParsedLetter:
    """Read one letter's file. Never raises: what is wrong comes back as problems."""
    lines = lines_of(text.removeprefix("\ufeff"))
    end = _closing_fence(lines)
    if end is None:
        body = LetterSource(path=path, subject="", preheader="", body=text)
        message = "A letter begins with a line ---, then its subject and so on, then --- again."
        hint = 'write "---", "subject: ...", "---" above the text'
        return ParsedLetter(body, (_problem(path, TOP, "front-matter", message, hint),))
    # An empty first line in place of the fence keeps the line numbers of the file.
    reading = read_document(path, "\n".join(["", *lines[1:end]]) + "\n")
    front = _Front(path, reading.document)
    source = LetterSource(
        path=path,
        subject=front.text("subject"),
        preheader=front.text("preheader"),
        body="\n".join(lines[end + 1 :]),
        body_line=end + 2,
        author=front.text("author"),
        reviewer=front.text("reviewer"),
        review_by=front.day("review_by"),
        source=front.passages("source"),
        explained=front.reasons("explained"),
    )
    front.refuse_unknown()
    return ParsedLetter(source, (*reading.problems, *front.problems))


def front_place(text: str, key: str) -> Place:
    """Where a key's value stands in a letter's file; the first line when it is not there."""
    lines = lines_of(text.removeprefix("\ufeff"))
    end = _closing_fence(lines)
    if end is None:
        return TOP
    document = read_document("", "\n".join(["", *lines[1:end]]) + "\n").document
    return document.place((key,)) if document and key in document.data else TOP


def _closing_fence(lines: list[str]) -> int | None:
    if lines[0].rstrip() != _FENCE:
        return None
    return next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)


class _Front:
    """Takes values out of the front matter and notes what is wrong with them."""

    def __init__(self, path: str, document: Document | None) -> None:
        self.problems: list[Problem] = []
        self._path = path
        self._document = document
        self._data = document.data if document else {}

    def text(self, key: str) -> str:
        """A value as text; numbers are taken as they stand."""
        value = self._data.get(key)
        if value is None:
            return ""
        if isinstance(value, (dict, list, bool, float)):
            self._note(key, f"`{key}` is a line of text.", 'put the text in "quotes"')
            return ""
        return str(value).strip()

    def day(self, key: str) -> dt.date | None:
        """A value as a date."""
        written = self.text(key)
        if not written:
            return None
        try:
            return dt.date.fromisoformat(written)
        except ValueError:
            self._note(key, f"`{key}` is not a date: {written}.", "write e.g. 2027-03-31")
            return None

    def passages(self, key: str) -> tuple[str, ...]:
        """A value as a list of passages of the seed."""
        value = self._data.get(key)
        items = value if isinstance(value, list) else [] if value is None else [value]
        wrong = [item for item in items if not (isinstance(item, str) and _PASSAGE.fullmatch(item))]
        if wrong:
            self._note(key, f"`{key}` lists passages of the articles.", "write e.g. [A1, B7]")
        return tuple(str(item) for item in items if item not in wrong)

    def reasons(self, key: str) -> tuple[tuple[str, str], ...]:
        """A value as codes of warnings, each with a reason."""
        value = self._data.get(key)
        if value is None:
            return ()
        if not isinstance(value, dict) or not all(
            isinstance(reason, str) and reason for reason in value.values()
        ):
            message = f"`{key}` says why a warning may stand: its code, and a reason."
            self._note(key, message, 'write e.g. explained: {long-subject: "we tried shorter"}')
            return ()
        return tuple((code, str(reason)) for code, reason in value.items())

    def refuse_unknown(self) -> None:
        """Note keys that no letter has."""
        for key in self._data:
            if key not in KEYS and self._document:
                message = f"A letter has no `{key}`."
                place = self._document.key((key,))
                hint = did_you_mean(key, KEYS)
                self.problems.append(_problem(self._path, place, "unknown-key", message, hint))

    def _note(self, key: str, message: str, hint: str) -> None:
        place = self._document.place((key,)) if self._document else TOP
        self.problems.append(_problem(self._path, place, "front-matter", message, hint))


def _problem(path: str, place: Place, code: str, message: str, hint: str) -> Problem:
    return Problem(
        path=path,
        line=place.line,
        column=place.column,
        end_line=place.end_line,
        end_column=place.end_column,
        code=code,
        message=message,
        hint=hint,
    )
