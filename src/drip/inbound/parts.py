"""A mail's parts (RFC 2046), split by looking for boundary lines. Bounded in number and depth."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from drip.domain.mail import Problem
from drip.inbound import bounds
from drip.inbound.bounds import Budget, TooMuchError
from drip.inbound.header_lines import (
    Headers,
    decode_words,
    first,
    parameters,
    read_headers,
    split_head,
)

_TYPE = re.compile(r"\s*([\w!#$&^.+-]{1,80}/[\w!#$&^.+-]{1,80})")
_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part that holds no others. `body` is as it came, still in its transfer encoding."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    disposition: str
    name: str
    body: bytes
    parents: tuple[str, ...]

    def decoded(self, budget: Budget, *, most: int = bounds.MAIL) -> bytes:
        """The content without its transfer encoding. What is broken is read as far as it goes."""
        encoding = first(self.headers, "content-transfer-encoding").lower().strip(" ;\"'")
        if encoding == "base64":
            return _base64(self.body[: most * 2], budget)[:most]
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.body[: most * 3])[:most]
        return self.body[:most]


def leaves(headers: Headers, body: bytes, budget: Budget) -> Iterator[Part]:
    """Every part that holds no others, in the order of the mail.

    Raises:
        TooMuchError: there are too many of them, or they lie too deep.
    """
    yield from _walk(headers, body, (), budget)


def media_type(headers: Headers, default: str = "text/plain") -> str:
    """The media type in lower case; the default where none is given or it makes no sense."""
    match = _TYPE.match(first(headers, "content-type"))
    return match[1].lower() if match else default


def _walk(
    headers: Headers, body: bytes, parents: tuple[str, ...], budget: Budget
) -> Iterator[Part]:
    if len(parents) > bounds.DEPTH:
        raise TooMuchError(Problem.TOO_DEEP)
    default = "message/rfc822" if parents[-1:] == ("multipart/digest",) else "text/plain"
    content_type = media_type(headers, default)
    found = parameters(first(headers, "content-type"))
    boundary = found.get("boundary", "").encode("utf-8", "replace").rstrip()
    if content_type.startswith("multipart/") and boundary:
        for piece in _split(body, boundary, budget):
            head, rest = split_head(piece)
            yield from _walk(read_headers(head, budget), rest, (*parents, content_type), budget)
        return
    disposition = first(headers, "content-disposition")
    name = parameters(disposition).get("filename") or found.get("name") or ""
    yield Part(
        headers=headers,
        content_type="text/plain" if content_type.startswith("multipart/") else content_type,
        parameters=found,
        disposition=disposition.partition(";")[0].strip().lower(),
        name=decode_words(name),
        body=body,
        parents=parents,
    )


def _split(body: bytes, boundary: bytes, budget: Budget) -> Iterator[bytes]:
    """What stands between boundary lines. Text before the first is no part."""
    mark = b"--" + boundary
    start: int | None = None
    for at, after, last in _boundary_lines(body, mark, budget):
        if start is not None:
            yield _without_line_end(body[start:at])
        start = None if last else after
        if last:
            return
    budget.note(Problem.CUT_SHORT)
    if start is not None:
        yield body[start:]
    elif mark not in body:
        yield b"\n" + body


def _boundary_lines(body: bytes, mark: bytes, budget: Budget) -> Iterator[tuple[int, int, bool]]:
    """Where boundary lines begin and end, and whether one is the last."""
    at = body.find(mark)
    while at >= 0:
        end = body.find(b"\n", at)
        end = len(body) if end < 0 else end + 1
        rest = body[at + len(mark) : min(end, at + len(mark) + 80)].strip()
        if (at == 0 or body[at - 1 : at] in {b"\n", b"\r"}) and rest in {b"", b"--"}:
            budget.boundary()
            yield at, end, rest == b"--"
            at = body.find(mark, end)
        else:
            at = body.find(mark, at + len(mark))


def _without_line_end(piece: bytes) -> bytes:
    """A part without the line end that belongs to the boundary."""
    if piece.endswith(b"\r\n"):
        return piece[:-2]
    return piece[:-1] if piece.endswith((b"\n", b"\r")) else piece


def _base64(raw: bytes, budget: Budget) -> bytes:
    """Base64 as far as it goes: strange letters left out, missing padding made up."""
    letters = raw.translate(None, _NOT_BASE64).rstrip(b"=")
    if len(letters) % 4 == 1:
        budget.note(Problem.TRANSFER_ENCODING)
        letters = letters[:-1]
    try:
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        budget.note(Problem.TRANSFER_ENCODING)
        return raw
