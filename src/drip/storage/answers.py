"""Answers: appended, never changed. The last one to a question of a check-in counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, insert, literal_column, select

from drip.domain.answers import Answer, Channel, CheckIn, CheckInState
from drip.storage.database import Transaction
from drip.storage.tables import answers, check_ins

_SURE = answers.c.sure == literal_column("1")


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


@dataclass(frozen=True, slots=True)
class Words:
    """What was said in one go to one check-in, and how.

    What is not `sure` is kept and counts for nothing, until staff accept it.
    """

    check_in: CheckIn
    said: Sequence[Said]
    how: dict[str, str | int] | None
    sure: bool = True


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
    add_all(tx, [Words(check_in, said, how)], channel=channel, now=now)


def add_all(tx: Transaction, words: Sequence[Words], *, channel: Channel, now: datetime) -> None:
    """Keep what was said to several check-ins."""
    rows = [
        {
            "check_in_id": one.check_in.id,
            "enrolment_id": one.check_in.enrolment_id,
            "subscriber_id": one.check_in.subscriber_id,
            "question": line.question,
            "value": line.value,
            "asked": line.asked,
            "channel": channel.value,
            "how": one.how,
            "sure": one.sure,
            "at": now,
        }
        for one in words
        for line in one.said
    ]
    if rows:
        tx.execute(insert(answers), rows)


def last_of(tx: Transaction, check_in_id: int) -> dict[str, str]:
    """What counts in a check-in: the last value to each question, in the order of asking."""
    return last_of_all(tx, [check_in_id]).get(check_in_id, {})


def last_of_all(tx: Transaction, check_in_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """What counts in these check-ins; see `last_of`."""
    found: dict[int, dict[str, str]] = {}
    if check_in_ids:
        rows = tx.execute(
            select(answers.c.check_in_id, answers.c.question, answers.c.value)
            .where(answers.c.check_in_id.in_(check_in_ids), _SURE)
            .order_by(answers.c.id)
        )
        for row in rows:
            found.setdefault(row.check_in_id, {})[row.question] = row.value
    return found


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
        .where(answers.c.check_in_id == check_in_id, _SURE)
        .order_by(answers.c.id)
    )
    last = {row.question: Asked(row.question, row.asked, row.value, row.at) for row in rows}
    return sorted(last.values(), key=lambda one: one.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """Something that may have been said by a machine, and that nobody has said surely since."""

    id: int
    check_in_id: int
    delivery_id: int
    question: str
    asked: str
    value: str
    how: dict[str, str | int]
    at: datetime


def doubtful_of(tx: Transaction, subscriber_id: int) -> list[Doubtful]:
    """A person's last answers in doubt to check-ins that still stand open, oldest first."""
    later = answers.alias()
    surely = exists().where(
        later.c.check_in_id == answers.c.check_in_id,
        later.c.question == answers.c.question,
        later.c.id > answers.c.id,
    )
    rows = tx.execute(
        select(answers, check_ins.c.delivery_id)
        .join(check_ins, check_ins.c.id == answers.c.check_in_id)
        .where(
            answers.c.subscriber_id == subscriber_id,
            answers.c.sure == literal_column("0"),
            check_ins.c.state != CheckInState.CLOSED.value,
            ~surely,
        )
        .order_by(answers.c.id)
    )
    return [_doubtful(row) for row in rows]


def _doubtful(row: Any) -> Doubtful:
    return Doubtful(
        id=row.id,
        check_in_id=row.check_in_id,
        delivery_id=row.delivery_id,
        question=row.question,
        asked=row.asked,
        value=row.value,
        how=row.how or {},
        at=row.at,
    )


def _value(row: Any) -> Answer:
    return Answer(
        question=row.question,
        value=row.value,
        at=row.at,
        channel=Channel(row.channel),
        check_in_id=row.check_in_id,
    )
