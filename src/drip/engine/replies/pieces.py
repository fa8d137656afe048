"""Which part of a reply answers which question, where the reply says so itself.

By the line of ours that an answer stands under, by the question repeated, by numbers, or by order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from drip.domain.sequences import Question
from drip.engine.replies.labels import labelled
from drip.engine.replies.sentences import MOST_CHARACTERS, fold, sentences
from drip.engine.safety.spelling import distance

_WORD = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(
    r"(?:^|(?<=[\n ,;.]))(?:(?:q(?:uestion)?|ans(?:wer)?|number|#)\s?)?"
    r"\(?(\d{1,2})\s?[.):]\s?(?=\S)"
    r"|(?:^|(?<=[\n,;.])\s?)(?:q(?:uestion)?|answer)\s?(\d{1,2})\s?[-=,]?\s(?=\S)"
    r"|^[ \t]?(\d{1,2})(?:\s?-)?[ \t](?=\S)"
    r"|(?:^|(?<=[\n ,;.]))\(?([a-h])\s?[):.]\s?(?=\S)",
    re.IGNORECASE | re.MULTILINE,
)
_MOST_NUMBERS = 12
_SAME_WORDS = 0.8
_FEW_SLIPS = 2
_LONGEST_LINE = 160


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces by question, and what is left of the reply."""

    by_question: Mapping[str, str]
    rest: str


def divide(text: str, questions: Sequence[Question], under: Sequence[tuple[str, str]]) -> Pieces:
    """The pieces of a reply that belong to a question for sure."""
    found: dict[str, str] = {}
    rest = text[:MOST_CHARACTERS]
    for line, answer in under:
        question = _question_of(line, questions)
        if question is not None and question.name not in found and answer.strip():
            found[question.name] = answer
            rest = rest.replace(answer, "\n", 1)
    repeated, rest = _repeated(rest, [one for one in questions if one.name not in found])
    found.update(repeated)
    if not found:
        numbered = _numbered(rest, questions)
        if numbered:
            return Pieces(numbered, "")
    named, rest = labelled(rest, [one for one in questions if one.name not in found])
    return Pieces({**named, **found}, rest)


def in_order(text: str, questions: Sequence[Question]) -> dict[str, str]:
    """A line for each question, or a short part between commas; nothing where they do not match."""
    if len(questions) < _SEVERAL:
        return {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    listed = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    told = [one.shown.rstrip(" .!") for one in sentences(text)] if not lines[_SEVERAL:] else []
    if any(re.search(r"[.!?]\s", part) for part in listed):
        listed = []
    for parts in (lines, listed, told):
        if len(parts) == len(questions) and all(len(one) <= _LONGEST_PART for one in parts):
            return {one.name: part for one, part in zip(questions, parts, strict=True)}
    return {}


_SEVERAL = 2
_LONGEST_PART = 60


def _question_of(line: str, questions: Sequence[Question]) -> Question | None:
    """The question that a quoted line asks."""
    words = _words(line[-_LONGEST_LINE * 3 :])
    for one in questions:
        wanted = _words(one.text)
        if wanted and _stands_in(wanted, words):
            return one
    return None


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _stands_in(wanted: list[str], words: list[str]) -> bool:
    """Whether nearly all words of a question stand in a line, and little else."""
    if not words:
        return False
    kept = sum(word in words for word in wanted)
    return kept >= _SAME_WORDS * len(wanted) and len(words) <= len(wanted) + 8


def _repeated(text: str, questions: Sequence[Question]) -> tuple[dict[str, str], str]:
    """Answers behind a question that the person wrote out again, on its line or the next one."""
    found: dict[str, str] = {}
    lines = text.splitlines()
    kept: list[str] = []
    here = 0
    while here < len(lines):
        question = _asked_in(lines[here], questions)
        if question is None or question.name in found:
            kept.append(lines[here])
            here += 1
            continue
        answer = _behind(lines[here], question)
        here += 1
        while not answer and here < len(lines) and _asked_in(lines[here], questions) is None:
            answer = lines[here].strip()
            here += 1
        if answer:
            found[question.name] = answer
    return found, "\n".join(kept)


def _asked_in(line: str, questions: Sequence[Question]) -> Question | None:
    words = _words(line[: 2 * _LONGEST_LINE])
    if len(words) < _SEVERAL:
        return None
    for one in questions:
        wanted = _words(one.text)
        if len(wanted) > 1 and _is_run(wanted, words[: len(wanted) + 3]):
            return one
    return None


def _is_run(wanted: list[str], words: list[str]) -> bool:
    """Whether a line begins with the words of a question, a slip or a number in front aside."""
    for start in range(min(3, len(words))):
        part = words[start : start + len(wanted)]
        if len(part) == len(wanted) and sum(
            one != other and distance(one, other) > _FEW_SLIPS
            for one, other in zip(wanted, part, strict=True)
        ) == 0:  # fmt: skip
            return True
    return False


def _behind(line: str, question: Question) -> str:
    """What a line says behind the question."""
    if "?" in line:
        return line.rpartition("?")[2].strip(" :-\t\u2013\u2014\"'\u201d")
    last = _words(question.text)[-1]
    place = fold(line).find(last)
    return line[place + len(last) :].strip(" :-\t\u2013\u2014\"'\u201d") if place >= 0 else ""


def _numbered(text: str, questions: Sequence[Question]) -> dict[str, str]:
    """1) yes 2) 3: by the number of the question, as long as they count from one."""
    marks = list(islice(_NUMBERED.finditer(fold(text)), _MOST_NUMBERS + 1))
    if len(marks) < _SEVERAL or len(marks) > len(questions):
        return {}
    if [_place(mark) for mark in marks] != list(range(1, len(marks) + 1)):
        return {}
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    parts = [text[mark.end() : end].strip(" ,;\n\t") for mark, end in zip(marks, ends, strict=True)]
    return {question.name: part for question, part in zip(questions, parts, strict=False) if part}


def _place(mark: re.Match[str]) -> int:
    """One for 1 and for a."""
    digits = mark[1] or mark[2] or mark[3]
    return int(digits) if digits else ord(mark[4].lower()) - ord("a") + 1
