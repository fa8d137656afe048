"""What we sent, known again in a reply whatever its quote marks, blanks, wrapping and links."""

from __future__ import annotations

import re

from drip.inbound.reply_lines import Line

_LINK = re.compile(r"<?\bhttps?:[^\s<>]{1,2000}>?|\[(?:cid|image):[^\]\n]{0,300}\]")
_WORD = re.compile(r"\w+")
#: Quotation marks, accents and what becomes of them when a charset is taken for another.
_ODD = re.compile(
    "[\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2000-\u206f\u20ac\u2122\ufffd]{1,200}"
)
_MOST_SENT = 20_000
#: Lines that are compared in all; a reply of one line a thousand times shall not take long.
_MOST_STEPS = 30_000
_MOST_ASKED = 2_500
#: Places where a line may stand in our letter that are tried.
_MOST_PLACES = 8
#: A run of lines that is ours has so many words at least, and one line with so many.
_RUN_WORDS, _LINE_WORDS = 12, 3
#: So many lines further down are asked whether the letter goes on there, and so far in letters.
_AHEAD, _NEAR = 5, 400


def fold(text: str) -> str:
    """Words in lower case with single blanks between; links are left out, they get rewritten.

    Letters that a wrong charset breaks are left out as well.
    """
    plain = _LINK.sub(" ", text) if "http" in text or "[" in text else text
    return " ".join(_WORD.findall((plain if plain.isascii() else _ODD.sub(" ", plain)).lower()))


def only_links(text: str) -> bool:
    """Whether nothing stands in a line but links and places of pictures."""
    return bool(text) and not _LINK.sub("", text).strip("<>[]() ")


class OwnLetter:
    """A letter of ours that can be recognised line by line."""

    def __init__(self, sent: str) -> None:
        self._words = f" {fold(sent[:_MOST_SENT])} " if sent.strip() else ""
        self._rules = {one.strip() for one in sent[:_MOST_SENT].splitlines() if not fold(one)}
        self._steps = self._asked = 0

    def __bool__(self) -> bool:
        return bool(self._words.strip())

    def holds(self, text: str) -> bool:
        """Whether the words of a line stand in our letter, in this order; a rule of ours has none.

        After a great many lines it is no longer looked up, and nothing is ours.
        """
        self._asked += 1
        if self._asked > _MOST_ASKED:
            return False
        folded = fold(text)
        if not folded:
            return bool(text) and text.strip() in self._rules
        return f" {folded} " in self._words

    def follow(self, lines: list[Line]) -> list[bool]:
        """Which lines are the letter's, read from its beginning to its end.

        A word or two are ours only where the letter goes on with them, so that "3" under the
        question is an answer even where a "3" can be chosen further down. A line is no line of
        ours if the letter goes on right below it from where it was left.
        """
        folded = [fold(line.content) for line in lines]
        ours = [False] * len(lines)
        at: list[int] = []
        for here, line in enumerate(lines):
            text = folded[here]
            if not text:
                ours[here] = bool(line.content) and line.content.strip() in self._rules
                continue
            self._asked += 1
            if self._asked > _MOST_ASKED:
                break
            after = [one for one in folded[here + 1 : here + 1 + 2 * _AHEAD] if one][:_AHEAD]
            places = self._places(text, at, after)
            if places:
                ours[here], at = True, [place + len(text) + 1 for place in places]
        return ours

    def _places(self, text: str, at: list[int], after: list[str]) -> list[int]:
        """Where in the letter a line may stand whose predecessor ended at one of `at`.

        There are several where the letter is known by text and by HTML.
        """
        going_on = self._going_on(text, at)
        if going_on:
            return [] if self._comes_again(text, going_on, after) else going_on
        further = tuple(f" {one} " for one in after)
        if any(self._words.startswith(further, place) for place in at):
            return []
        if text.count(" ") + 1 >= _LINE_WORDS:
            return self._find(f" {text} ", min(at, default=0)) or self._find(f" {text} ", 0)
        if not after:
            return []
        found = self._find(f" {text} {after[0]} ", min(at, default=0))
        return [place for place in found if not at or place - min(at) <= _NEAR]

    def _going_on(self, text: str, at: list[int]) -> list[int]:
        return [place for place in at if self._words.startswith(f" {text} ", place)]

    def _find(self, text: str, start: int) -> list[int]:
        """The first few places of a text."""
        found: list[int] = []
        place = self._words.find(text, start)
        while place >= 0 and len(found) < _MOST_PLACES:
            found.append(place)
            place = self._words.find(text, place + 1)
        return found

    def _comes_again(self, text: str, at: list[int], after: list[str]) -> bool:
        """Whether it is not here that the letter goes on, but where the same line stands again."""
        behind = [place + len(text) + 1 for place in at]
        if text not in after or self._going_on(after[0], behind):
            return False
        again = after.index(text) + 1
        return again < len(after) and bool(self._going_on(after[again], behind))

    def mark(self, lines: list[Line]) -> None:
        """Mark runs of two or more unquoted lines that follow each other in our letter as well.

        A line alone may be what somebody chose out of our letter, and so may be lines that do not
        follow each other there.
        """
        if not self:
            return
        folded = [fold(line.content) if not line.depth else "" for line in lines]
        here = 0
        while here < len(lines) and self._steps < _MOST_STEPS:
            end = self._run(folded, lines, here) if folded[here] else here
            while here < end < len(lines) and only_links(lines[end].content):
                end += 1
            for line in lines[here:end]:
                line.ours = True
            here = max(end, here + 1)

    def _run(self, folded: list[str], lines: list[Line], here: int) -> int:
        """Where the run that begins here ends; `here` itself where there is none."""
        first = f" {folded[here]} "
        best = here
        for place in self._find(first, 0):
            if self._steps < _MOST_STEPS:
                best = max(best, self._follow(folded, lines, here, place))
        return best

    def _follow(self, folded: list[str], lines: list[Line], here: int, place: int) -> int:
        count, words, longest, end = 0, 0, 0, here
        for position in range(here, len(lines)):
            text = folded[position]
            if not text and (lines[position].content and lines[position].depth):
                break
            if not text:
                continue
            self._steps += 1
            if not self._words.startswith(f" {text} ", place):
                break
            place += len(text) + 1
            size = text.count(" ") + 1
            count, words, longest = count + 1, words + size, max(longest, size)
            end = position + 1
        return end if count > 1 and words >= _RUN_WORDS and longest >= _LINE_WORDS else here
