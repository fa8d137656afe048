"""The life of clinical content: who wrote it, who looked at it, and until when that holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from drip.content.front_matter import front_place
from drip.content.letters import LetterSource
from drip.content.problems import Problem, Severity
from drip.content.report import problem_at

#: A review that is later than this holds the letter back.
HOLD_AFTER = timedelta(days=60)
HELD = "review-hold"
OVERDUE = "review-overdue"


def review_problems(
    source: LetterSource, text: str, today: date, *, sample: bool
) -> Iterator[Problem]:
    """What is amiss with a letter's author and review. `text` is its file.

    While the clinic is a made-up `sample`, nothing can reach a real person, so an overdue review
    holds nothing back.
    """
    if not source.author:
        message = "Nobody is named as the author of this letter."
        yield _warning(source, text, "author", "no-author", message, "add `author:`")
    if source.review_by is None:
        message = "This letter has no date by which somebody looks at it again."
        hint = "add `review_by:`, e.g. in half a year"
        yield _warning(source, text, "review_by", "no-review-date", message, hint)
    elif today > source.review_by:
        yield _overdue(source, text, (today - source.review_by).days, sample=sample)


def _overdue(source: LetterSource, text: str, days: int, *, sample: bool) -> Problem:
    ago = f"{days} {'day' if days == 1 else 'days'} ago"
    hint = "read it again, then set reviewer and a new review_by"
    if timedelta(days=days) <= HOLD_AFTER or sample:
        message = f"This letter was to be reviewed {ago}."
        return _warning(source, text, "review_by", OVERDUE, message, hint)
    message = (
        f"This letter was to be reviewed {ago}. After {HOLD_AFTER.days} days it is held: it cannot "
        "be published."
    )
    return problem_at(source.path, front_place(text, "review_by"), HELD, message, hint)


def _warning(
    source: LetterSource, text: str, key: str, code: str, message: str, hint: str
) -> Problem:
    place = front_place(text, key)
    return problem_at(source.path, place, code, message, hint, Severity.WARNING)
