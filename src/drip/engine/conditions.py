"""Whether conditions hold for a person, and how to say them."""

from __future__ import annotations

from drip.domain.answers import Answer
from drip.domain.sequences import UNANSWERED, Booking, Condition
from drip.domain.standing import Facts


def holds(conditions: tuple[Condition, ...], facts: Facts) -> bool:
    """Whether every condition holds; no condition at all holds."""
    return all(_holds(condition, facts) for condition in conditions)


def describe(condition: Condition) -> str:
    """The condition in words, for staff."""
    parts = [part for part in (_said(condition), *_measured(condition)) if part]
    parts += _standing(condition)
    if condition.silent is not None:
        parts.append(f"check-ins without an answer are {condition.silent} or more in a row")
    return " and ".join(parts) or "always"


def describe_all(conditions: tuple[Condition, ...]) -> str:
    """Conditions that must all hold, in words."""
    return " and ".join(describe(condition) for condition in conditions) or "always"


def _holds(condition: Condition, facts: Facts) -> bool:
    if condition.silent is not None and facts.silent < condition.silent:
        return False
    if not _stands(condition, facts):
        return False
    if condition.question is None:
        return True
    answers = facts.answers.get(condition.question, ())
    return _is_one_of(condition, answers) and _measures(condition, answers)


def _stands(condition: Condition, facts: Facts) -> bool:
    """Whether the reason, the booking and the outcome are as asked, where they are."""
    return (
        (not condition.reasons or _last_reason(condition, facts) in condition.reasons)
        and (condition.booking is None or condition.booking is facts.booking)
        and (not condition.no_show or facts.no_show)
        and (not condition.outcome or not facts.outcomes.isdisjoint(condition.outcome))
    )


def _last_reason(condition: Condition, facts: Facts) -> str | None:
    """The reason that was given last, to whichever question."""
    given = [series[-1] for name in condition.asked_as if (series := facts.answers.get(name))]
    return max(given, key=lambda one: one.at).value if given else None


def _is_one_of(condition: Condition, answers: tuple[Answer, ...]) -> bool:
    if not condition.equals:
        return True
    return (answers[-1].value if answers else UNANSWERED) in condition.equals


def _measures(condition: Condition, answers: tuple[Answer, ...]) -> bool:
    """Whether the numbers in the latest answers are as asked; words are no numbers."""
    latest = _number(answers, 1)
    rise = None
    if latest is not None and (before := _number(answers, 2)) is not None:
        rise = latest - before
    return (
        _reaches(latest, condition.at_least)
        and _reaches(_negative(latest), _negative(condition.at_most))
        and _reaches(rise, condition.rises_by)
        and _reaches(_negative(rise), condition.falls_by)
    )


def _reaches(value: int | None, bound: int | None) -> bool:
    return bound is None or (value is not None and value >= bound)


def _negative(value: int | None) -> int | None:
    return None if value is None else -value


def _number(answers: tuple[Answer, ...], from_end: int) -> int | None:
    if len(answers) < from_end:
        return None
    try:
        return int(answers[-from_end].value)
    except ValueError:
        return None


def _said(condition: Condition) -> str:
    if not condition.equals:
        return ""
    return f"{condition.question} is {' or '.join(condition.equals)}"


def _measured(condition: Condition) -> list[str]:
    words = {
        "at {} or more": condition.at_least,
        "at {} or less": condition.at_most,
        "up by {} or more": condition.rises_by,
        "down by {} or more": condition.falls_by,
    }
    return [
        f"{condition.question} is {form.format(bound)}"
        for form, bound in words.items()
        if bound is not None
    ]


def _standing(condition: Condition) -> list[str]:
    """The reason, the booking and the outcome that are asked for, in words."""
    parts = []
    if condition.reasons:
        parts.append(f"the reason is {' or '.join(condition.reasons)}")
    if condition.booking is not None:
        parts.append(
            "a visit is booked" if condition.booking is Booking.MADE else "no visit is booked"
        )
    if condition.no_show:
        parts.append("they stayed away from a visit")
    if condition.outcome:
        parts.append(f"a sequence of theirs ended as {' or '.join(condition.outcome)}")
    return parts
