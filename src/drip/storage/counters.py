"""Counters of what must never happen, and of what nobody knows: asked of the ledger itself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Select,
    and_,
    distinct,
    func,
    literal_column,
    or_,
    select,
)

from drip.domain.deliveries import PROGRAMME
from drip.storage.database import Transaction
from drip.storage.ledger import UNKNOWN
from drip.storage.tables import attempts, deliveries, subscribers, suppressions

_PROGRAMME = [purpose.value for purpose in PROGRAMME]
#: Written out, since SQLite uses a partial index only where it sees the same literal.
_AGAIN = attempts.c.number > literal_column("1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """How the promise stands: never twice, never after goodbye, never lost without telling.

    `proven_duplicates`: letters that went twice, by the provider's own word. `repeated`: letters
    sent again while nobody knew whether they had gone. `unknown`: in doubt, evidence is awaited;
    `unresolved`: staff were told. `after_goodbye`: programme letters handed over after their person
    had left. `crossed_goodbye`: those that were on their way when the person left.
    """

    proven_duplicates: int
    repeated: int
    unknown: int
    unresolved: int
    after_goodbye: int
    crossed_goodbye: int

    @property
    def promise_kept(self) -> bool:
        """Whether nothing happened that must never happen."""
        return not (self.proven_duplicates or self.after_goodbye)


def read(tx: Transaction) -> Counters:
    """All of them."""
    return Counters(
        proven_duplicates=_number(tx, _proven_duplicates()),
        repeated=_number(tx, _repeated()),
        unknown=_number(tx, _in_state(UNKNOWN)),
        unresolved=_number(tx, _in_state(literal_column("'unresolved'"))),
        after_goodbye=_number(tx, _around_goodbye(attempts.c.intent_at > suppressions.c.at)),
        crossed_goodbye=_number(
            tx,
            _around_goodbye(
                and_(
                    attempts.c.intent_at <= suppressions.c.at,
                    attempts.c.ended_at > suppressions.c.at,
                )
            ),
        ),
    )


def _number(tx: Transaction, query: Select[int]) -> int:
    return tx.execute(query).scalar_one()


def _in_state(state: ColumnClause[str]) -> Select[int]:
    return select(func.count()).select_from(deliveries).where(deliveries.c.state == state)


def _proven_duplicates() -> Select[int]:
    """Letters of which two attempts were reported. What the provider dropped reached nobody."""
    first = attempts.alias()
    return (
        select(func.count(distinct(attempts.c.delivery_id)))
        .select_from(
            attempts.join(
                first,
                and_(
                    first.c.delivery_id == attempts.c.delivery_id,
                    first.c.number < attempts.c.number,
                ),
            ).join(deliveries, deliveries.c.id == attempts.c.delivery_id)
        )
        .where(
            _AGAIN,
            attempts.c.processed_at.is_not(None),
            first.c.processed_at.is_not(None),
            deliveries.c.dropped_at.is_(None),
        )
    )


def _repeated() -> Select[int]:
    """Letters of which an attempt followed one that got no answer, and no report since."""
    before = attempts.alias()
    return (
        select(func.count(distinct(attempts.c.delivery_id)))
        .select_from(
            attempts.join(
                before,
                and_(
                    before.c.delivery_id == attempts.c.delivery_id,
                    before.c.number < attempts.c.number,
                ),
            )
        )
        .where(
            _AGAIN,
            or_(before.c.result.is_(None), before.c.result == "unknown"),
            before.c.processed_at.is_(None),
        )
    )


def _around_goodbye(when: ColumnElement[bool]) -> Select[int]:
    """Calls for programme letters near a goodbye, while it held."""
    return (
        select(func.count(distinct(attempts.c.id)))
        .select_from(
            suppressions.join(
                subscribers, subscribers.c.address_hash == suppressions.c.address_hash
            )
            .join(deliveries, deliveries.c.subscriber_id == subscribers.c.id)
            .join(attempts, attempts.c.delivery_id == deliveries.c.id)
        )
        .where(
            deliveries.c.purpose.in_(_PROGRAMME),
            or_(attempts.c.result.is_(None), attempts.c.result.in_(("accepted", "unknown"))),
            or_(
                suppressions.c.lifted_at.is_(None),
                attempts.c.intent_at < suppressions.c.lifted_at,
            ),
            when,
        )
    )
