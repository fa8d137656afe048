"""Signed links: short tokens that a letter carries and a page reads.

A token is `base32(subject, extra, day, mac)`: 6 + 2 + 2 + 16 bytes. The MAC is a keyed BLAKE2b
(RFC 7693) of 128 bits over the purpose and the rest, so a token for answering cannot unsubscribe.
Tokens are case-insensitive, since some mail systems lower-case what they touch, and grant nothing
but the one purpose for the one delivery.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import idna

from drip.errors import DripError

#: How long a link works. Unsubscribing works for ever (Spam Act 2003: at least 30 days).
LIFETIME_DAYS = 400
_EPOCH_ORDINAL = datetime(2020, 1, 1, tzinfo=UTC).toordinal()
_BODY = 10
_MAC = 16
_LENGTH = 42  # base32 characters of 26 bytes, without padding


class LinkPurpose(StrEnum):
    """What a token is for; for a link also the first part of its path."""

    CONFIRM = "confirm"
    ANSWER = "a"
    PREFERENCES = "p"
    UNSUBSCRIBE = "u"
    BOOK = "b"
    WEB_COPY = "v"
    BOUNCE = "bounce"  #: in an envelope sender
    REPLY = "reply"  #: in a Reply-To
    BOOKED = "booked"  #: on its way through a booking system, and back with the report
    UNSUBSCRIBE_BY_MAIL = "unsub"  #: in a mailto of List-Unsubscribe
    ADDRESS = "address"  #: proves a new address


#: Goodbye is never too late, and neither is a bounce.
_LASTING = frozenset({LinkPurpose.UNSUBSCRIBE, LinkPurpose.UNSUBSCRIBE_BY_MAIL, LinkPurpose.BOUNCE})


class LinkError(DripError):
    """This link is not one of ours, or it was cut off on its way."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a token says.

    `subject` is a delivery's id; `extra` is 0, a choice's place or an attempt's number, from 1.
    """

    purpose: LinkPurpose
    subject: int
    extra: int
    day: int


class LinkExpiredError(LinkError):
    """This link is too old."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.link = link


class Links:
    """Makes and reads tokens with one secret of at least 16 bytes. Holds no state."""

    def __init__(self, secret: bytes, base_url: str) -> None:
        if len(secret) < _MAC:
            raise ValueError("the secret for links needs at least 16 bytes")
        self.base_url = base_url.rstrip("/")
        self._keyed = {
            purpose: hashlib.blake2b(
                b"link:" + purpose.value.encode(), key=secret[:64], digest_size=_MAC
            )
            for purpose in LinkPurpose
        }
        self._hash = hashlib.blake2b(b"hash:", key=secret[:64], digest_size=20)

    def token(self, purpose: LinkPurpose, subject: int, *, now: datetime, extra: int = 0) -> str:
        """A token for one purpose and one delivery, in lower-case base32 (RFC 4648)."""
        day = now.toordinal() - _EPOCH_ORDINAL
        body = subject.to_bytes(6, "big") + extra.to_bytes(2, "big") + day.to_bytes(2, "big")
        keyed = self._keyed[purpose].copy()
        keyed.update(body)
        return _encode(body + keyed.digest())

    def url(self, purpose: LinkPurpose, subject: int, *, now: datetime, extra: int = 0) -> str:
        """The whole address of a link."""
        token = self.token(purpose, subject, now=now, extra=extra)
        return f"{self.base_url}/{purpose.value}/{token}"

    def read(self, purpose: LinkPurpose, token: str, *, now: datetime) -> Link:
        """What the token says.

        Raises:
            LinkError: it is not ours, was made for another purpose, or was damaged.
            LinkExpiredError: it is older than 400 days (never for unsubscribing and bounces).
        """
        raw = _decode(token)
        keyed = self._keyed[purpose].copy()
        keyed.update(raw[:_BODY])
        if not hmac.compare_digest(keyed.digest(), raw[_BODY:]):
            raise LinkError
        link = Link(
            purpose,
            int.from_bytes(raw[:6], "big"),
            int.from_bytes(raw[6:8], "big"),
            int.from_bytes(raw[8:10], "big"),
        )
        age = now.toordinal() - _EPOCH_ORDINAL - link.day
        if purpose not in _LASTING and age > LIFETIME_DAYS:
            raise LinkExpiredError(link)
        return link

    def keyed_hash(self, kind: str, text: str) -> str:
        """A keyed hash of something personal (an address, a network), as 40 hex digits."""
        keyed = self._hash.copy()
        keyed.update(kind.encode() + b"\0" + text.encode())
        return keyed.hexdigest()


# The standard library's base32 goes five bytes at a time in Python; a letter of a scale needs 15
# tokens, so two characters are looked up at once instead.
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(a + b for a in _ALPHABET for b in _ALPHABET)
_SHIFTS = tuple(range(200, -1, -10))


def _encode(raw: bytes) -> str:
    """Lower-case base32 (RFC 4648) of 26 bytes, without padding: 42 characters."""
    number = int.from_bytes(raw, "big") << 2
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


def _decode(token: str) -> bytes:
    if len(token) != _LENGTH or not token.isascii():
        raise LinkError
    try:
        return base64.b32decode(token.upper() + "=" * (-_LENGTH % 8))
    except (binascii.Error, ValueError) as error:
        raise LinkError from error


def fold_address(address: str) -> str:
    """An address in the form that decides sameness: folded case, the domain in its ASCII form.

    The domain is what a letter travels to (IDNA 2008): `faß.de` is not `fass.de`. Tags (`a+b@x`)
    and dots stay: they may be different people.
    """
    local, _, domain = address.strip().rpartition("@")
    try:
        wire = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        wire = domain
    return f"{local.casefold()}@{wire.casefold()}"
