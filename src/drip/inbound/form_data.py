"""A posted form as bytes: web frameworks read fields as UTF-8, which destroys other charsets.

multipart/form-data (RFC 7578) and urlencoded forms. One cut over the body; nothing here raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

_BOUNDARY = re.compile(
    r"boundary\s{0,5}=\s{0,5}(?:\"([^\"]{1,200})\"|([^;\s]{1,200}))", re.IGNORECASE
)
_NAME = re.compile(r";\s{0,20}name=(?:\"([^\"\r\n]{0,500})\"|([^;\s]{1,500}))", re.IGNORECASE)
_FILE = re.compile(
    r";\s{0,20}filename=(?:\"((?:[^\"\\\r\n]|\\.){0,1000})\"|([^;\s]{1,500}))", re.IGNORECASE
)
_TYPE = re.compile(r"^content-type:\s{0,20}([^\r\n]{1,500})", re.IGNORECASE | re.MULTILINE)
#: SendGrid sends some twenty, and one for each attachment.
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `file_name` is None where it is no file."""

    name: str
    value: bytes
    content_type: str = ""
    file_name: str | None = None


def read_form(content_type: str, body: bytes) -> tuple[Field, ...]:
    """The fields of a posted form, in its order; none where it is no form."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return tuple(_pairs(body))
    found = _BOUNDARY.search(content_type)
    if kind != "multipart/form-data" or found is None:
        return ()
    cut = b"\r\n--" + (found[1] or found[2]).encode("latin-1", "replace")
    parts = (b"\r\n" + body).split(cut, _MOST + 1)[1 : _MOST + 1]
    read = (_part(one) for one in parts if not one.startswith(b"--"))
    return tuple(one for one in read if one is not None)


def _part(part: bytes) -> Field | None:
    head, blank, value = part.lstrip(b" \t").removeprefix(b"\r\n").partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace")
    name = _NAME.search(lines)
    if not blank or name is None:
        return None
    file_name, kind = _FILE.search(lines), _TYPE.search(lines)
    return Field(
        name=name[1] or name[2] or "",
        value=value,
        content_type=kind[1].strip() if kind else "",
        file_name=(file_name[1] or file_name[2] or "") if file_name else None,
    )


def _pairs(body: bytes) -> list[Field]:
    pairs = (one.partition(b"=") for one in body.split(b"&", _MOST)[:_MOST] if one)
    return [
        Field(_unquoted(name).decode("utf-8", "replace"), _unquoted(value))
        for name, _, value in pairs
    ]


def _unquoted(text: bytes) -> bytes:
    return unquote_to_bytes(text.replace(b"+", b" "))
