"""A reply as lines: their quote marks counted, and what becomes of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

#: How much of a reply is read for new text; what is beyond is kept as removed.
MOST_CHARACTERS = 100_000
MOST_LINES = 2_000
#: Longer lines are prose: no mail program writes such a header.
LONGEST_MARK = 400

_MARKS = re.compile(r"[ \t]{0,3}((?:[>\uff1e][ \t]?){1,60})")
_BIDI = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Role(Enum):
    """What a line is."""

    NEW = "new"
    QUOTE = "quote"
    MARK = "mark"  #: what a mail program put over a quote
    SIGNATURE = "signature"


@dataclass(slots=True)
class Line:
    """One line.

    `content` has neither quote marks nor marks of direction, and single blanks; the line is
    `blank` where nothing is left. `ours` tells that it stands in the letter that we sent.
    """

    raw: str
    depth: int
    content: str
    role: Role = Role.NEW
    ours: bool = False
    lower: str = field(default="")
    blank: bool = False


def split(text: str) -> tuple[list[Line], str]:
    """The lines that are read, and what is beyond the bounds. Of many blank lines two are kept."""
    bound = text[:MOST_CHARACTERS]
    beyond = text[MOST_CHARACTERS:]
    lines: list[Line] = []
    blanks = 0
    rows = bound.splitlines()
    for position, raw in enumerate(rows):
        line = read(raw)
        blanks = blanks + 1 if line.blank and not line.depth else 0
        if blanks > 2:  # noqa: PLR2004 - as said above
            continue
        if len(lines) == MOST_LINES:
            beyond = "\n".join(rows[position:]) + beyond
            break
        lines.append(line)
    return lines, beyond


def read(raw: str) -> Line:
    """One line with its quote marks counted."""
    match = _MARKS.match(raw) if ">" in raw[:4] or "\uff1e" in raw[:4] else None
    marks = match[1] if match else ""
    rest = raw[match.end() :] if match else raw
    depth = marks.count(">") + marks.count("\uff1e")
    content = " ".join((rest if rest.isascii() else _BIDI.sub("", rest)).split())
    return Line(
        raw=raw,
        depth=depth,
        content=content,
        lower=content[:LONGEST_MARK].lower(),
        blank=not content,
    )


def next_filled(lines: list[Line], start: int) -> int:
    """The index of the next line with something in it, or the number of lines."""
    here = start
    while here < len(lines) and lines[here].blank:
        here += 1
    return here
