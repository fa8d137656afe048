"""Said: a posted form read as answers, and answers put into words for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from unicodedata import category

from drip.domain.sequences import Question, QuestionKind
from drip.engine.routine import Routine, read_days, read_routine, read_time, say

#: The most characters kept of something written freely.
MOST_TEXT = 2000
#: The most characters kept of a place.
MOST_PLACE = 120
_NUMBER_DIGITS = 6
_DAYS_WANTED = "Choose at least one day."
_TIME_WANTED = "Give a time of day, such as 7:00 am or 18:30."


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineFields:
    """The fields of a routine's form. `days` are weekdays, 0 is Monday; the rest as typed."""

    days: tuple[int, ...] = ()
    time: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a form says: values that count, and for each that does not what is wrong with it."""

    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


def read(questions: Iterable[Question], form: Mapping[str, str]) -> Said:
    """Read the fields of these questions. One that was left empty says nothing."""
    values: dict[str, str] = {}
    problems: dict[str, str] = {}
    for question in questions:
        if question.kind is QuestionKind.ROUTINE:
            value, problem = _routine(routine_fields(question, form))
        else:
            value, problem = _plain(question, typed(question, form))
        if problem:
            problems[question.name] = problem
        elif value:
            values[question.name] = value
    return Said(values, problems)


def typed(question: Question, form: Mapping[str, str]) -> str:
    """What a person put into the field of a question."""
    return form.get(question.name, "").strip()


def routine_fields(question: Question, form: Mapping[str, str]) -> RoutineFields:
    """The fields of a routine, from a form or from the value that was kept."""
    kept = read_routine(form.get(question.name, ""))
    if kept is not None:
        return RoutineFields(days=kept.days, time=f"{kept.at:%H:%M}", place=kept.place)
    days, time, place = (
        form.get(f"{question.name}.{one}", "") for one in ("days", "time", "place")
    )
    return RoutineFields(
        days=read_days(days.split(",")), time=time.strip(), place=" ".join(place.split())
    )


def _routine(fields: RoutineFields) -> tuple[str, str]:
    """The value of a routine, and what is wrong with it. The place may be left out."""
    if fields == RoutineFields():
        return "", ""
    at = read_time(fields.time)
    if not fields.days:
        return "", _DAYS_WANTED
    if at is None:
        return "", _TIME_WANTED
    if len(fields.place) > MOST_PLACE or any(category(one) == "Cc" for one in fields.place):
        return "", f"Say where in fewer words: up to {MOST_PLACE} letters."
    return str(Routine(days=fields.days, at=at, place=fields.place)), ""


def _plain(question: Question, text: str) -> tuple[str, str]:
    """The value of any other question, and what is wrong with it."""
    if not text:
        return "", ""
    value = _value(question, text)
    return ("", _wanted(question)) if value is None else (value, "")


def in_words(question: Question, value: str) -> str:
    """An answer as the person who gave it would say it."""
    choice = question.choice(value)
    if choice is not None:
        return choice.say
    if question.kind is QuestionKind.ROUTINE and (routine := read_routine(value)):
        return say(routine)
    return f"{value} out of {question.most}" if question.kind is QuestionKind.SCALE else value


def lines(questions: Iterable[Question], values: Mapping[str, str]) -> str:
    """Questions with their answers, a line each, for staff."""
    return "\n".join(
        f"{question.text} {in_words(question, values[question.name])}"
        for question in questions
        if question.name in values
    )


def _value(question: Question, text: str) -> str | None:
    if question.kind is QuestionKind.CHOICE:
        return text if question.choice(text) else None
    if question.kind in (QuestionKind.SCALE, QuestionKind.NUMBER):
        return _number(question, text)
    if len(text) > MOST_TEXT or "\0" in text:
        return None
    return text


def _number(question: Question, text: str) -> str | None:
    if not (text.isascii() and text.isdigit() and len(text) <= _NUMBER_DIGITS):
        return None
    number = int(text)
    return str(number) if question.least <= number <= question.most else None


def _wanted(question: Question) -> str:
    if question.kind is QuestionKind.CHOICE:
        return "Choose one of the answers below."
    if question.kind in (QuestionKind.SCALE, QuestionKind.NUMBER):
        return f"Give a whole number from {question.least} to {question.most}."
    return f"Write a little less: up to {MOST_TEXT} letters."
