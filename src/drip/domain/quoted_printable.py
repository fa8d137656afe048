"""Text as quoted-printable lines (RFC 2045, 6.7), fit to be joined and to cross SMTP untouched.

Lines hold at most 75 characters, so that a soft line break (`=`) fits behind any of them within the
76 that are allowed. No line begins with a dot (no dot-stuffing is needed) or with `From ` (which
some mail stores rewrite).
"""

from __future__ import annotations

import re

SOFT_BREAK = b"=\r\n"
#: Two short of 75: a leading dot or `F` grows by two when it is written as hex.
_WIDTH = 73
_PLAIN = re.compile(r"[ -<>-~]{0,73}")
_HEX = tuple(
    bytes([byte]) if 32 <= byte <= 126 and byte != ord("=") else b"=%02X" % byte  # noqa: PLR2004 - ASCII's printable range
    for byte in range(256)
)
_FROM = b"From "


def encode_text(text: str) -> bytes:
    """Whole lines of text; each line feed becomes CRLF, blanks before one are encoded."""
    return b"\r\n".join(_encode_line(line, last=False) for line in text.split("\n"))


def encode_value(value: str) -> bytes:
    """One value that begins a line of its own and is followed by a soft line break."""
    if _PLAIN.fullmatch(value) and not value.startswith((".", "F")):
        return value.encode("ascii")
    return _encode_line(value, last=True)


def _encode_line(line: str, *, last: bool) -> bytes:
    """One logical line. `last`: a soft break follows, so trailing blanks are safe as they are."""
    units = [_HEX[byte] for byte in line.encode("utf-8", "replace")]
    if not last and units and units[-1] in {b" ", b"\t"}:
        units[-1] = b"=%02X" % units[-1][0]
    rows: list[bytes] = []
    row: list[bytes] = []
    width = 0
    for unit in units:
        if width + len(unit) > _WIDTH:
            rows.append(_guard(b"".join(row)))
            row, width = [], 0
        row.append(unit)
        width += len(unit)
    rows.append(_guard(b"".join(row)))
    return SOFT_BREAK.join(rows)


def _guard(row: bytes) -> bytes:
    if row.startswith((b".", _FROM)):
        return b"=%02X" % row[0] + row[1:]
    return row
