"""A reply as lines: their quote marks counted, and what becomes of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from drip.inbound.attribution_words import SEPARATORS

#: How much of a reply is read for new text; what is beyond is kept as removed.
MOST_CHARACTERS = 100_000
MOST_LINES = 2_000
#: Longer lines are prose: no mail program writes such a header.
LONGEST_MARK = 400

_BLANK = r"[ \t\xa0\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
_MARKS = re.compile(rf"{_BLANK}{{0,60}}((?:[>\uff1e]{_BLANK}?){{1,60}})")
#: An attribution that was glued to the words before it, or to those it stands over.
_GLUED = re.compile(
    r"(?<=[^\s,])(?:(?<!-)-{2,10}\s?|\s{1,8})(?=(?:On|Am|Le|El|Il|Em|Op|Den|Dne|Dnia|Na|Pada|Vào)\s"
    r"(?:[^\W\d]{2,10}[.,]{0,2}\s){0,3}\d{1,2}\b)"
)
_RUN_ON = re.compile(
    r"[>)]\s?(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu)\s?:\s{1,8}(?=\S)"
)
#: "Original message" between dashes, with other words glued to it.
_GLUED_SEPARATOR = re.compile(r"-{5,40}[ \t]?([^-\n]{3,40}?)[ \t]?-{5,40}")
_SEPARATORS = frozenset(SEPARATORS)
_WROTE_SOON = re.compile(r"(?:wrote|schrieb|écrit|escribió|scritto|escreveu|schreef|skrev|>)\s?:")
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
    """The lines that are read, and what is beyond the bounds. Of many blank lines two are kept.

    An attribution that was glued to other words gets a line of its own.
    """
    rows = text[:MOST_CHARACTERS].splitlines()
    lines: list[Line] = []
    blanks = 0
    for position, raw in enumerate(rows):
        blanks = 0 if raw.strip() else blanks + 1
        if blanks > 2:  # noqa: PLR2004 - as said above
            continue
        if len(lines) >= MOST_LINES:
            beyond = "\n".join(rows[position:])
            return lines, beyond + text[MOST_CHARACTERS:]
        lines += map(read, _pieces(raw, rows[position + 1 : position + 3]))
    return lines, text[MOST_CHARACTERS:]


def _pieces(row: str, after: list[str]) -> list[str]:
    """One line, cut where an attribution or a separator begins within it, and where it ends.

    A quoted line stays whole: what is glued to it was written by somebody else as well.
    """
    if ("@" not in row and "20" not in row and "-----" not in row) or _MARKS.match(row):
        return [row]
    start = row[:LONGEST_MARK]
    separator = _GLUED_SEPARATOR.search(start)
    if separator and separator[1].strip().lower() in _SEPARATORS:
        before, behind = row[: separator.start()], row[separator.end() :]
        if any(map(str.isalnum, before + behind)):
            return [piece for piece in (before, separator[0], behind) if piece.strip()]
        return [row]
    end = _RUN_ON.search(start)
    if end and "@" in start[: end.start()]:
        return [*_pieces(row[: end.end()], []), row[end.end() :]]
    glued = list(_GLUED.finditer(start))
    soon = any(_WROTE_SOON.search(one[:LONGEST_MARK]) for one in (start, *after))
    if glued and soon and "20" in start[glued[-1].end() :]:
        return [row[: glued[-1].start()], row[glued[-1].start() :]]
    return [row]


def read(raw: str) -> Line:
    """One line with its quote marks counted."""
    match = _MARKS.match(raw)
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
