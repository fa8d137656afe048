"""Stretches of time as people write them: half an hour, 1h 10, an hour and a quarter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from drip.domain.answers import Reading
from drip.domain.sequences import QuestionKind
from drip.engine.replies.sentences import Sentence, fold
from drip.engine.replies.small_words import NUMBERS, SUPPOSED, is_other
from drip.engine.replies.topics import Numeric

_SURE, _TORN = 0.93, 0.4
_HOUR = 60
_WORDS = "|".join(sorted((word for word in NUMBERS if word != "a"), key=len, reverse=True))
_COUNT = rf"(?:\d{{1,3}}(?:\.\d)?|{_WORDS}|an?)"
_HOURS = re.compile(
    rf"\b(?:(?P<part>half|(?:a )?quarter of|three[ -]quarters of)(?: of)? an? hour"
    rf"|(?P<hours>{_COUNT})\s?(?:hours?|hrs?|h)\b"
    rf"(?:,? (?:and )?(?:a )?(?P<more>half|quarter|{_COUNT})\b(?:\s?(?:minutes?|mins?|m)\b)?)?)"
)
_MINUTES = re.compile(rf"\b(?P<minutes>{_COUNT})\s?(?:minutes?|mins?)\b")
_PARTS = {"three": 45.0, "half": 30.0, "quarter": 15.0}
_RANGE_BEFORE = re.compile(r"(?:\d|\w)\s?(?:to|or|-)\s?$")
_SUM_BEFORE = re.compile(r"\b(?:so|total|altogether|makes|all up|equals)\b[^.]{0,12}$")
_MOMENTS = (
    "last month",
    "last time",
    "last year",
    "at first",
    "used to",
    "in the beginning",
    "at the start",
    "yesterday",
    "today",
    "last night",
    "this morning",
    "tonight",
    "last week",
)


def said_as_duration(read: Sequence[Sentence], one: Numeric) -> Reading | None:
    """The answer to a question about hours or minutes, where somebody gave the unit."""
    unit = next((name for name in ("minutes", "hours") if name in one.own), "")
    if one.question.kind is not QuestionKind.NUMBER or not unit:
        return None
    found = [
        (minutes, total, sentence)
        for sentence in read
        if not sentence.asks and not _of_others(sentence)
        for minutes, total in _durations(sentence, one)
    ]
    if not found:
        return _of_another_day(read, one)
    totals = [one for one in found if one[1]] or found
    values = {minutes for minutes, _, _ in totals}
    minutes, _, sentence = totals[-1]
    value = one.value(*(2 * (minutes / _HOUR if unit == "hours" else minutes,)))
    if value is None:
        return None
    sure = _SURE if len(values) == 1 and minutes >= 0 else _TORN
    return Reading(
        question=one.question.name, value=value, sentence=sentence.shown, confidence=sure
    )


def _of_another_day(read: Sequence[Sentence], one: Numeric) -> Reading | None:
    """Something to look at, where all that was given is of another day."""
    for sentence in read:
        said = fold(sentence.shown)
        for match in (_HOURS.search(said), _MINUTES.search(said)):
            if match is None or not _elsewhen(said, match, fold(one.question.text)):
                continue
            value = one.value(_in_minutes(match), _in_minutes(match))
            if value is not None and "minutes" in one.own:
                return Reading(question=one.question.name, value=value, sentence=sentence.shown,
                               confidence=_TORN)  # fmt: skip
    return None


def _of_others(sentence: Sentence) -> bool:
    words = {word.text for word in sentence.words}
    return any(is_other(word) for word in words) or bool(words & (SUPPOSED - {"love", "like"}))


def _durations(sentence: Sentence, one: Numeric) -> list[tuple[float, bool]]:
    """Minutes, and whether they are a sum, of what is said of the moment that is asked about."""
    said = fold(sentence.shown)
    taken: list[tuple[int, int]] = []
    found: list[tuple[float, bool]] = []
    asked = fold(one.question.text)
    for pattern in (_HOURS, _MINUTES):
        for match in pattern.finditer(said):
            if any(begin < match.end() and match.start() < end for begin, end in taken):
                continue
            taken.append(match.span())
            if _RANGE_BEFORE.search(said, 0, match.start()) or _elsewhen(said, match, asked):
                continue
            found.append((_in_minutes(match), bool(_SUM_BEFORE.search(said, 0, match.start()))))
    return found


def _elsewhen(said: str, match: re.Match[str], asked: str) -> bool:
    """Whether it is of another day than the question's."""
    begin = max(said.rfind(",", 0, match.start()), said.rfind(" and ", 0, match.start()), 0)
    ends = [
        end for end in (said.find(",", match.end()), said.find(" and ", match.end())) if end > 0
    ]
    clause = said[begin : min(ends, default=len(said))]
    return any(one in clause and one not in asked for one in _MOMENTS)


def _in_minutes(match: re.Match[str]) -> float:
    groups = match.groupdict()
    if groups.get("part"):
        return next(minutes for name, minutes in _PARTS.items() if name in groups["part"])
    if groups.get("minutes"):
        return _amount(groups["minutes"])
    more = groups["more"]
    rest = 0.0 if not more else _PARTS.get(more, 0.0) or _amount(more)
    return _amount(groups["hours"]) * _HOUR + rest


def _amount(said: str) -> float:
    if said in {"a", "an"}:
        return 1.0
    return float(said) if said[0].isdigit() else float(NUMBERS[said])
