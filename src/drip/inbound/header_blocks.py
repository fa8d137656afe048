"""Blocks of headers ("From: ... Sent: ...") that mail programs put over what they quote."""

from __future__ import annotations

import re
from collections.abc import Callable

from drip.inbound.header_words import HEADERS, Header
from drip.inbound.line_signs import ADDRESS, MOMENT, Mark, Strength
from drip.inbound.reply_lines import LONGEST_MARK, Line

#: A header of whatever name.
_SHAPE = re.compile(r"[*_]{0,2}[^\s:\uff1a][^:\uff1a]{0,24}[:\uff1a]")
_FIRST = (Header.FROM, Header.DATE, Header.SUBJECT, Header.TO)
_REST = Header.DATE | Header.TO | Header.SUBJECT | Header.CC
#: A block has each of these once.
_ONCE = Header.FROM | Header.DATE | Header.SUBJECT
_LONGEST_NAME = 24
_BLOCK = 16
_FEWEST = 2
_MOST_COLONS = 12
_NAME_WORDS = 3


class Blocks:
    """Looks for blocks of headers in one reply's lines, whose signs are asked for by position."""

    def __init__(self, lines: list[Line], signs: Callable[[int], int]) -> None:
        self._lines = lines
        self._signs = signs
        self._first = [_header(line) for line in lines]

    def at(self, here: int) -> Mark | None:
        """A block from this line on: who, and at least two of when, to whom, what.

        What comes again belongs to another block, and so does what stands together with it.
        """
        if here >= len(self._lines) or self._first[here] not in _FIRST:
            return None
        found, end, gap = 0, here, 0
        over_gap = 0, here
        for position in range(here, min(here + _BLOCK, len(self._lines))):
            headers = self._all(position)
            if gap and headers:
                over_gap = found, end
            if headers & found & _ONCE:
                found, end = over_gap if over_gap[0] else (found, end)
                break
            if headers:
                found, end, gap = found | headers, position + 1, 0
            else:
                gap += 1 if self._lines[position].blank else 2
            if gap > 3:  # noqa: PLR2004 - one wrapped line and one blank, or three blanks
                break
        if not self._is_block(here, end, found):
            return None
        return Mark(here, end, Strength.SURE, headers=True)

    def under_rule(self, here: int) -> Mark | None:
        """A block under a rule or a separator: one of a language we do not know counts as well."""
        return self.at(here) or self._short(here) or self._strange(here)

    def _is_block(self, start: int, end: int, found: int) -> bool:
        rest = (found & _REST).bit_count()
        if not found & Header.FROM or rest < _FEWEST:
            return False
        return rest > _FEWEST or self._tell(start, end, dated=bool(found & Header.DATE))

    def _tell(self, start: int, end: int, *, dated: bool) -> bool:
        """Whether an address stands in these lines, or a date with a time where one is due."""
        return any(
            signs & ADDRESS or (dated and signs & MOMENT == MOMENT)
            for signs in map(self._signs, range(start, min(end + 1, len(self._lines))))
        )

    def _all(self, position: int) -> int:
        """The headers in a line: the one at its start, or all where they were glued into one."""
        first = self._first[position]
        if not first:
            return 0
        text = self._lines[position].lower
        glued = text.count(":") >= _FEWEST and len(text) < LONGEST_MARK
        return first | _glued(text) if glued else first

    def _short(self, here: int) -> Mark | None:
        """Sender and date on one line."""
        if here >= len(self._lines):
            return None
        wanted = Header.FROM | Header.DATE
        told = self._signs(here) & (MOMENT | ADDRESS) == MOMENT | ADDRESS
        both = told and self._all(here) & wanted == wanted
        return Mark(here, here + 1, Strength.SURE) if both else None

    def _strange(self, here: int) -> Mark | None:
        """Headers in a language that we do not know."""
        end, signs = here, 0
        while end < min(here + _BLOCK, len(self._lines)):
            line = self._lines[end]
            if line.blank or line.depth or not _SHAPE.match(line.lower):
                break
            signs |= self._signs(end)
            end += 1
        wanted = MOMENT | ADDRESS
        known = end - here > _FEWEST and signs & wanted == wanted
        return Mark(here, end, Strength.SURE) if known else None


def _header(line: Line) -> Header | None:
    """The header that a line begins with, in any language; None for any other line."""
    if line.depth:
        return None
    text = line.lower[: _LONGEST_NAME + 8].lstrip("*_ ")
    name, found, _ = text.replace("\uff1a", ":").partition(":")
    return HEADERS.get(name.rstrip("*_ ")) if found and len(name) <= _LONGEST_NAME else None


def _glued(text: str) -> int:
    """The headers that stand anywhere in a line, each a word or three before a colon."""
    found = 0
    for before in text.split(":", _MOST_COLONS)[:_MOST_COLONS]:
        words = before[-_LONGEST_NAME:].replace("*", " ").split()[-_NAME_WORDS:]
        for count in range(len(words), 0, -1):
            header = HEADERS.get(" ".join(words[-count:]))
            if header:
                found |= header
                break
    return found
