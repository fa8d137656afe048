"""Headers out of bytes: found, cut to size, unfolded, decoded. Linear, without recursion."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from drip.domain.mail import Problem
from drip.inbound import bounds, charsets
from drip.inbound.bounds import Budget, TooMuchError

_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_ENCODED = re.compile(r"=\?([^?\s*]{1,40})(?:\*[\w-]{1,20})?\?([bBqQ])\?([^?\n]{0,8000})\?=")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,998})>")
_PARAMETER = re.compile(
    r";\s{0,20}([\w-]{1,40})(\*?\d{0,2}\*?)\s{0,20}=\s{0,20}(?:\"([^\"]{0,4000})\"|([^;\"\s]{0,4000}))"
)

#: Names in lower case, values as text, in the order of the mail.
Headers = tuple[tuple[str, str], ...]


def split_head(raw: bytes) -> tuple[bytes, bytes]:
    """Headers and body. A block without a blank line is all headers.

    Raises:
        TooMuchError: the headers are longer than is safe to read.
    """
    if raw[:1] == b"\n" or raw[:2] == b"\r\n":
        return b"", raw[2:] if raw[:1] == b"\r" else raw[1:]
    found = _BLANK_LINE.search(raw, 0, bounds.HEADER_BLOCK + 4)
    if found:
        return raw[: found.start()], raw[found.end() :]
    if len(raw) > bounds.HEADER_BLOCK:
        raise TooMuchError(Problem.HEADERS_TOO_LONG)
    return raw, b""


def read_headers(block: bytes, budget: Budget) -> Headers:
    """Every header of a block, unfolded, each cut to its bound. Lines that are none are skipped."""
    found: list[tuple[str, list[bytes]]] = []
    for line in block[: bounds.HEADER_BLOCK].splitlines():
        if line[:1] in {b" ", b"\t"}:
            if found:
                found[-1][1].append(line)
            continue
        match = _NAME.match(line)
        if match:
            found.append((match[1].decode("ascii").lower(), [line[match.end() :]]))
    return tuple((name, _value(lines, budget)) for name, lines in found)


def _value(lines: list[bytes], budget: Budget) -> str:
    joined = b"".join(lines)
    if len(joined) > bounds.HEADER:
        budget.note(Problem.HEADER_CUT)
        joined = joined[: bounds.HEADER]
    text, _ = charsets.decode(joined)
    return text.strip().replace("\n", " ")


def first(headers: Headers, name: str) -> str:
    """The first value of a header, or nothing."""
    return next((value for known, value in headers if known == name), "")


def every(headers: Headers, *names: str) -> tuple[str, ...]:
    """All values of these headers."""
    return tuple(value for known, value in headers if known in names)


def decode_words(value: str) -> str:
    """A header's value with its encoded words (RFC 2047) read; broken ones stay as they are.

    Neighbours of one charset are joined as bytes first: some programs cut within a letter.
    """
    pieces: list[str] = []
    waiting: list[tuple[str, bytes]] = []
    end = 0
    for match in _ENCODED.finditer(value):
        between = value[end : match.start()]
        if between.strip() or not waiting:
            pieces += [_joined(waiting), between]
            waiting = []
        waiting.append((match[1], _word_bytes(match[2], match[3])))
        end = match.end()
    pieces += [_joined(waiting), value[end:]]
    return charsets.clean("".join(pieces)).replace("\n", " ")


def _joined(words: list[tuple[str, bytes]]) -> str:
    text: list[str] = []
    charset, held = "", b""
    for name, raw in words:
        if name.lower() != charset.lower() and held:
            text.append(charsets.decode(held, charset)[0])
            held = b""
        charset, held = name, held + raw
    return "".join(text) + charsets.decode(held, charset)[0]


def _word_bytes(how: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if how in "qQ":
        return binascii.a2b_qp(raw, header=True)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return raw


def message_ids(value: str) -> tuple[str, ...]:
    """The Message-IDs in a header, without brackets; a bare one counts."""
    found = _MESSAGE_ID.findall(value)
    if not found and "@" in value and " " not in value.strip():
        found = [value.strip().strip("<>")]
    return tuple(dict.fromkeys(found[-bounds.MESSAGE_IDS :]))


def read_date(value: str) -> datetime | None:
    """A Date header as an aware instant in UTC; None where it makes no sense."""
    try:
        at = parsedate_to_datetime(value[:100])
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def parameters(value: str) -> dict[str, str]:
    """The parameters of a Content-Type or Content-Disposition, continued ones joined (RFC 2231)."""
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, mark, quoted, bare in _PARAMETER.findall(value):
        text = quoted or bare
        if not mark:
            plain.setdefault(name.lower(), text)
            continue
        order = int(mark.strip("*") or 0)
        pieces.setdefault(name.lower(), []).append((order, mark.endswith("*"), text))
    for name, found in pieces.items():
        plain[name] = _continued(sorted(found))
    return plain


def _continued(pieces: list[tuple[int, bool, str]]) -> str:
    charset = ""
    raw = b""
    for position, (_, encoded, text) in enumerate(pieces):
        rest = text
        if encoded and position == 0 and text.count("'") > 1:
            charset, _, rest = text.split("'", 2)
        raw += _percent(rest) if encoded else rest.encode("utf-8", "replace")
    return charsets.decode(raw, charset)[0]


def _percent(text: str) -> bytes:
    return re.sub(
        rb"%([0-9A-Fa-f]{2})",
        lambda match: bytes([int(match[1], 16)]),
        text.encode("utf-8", "replace"),
    )
