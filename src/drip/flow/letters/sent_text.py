"""What a letter said, as its reader may quote it: so that a reply's own words can be told apart."""

from __future__ import annotations

from drip.domain.deliveries import Delivery, Purpose
from drip.flow.letters.letter_text import letter_text
from drip.flow.services import Services
from drip.inbound.html_text import html_to_text
from drip.storage import own_texts

_WRITTEN = frozenset({Purpose.NOTICE, Purpose.STAFF_REPLY})


def sent_text(services: Services, letter: Delivery | None) -> str:
    """A letter's subject, its text and that of its HTML; empty where it cannot be made any more.

    Programs that quote without marks quote the HTML.
    """
    if letter is None:
        return ""
    if letter.purpose in _WRITTEN:
        with services.database.read() as tx:
            own = own_texts.of(tx, [letter.slot]).get(letter.slot)
        return f"{own.subject}\n{own.text}" if own is not None else ""
    said = letter_text(services, letter.ref)
    return "" if said is None else f"{said.subject}\n{said.text}\n{html_to_text(said.html)}"
