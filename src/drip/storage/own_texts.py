"""What was written for one delivery alone, by the delivery's slot."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from drip.domain.letters import OwnText
from drip.storage.database import Transaction
from drip.storage.tables import own_texts
from drip.storage.upsert import insert_ignore


def keep(tx: Transaction, texts: Mapping[str, OwnText]) -> None:
    """Keep texts by slot; one that is there already stays."""
    insert_ignore(
        tx,
        own_texts,
        [
            {
                "slot": slot,
                "subject": one.subject,
                "text": one.text,
                "in_reply_to": one.in_reply_to,
                "references": list(one.references),
            }
            for slot, one in texts.items()
        ],
    )


def of(tx: Transaction, slots: Collection[str]) -> dict[str, OwnText]:
    """The texts of these slots, as far as there are any."""
    if not slots:
        return {}
    rows = tx.execute(select(own_texts).where(own_texts.c.slot.in_(slots)))
    return {
        row.slot: OwnText(
            subject=row.subject,
            text=row.text,
            in_reply_to=row.in_reply_to,
            references=tuple(row.references),
        )
        for row in rows
    }
