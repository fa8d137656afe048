"""One email as bytes: checked headers, then the letter's segments joined with the person's values.

Everything that a letter's copies share is put together once and remembered; for each person it is a
few headers and one join. The tests hold the result against the standard library's `email` package,
which is 200 times slower (`performance.md` 1) and takes no part here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from drip.delivery.headers import (
    HeaderRefusedError,
    date_value,
    header,
    mailbox_header,
    repeated,
    repeated_mailbox,
)
from drip.domain.letters import CompiledLetter, Letter
from drip.domain.merge import ValueMissingError, clean_value, html_value
from drip.domain.quoted_printable import encode_value

_CRLF = b"\r\n"
#: Headers whose value differs from letter to letter; all others are remembered.
_PERSONAL_HEADERS = frozenset({"list-unsubscribe", "in-reply-to", "references"})
#: Headers that `mime` makes from the letter's own parts.
_OWN_HEADERS = frozenset(
    {
        *("from", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "mime-version"),
        *("content-type", "content-transfer-encoding", "content-language"),
    }
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all copies of one letter share.

    `pieces` are statics with an empty place behind each but the last; `tags` name what belongs in
    the places, first those of the text part, then (from `in_html` on) those of the HTML part.
    """

    pieces: tuple[bytes, ...]
    tags: tuple[str, ...]
    in_html: int
    needed: frozenset[str]


def mime(letter: Letter) -> bytes:
    """The whole message with CRLF line ends. No line begins with a dot, so SMTP need not stuff any.

    Raises:
        HeaderRefusedError: an address, a name or a header holds what it must not.
        ValueMissingError: a merge tag has no value.
    """
    frame = _frame(letter.compiled)
    return b"".join((_head(letter), *_filled(frame, letter.values)))


def _filled(frame: _Frame, values: Mapping[str, str]) -> list[bytes]:
    in_text: dict[str, bytes] = {}
    in_html: dict[str, bytes] = {}
    if missing := frame.needed - values.keys():
        raise ValueMissingError(f"no value for {', '.join(sorted(missing))}")
    for tag in frame.needed:
        value = clean_value(values[tag])
        in_text[tag] = in_html[tag] = encode_value(value)
        escaped = html_value(value)
        if escaped != value:
            in_html[tag] = encode_value(escaped)
    pieces = list(frame.pieces)
    pieces[1::2] = [
        *[in_text[tag] for tag in frame.tags[: frame.in_html]],
        *[in_html[tag] for tag in frame.tags[frame.in_html :]],
    ]
    return pieces


@lru_cache(maxsize=256)
def _frame(compiled: CompiledLetter) -> _Frame:
    # No line of quoted-printable text can hold "=_": the boundary cannot occur in a part.
    boundary = f"=_drip_{compiled.hash[:32]}".encode()
    part = b"--" + boundary + b"\r\nContent-Type: text/%s; charset=utf-8\r\n"
    part += b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    head = header("Subject", compiled.subject) + _CRLF
    head += header("Content-Language", compiled.language) + b"\r\nMIME-Version: 1.0\r\n"
    head += b'Content-Type: multipart/alternative;\r\n boundary="' + boundary + b'"\r\n\r\n'
    text, html = list(compiled.text.wire), list(compiled.html.wire)
    statics = [
        head + part % b"plain" + text[0],
        *text[1:],
    ]
    statics[-1] += _CRLF + part % b"html" + html[0]
    statics += html[1:]
    statics[-1] += _CRLF + b"--" + boundary + b"--\r\n"
    tags = compiled.text.tags + compiled.html.tags
    pieces = [b""] * (2 * len(statics) - 1)
    pieces[0::2] = statics
    return _Frame(tuple(pieces), tags, len(compiled.text.tags), frozenset(tags))


def _head(letter: Letter) -> bytes:
    """The headers that are not the same for every copy."""
    message_id = "<" + letter.message_id.strip("<>") + ">"
    lines = [
        repeated_mailbox("From", letter.from_address, letter.from_name),
        mailbox_header("To", letter.to_address, letter.to_name),
        header("Date", date_value(letter.date)),
        header("Message-ID", message_id),
    ]
    if letter.reply_to:
        lines.append(repeated_mailbox("Reply-To", letter.reply_to))
    for name, value in letter.headers:
        if name.lower() in _OWN_HEADERS:
            raise HeaderRefusedError(f"{name} is written by Drip itself, once")
        make = header if name.lower() in _PERSONAL_HEADERS else repeated
        lines.append(make(name, value))
    lines.append(b"")
    return _CRLF.join(lines)
