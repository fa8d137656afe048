"""Suggestions: answers read out of messages, until staff take them or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from drip.domain.inbox import Suggestion, SuggestionState
from drip.storage.database import Transaction
from drip.storage.tables import messages, suggestions
from drip.storage.upsert import insert_ignore

_OPEN = SuggestionState.OPEN.value


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSuggestion:
    """An answer about to be suggested. `confidence` is between 0 and 1."""

    message_id: int
    check_in_id: int
    question: str
    value: str
    sentence: str
    confidence: float


def add_all(tx: Transaction, new: Sequence[NewSuggestion]) -> None:
    """Keep suggestions; a message has one for each question."""
    insert_ignore(
        tx,
        suggestions,
        [
            {
                "message_id": one.message_id,
                "check_in_id": one.check_in_id,
                "question": one.question,
                "value": one.value,
                "sentence": one.sentence,
                "permille": round(one.confidence * 1000),
                "state": _OPEN,
            }
            for one in new
        ],
    )


def get(tx: Transaction, suggestion_id: int) -> Suggestion | None:
    """One suggestion."""
    row = tx.execute(select(suggestions).where(suggestions.c.id == suggestion_id)).one_or_none()
    return None if row is None else _value(row)


def of_thread(tx: Transaction, thread_id: int) -> list[Suggestion]:
    """Every suggestion out of a thread's messages, in their order."""
    rows = tx.execute(
        select(suggestions)
        .join(messages, messages.c.id == suggestions.c.message_id)
        .where(messages.c.thread_id == thread_id)
        .order_by(suggestions.c.id)
    )
    return [_value(row) for row in rows]


def decide(
    tx: Transaction, suggestion_id: int, state: SuggestionState, *, by: str, now: datetime
) -> bool:
    """Take or decline a suggestion; False when somebody was quicker."""
    decided = tx.execute(
        update(suggestions)
        .where(suggestions.c.id == suggestion_id, suggestions.c.state == _OPEN)
        .values(state=state.value, decided_at=now, decided_by=by)
    )
    return bool(decided.rowcount)


def _value(row: Any) -> Suggestion:
    return Suggestion(
        id=row.id,
        message_id=row.message_id,
        check_in_id=row.check_in_id,
        question=row.question,
        value=row.value,
        sentence=row.sentence,
        confidence=row.permille / 1000,
        state=SuggestionState(row.state),
    )
