"""The web copy: a letter as a page, for whoever cannot read it in their mail program."""

from __future__ import annotations

from drip.domain.merge import render_plain
from drip.engine.calendar import local_day, zone_of
from drip.flow.in_force import revisions
from drip.flow.letters.gate import Passed
from drip.flow.letters.render import sent, values
from drip.flow.letters.visit import Visitor, visitor_tx
from drip.flow.services import Services
from drip.links import LinkError, LinkPurpose
from drip.storage import copies
from drip.storage.standing import standings


def web_copy(services: Services, token: str) -> tuple[Visitor, str]:
    """Who reads, and the whole HTML of the letter that the link stood in, as it went to them.

    Raises:
        LinkError: the link is not ours, its letter has not gone, or the person was erased.
    """
    now = services.now()
    with services.database.read() as tx:
        who = visitor_tx(services, tx, LinkPurpose.WEB_COPY, token)
        text = copies.text_of(tx, who.delivery.id)
        if who.forgotten or text.revision_id is None:
            raise LinkError
        passed = Passed(
            delivery=who.delivery,
            subscriber=who.subscriber,
            revision=revisions.by_id(services, tx, text.revision_id),
            standing=standings(tx, [who.delivery])[who.delivery.id],
            day=local_day(now, zone_of(who.subscriber.zone)),
        )
    questions = passed.subscriber.health_consent
    letter = sent(passed.revision, passed.delivery, text.letter_hash, questions=questions)
    html, _ = render_plain(letter, values(letter.tags, passed, services.links, now))
    return who, html
