"""Said: a posted form read as answers, and answers put into words for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from drip.domain.sequences import Question, QuestionKind

#: The most characters kept of something written freely.
MOST_TEXT = 2000
#: The fields of a routine's form, behind the question's name and a dot.
ROUTINE_PARTS = ("days", "time", "place")
_NUMBER_DIGITS = 6


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
        text = typed(question, form)
        if not text:
            continue
        value = _value(question, text)
        if value is None:
            problems[question.name] = _wanted(question)
        else:
            values[question.name] = value
    return Said(values, problems)


def typed(question: Question, form: Mapping[str, str]) -> str:
    """What a person put into the fields of a question, as one text."""
    if question.kind is QuestionKind.ROUTINE and question.name not in form:
        parts = (form.get(f"{question.name}.{part}", "") for part in ROUTINE_PARTS)
        return ", ".join(clean for part in parts if (clean := " ".join(part.split())))
    return form.get(question.name, "").strip()


def in_words(question: Question, value: str) -> str:
    """An answer as the person who gave it would say it."""
    choice = question.choice(value)
    if choice is not None:
        return choice.say
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
