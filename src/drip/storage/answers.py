"""Answers: appended, never changed. The last one to a question of a check-in counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from drip.domain.answers import Answer, Channel, CheckIn
from drip.storage.database import Transaction
from drip.storage.tables import answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing said: `asked` are the exact words of the question."""

    question: str
    value: str
    asked: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The exact words of a question and the answer that counts."""

    question: str
    asked: str
    value: str
    at: datetime


def add(
    tx: Transaction,
    check_in: CheckIn,
    said: Sequence[Said],
    *,
    channel: Channel,
    how: dict[str, str | int] | None,
    now: datetime,
) -> None:
    """Keep what was said in one go."""
    if said:
        tx.execute(
            insert(answers),
            [
                {
                    "check_in_id": check_in.id,
                    "enrolment_id": check_in.enrolment_id,
                    "subscriber_id": check_in.subscriber_id,
                    "question": one.question,
                    "value": one.value,
                    "asked": one.asked,
                    "channel": channel.value,
                    "how": how,
                    "at": now,
                }
                for one in said
            ],
        )


def last_of(tx: Transaction, check_in_id: int) -> dict[str, str]:
    """What counts in a check-in: the last value to each question, in the order of asking."""
    rows = tx.execute(
        select(answers.c.question, answers.c.value)
        .where(answers.c.check_in_id == check_in_id)
        .order_by(answers.c.id)
    )
    return {row.question: row.value for row in rows}


def of_subscriber(tx: Transaction, subscriber_id: int) -> list[Answer]:
    """Everything that a person ever said, oldest first."""
    rows = tx.execute(
        select(answers).where(answers.c.subscriber_id == subscriber_id).order_by(answers.c.id)
    )
    return [_value(row) for row in rows]


def wording_of(tx: Transaction, check_in_id: int) -> list[Asked]:
    """What was asked in a check-in, word for word, with what counts as the answer."""
    rows = tx.execute(
        select(answers.c.question, answers.c.asked, answers.c.value, answers.c.at)
        .where(answers.c.check_in_id == check_in_id)
        .order_by(answers.c.id)
    )
    last = {row.question: Asked(row.question, row.asked, row.value, row.at) for row in rows}
    return sorted(last.values(), key=lambda one: one.at)


def _value(row: Any) -> Answer:
    return Answer(
        question=row.question,
        value=row.value,
        at=row.at,
        channel=Channel(row.channel),
        check_in_id=row.check_in_id,
    )
