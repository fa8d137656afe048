"""Goodbye by a link: RFC 8058's one-click, or the button of the page. At once, and only once."""

from __future__ import annotations

from datetime import datetime

from drip.domain.people import SuppressionReason
from drip.flow.leaving.leave import leave
from drip.flow.letters.visit import Visitor, visitor
from drip.flow.services import Services
from drip.links import LinkError, LinkPurpose


def by_page(services: Services, token: str, now: datetime) -> Visitor:
    """The button was pressed: no more letters to this person.

    Raises:
        LinkError: the link is not ours.
    """
    who = visitor(services, LinkPurpose.UNSUBSCRIBE, token)
    _leave(services, who, "page", now)
    return who


def by_one_click(services: Services, token: str, now: datetime) -> bool:
    """A mail program posted. Never raises for a link: it must not learn what exists."""
    try:
        who = visitor(services, LinkPurpose.UNSUBSCRIBE, token)
    except LinkError:
        return False
    _leave(services, who, "one-click", now)
    return True


def _leave(services: Services, who: Visitor, source: str, now: datetime) -> None:
    leave(
        services,
        subscriber_id=who.subscriber.id,
        reason=SuppressionReason.UNSUBSCRIBED,
        source=source,
        now=now,
    )
