"""A document read into its model; every mistake in it as a problem at its place.

A broken step, question or rule is set aside and the rest is read again, so that what refers to
what can be checked in the same run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from drip.content.fields import shown
from drip.content.hints import did_you_mean, nearest
from drip.content.nodes import Data, Document, Path
from drip.content.parts import Notes, Part
from drip.content.problems import Problem
from drip.content.report import Report

File = TypeVar("File", bound=Part)

#: Top-level keys whose items can be set aside one by one.
_SEVERAL = ("steps", "questions", "rules", "services")
#: What stands in for a broken value, so that the rest can be read.
_STAND_INS: dict[str, Data] = {
    "sequence": "unreadable",
    "title": "Unreadable",
    "anchor": "confirmed",
    "send": {"at": "00:00", "until": "23:59", "days": ["mon"]},
}
_BOOLEAN_WORDS = {"yes": "true", "on": "true", "no": "false", "off": "false"}


@dataclass(frozen=True, slots=True)
class Parsed(Generic[File]):
    """What came of a document: its file as far as it could be read; `whole` if nothing is amiss."""

    file: File | None
    problems: tuple[Problem, ...]
    whole: bool


def parse(model: type[File], document: Document) -> Parsed[File]:
    """Read a document into `model`. Never raises: mistakes come back as problems."""
    report = Report(document)
    notes = Notes(document.whereabouts)
    try:
        file: File | None = model.model_validate(document.data, context=notes)
    except ValidationError as error:
        details = error.errors(include_url=False)
        for detail in details:
            _tell(report, notes, detail)
        file = _salvage(model, document, details)
    for part, path in notes.unknown:
        word = str(path[-1])
        message = f'"{word}" is not a key that {part.what} knows.'
        report.key(path, "unknown-key", message, did_you_mean(word, part.keys()))
    for path in notes.empty:
        message = f'There is nothing after "{path[-1]}:".'
        report.key(path, "empty-value", message, "write a value, or remove the key")
    return Parsed(file, tuple(report.problems), whole=not report.problems)


def _salvage(model: type[File], document: Document, details: list[ErrorDetails]) -> File | None:
    """What can be read when the broken parts are set aside."""
    data = dict(document.data)
    broken = {document.known(detail["loc"])[:2] for detail in details}
    for key in {path[0] for path in broken if path}:
        inside = data[str(key)]
        lost = {path[1] for path in broken if len(path) > 1 and path[0] == key}
        if key in _SEVERAL and lost and (key,) not in broken:
            data[str(key)] = _without(inside, lost)
        else:
            del data[str(key)]
    for key, stand_in in _STAND_INS.items():
        if key in model.model_fields:
            data.setdefault(key, stand_in)
    try:
        return model.model_validate(data, context=Notes(document.whereabouts))
    except ValidationError:
        return None


def _without(inside: Data, lost: set[str | int]) -> Data:
    """A list or a block of keys without the items at these places."""
    if isinstance(inside, dict):
        return {key: item for key, item in inside.items() if key not in lost}
    items = inside if isinstance(inside, list) else []
    return [item for place, item in enumerate(items) if place not in lost]


def _tell(report: Report, notes: Notes, detail: ErrorDetails) -> None:
    loc: Path = tuple(part for part in detail["loc"] if part != "[key]")
    path = report.document.known(loc)
    if detail["type"] == "missing":
        _missing(report, notes, (*path, detail["loc"][-1]))
        return
    if detail["type"] in _WHOLE and any(bad[:-1] == path for bad in notes.bad):
        return
    if detail["input"] is None:
        notes.empty.append(path)
        return
    message, hint = _said(report.document, path, detail)
    on_key = detail["loc"][-1] == "[key]"
    tell = report.key if on_key else report.value
    tell(path, _CODES.get(detail["type"], detail["type"]), message, hint)


def _missing(report: Report, notes: Notes, path: Path) -> None:
    meant = [
        part
        for part, bad in notes.unknown
        if bad[:-1] == path[:-1] and path[-1] == nearest(str(bad[-1]), part.keys())
    ]
    if path in notes.empty or meant:
        return
    where = "This block" if len(path) > 1 else "The file"
    message = f'{where} has no "{path[-1]}", and needs one.'
    report.value(path[:-1], "missing-key", message, f"add a line with {path[-1]}:")


#: Mistakes in a part as a whole: a wrong key in it is the likely cause, and is told already.
_WHOLE = frozenset({"one-effect", "one-kind", "no-question", "no-comparison"})

#: pydantic's error types that have a name of ours.
_CODES = {
    "text-wanted": "needs-quotes",
    "literal_error": "unknown-word",
    "bool_type": "not-a-boolean",
    "int_type": "not-a-number",
    "list_type": "not-a-list",
    "dict_type": "not-a-block",
    "model_type": "not-a-block",
    "greater_than_equal": "out-of-range",
    "less_than_equal": "out-of-range",
    "too_short": "empty-list",
}

_Words = Callable[[Document, Path, ErrorDetails], tuple[str, str]]


def _said(document: Document, path: Path, detail: ErrorDetails) -> tuple[str, str]:
    """The sentence and the hint for one of pydantic's errors."""
    words = _WORDS.get(detail["type"])
    if words is not None:
        return words(document, path, detail)
    context: dict[str, Any] = detail.get("ctx", {})
    message = str(context.get("message", detail["msg"]))
    if isinstance(detail["input"], (int, float)):
        # 9.00 was read as the number 9.0: show what was written.
        message = message.replace(shown(detail["input"]), _shown(document, path), 1)
    return message, str(context.get("hint", ""))


def _shown(document: Document, path: Path) -> str:
    inside = document.at(path)
    if isinstance(inside, list):
        return "a list"
    if isinstance(inside, dict):
        return "a block of keys"
    source = document.source(path)
    return source if len(source) > 1 and source[0] in "\"'" else f'"{source}"'


def _text_wanted(document: Document, path: Path, _detail: ErrorDetails) -> tuple[str, str]:
    inside = document.at(path)
    if isinstance(inside, (list, dict)):
        hint = "text with [ ] { } or # in it needs quotes around it"
        return f"Text is wanted here, but {_shown(document, path)} stands here.", hint
    kind = "true or false" if isinstance(inside, bool) else "a number"
    source = document.source(path)
    return f"{source} reads as {kind}, but text is wanted.", f'write "{source}"'


def _literal(_document: Document, _path: Path, detail: ErrorDetails) -> tuple[str, str]:
    known = [word.strip("' ") for word in detail["ctx"]["expected"].replace(" or ", ",").split(",")]
    said = str(detail["input"])
    return f'"{said}" is not one of: {", ".join(known)}.', did_you_mean(said, known)


def _boolean(document: Document, path: Path, detail: ErrorDetails) -> tuple[str, str]:
    meant = _BOOLEAN_WORDS.get(str(detail["input"]).casefold(), "true or false")
    return f"{_shown(document, path)} is neither true nor false.", f"write {meant}"


def _number(document: Document, path: Path, _detail: ErrorDetails) -> tuple[str, str]:
    return f"{_shown(document, path)} is not a whole number.", "write e.g. 2, without quotes"


def _list(document: Document, path: Path, _detail: ErrorDetails) -> tuple[str, str]:
    shown = _shown(document, path)
    source = document.source(path)
    hint = f"write [{source}]" if source else "begin each item with a '-'"
    return f"A list is wanted here, but {shown} stands here.", hint


def _block(document: Document, path: Path, _detail: ErrorDetails) -> tuple[str, str]:
    shown = _shown(document, path)
    return f"A block of keys is wanted here, but {shown} stands here.", "write e.g. {key: value}"


def _small(document: Document, path: Path, detail: ErrorDetails) -> tuple[str, str]:
    least = detail["ctx"]["ge"]
    return f"{_shown(document, path)} is too small.", f"write {least} or more"


def _large(document: Document, path: Path, detail: ErrorDetails) -> tuple[str, str]:
    most = detail["ctx"]["le"]
    return f"{_shown(document, path)} is too large.", f"write {most} or less"


def _short(_document: Document, _path: Path, _detail: ErrorDetails) -> tuple[str, str]:
    return "At least one item must stand here.", "add one, or remove the key"


_WORDS: dict[str, _Words] = {
    "text-wanted": _text_wanted,
    "literal_error": _literal,
    "bool_type": _boolean,
    "int_type": _number,
    "list_type": _list,
    "dict_type": _block,
    "model_type": _block,
    "greater_than_equal": _small,
    "less_than_equal": _large,
    "too_short": _short,
}
