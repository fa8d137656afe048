"""Each person's copy of a letter, as SendGrid makes it: substituted, then written by `email`."""

from __future__ import annotations

from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Any

from drip.simulation.provider.plans import chance


def substituted(text: str, substitutions: Mapping[str, str], *, seed: int = 0) -> str:
    """A text with every tag replaced, one after the other, in an order drawn from the seed."""
    tags = list(substitutions)
    chance(seed).shuffle(tags)
    for tag in tags:
        text = text.replace(tag, substitutions[tag])
    return text


def copy_for(request: Mapping[str, Any], place: int, *, message_id: str, at: float) -> bytes:
    """The email for one of the people of a request, with CRLF line ends. `at` is Unix time."""
    person = request["personalizations"][place]
    tags = person.get("substitutions", {})

    def fill(text: str) -> str:
        return substituted(text, tags, seed=place)

    message = EmailMessage(policy=SMTP)
    message["From"] = _mailbox(person.get("from", request["from"]))
    message["To"] = [_mailbox(one) for one in person["to"]]
    message["Subject"] = fill(person.get("subject", request.get("subject", "")))
    message["Date"] = formatdate(at)
    if "reply_to" in request:
        mailbox = request["reply_to"]
        message["Reply-To"] = _mailbox({**mailbox, "email": fill(mailbox["email"])})
    for part in request["content"]:
        text, subtype = fill(part["value"]), part["type"].rpartition("/")[2]
        if "Content-Type" in message:
            message.add_alternative(text, subtype=subtype, cte="quoted-printable")
        else:
            message.set_content(text, subtype=subtype, cte="quoted-printable")
    # Last, for `email` moves whatever begins with Content- into the first part.
    headers = {**request.get("headers", {}), **person.get("headers", {}), "Message-ID": message_id}
    for name, value in headers.items():
        message[name] = value
    return message.as_bytes()


def _mailbox(given: Mapping[str, str]) -> Address:
    return Address(display_name=given.get("name", ""), addr_spec=given["email"])
