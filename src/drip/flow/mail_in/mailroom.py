"""The mailroom: takes in mail for our own addresses. Kept first, looked at afterwards.

Nobody is told that we have a mail before it is stored and committed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from drip.domain.letters import NULL_SENDER
from drip.errors import DripError
from drip.flow.letters.addresses import Addressed, Box, addressed
from drip.flow.services import Services
from drip.links import fold_address
from drip.storage import ledger, mails
from drip.storage.mails import NewMail

#: More than this many mails that nobody looked at are refused for now: senders try again.
MOST_WAITING = 5_000
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID = re.compile(rb"(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?([^\r\n]{1,998})")
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f]")
_MOST_ADDRESS = 320


class MailroomFullError(DripError):
    """Too much mail waits to be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One mail as a server handed it to us. `envelope_from` is empty or `<>` for nobody.

    `vouched` is what a provider found out of its sender. What a provider has taken already can be
    refused no more, so every recipient of such a mail is ours.
    """

    source: str
    envelope_from: str
    envelope_to: Sequence[str]
    raw: bytes
    vouched: str | None = None


def is_ours(services: Services, address: str) -> bool:
    """Whether mail for an address is taken. Asks no database."""
    return addressed(address, services.sending, services.links, services.wall()) is not None


def keep(services: Services, arrival: Arrival) -> None:
    """Store a mail for each of its recipients that is ours; the same mail again changes nothing.

    Raises:
        MailroomFullError: too much waits; the sender should try again.
        StorageError: the database cannot be used now.
    """
    now = services.now()
    new = [
        one for to in arrival.envelope_to if (one := _new(services, arrival, to, now)) is not None
    ]
    with services.database.write() as tx:
        if mails.unsorted(tx, at_most=MOST_WAITING) >= MOST_WAITING:
            raise MailroomFullError
        known = ledger.get_all(tx, {one.delivery_id for one in new if one.delivery_id})
        mails.keep(tx, [_known(one, known) for one in new])


def fingerprint(raw: bytes) -> str:
    """The same for a mail that comes again by another way: its Message-ID and its body.

    Ways differ in how they end lines, and in the empty lines that they leave at the end.
    """
    end = _HEAD_END.search(raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    found = _MESSAGE_ID.search(head)
    whole = hashlib.sha256(found[1].strip() if found else head)
    plain = body.replace(b"\r\n", b"\n").rstrip()
    whole.update(b"\0" + hashlib.sha256(plain).digest())
    return whole.hexdigest()


def _new(services: Services, arrival: Arrival, to: str, now: datetime) -> NewMail | None:
    ours = addressed(to, services.sending, services.links, now)
    if ours is None and arrival.vouched is None:
        return None
    ours = ours or Addressed(box=Box.NAMED)
    return NewMail(
        source=arrival.source,
        envelope_from=_storable(arrival.envelope_from) or NULL_SENDER,
        envelope_to=_storable(fold_address(to)),
        box=ours.box.value,
        delivery_id=ours.delivery_id or None,
        received_at=now,
        raw=arrival.raw,
        sha256=hashlib.sha256(arrival.raw).hexdigest(),
        fingerprint=fingerprint(arrival.raw),
        vouched=arrival.vouched or "",
    )


def _known(new: NewMail, letters: Container[int]) -> NewMail:
    """Without a letter that this database does not have, as after a restore."""
    return new if new.delivery_id in letters else replace(new, delivery_id=None)


def _storable(address: str) -> str:
    """An address as text that both databases take; it may hold any byte."""
    text = address.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _UNPRINTED.sub("", text)[:_MOST_ADDRESS]
