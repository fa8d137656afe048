"""What a letter said, for staff: the text as it was or will be, with every link taken out.

A person's links act for the person, so nobody else is shown a working one.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import datetime

from drip.domain.deliveries import Delivery
from drip.domain.letters import CompiledLetter, Segments
from drip.domain.people import Subscriber
from drip.errors import DripError
from drip.flow.in_force import revisions
from drip.flow.letters.render import sent
from drip.flow.services import Services
from drip.storage import copies, enrolments, ledger, record, subscribers
from drip.storage.database import Transaction

#: Stands where a link's secret part would be.
_TAKEN_OUT = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """One letter to one person. `went_at` is empty while it has not gone."""

    ref: str
    subject: str
    text: str
    html: str
    subscriber_id: int
    first_name: str
    delivery: Delivery
    went_at: datetime | None


def letter_text(services: Services, ref: str) -> LetterText | None:
    """The letter of a delivery; `None` when there is none, or when it cannot be made any more."""
    with services.database.read() as tx:
        found = record.letter_of_ref(tx, ref)
        row = ledger.get(tx, found[0]) if found else None
        if found is None or row is None:
            return None
        person = subscribers.get(tx, [row.subscriber_id])[row.subscriber_id]
        try:
            compiled = _compiled(services, tx, row, found[1])
        except DripError:
            return None
    return _filled_in(row, person, compiled)


def _compiled(
    services: Services, tx: Transaction, row: Delivery, revision_id: int | None
) -> CompiledLetter:
    revision = (
        revisions.by_id(services, tx, revision_id)
        if revision_id is not None
        else revisions.current(services, tx, row.sequence)
    )
    enrolled = enrolments.get(tx, [row.enrolment_id]) if row.enrolment_id else {}
    agrees = all(one.health_consent for one in enrolled.values())
    went = copies.text_of(tx, row.id)
    return sent(revision, row, went.letter_hash, questions=agrees)


def _filled_in(row: Delivery, person: Subscriber, compiled: CompiledLetter) -> LetterText:
    name = person.first_name
    return LetterText(
        ref=row.ref,
        subject=compiled.subject,
        text=_join(compiled.text, name),
        html=_join(compiled.html, html.escape(name)),
        subscriber_id=person.id,
        first_name=name,
        delivery=row,
        went_at=row.handed_at,
    )


def _join(segments: Segments, first_name: str) -> str:
    values = [first_name if tag == "first_name" else _TAKEN_OUT for tag in segments.tags]
    pairs = zip(segments.plain, [*values, ""], strict=True)
    return "".join(part for pair in pairs for part in pair)
