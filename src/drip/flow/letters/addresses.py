"""Our own addresses: where bounces, goodbyes and replies come in, each with a signed token.

A token names one delivery and grants one thing, like a link's. It stays well within the 64 octets
of a local part (RFC 5321, 4.5.3.1.1) and is read whatever its case, since some servers lower it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drip.domain.deliveries import Delivery, is_automatic
from drip.domain.letters import NULL_SENDER
from drip.domain.sending import Sending
from drip.links import LinkError, LinkExpiredError, LinkPurpose, Links, fold_address

#: Attempts are numbered in two bytes of a token.
_MOST_ATTEMPTS = 65_535


class Box(StrEnum):
    """What an address of ours is for; with a token, also how its local part begins."""

    BOUNCES = "b"
    GOODBYE = "unsub"
    REPLIES = "reply"
    NAMED = "named"  #: a plain name that the clinic set, such as postmaster


_PURPOSES = {
    Box.BOUNCES: LinkPurpose.BOUNCE,
    Box.GOODBYE: LinkPurpose.UNSUBSCRIBE_BY_MAIL,
    Box.REPLIES: LinkPurpose.REPLY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """What an address of ours says. `delivery_id` is 0 for a plain name."""

    box: Box
    delivery_id: int = 0
    attempt: int = 0


def envelope_from(row: Delivery, sending: Sending, links: Links, now: datetime) -> str:
    """The envelope sender of a letter (VERP): a bounce comes back to its own delivery and attempt.

    An automatic answer has the null sender, so that no robot answers it (RFC 3834, 3.3). Empty
    where nobody listens for bounces: they go to the sender.
    """
    if is_automatic(row):
        return NULL_SENDER
    if not sending.bounce_domain:
        return ""
    attempt = min(row.tries + 1, _MOST_ATTEMPTS)
    token = links.token(LinkPurpose.BOUNCE, row.id, now=now, extra=attempt)
    return f"{Box.BOUNCES}+{token}@{sending.bounce_domain}"


def goodbye_address(row: Delivery, sending: Sending, links: Links, now: datetime) -> str:
    """Where a mail ends the letters (RFC 2369, 3.2); empty where nobody listens."""
    if not sending.reply_domain:
        return ""
    token = links.token(LinkPurpose.UNSUBSCRIBE_BY_MAIL, row.id, now=now)
    return f"{Box.GOODBYE}+{token}@{sending.reply_domain}"


def reply_address(row: Delivery, sending: Sending, links: Links, now: datetime) -> str:
    """Where an answer to this very letter goes; empty where nobody listens."""
    if not sending.reply_domain:
        return ""
    token = links.token(LinkPurpose.REPLY, row.id, now=now)
    return f"{Box.REPLIES}+{token}@{sending.reply_domain}"


def shared_reply_address(sending: Sending) -> str:
    """Where answers to letters that ask nothing go: one address, so that they leave in one call."""
    return f"{Box.REPLIES}@{sending.reply_domain}" if sending.reply_domain else ""


def own_domains(sending: Sending) -> frozenset[str]:
    """The domains that only Drip itself is behind, as `@domain`: nobody can be enrolled there."""
    return frozenset(
        fold_address(f"@{one}") for one in (sending.bounce_domain, sending.reply_domain) if one
    )


def addressed(address: str, sending: Sending, links: Links, now: datetime) -> Addressed | None:
    """What an address is for; None when it is not one of ours. An old token is still ours.

    A reply is taken whatever happened to its token: its headers may lead to the person yet.
    """
    local, _, domain = fold_address(address).rpartition("@")
    if not local or f"@{domain}" not in own_domains(sending):
        return None
    if local in sending.mailboxes:
        return Addressed(box=Box.NAMED)
    if local == Box.REPLIES and _same(domain, sending.reply_domain):
        return Addressed(box=Box.REPLIES)
    begin, plus, token = local.partition("+")
    purpose = _PURPOSES.get(Box(begin)) if plus and begin in set(Box) else None
    if purpose is None:
        return None
    try:
        link = links.read(purpose, token, now=now)
    except LinkExpiredError as error:
        link = error.link
    except LinkError:
        lost = purpose is LinkPurpose.REPLY and _same(domain, sending.reply_domain)
        return Addressed(box=Box.REPLIES) if lost else None
    return Addressed(box=Box(begin), delivery_id=link.subject, attempt=link.extra)


def _same(folded: str, domain: str) -> bool:
    """Whether a folded domain is this one."""
    return bool(domain) and folded == fold_address(f"@{domain}")[1:]
