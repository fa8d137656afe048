"""Where a mail program says that somebody else speaks from here on.

Attribution lines ("On Monday ... wrote:"), which may be wrapped over four lines, blocks of headers
("From: ... Sent: ..."), and separators ("-----Original Message-----"). Line by line, each line's
signs looked for once; nothing is matched across lines.
"""

from __future__ import annotations

import re

from drip.inbound.attribution_words import (
    DETERMINERS,
    FIRST_PERSON,
    QUOTING,
    SEPARATORS,
    WROTE,
)
from drip.inbound.header_blocks import Blocks
from drip.inbound.line_signs import (
    ADDRESS,
    DATE,
    MOMENT,
    OPENER,
    TIME,
    WROTE_EARLIER,
    WROTE_LAST,
    Mark,
    Strength,
    has_date,
    signs_of,
    starts_with_date,
)
from drip.inbound.reply_lines import LONGEST_MARK, Line, next_filled

_COLON = (":", "\uff1a")
_ADDRESS_AT_END = re.compile(r"[<(\[][^\s<>()\[\]]{1,300}[>)\]]\s?[*_]{0,2}\s?[:\uff1a][*_]{0,2}$")
#: An address in brackets at the end of a line, and one with few words behind it.
_BRACKETED_AT_END = re.compile(r"<[^\s<>@]{1,64}@[^\s<>@]{1,200}>$")
_BRACKETED_NEAR_END = re.compile(r"@[^\s<>()\[\]]{1,200}[>)\]]{1,2},?\s?\S.{0,30}$")
_DASHED = re.compile(
    r"[-_=*~\u2014\u2013\u2015#\s]{2,60}(.{2,80}?)[-_=*~\u2014\u2013\u2015#\s:]{2,60}$"
)
_DASHES = re.compile(r"^(?:[-=*~\u2014\u2013]{2,}|_{5,}|- -)")
_RULE = re.compile(r"^([-_=*\u2500\u2014])\1{2,200}$")
_GROUPWISE = re.compile(r"^>{3} .{0,200}(\d{1,2}[:.]\d\d|@).{0,80}$")
_WORD = re.compile(r"[^\W\d_]+")
_SEPARATORS = frozenset(SEPARATORS)
_LONG_SEPARATORS = tuple(words for words in SEPARATORS if " " in words or not words.isascii())
_CLOSING_DASHES = frozenset({"--", "==", "**", "~~", "__", "\u2014\u2014", "\u2013\u2013", " -"})
_WROTE_NAME = re.compile(
    r"\b(?:schrieb|schreef|skrev|skreiv|skrifaði|kirjoitti|kirjutas|escreveu)\s(.{2,80}):[*_]{0,2}$"
)
_NAME_WROTE = re.compile(
    r"(?:\S{1,40}\s){1,3}(?:schrieb\sam|schreef\sop|skrev\sden|kirjoitti)\s.{4,50}\d[:.]\d\d\s?(?:uhr)?:$",
    re.IGNORECASE,
)
_EARLY = 32
_FEWEST_WORDS = 2
_WRAPPED = 4
_NAME_WORDS = 7


class Marks:
    """Looks for marks in one reply's lines."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._signs: dict[int, int] = {}
        self._own: dict[int, bool] = {}
        self._blocks = Blocks(lines, self._of)

    def at(self, here: int) -> Mark | None:
        """The mark that begins at this line, or ends at it where it was wrapped."""
        text = self._lines[here].content
        if not text or len(text) > LONGEST_MARK:
            return None
        if not _may_be_one(text):
            return self._over_quote(here) or self._bare(here)
        return self._separator(here) or self._blocks.at(here) or self._attribution(here)

    def _over_quote(self, here: int) -> Mark | None:
        """A line without a colon, right over a marked quote."""
        after = next_filled(self._lines, here + 1)
        quoted = after < len(self._lines) and self._lines[after].depth > 0
        return self._without_colon(here) if quoted else None

    def _bare(self, here: int) -> Mark | None:
        """A line without a colon that says everything else: when, who with address, "wrote"."""
        text = self._lines[here].content
        if "@" not in text:
            return None
        signs, wanted = self._of(here), OPENER | MOMENT | ADDRESS
        if signs & wanted != wanted:
            return None
        said = signs & WROTE_LAST and _BRACKETED_NEAR_END.search(text)
        named = signs & WROTE_EARLIER and _BRACKETED_AT_END.search(text)
        return Mark(here, here + 1, Strength.SURE) if said or named else None

    def _separator(self, here: int) -> Mark | None:
        content = self._lines[here].content
        after = next_filled(self._lines, here + 1)
        dashed_words = _dashed_attribution(content)
        if dashed_words or _GROUPWISE.match(self._lines[here].raw.strip()):
            return Mark(here, here + 1, dashed_words or Strength.SURE)
        if _RULE.match(content):
            under = self._blocks.under_rule(after) or self._wrapped_from(after)
            return Mark(here, under.end, Strength.SURE) if under else None
        closed = content.rstrip(":\uff1a ")[-2:] in _CLOSING_DASHES
        dashed = _DASHED.match(content) if closed and _DASHES.match(content) else None
        words = (dashed[1] if dashed else content).strip(" -_=*~:\uff1a").lower()
        known = words in _SEPARATORS or (bool(dashed) and words.startswith(_LONG_SEPARATORS))
        if not known and not dashed:
            return None
        following = self._blocks.under_rule(after) or self._wrapped_from(after)
        if following:
            return Mark(here, following.end, Strength.SURE)
        if not known:
            return None
        return Mark(here, here + 1, Strength.SURE if dashed else Strength.WITH_QUOTE)

    def _wrapped_from(self, here: int) -> Mark | None:
        """An attribution that begins at this line."""
        for position in range(here, min(here + _WRAPPED, len(self._lines))):
            if self._lines[position].blank or self._lines[position].depth:
                return None
            mark = self._attribution(position)
            if mark and mark.strength is not Strength.WITH_QUOTE:
                return mark if mark.start == here else None
        return None

    def _attribution(self, here: int) -> Mark | None:
        """An attribution that ends at this line: over as few lines as make one."""
        if not self._lines[here].content.rstrip("*_ ").endswith(_COLON):
            return self._over_quote(here) or self._bare(here)
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
            if strength and (best is None or self._reaches_up(best, start)):
                best = Mark(start, here + 1, strength)
            signs = self._of(start)
            if signs & OPENER and (strength is Strength.LIKELY or (strength and signs & DATE)):
                break
        return best

    def _without_colon(self, here: int) -> Mark | None:
        """A date and "wrote", or a date, a name and an address, right over a marked quote."""
        signs, text = self._of(here), self._lines[here].content
        said = signs & (WROTE_LAST | WROTE_EARLIER) and signs & OPENER and signs & DATE
        dated = (
            text[0].isdigit()
            and starts_with_date(text)
            and ((signs & ADDRESS and text.endswith(">")) or "GMT" in text)
        )
        return Mark(here, here + 1, Strength.WITH_QUOTE) if said or dated else None

    def _reaches_up(self, best: Mark, start: int) -> bool:
        """Whether a mark goes on one line up: to "On Wed, Dec 9, Ann", or while it is not sure."""
        text = self._lines[start].content
        opens = self._of(start) & OPENER and "," in text and any(map(str.isdigit, text))
        return best.strength is not Strength.LIKELY or bool(opens and text[-1] not in ".!?")

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
        wrote = self._of(end) & WROTE_LAST
        if signs & ADDRESS and signs & DATE and (signs & (TIME | WROTE_EARLIER) or wrote):
            at_end = _ADDRESS_AT_END.search(self._lines[end].content)
            said = wrote or signs & WROTE_EARLIER or at_end
            return Strength.SURE if said else Strength.WITH_QUOTE
        if self._lines[end].lower.startswith(QUOTING):
            return Strength.WITH_QUOTE
        opens = self._of(start) & OPENER
        if not wrote and not (signs & WROTE_EARLIER and (opens or signs & TIME)):
            return None
        return None if self._says_i(start, end) else self._less_sure(start, end, signs)

    def _less_sure(self, start: int, end: int, signs: int) -> Strength | None:
        """How sure an attribution is that says "wrote", but not who and when in full."""
        first, last = self._lines[start].content, self._lines[end].content
        wrote, before_name = self._of(end) & WROTE_LAST, signs & WROTE_EARLIER
        if signs & DATE and self._of(start) & OPENER:
            if not signs & TIME:
                return Strength.WITH_QUOTE
            named = not _is_somebody(last.lower()) if wrote else _ends_with_name(last)
            return Strength.LIKELY if named else Strength.WITH_QUOTE
        if signs & MOMENT == MOMENT and before_name and _opens_with_name(first):
            return Strength.LIKELY
        if signs & (MOMENT | ADDRESS):
            return Strength.LIKELY if signs & ADDRESS and wrote else Strength.WITH_QUOTE
        return Strength.WITH_QUOTE if start == end else None

    def _says_i(self, start: int, end: int) -> bool:
        """Whether somebody speaks of themselves in these lines."""
        for position in range(start, end + 1):
            if position not in self._own:
                words = _WORD.findall(self._lines[position].lower)
                self._own[position] = not FIRST_PERSON.isdisjoint(words)
        return any(self._own[position] for position in range(start, end + 1))

    def _of(self, position: int) -> int:
        known = self._signs.get(position)
        if known is None:
            known = self._signs[position] = signs_of(self._lines[position])
        return known


def _may_be_one(text: str) -> bool:
    """A cheap look: marks have a colon early or at their end, dashes around, or are known words."""
    if text[0] in "-_=*~>\u2014\u2013\u2015\u2500#":
        return True
    if any(colon in text[:_EARLY] for colon in _COLON):
        return True
    return text.rstrip("*_ ").endswith(_COLON) or text.lower() in _SEPARATORS


def _dashed_attribution(text: str) -> Strength | None:
    """An attribution between dashes: ---- On Mon, 02 Mar 2026 ... wrote ----."""
    if not (text.startswith("--") and text.endswith("--")):
        return None
    words = text.strip("- ").lower()
    if not words.endswith(WROTE) or len(words.split()) < _FEWEST_WORDS:
        return None
    if has_date(words):
        return Strength.SURE
    return Strength.LIKELY if len(words.split()) <= _NAME_WORDS else None


def _is_somebody(text: str) -> bool:
    """Whether who wrote is "the doctor" or the like: behind the last digit, before "wrote"."""
    behind = re.split(r"\d", text)[-1]
    words = [word for word in _WORD.findall(behind) if word not in {"am", "pm", "uhr", "h", "m"}]
    return bool(words) and words[0] in DETERMINERS


def _ends_with_name(text: str) -> bool:
    """Whether a few capitalised words stand between "wrote" and the colon."""
    behind = _WROTE_NAME.search(text)
    words = _WORD.findall(behind[1]) if behind else []
    return 0 < len(words) <= _NAME_WORDS and not any(word[0].islower() for word in words)


def _opens_with_name(text: str) -> bool:
    """Whether a few words stand before "wrote on", and a time right before the colon."""
    return bool(_NAME_WROTE.match(text))
