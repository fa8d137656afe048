"""The sentences of our own letters, found again in what somebody sends back.

Our letters name the signs of an emergency. Quoted, they raise nothing; said by a person, they do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import islice

from drip.engine.safety.folding import fold
from drip.engine.safety.word_sets import word_set

_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)*")
#: So many words in a row are no coincidence.
_LEAST = 12
_MOST_WORDS = 12_000
_RUN = 6
_YES = word_set("""
    yes yep yeah yup ya this these me mine same have got that started affirmative tick
    """)


def quoted_words(text: str, own: Iterable[str]) -> frozenset[int]:
    """The offsets of words that are ours: whole sentences, or lines of them, twelve words or more.

    A person who takes up some of our words in a sentence of their own is not quoting.
    """
    wanted = _runs(tuple(own))
    if not wanted:
        return frozenset()
    found = islice(_WORD.finditer(fold(text)), _MOST_WORDS)
    words = [(one[0], one.start(), one.end()) for one in found]
    names = [word for word, _, _ in words]
    hidden: set[int] = set()
    place = 0
    while place + _RUN <= len(names):
        if tuple(names[place : place + _RUN]) not in wanted:
            place += 1
            continue
        end = place + _RUN
        while end < len(names) and tuple(names[end - _RUN + 1 : end + 1]) in wanted:
            end += 1
        if end - place >= _LEAST and _stands_alone(text, words[place][1], words[end - 1][2]):
            hidden.update(start for _, start, _ in words[place:end])
        place = end
    return frozenset(hidden)


@lru_cache(maxsize=8)
def _runs(own: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    names = [word for line in own for word in _WORD.findall(fold(line))][:_MOST_WORDS]
    return frozenset(tuple(names[at : at + _RUN]) for at in range(len(names) - _RUN + 1))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else is said in the same breath, before or behind."""
    before = text[max(0, start - 80) : start].rstrip(" \t>|*_\"'“”\n\r-#")
    after = text[end : end + 80].lstrip(" \t*_\"'“”)")
    return (not before or before[-1] in ".!?:;" or "\n" in text[len(before) : start]) and (
        not after or after[0] in ".!?\n\r;:"
    )


def answers_a_quote(text: str, hidden: Collection[int]) -> bool:
    """Whether a person says "yes" or "I have this" right behind our own words."""
    if not hidden:
        return False
    last = max(hidden)
    words = _WORD.findall(fold(text[last : last + 160]))[1:]
    return bool(words) and bool(_YES & set(words[:3]))
