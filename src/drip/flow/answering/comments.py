"""Comments: what people write on an answer page, beside the answers or as one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from drip.domain.answers import Doubt
from drip.domain.inbox import MessageChannel
from drip.domain.sequences import Question, QuestionKind
from drip.flow.planning.asked import Asked, Closed
from drip.flow.services import Services
from drip.flow.urgent import free_text
from drip.flow.urgent.free_text import FreeText
from drip.storage.database import Transaction

#: The field of the box that stands under every check-in.
FIELD = "_comment"
_SUBJECT = "A comment on a check-in"
_LATE = "The questions that it stood under were closed already."
_PERHAPS = "A machine may have sent it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A form beside what it answers, and what was answered before."""

    asked: Asked
    form: Mapping[str, str]
    earlier: Mapping[str, str]
    doubt: Doubt | None = None


def hear(
    services: Services,
    tx: Transaction,
    page: Page,
    now: datetime,
) -> None:
    """Take what a form holds in somebody's own words, whatever else is wrong with the form."""
    asked = page.asked
    questions = asked.questions({**page.earlier, **page.form})
    for name, subject, text in _written(questions, page.form):
        new = FreeText(
            cause=f"{asked.delivery.id}:{name}",
            subscriber_id=asked.enrolment.subscriber_id,
            channel=MessageChannel.COMMENT,
            text=text,
            subject=subject,
            check_in_id=asked.check_in.id if asked.check_in else None,
            delivery_id=asked.delivery.id,
            why=_PERHAPS if page.doubt is not None else "",
        )
        free_text.take(services, tx, new, now)


def hear_late(
    services: Services, tx: Transaction, closed: Closed, form: Mapping[str, str], now: datetime
) -> None:
    """Take what was written on a page whose questions take no answer any more.

    It may have been open since before they closed, or since before a goodbye.
    """
    letter = closed.letter
    if letter is None:
        return
    for name, subject, text in _written(closed.questions, form):
        new = FreeText(
            cause=f"{letter.id}:{name}",
            subscriber_id=letter.subscriber_id,
            channel=MessageChannel.COMMENT,
            text=text,
            subject=subject,
            delivery_id=letter.id,
            why=_LATE,
        )
        free_text.take(services, tx, new, now)


def has_words(closed: Closed, form: Mapping[str, str]) -> bool:
    """Whether a form that came too late holds words of their own, which were taken."""
    return closed.letter is not None and any(_written(closed.questions, form))


def _written(
    questions: Iterable[Question], form: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """The name of each field, what it is about, and its text."""
    if text := form.get(FIELD, "").strip():
        yield FIELD, _SUBJECT, text
    for one in questions:
        if one.kind is QuestionKind.TEXT and (text := form.get(one.name, "").strip()):
            yield one.name, one.text, text
