"""Where a mail program says that somebody else speaks from here on.

Attribution lines ("On Monday ... wrote:"), which may be wrapped over four lines, blocks of headers
("From: ... Sent: ..."), and separators ("-----Original Message-----"). Line by line, each line's
signs looked for once; nothing is matched across lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from drip.inbound.attribution_words import OPENERS, SEPARATORS, WROTE, WROTE_BEFORE_NAME
from drip.inbound.header_words import HEADERS, Header
from drip.inbound.reply_lines import LONGEST_MARK, Line, next_filled

_COLON = (":", "\uff1a")
_DATE = re.compile(r"(?<!\d)(?:1[89]|20|25)\d\d(?!\d)|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}")
_TIME = re.compile(r"\d{1,2}\s?[:.h\u6642\u65f6\u70b9\u9ede\uc2dc]\s?\d{2}(?!\d)")
_ADDRESS = re.compile(r"[^\s<>()\[\]@:]{1,64}@[^\s<>()\[\]@]{1,200}")
_ADDRESS_AT_END = re.compile(r"[<(\[][^\s<>()\[\]]{1,300}[>)\]]\s?[*_]{0,2}\s?[:\uff1a][*_]{0,2}$")
_DASHED = re.compile(
    r"[-_=*~\u2014\u2013\u2015#\s]{2,60}(.{2,80}?)[-_=*~\u2014\u2013\u2015#\s:]{2,60}$"
)
_DASHES = re.compile(r"^(?:[-=*~\u2014\u2013]{2,}|_{5,}|- -)")
_RULE = re.compile(r"^(?:_{10,200}|-{20,200}|={20,200}|\u2500{5,200}|\*{20,200}|\u2014{10,200})$")
#: A header of whatever name.
_SHAPE = re.compile(r"[*_]{0,2}[^\s:\uff1a][^:\uff1a]{0,24}[:\uff1a]")
_GROUPWISE = re.compile(r"^>{3} .{0,200}(\d{1,2}[:.]\d\d|@).{0,80}$")
_HEADER_WRAPPER = re.compile(r"^[*_\s>]{0,4}")
_SEPARATORS = frozenset(SEPARATORS)
_LONG_SEPARATORS = tuple(words for words in SEPARATORS if " " in words or not words.isascii())
_CLOSING_DASHES = frozenset({"--", "==", "**", "~~", "__", "\u2014\u2014", "\u2013\u2013", " -"})
_LONGEST_NAME = 24
_WRAPPED = 4
_BLOCK = 16
_FEWEST = 2


class Strength(Enum):
    """How sure a mark is."""

    SURE = "sure"  #: everything below is theirs, marked or not
    LIKELY = "likely"  #: theirs if it reads like an answer to ours
    WITH_QUOTE = "with quote"  #: only if a marked quote follows


@dataclass(frozen=True, slots=True)
class Mark:
    """Lines `start` to `end` (not included) are a mark."""

    start: int
    end: int
    strength: Strength


#: What a line may show: a date, a time, an address, "wrote" at its end or before a name, "On".
_DATE_SIGN, _TIME_SIGN, _ADDRESS_SIGN, _WROTE_SIGN, _BEFORE_NAME_SIGN, _OPENER_SIGN = (
    1, 2, 4, 8, 16, 32,
)  # fmt: skip
_MOMENT = _DATE_SIGN | _TIME_SIGN
_FIRST_HEADERS = (Header.FROM, Header.DATE, Header.SUBJECT, Header.TO)
_REST_OF_HEADERS = Header.DATE | Header.TO | Header.SUBJECT | Header.CC


class Marks:
    """Looks for marks in one reply's lines."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._signs: dict[int, int] = {}
        self._headers = [_header(line) for line in lines]

    def at(self, here: int) -> Mark | None:
        """The mark that begins at this line, or ends at it where it was wrapped."""
        text = self._lines[here].content
        if not text or len(text) > LONGEST_MARK:
            return None
        if not _may_be_one(text):
            over_quote = here + 1 < len(self._lines) and self._quote_follows(here)
            return self._without_colon(here) if over_quote else None
        return self._separator(here) or self.block(here) or self._attribution(here)

    def _quote_follows(self, here: int) -> bool:
        after = next_filled(self._lines, here + 1)
        return after < len(self._lines) and self._lines[after].depth > 0

    def block(self, here: int) -> Mark | None:
        """A block of headers from this line on: who, and at least two of when, to whom, what."""
        if here >= len(self._lines) or self._headers[here] not in _FIRST_HEADERS:
            return None
        found, end, gap = 0, here, 0
        for position in range(here, min(here + _BLOCK, len(self._lines))):
            header = self._headers[position]
            if header:
                found, end, gap = found | header, position + 1, 0
            else:
                gap += 1 if self._lines[position].blank else 2
            if gap > 3:  # noqa: PLR2004 - one wrapped line and one blank, or three blanks
                break
        rest = (found & _REST_OF_HEADERS).bit_count()
        dated = bool(found & Header.DATE)
        if not found & Header.FROM or rest < _FEWEST:
            return None
        if rest > _FEWEST or self._tell(here, end, dated=dated):
            return Mark(here, end, Strength.SURE)
        return None

    def _tell(self, start: int, end: int, *, dated: bool) -> bool:
        """Whether an address stands in these lines, or a date with a time where one is due."""
        return any(
            signs & _ADDRESS_SIGN or (dated and signs & _MOMENT == _MOMENT)
            for signs in map(self._of, range(start, min(end + 1, len(self._lines))))
        )

    def _separator(self, here: int) -> Mark | None:
        content = self._lines[here].content
        after = next_filled(self._lines, here + 1)
        if _is_dashed_attribution(content) or _GROUPWISE.match(self._lines[here].raw.strip()):
            return Mark(here, here + 1, Strength.SURE)
        if _RULE.match(content):
            block = self.block(after) or self._strange_block(after)
            return Mark(here, block.end, Strength.SURE) if block else None
        closed = content.rstrip(":\uff1a ")[-2:] in _CLOSING_DASHES
        dashed = _DASHED.match(content) if closed and _DASHES.match(content) else None
        words = (dashed[1] if dashed else content).strip(" -_=*~:\uff1a").lower()
        known = words in _SEPARATORS or (bool(dashed) and words.startswith(_LONG_SEPARATORS))
        if not known and not dashed:
            return None
        following = self.block(after) or self._strange_block(after) or self._wrapped_from(after)
        if following:
            return Mark(here, following.end, Strength.SURE)
        if not known:
            return None
        return Mark(here, here + 1, Strength.SURE if dashed else Strength.WITH_QUOTE)

    def _strange_block(self, here: int) -> Mark | None:
        """Headers in a language that we do not know; only right under a rule or a separator."""
        end, signs = here, 0
        while end < min(here + _BLOCK, len(self._lines)):
            line = self._lines[end]
            if line.blank or line.depth or not _SHAPE.match(line.lower):
                break
            signs |= self._of(end)
            end += 1
        wanted = _MOMENT | _ADDRESS_SIGN
        return (
            Mark(here, end, Strength.SURE)
            if end - here > _FEWEST and signs & wanted == wanted
            else None
        )

    def _wrapped_from(self, here: int) -> Mark | None:
        """An attribution that begins at this line."""
        for position in range(here, min(here + _WRAPPED, len(self._lines))):
            if self._lines[position].blank or self._lines[position].depth:
                return None
            mark = self._attribution(position)
            if mark and mark.strength is not Strength.WITH_QUOTE:
                return mark
        return None

    def _attribution(self, here: int) -> Mark | None:
        """An attribution that ends at this line: over as few lines as make one."""
        if not self._lines[here].content.rstrip("*_ ").endswith(_COLON):
            return self._without_colon(here)
        best: Mark | None = None
        for start in range(here, max(here - _WRAPPED, -1), -1):
            line = self._lines[start]
            if (
                line.blank
                and start < here
                and self._lines[start + 1].content.startswith(("<", "("))
            ):
                continue
            if line.blank or line.depth or len(line.content) > LONGEST_MARK:
                break
            strength = self._strength(start, here)
            if strength is Strength.SURE:
                return Mark(self._with_name(start), here + 1, strength)
            if strength and (best is None or best.strength is not Strength.LIKELY):
                best = Mark(start, here + 1, strength)
            if strength is Strength.LIKELY and self._of(start) & _OPENER_SIGN:
                break
        return best

    def _without_colon(self, here: int) -> Mark | None:
        """A date and "wrote", or a date, a name and an address, right over a marked quote."""
        signs, text = self._of(here), self._lines[here].content
        said = signs & _WROTE_SIGN and signs & _OPENER_SIGN and signs & _DATE_SIGN
        dated = (
            text[0].isdigit()
            and _DATE.match(text)
            and ((signs & _ADDRESS_SIGN and text.endswith(">")) or "GMT" in text)
        )
        return Mark(here, here + 1, Strength.WITH_QUOTE) if said or dated else None

    def _with_name(self, start: int) -> int:
        """One line up where the name was cut off from its address."""
        before = self._lines[start - 1] if start else None
        if not before or before.blank or before.depth or before.role.value != "new":
            return start
        alone = self._lines[start].content.startswith(("<", "(", "["))
        short = len(before.content) <= LONGEST_MARK // 6
        return start - 1 if alone and short and before.content[-1] not in ".!?\u3002" else start

    def _strength(self, start: int, end: int) -> Strength | None:
        """How sure lines `start` to `end` are an attribution, by the signs of all of them."""
        signs = 0
        for position in range(start, end + 1):
            signs |= self._of(position)
        opener, wrote = self._of(start) & _OPENER_SIGN, self._of(end) & _WROTE_SIGN
        date, time, before_name = signs & _DATE_SIGN, signs & _TIME_SIGN, signs & _BEFORE_NAME_SIGN
        if signs & _ADDRESS_SIGN and date and (time or wrote or before_name):
            at_end = _ADDRESS_AT_END.search(self._lines[end].content)
            return Strength.SURE if wrote or before_name or at_end else Strength.WITH_QUOTE
        if not (wrote or (before_name and (opener or time))):
            return None
        if date and opener:
            return Strength.LIKELY if time and wrote else Strength.WITH_QUOTE
        if signs & (_DATE_SIGN | _ADDRESS_SIGN | _TIME_SIGN):
            return Strength.LIKELY if signs & _ADDRESS_SIGN and wrote else Strength.WITH_QUOTE
        return Strength.WITH_QUOTE if start == end else None

    def _of(self, position: int) -> int:
        known = self._signs.get(position)
        if known is None:
            known = self._signs[position] = _read_signs(self._lines[position])
        return known


def _may_be_one(text: str) -> bool:
    """A cheap look: marks have a colon early or at their end, dashes around, or are known words."""
    if text[0] in "-_=*~>\u2014\u2013\u2015\u2500#":
        return True
    if any(colon in text[: _LONGEST_NAME + 8] for colon in _COLON):
        return True
    return text.rstrip("*_ ").endswith(_COLON) or text.lower() in _SEPARATORS


def _is_dashed_attribution(text: str) -> bool:
    """Whether an attribution stands between dashes: ---- On Mon, 02 Mar 2026 ... wrote ----."""
    if not (text.startswith("--") and text.endswith("--")):
        return False
    words = text.strip("- ").lower()
    return words.endswith(WROTE) and bool(_DATE.search(words))


def _read_signs(line: Line) -> int:
    """What a line shows of an attribution, as bits."""
    text = line.lower
    if not text:
        return 0
    bare = text.rstrip(" *_:\uff1a")
    wrote = bare.endswith(WROTE) or (bare.endswith(")") and "írta" in bare)
    return (
        bool(_DATE.search(text)) * _DATE_SIGN
        | bool(_TIME.search(text)) * _TIME_SIGN
        | ("@" in text and bool(_ADDRESS.search(text))) * _ADDRESS_SIGN
        | wrote * _WROTE_SIGN
        | any(word in text for word in WROTE_BEFORE_NAME) * _BEFORE_NAME_SIGN
        | _opens(text) * _OPENER_SIGN
    )


def _opens(text: str) -> bool:
    """Whether a line begins as attributions do: a word such as "on", a weekday or a number."""
    first = text.lstrip("*_\"'- ")
    if first[:1].isdigit():
        return True
    word, _, rest = first.partition(" ")
    if word.rstrip(".,") in OPENERS or first.startswith(("בתאריך", "在", "于", "於", "เมื่อ", "في")):
        return True
    return word.endswith((".", ",")) and rest[:1].isdigit()


def _header(line: Line) -> Header | None:
    """The header that a line begins with, in any language; None for any other line."""
    if line.depth:
        return None
    text = line.lower[: _LONGEST_NAME + 8].lstrip("*_ ")
    name, found, _ = text.replace("\uff1a", ":").partition(":")
    return HEADERS.get(name.rstrip("*_ ")) if found and len(name) <= _LONGEST_NAME else None
