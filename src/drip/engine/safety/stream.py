"""A text as words in order, with their places, sentences and clauses."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from drip.engine.safety.folding import fold
from drip.engine.safety.small_words import IDLE, spelt_out
from drip.engine.safety.stems import stem
from drip.engine.safety.word_sets import word_set

#: More words than this are not read; nobody writes a reply as long as that.
MOST_WORDS = 5_000
#: A line shorter than this ends by intent, and not because the window was narrow.
_SHORT_LINE = 46
#: So many tokens of a sentence are looked at to see whether it leans on the one before.
_SHORT_SENTENCE = 5

_TOKEN = re.compile(
    r"[^\W\d_]+(?:['\u00ad][^\W\d_]+)*|\d+(?:[.:/]\d+)*|[.!?]+(?=\s|$|[\"')])|\n\s*|"
    r"(?<=\s)-+(?=\s)|[,;:()&+/]"
)
_MARKS = {"(": ",", ")": ",", "/": ",", ";": ";", "&": "and", "+": "and"}
_CARRIED = word_set("it its they them both that this there which feels cant no not nothing")
#: What ends a sentence for the eye, as tokens.
STOPS = frozenset({".", "?"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stream:
    """The tokens of a text: words in lower case and marks (`.` `?` `,` `;` `:`).

    `starts` and `ends` are offsets in the text. `words` are the places of the words that count and
    `stems` their stems; `reach` is, for each of them, where its sentence ends. `whole` is whether
    all of the text was read.
    """

    text: str
    tokens: list[str]
    starts: list[int]
    ends: list[int]
    words: list[int]
    stems: list[str]
    reach: list[int]
    whole: bool

    def sentence(self, place: int) -> tuple[int, int]:
        """The tokens of the sentence around a token, as a half-open range, 60 a side at most."""
        first = place
        while first > max(0, place - 60) and self.tokens[first - 1] not in STOPS:
            first -= 1
        last = place
        while last < min(len(self.tokens), place + 60) and self.tokens[last] not in STOPS:
            last += 1
        return first, last


def read_stream(text: str, corrections: Mapping[str, str], hidden: Collection[int] = ()) -> Stream:
    """The words of a text.

    `corrections` maps misspelt words to what was meant. Words that begin at a `hidden` offset are
    left out.
    """
    tokens, starts, ends, whole = _tokens(text, frozenset(hidden), corrections)
    words: list[int] = []
    stems: list[str] = []
    for place, token in enumerate(tokens):
        if token[0].isalnum() and token not in IDLE:
            words.append(place)
            stems.append(stem(token))
    return Stream(
        text=text,
        tokens=tokens,
        starts=starts,
        ends=ends,
        words=words,
        stems=stems,
        reach=_reaches(tokens, words),
        whole=whole,
    )


def _tokens(
    text: str, hidden: frozenset[int], corrections: Mapping[str, str]
) -> tuple[list[str], list[int], list[int], bool]:
    tokens: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _TOKEN.finditer(fold(text)):
        start = found.start()
        if start in hidden:
            continue
        if len(tokens) >= MOST_WORDS:
            return tokens, starts, ends, False
        for token in _spelling(found[0], text, found, corrections):
            if token in STOPS and tokens and tokens[-1] in STOPS:
                continue
            tokens.append(token)
            starts.append(start)
            ends.append(found.end())
    return tokens, starts, ends, True


def _spelling(
    token: str, text: str, found: re.Match[str], corrections: Mapping[str, str]
) -> tuple[str, ...]:
    """What a token stands for: a word, the words of a short form, a mark, or nothing."""
    if token[0].isalpha():
        token = token.replace("\u00ad", "")
        return spelt_out(corrections.get(token, token))
    if token[0].isdigit():
        return (token,)
    if token[0] == "\n":
        return (".",) if _line_ends(text, found.start(), found.end(), token) else ()
    if token[0] in ".!?":
        return ("?",) if "?" in token else (".",)
    return (_MARKS.get(token, ";" if token[0] == "-" else token),)


def _line_ends(text: str, start: int, end: int, breaks: str) -> bool:
    """Whether a line break ends a sentence: not where a mail program folded a long line."""
    begin = max(text.rfind("\n", max(0, start - _SHORT_LINE), start), start - _SHORT_LINE)
    short = start - begin < _SHORT_LINE
    after = text[end : end + 1]
    return breaks.count("\n") > 1 or short or not after.islower()


def _reaches(tokens: list[str], words: list[int]) -> list[int]:
    """For each word, one past the last word that may be read together with it.

    A sentence that begins with `it` or the like is read with the one before.
    """
    ends: list[int] = []
    reach = [0] * len(words)
    begin = 0
    for number in range(1, len(words) + 1):
        if number == len(words) or _parts(tokens, words[number - 1], words[number]):
            ends.append(number)
            reach[begin:number] = [number] * (number - begin)
            begin = number
    return _joined(tokens, words, reach, ends)


def _parts(tokens: list[str], before: int, after: int) -> bool:
    return any(tokens[place] in STOPS for place in range(before + 1, after))


def _nods(tokens: list[str], first: int) -> bool:
    """Whether a sentence only says who is meant: "Me.", "That is me."."""
    short = tokens[first : first + _SHORT_SENTENCE]
    end = next((at for at, token in enumerate(short) if token in STOPS), len(short))
    return end < _SHORT_SENTENCE and bool({"me", "mine"} & set(short[:end]))


def _joined(tokens: list[str], words: list[int], reach: list[int], ends: list[int]) -> list[int]:
    """Sentences that lean on the one before are within its reach."""
    begin = 0
    for number, end in enumerate(ends[:-1]):
        first = words[end - 1] + 1
        while first < len(tokens) and tokens[first] in STOPS | {",", ";"}:
            first += 1
        if first < len(tokens) and (tokens[first] in _CARRIED or _nods(tokens, first)):
            reach[begin:end] = [ends[number + 1]] * (end - begin)
        begin = end
    return reach
