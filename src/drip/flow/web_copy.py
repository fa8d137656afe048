"""The web copy: a letter as a page, for whoever cannot read it in their mail program."""

from __future__ import annotations

from html import escape

from drip.content.letters import Variant
from drip.content.revision import Revision
from drip.domain.deliveries import Delivery
from drip.domain.letters import CompiledLetter, Segments
from drip.flow import revisions
from drip.flow.render import compiled_row, values
from drip.flow.services import Services
from drip.flow.visit import Visitor, visitor_tx
from drip.links import LinkError, LinkPurpose
from drip.storage import copies
from drip.storage.copies import SentText


def web_copy(services: Services, token: str) -> tuple[Visitor, str]:
    """Who reads, and the whole HTML of the letter that the link stood in, as it went to them.

    Raises:
        LinkError: the link is not ours, its letter has not gone, or the person was erased.
    """
    with services.database.read() as tx:
        who = visitor_tx(services, tx, LinkPurpose.WEB_COPY, token)
        sent = copies.text_of(tx, who.delivery.id)
        if who.forgotten or sent.revision_id is None:
            raise LinkError
        revision = revisions.by_id(services, tx, sent.revision_id)
    letter = _compiled(revision, who.delivery, sent, questions=who.subscriber.health_consent)
    made = values(
        letter.tags, who.delivery, who.subscriber.first_name, services.links, services.now()
    )
    return who, merged_html(letter.html, made)


def merged_html(segments: Segments, made: dict[str, str]) -> str:
    """The segments with a person's values between them, escaped."""
    parts = [segments.plain[0]]
    for tag, static in zip(segments.tags, segments.plain[1:], strict=True):
        parts += (escape(made[tag]), static)
    return "".join(parts)


def _compiled(
    revision: Revision, row: Delivery, sent: SentText, *, questions: bool
) -> CompiledLetter:
    """The variant that went; the person's present one where no hash says which it was."""
    likely, other = (
        compiled_row(revision, row, Variant(questions=with_them))
        for with_them in (questions, not questions)
    )
    return other if other.hash == sent.letter_hash else likely
