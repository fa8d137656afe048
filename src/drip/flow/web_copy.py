"""The web copy: a letter as a page, for whoever cannot read it in their mail program."""

from __future__ import annotations

from drip.content.letters import Variant
from drip.domain.letters import CompiledLetter
from drip.domain.merge import render_plain
from drip.engine.calendar import local_day, zone_of
from drip.flow import revisions
from drip.flow.gate import Passed
from drip.flow.render import compiled_row, values
from drip.flow.services import Services
from drip.flow.visit import Visitor, visitor_tx
from drip.links import LinkError, LinkPurpose
from drip.storage import copies
from drip.storage.copies import SentText
from drip.storage.standing import standings


def web_copy(services: Services, token: str) -> tuple[Visitor, str]:
    """Who reads, and the whole HTML of the letter that the link stood in, as it went to them.

    Raises:
        LinkError: the link is not ours, its letter has not gone, or the person was erased.
    """
    now = services.now()
    with services.database.read() as tx:
        who = visitor_tx(services, tx, LinkPurpose.WEB_COPY, token)
        sent = copies.text_of(tx, who.delivery.id)
        if who.forgotten or sent.revision_id is None:
            raise LinkError
        passed = Passed(
            delivery=who.delivery,
            subscriber=who.subscriber,
            revision=revisions.by_id(services, tx, sent.revision_id),
            standing=standings(tx, [who.delivery])[who.delivery.id],
            day=local_day(now, zone_of(who.subscriber.zone)),
        )
    letter = _compiled(passed, sent)
    html, _ = render_plain(letter, values(letter.tags, passed, services.links, now))
    return who, html


def _compiled(passed: Passed, sent: SentText) -> CompiledLetter:
    """The variant that went; the person's present one where no hash says which it was."""
    questions = passed.subscriber.health_consent
    likely, other = (
        compiled_row(passed.revision, passed.delivery, Variant(questions=with_them))
        for with_them in (questions, not questions)
    )
    return other if other.hash == sent.letter_hash else likely
