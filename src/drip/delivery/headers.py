"""Headers of an email, as bytes, from parts that were checked.

Non-ASCII words become encoded words (RFC 2047), long lines are folded (RFC 5322, 2.2.3), nothing
that could begin another header passes.
"""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from functools import lru_cache

import idna

from drip.errors import DripError

_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NAME = re.compile(r"[!-9;-~]{1,76}")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_LOCAL = re.compile(r"[^\s<>(),:;\"\\\[\]@]{1,64}")
_LINE = 76
#: A line holds 998 bytes at most (RFC 5322, 2.1.1), with the header's name and quotes.
_LONG_WORD = 400
#: Bytes of text in one encoded word, so that it stays within 75 characters.
_WORD_BYTES = 42
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class HeaderRefusedError(DripError):
    """A header of this letter cannot be written."""


def header(name: str, value: str) -> bytes:
    """One header with free text, without its CRLF.

    Raises:
        HeaderRefusedError: a line break or another control character stands in it.
    """
    if not _NAME.fullmatch(name):
        raise HeaderRefusedError("a header's name holds a character that none may hold")
    _refuse_controls(name, value)
    if _as_it_stands(value):
        return _folded(f"{name}: {value}")
    return _folded(f"{name}: {_encoded(value)}")


@lru_cache(maxsize=256)
def repeated(name: str, value: str) -> bytes:
    """The same as `header`, remembered: for headers that many letters share."""
    return header(name, value)


def mailbox_header(name: str, address: str, display: str = "") -> bytes:
    """From, To or Reply-To with exactly one mailbox, without its CRLF.

    Raises:
        HeaderRefusedError: the address is none, or a control character stands in a part.
    """
    _refuse_controls(name, display)
    display = display.strip()
    wire = wire_address(address)
    if not display:
        return _folded(f"{name}: {wire}")
    return _folded(f"{name}: {_phrase(display)} <{wire}>")


@lru_cache(maxsize=64)
def repeated_mailbox(name: str, address: str, display: str = "") -> bytes:
    """The same as `mailbox_header`, remembered: for the clinic's own mailboxes."""
    return mailbox_header(name, address, display)


def wire_address(address: str) -> str:
    """An address as SMTP takes it: the domain in its ASCII form (IDNA 2008), the rest as typed.

    Raises:
        HeaderRefusedError: it is no address.
    """
    local, _, domain = address.rpartition("@")
    if not _LOCAL.fullmatch(local) or _CONTROLS.search(local):
        raise HeaderRefusedError("an address is not of the form name@domain")
    if domain.isascii() and _LOCAL.fullmatch(domain):
        return address
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError as error:
        raise HeaderRefusedError("an address has a domain that cannot exist") from error


def date_value(instant: datetime) -> str:
    """An instant as RFC 5322 writes it, in UTC."""
    at = instant.astimezone(UTC)
    return (
        f"{_DAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at.year:04}"
        f" {at.hour:02}:{at.minute:02}:{at.second:02} +0000"
    )


def _refuse_controls(name: str, value: str) -> None:
    if _CONTROLS.search(value):
        raise HeaderRefusedError(f"{name} holds a line break or another control character")


def _as_it_stands(text: str) -> bool:
    """Whether free text needs no encoded words. A word that no fold could shorten needs them."""
    return (
        text.isascii()
        and "=?" not in text
        and (len(text) < _LONG_WORD or max(map(len, text.split(" "))) < _LONG_WORD)
    )


def _phrase(display: str) -> str:
    """A display name: as it stands, quoted, or encoded."""
    if not _as_it_stands(display):
        return _encoded(display)
    if _ATOMS.fullmatch(display):
        return display
    escaped = display.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _encoded(text: str) -> str:
    """Encoded words in base64, cut between characters."""
    words: list[str] = []
    piece = b""
    for character in text:
        encoded = character.encode()
        if len(piece) + len(encoded) > _WORD_BYTES:
            words.append(_encoded_word(piece))
            piece = b""
        piece += encoded
    words.append(_encoded_word(piece))
    return " ".join(words)


def _encoded_word(piece: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(piece).decode()}?="


def _folded(line: str) -> bytes:
    """Break a header at blanks so that lines stay short. A word is never cut."""
    if len(line) <= _LINE:
        return line.encode()
    head, *words = line.split(" ")
    rows = [head]
    for word in words:
        if len(rows[-1]) + 1 + len(word) > _LINE and rows[-1].strip() and len(rows[-1]) > len(head):
            rows.append("")
        rows[-1] += " " + word
    return "\r\n".join(rows).encode()
