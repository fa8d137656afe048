"""A document read into its model; every mistake in it as a problem at its place.

A broken step, question or rule is set aside and the rest is read again, so that what refers to
what can be checked in the same run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from drip.content.finding_words import CODES, empty_value, meant, said, unknown_key
from drip.content.nodes import MOST_PROBLEMS, Data, Document, Path
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
        for detail in details[: MOST_PROBLEMS + 1]:
            _tell(report, notes, detail)
        # Of a file full of mistakes no more is read than what is told.
        file = _salvage(model, document, details) if len(details) <= MOST_PROBLEMS else None
    for part, path in notes.unknown[: MOST_PROBLEMS + 1]:
        report.key(path, "unknown-key", *unknown_key(str(path[-1]), part))
    for path in dict.fromkeys(notes.empty):
        report.key(path, "empty-value", *empty_value(document, path))
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
        _missing(report, notes, (*report.document.known(loc[:-1]), detail["loc"][-1]))
        return
    if detail["type"] in _WHOLE and any(bad[:-1] == path for bad in notes.bad):
        return
    if detail["input"] is None:
        notes.empty.append(path)
        return
    message, hint = said(report.document, path, detail)
    on_key = detail["loc"][-1] == "[key]"
    tell = report.key if on_key else report.value
    tell(path, CODES.get(detail["type"], detail["type"]), message, hint)


def _missing(report: Report, notes: Notes, path: Path) -> None:
    known = [
        part
        for part, bad in notes.unknown
        if bad[:-1] == path[:-1] and path[-1] == meant(str(bad[-1]), part)
    ]
    if path in notes.empty or known:
        return
    where = "This block" if len(path) > 1 else "The file"
    message = f'{where} has no "{path[-1]}", and needs one.'
    report.value(path[:-1], "missing-key", message, f"add a line with {path[-1]}:")


#: Mistakes in a part as a whole: a wrong key in it is the likely cause, and is told already.
_WHOLE = frozenset({"one-effect", "one-kind", "no-question", "no-comparison"})
