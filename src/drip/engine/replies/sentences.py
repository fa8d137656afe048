"""A reply cut into sentences and clauses of words, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from drip.engine.replies.no_answers import MASK, mask
from drip.engine.safety.word_sets import word_set

#: The rest of a longer text is left to a person.
MOST_CHARACTERS = 8_000
_MOST_SHOWN = 240
#: A longer sentence is read in parts.
_MOST_WORDS = 60
#: Of a text with more of them the rest is left to a person as well.
_MOST_SENTENCES = 200
_MOST_TOKENS = 750
#: A line at least this long may have been wrapped by a mail program.
_WRAPPED_AT = 55
_SIGNS = {
    **dict.fromkeys("\u2018\u2019\u02bc\u00b4\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u2044\u2215", "/"),
    **dict.fromkeys("*_~`|>\u00a0\u200b\u200c\u200d\u2060\ufeff\ufe0f\u20e3\t\f\v\u00ad", " "),
    **dict.fromkeys("\u2022\u00b7\r\u2028\u2029\x85", "\n"),
    "\u2026": ";",
}
_QUESTION_VERBS = word_set("can could should shall do does is are would will may am")
_QUESTION_WORDS = word_set("what how when why where who which")
_QUESTION_SUBJECTS = word_set("i it this that we there you")
_TOKEN = re.compile(
    rf"\d+(?:st|nd|rd|th)\b|\d{{1,3}}(?:[, ]\d{{3}})+(?!\d)|\d+(?:\.\d+)?"
    rf"|[^\W\d_]+(?:'[^\W\d_]+)*|{MASK}+|\.{{2,}}|\n[\n ]*|[^\w\s]",
    re.UNICODE,
)
_ENDS = frozenset(".!?")
_BREAKS = frozenset(
    [
        ",",
        ";",
        "..",
        "(",
        ")",
        "[",
        "]",
        "but",
        "and",
        "though",
        "although",
        "however",
        "except",
        "because",
        "cos",
        "coz",
        "cause",
        "while",
        "whereas",
        "plus",
        "then",
        "yet",
        "otherwise",
    ]
)


class _Table(dict[int, str]):
    """Learns each character once, however long the text."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = _SIGNS.get(letter) or unicodedata.normalize("NFKC", letter).lower()
        self[code] = plain if len(plain) == 1 else letter
        return self[code]


_TABLE = _Table()


def fold(text: str) -> str:
    """The text in lower case, full-width signs as plain ones, of the same length."""
    return text.translate(_TABLE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a number or a sign; words have no apostrophes. `clause` counts within a sentence."""

    text: str
    start: int
    end: int
    clause: int


@dataclass(frozen=True)
class Sentence:
    """The words of one sentence. `shown` is the sentence as it was written."""

    words: tuple[Word, ...]
    shown: str
    asks: bool

    @cached_property
    def clauses(self) -> tuple[tuple[Word, ...], ...]:
        """The words by clause; a clause without words is empty."""
        count = self.words[-1].clause + 1 if self.words else 0
        found: list[list[Word]] = [[] for _ in range(count)]
        for word in self.words:
            found[word.clause].append(word)
        return tuple(tuple(one) for one in found)

    def asks_in(self, clause: int) -> bool:
        """Whether a clause is asked, and no report in front of it: "it is 4, is that ok?"."""
        return self.asks and clause >= self._asked_from

    @cached_property
    def _asked_from(self) -> int:
        if not self.asks or _opens_question([word.text for word in self.words]):
            return 0
        for number, words in enumerate(self.clauses[1:], start=1):
            if _opens_question([word.text for word in words if word.text not in _LINKS]):
                return number
        return 0


@lru_cache(maxsize=16)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, up to its first 8,000 characters and 200 sentences."""
    bounded = text[:MOST_CHARACTERS]
    return tuple(islice(_sentences(bounded, mask(fold(bounded))), _MOST_SENTENCES))


def _sentences(text: str, folded: str) -> Iterator[Sentence]:
    tokens: list[tuple[str, int, int]] = []
    for found in islice(_TOKEN.finditer(folded), _MOST_TOKENS):
        sign, start, end = found[0], found.start(), found.end()
        if sign[0] == "\n" and _wrapped(folded, start, end):
            continue
        if sign[0] != "\n":
            tokens.append((_plain(sign), start, end))
        over = sign[0] == "\n" or (sign in _ENDS and not _glued(folded, end))
        over = over or len(tokens) >= _MOST_WORDS
        if over and tokens:
            yield _sentence(text, tokens)
            tokens = []
    if tokens:
        yield _sentence(text, tokens)


def _plain(sign: str) -> str:
    """A word without its apostrophes."""
    return sign.replace("'", "") if len(sign) > 1 else sign


def _glued(folded: str, end: int) -> bool:
    """Whether a letter follows the stop at once, as in a.m. or in an address."""
    return end < len(folded) and folded[end - 1] == "." and folded[end].isalpha()


def _wrapped(folded: str, start: int, end: int) -> bool:
    """Whether a line break is a mail program's, in the middle of a sentence."""
    if folded.count("\n", start, end) > 1:
        return False
    line = start - (folded.rfind("\n", max(0, start - 200), start) + 1)
    follows = folded[end : end + 1]
    return line >= _WRAPPED_AT and follows.isalnum() and folded[start - 1] not in ".!?:"


def _sentence(text: str, tokens: list[tuple[str, int, int]]) -> Sentence:
    words: list[Word] = []
    clause = 0
    for place, (sign, start, end) in enumerate(tokens):
        if _breaks(sign) or _dashed(text, sign, start, end):
            clause += 1
        words.append(Word(sign, start, end, clause))
        if place and sign == ":" and clause == words[-2].clause and len(words) > _OPENING:
            clause += 1
    begin, last = tokens[0][1], tokens[-1][2]
    return Sentence(
        words=tuple(words),
        shown=" ".join(text[begin:last].split())[:_MOST_SHOWN],
        asks=_asks([sign for sign, _, _ in tokens]),
    )


def _breaks(sign: str) -> bool:
    """Whether a sign, an emoji or a word stands between two thoughts."""
    if sign in _BREAKS or sign.startswith(".."):
        return True
    return sign > _FIRST_EMOJI and unicodedata.category(sign[0]) == "So"


_FIRST_EMOJI = "\u2100"
#: "Pain this week: 4" is one thought; a longer opening is another one.
_OPENING = 7


def _asks(signs: list[str]) -> bool:
    """Whether a sentence is a question, with its mark or without."""
    if "?" in signs[-2:]:
        return True
    return _opens_question(signs)


def _opens_question(words: list[str]) -> bool:
    """Whether words begin as a question does."""
    first, second = (*words[:2], "", "")[:2]
    if first in _SHORTENED:
        return True
    if first in _QUESTION_WORDS:
        return second in _QUESTION_VERBS
    return first in _QUESTION_VERBS and second in _QUESTION_SUBJECTS


_SHORTENED = frozenset({"whats", "hows", "wheres", "whens", "whos", "whys"})
_LINKS = frozenset({",", ";", "..", "(", "-", "and", "but", "so"})


def _dashed(text: str, sign: str, start: int, end: int) -> bool:
    """Whether a dash stands between two thoughts, and not in a range or a word."""
    return (
        sign == "-"
        and start > 0
        and text[start - 1 : start].isspace()
        and (not text[end : end + 1].strip())
    )
