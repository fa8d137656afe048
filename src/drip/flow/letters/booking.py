"""Booking: from a letter to the page where a visit is booked, with nothing personal on the way."""

from __future__ import annotations

import zlib
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from drip.domain.people import Clinic, Service
from drip.domain.sequences import Step
from drip.flow.in_force import revisions
from drip.flow.letters.visit import visitor_tx
from drip.flow.services import Services
from drip.links import LinkError, LinkPurpose
from drip.storage import observations
from drip.storage.observations import Visited

_MARKS = 65_535


def service_mark(key: str) -> int:
    """The number that names a service in a booking link's `extra`; never 0, the letter's own."""
    return zlib.crc32(key.encode()) % _MARKS + 1


def destination(services: Services, token: str, *, agent: str, now: datetime) -> str:
    """The address of the booking page for the letter that the link stood in; notes the visit.

    Raises:
        LinkError: the link is not ours, or there is no page on a listed host to go to.
    """
    with services.database.write() as tx:
        who = visitor_tx(services, tx, LinkPurpose.BOOK, token)
        revision = revisions.in_force(services, tx).get(who.delivery.sequence)
        if revision is None:
            raise LinkError
        link = services.links.read(LinkPurpose.BOOK, token, now=services.now())
        step = revision.sequence.step(who.delivery.step)
        service = _marked(revision.clinic, link.extra) or _service(revision.clinic, step)
        observations.note(
            tx,
            visited=Visited.BOOKING,
            subscriber_id=who.subscriber.id,
            delivery_id=who.delivery.id,
            detail=service.key,
            agent=agent,
            now=now,
        )
    return with_campaign(
        service.url,
        revision.clinic.link_hosts,
        campaign=who.delivery.sequence,
        content=who.delivery.step or who.delivery.purpose.value,
        token=services.links.token(LinkPurpose.BOOKED, who.delivery.id, now=now),
    )


def with_campaign(
    url: str, hosts: frozenset[str], *, campaign: str, content: str, token: str = ""
) -> str:
    """The address with its campaign marks; other marks of its own stay.

    Where the booking system brings a mark back with its report, the opaque `token` goes along:
    as `utm_content` for Calendly, as `metadata[drip]` for Cal.com.

    Raises:
        LinkError: the address is not https, or its host is not listed.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or (parts.hostname or "") not in hosts or parts.username:
        raise LinkError
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.startswith("utm_")
    ]
    if token and _is_at(parts.hostname, "calendly.com"):
        content = token
    elif token and _is_at(parts.hostname, "cal.com"):
        kept.append(("metadata[drip]", token))
    marks = [
        ("utm_source", "drip"),
        ("utm_medium", "email"),
        ("utm_campaign", campaign),
        ("utm_content", content),
    ]
    return urlunsplit(parts._replace(query=urlencode(kept + marks)))


def _is_at(host: str | None, system: str) -> bool:
    return host == system or (host or "").endswith(f".{system}")


def _marked(clinic: Clinic, mark: int) -> Service | None:
    """The service that an answer's page offered, if the clinic still has it."""
    return next((one for key, one in clinic.services.items() if service_mark(key) == mark), None)


def _service(clinic: Clinic, step: Step | None) -> Service:
    """What the step offers; the clinic's first service where a letter offers none by name."""
    named = clinic.services.get(step.book) if step and step.book else None
    found = named or next(iter(clinic.services.values()), None)
    if found is None:
        raise LinkError
    return found
