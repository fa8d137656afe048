"""YAML as plain data that remembers where every key and value stands.

Scalars follow the core schema of YAML 1.2 (section 10.3): `no`, `on` and `9:30` are text. Keys are
always text. Aliases, tags and second documents are refused, and so are files that are larger or
deeper than any sequence: nothing a file says can cost much to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from drip.content.problems import Problem
from drip.content.syntax import explain

#: Larger files are refused (bytes of UTF-8 at most, counted in characters).
MOST_CHARACTERS = 256 * 1024
#: After so many mistakes of one file the rest is not told: somebody mends these first.
MOST_PROBLEMS = 100
#: Deeper nesting is refused.
MOST_LEVELS = 20

Path = tuple[str | int, ...]
Data = dict[str, "Data"] | list["Data"] | str | int | float | bool | None

_BREAKS = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_TEXT_TAG = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a file. Lines and columns count from 1; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


TOP = Place(1, 1, 1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file as data, with the place of each key and value.

    `whereabouts` finds the path of a mapping or list by its identity in `data`.
    """

    path: str
    text: str
    data: dict[str, Data]
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    whereabouts: dict[int, Path] = field(default_factory=dict)

    def known(self, path: Path) -> Path:
        """`path` without the parts that the file does not have."""
        here: Path = ()
        for part in path:
            if (*here, part) in self.values:
                here = (*here, part)
        return here

    def place(self, path: Path) -> Place:
        """Where to point for a value: the scalar itself; its key for a mapping or a list."""
        here = self.known(path)
        while here:
            if here in self.values and not self._is_container(here):
                return self.values[here]
            if here in self.keys:
                return self.keys[here]
            if isinstance(self.at(here), list):
                begins = self.values[here]
                return Place(begins.line, begins.column, begins.line, begins.column + 1)
            first = self._first_key(here)
            if first is not None:
                return first
            here = here[:-1]
        return self._first_key(()) or TOP

    def key(self, path: Path) -> Place:
        """Where to point for a key."""
        return self.keys.get(path) or self.place(path)

    def source(self, path: Path) -> str:
        """A scalar as it was written, without its comment."""
        place = self.values.get(path)
        if place is None or place.line != place.end_line:
            return ""
        return lines_of(self.text)[place.line - 1][place.column - 1 : place.end_column - 1]

    def line(self, number: int) -> str:
        """A line of the file, counted from 1."""
        return lines_of(self.text)[number - 1]

    def at(self, path: Path) -> Data:
        """The data at a path that the file has."""
        here: Data = self.data
        for part in path:
            here = here[part]  # type: ignore[index]  # the path is known to be there
        return here

    def _is_container(self, path: Path) -> bool:
        return isinstance(self.at(path), (dict, list))

    def _first_key(self, path: Path) -> Place | None:
        inside = self.at(path)
        if isinstance(inside, dict) and inside:
            return self.keys[*path, next(iter(inside))]
        return None


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file: a document, unless it could not be understood at all."""

    document: Document | None
    problems: tuple[Problem, ...]


def lines_of(text: str) -> list[str]:
    """The lines of a text, broken where YAML breaks them."""
    return _BREAKS.split(text)


def read_document(path: str, text: str) -> Reading:
    """Read one YAML file. Never raises: what is wrong comes back as problems."""
    if len(text) > MOST_CHARACTERS:
        message = f"This file is larger than {MOST_CHARACTERS // 1024} KB. No sequence is."
        return Reading(None, (_problem(path, TOP, "too-large", message, "split it"),))
    walk = _Walk(path, text)
    try:
        document = walk.document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        return Reading(None, (*walk.problems, _syntax(path, text, error)))
    except _RefusedError:
        return Reading(None, tuple(walk.problems))
    return Reading(document, tuple(walk.problems))


def _syntax(path: str, text: str, error: yaml.YAMLError) -> Problem:
    """The problem for text that is no YAML, in the better words of the slower parser."""
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.YAMLError as better:
        error = better
    return explain(path, text, error)


class _RefusedError(Exception):
    """The file holds something that is never read on from."""


class _Walk:
    """Builds data and places from parser events, in one pass."""

    def __init__(self, path: str, text: str) -> None:
        self.problems: list[Problem] = []
        self._path = path
        self._text = text
        self._keys: dict[Path, Place] = {}
        self._values: dict[Path, Place] = {}
        self._whereabouts: dict[int, Path] = {}

    def document(self, events: Iterator[yaml.Event]) -> Document | None:
        next(events)
        if isinstance(next(events), yaml.StreamEndEvent):
            self._note(TOP, "empty-file", "This file is empty.", "")
            return None
        data = self._value(next(events), events, ())
        next(events)
        after = next(events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._refuse(after, "second-document", "A second document begins here.", "remove ---")
        if not isinstance(data, dict):
            message = "This file must be a list of keys with values, such as `title: Strengthen`."
            self._note(TOP, "not-a-mapping", message, "")
            return None
        return Document(
            path=self._path,
            text=self._text,
            data=data,
            keys=self._keys,
            values=self._values,
            whereabouts=self._whereabouts,
        )

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> Data:
        if len(path) > MOST_LEVELS:
            self._refuse(event, "too-deep", f"This is nested deeper than {MOST_LEVELS} levels.", "")
        if isinstance(event, yaml.AliasEvent):
            hint = "write the value out, or name a question under `questions`"
            self._refuse(event, "alias", "References with * are not used here.", hint)
        self._values[path] = _place(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        self._tagless(event)
        data: Data
        if isinstance(event, yaml.SequenceStartEvent):
            data = self._list(events, path)
        else:
            data = self._mapping(events, path)
        self._whereabouts[id(data)] = path
        return data

    def _list(self, events: Iterator[yaml.Event], path: Path) -> list[Data]:
        items: list[Data] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._value(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[yaml.Event], path: Path) -> dict[str, Data]:
        data: dict[str, Data] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                hint = 'put text that begins with [ or { in "quotes"'
                self._refuse(event, "odd-key", "A key must be a plain word.", hint)
            key = str(event.value)
            here = (*path, key)
            if key in data:
                first = self._keys[here].line
                message = f'"{key}" is written twice in this block (first on line {first}).'
                hint = "keep one of the two"
                hint += '; a new step begins with "- id:"' if key == "id" else ""
                self._note(_place(event), "duplicate-key", message, hint)
                self._forget(here)
            self._keys[here] = _place(event)
            data[key] = self._value(next(events), events, here)
        return data

    def _forget(self, path: Path) -> None:
        """Drop the places inside an earlier value, so that they do not stand for the later one."""
        for places in (self._keys, self._values):
            for inner in [inner for inner in places if inner[: len(path)] == path]:
                del places[inner]
        for number, where in list(self._whereabouts.items()):
            if where[: len(path)] == path:
                del self._whereabouts[number]

    def _scalar(self, event: yaml.ScalarEvent) -> Data:
        plain, _ = event.implicit
        if not plain:
            if event.tag not in {None, "!", _TEXT_TAG}:
                self._tagless(event)
            return str(event.value)
        return plain_value(event.value)

    def _tagless(self, event: yaml.Event) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            shown = str(tag).replace("tag:yaml.org,2002:", "!!")
            message = f"Tags such as {shown} are not used here."
            self._note(_place(event), "tag", message, 'put text that begins with ! in "quotes"')

    def _note(self, place: Place, code: str, message: str, hint: str) -> None:
        self.problems.append(_problem(self._path, place, code, message, hint))
        if len(self.problems) > MOST_PROBLEMS:
            raise _RefusedError

    def _refuse(self, event: yaml.Event, code: str, message: str, hint: str) -> NoReturn:
        self._note(_place(event), code, message, hint)
        raise _RefusedError


def plain_value(text: str) -> str | int | float | bool | None:
    """What an unquoted scalar means in the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _place(event: Any) -> Place:
    start, end = event.start_mark, event.end_mark
    return Place(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


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
