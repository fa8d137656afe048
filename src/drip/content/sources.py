"""The articles that letters are drawn from: their passages, and what letters say differently.

`sequences/_sources/passages.yaml` and `corrections.yaml` are held against the article itself, and
the `source` of every letter against the passages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from drip.content.front_matter import front_place
from drip.content.hints import did_you_mean
from drip.content.letters import LetterSource
from drip.content.nodes import Data, Document, Path, read_document
from drip.content.problems import Problem, Severity
from drip.content.report import Report, problem_at

FOLDER = "sequences/_sources"
PASSAGES = f"{FOLDER}/passages.yaml"
CORRECTIONS = f"{FOLDER}/corrections.yaml"
_USABLE = "text"
_STUB = "stub"
_STATUSES = ("text", "heading", "stub")
_LINES = 2


@dataclass(slots=True)
class _Passage:
    id: str
    path: Path
    status: str
    text: str


@dataclass(slots=True)
class _Book:
    """The passages by id, as far as they can be read."""

    report: Report
    passages: dict[str, _Passage] = field(default_factory=dict)


def check_sources(
    files: Mapping[str, str], letters: Mapping[str, LetterSource]
) -> Iterator[Problem]:
    """Every problem between letters, passages, corrections and the article.

    Nothing is said when there is no file of passages: a clinic may write letters of its own.
    """
    if PASSAGES not in files:
        return
    reading = read_document(PASSAGES, files[PASSAGES])
    yield from reading.problems
    if reading.document is None:
        return
    book = _read(reading.document, files)
    yield from _letters(book, files, letters)
    _unused(book, letters)
    yield from book.report.problems
    if CORRECTIONS in files:
        yield from _corrections(book, files)


def _read(document: Document, files: Mapping[str, str]) -> _Book:
    book = _Book(Report(document))
    name = str(document.data.get("file") or "")
    article = files.get(f"{FOLDER}/{name}")
    if article is None:
        message = f'The article "{name}" is not there.'
        book.report.value(("file",), "no-article", message, f"put it into {FOLDER}")
    elif hashlib.sha256(article.encode()).hexdigest() != document.data.get("sha256"):
        message = f"{name} is no longer the text that was handed over: its fingerprint differs."
        hint = "put the original back, and write changes into corrections.yaml"
        book.report.warn(("sha256",), "article-changed", message, hint)
    lines = (article or "").split("\n")
    for place, entry in enumerate(_entries(document.data.get("passages"))):
        _passage(book, ("passages", place), entry, lines)
    return book


def _entries(data: Data) -> list[dict[str, Data]]:
    return [one if isinstance(one, dict) else {} for one in data] if isinstance(data, list) else []


def _passage(book: _Book, path: Path, entry: dict[str, Data], lines: list[str]) -> None:
    key, status, span = str(entry.get("id") or ""), str(entry.get("status")), entry.get("lines")
    if key in book.passages or not key:
        message = f'The passage "{key}" is listed twice.' if key else "This passage has no id."
        book.report.value((*path, "id"), "bad-passage", message, "give it an id of its own")
        return
    if status not in _STATUSES:
        hint = did_you_mean(status, _STATUSES)
        book.report.value((*path, "status"), "bad-passage", "This status is not known.", hint)
    ends = [one for one in span if isinstance(one, int)] if isinstance(span, list) else []
    if len(ends) != _LINES or not 1 <= ends[0] <= ends[-1] <= len(lines):
        message = "`lines` are the first and the last line of the passage in the article."
        book.report.value((*path, "lines"), "bad-passage", message, "write e.g. lines: [5, 5]")
        ends = [1, 0]
    book.passages[key] = _Passage(key, path, status, "\n".join(lines[ends[0] - 1 : ends[1]]))


def _letters(
    book: _Book, files: Mapping[str, str], letters: Mapping[str, LetterSource]
) -> Iterator[Problem]:
    for path, letter in letters.items():
        for key in letter.source:
            passage = book.passages.get(key)
            if passage is not None and passage.status == _USABLE:
                continue
            place = front_place(files[path], "source")
            if passage is None:
                message = f'There is no passage "{key}" in {PASSAGES}.'
                hint = did_you_mean(key, book.passages)
                yield problem_at(path, place, "unknown-passage", message, hint)
            else:
                what = "a heading without a text" if passage.status == _STUB else "only a heading"
                message = f'The passage "{key}" is {what}: no letter can be drawn from it.'
                yield problem_at(
                    path, place, "empty-passage", message, "take it out", Severity.WARNING
                )


def _unused(book: _Book, letters: Mapping[str, LetterSource]) -> None:
    used = {key for letter in letters.values() for key in letter.source}
    for passage in book.passages.values():
        place = (*passage.path, "id")
        if passage.status == _STUB:
            message = f'"{passage.id}" is a heading without a text: "{passage.text.strip()}"'
            hint = "somebody should write its text, or decide to drop it"
            book.report.warn(place, "stub", message, hint)
        elif passage.status == _USABLE and passage.id not in used:
            message = f'No letter uses the passage "{passage.id}".'
            hint = "name it in the source of a letter that draws on it"
            book.report.warn(place, "unused-passage", message, hint)


def _corrections(book: _Book, files: Mapping[str, str]) -> Iterator[Problem]:
    reading = read_document(CORRECTIONS, files[CORRECTIONS])
    yield from reading.problems
    if reading.document is None:
        return
    report = Report(reading.document)
    for place, entry in enumerate(_entries(reading.document.data.get("corrections"))):
        _correction(book, report, ("corrections", place), entry)
    yield from report.problems


def _correction(book: _Book, report: Report, path: Path, entry: dict[str, Data]) -> None:
    key, written = str(entry.get("id") or ""), str(entry.get("from") or "")
    passage = book.passages.get(key)
    if passage is None:
        message = f'This corrects "{key}", and there is no such passage.'
        hint = did_you_mean(key, book.passages)
        report.value((*path, "id"), "unknown-passage", message, hint)
    elif not written or " ".join(written.split()) not in " ".join(passage.text.split()):
        message = f'The passage "{key}" no longer says this, so the correction corrects nothing.'
        hint = "write its exact words, or remove the correction"
        report.warn((*path, "from"), "stale-correction", message, hint)
