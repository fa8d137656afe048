"""What is left of a word without its ending, so that `leaks`, `leaked` and `leaking` are one."""

from __future__ import annotations

from functools import lru_cache

#: Doubled consonants that belong to the word: fall, piss, buzz.
_KEPT_DOUBLE = frozenset("lszaeiou")
_SHORTEST = 3
_LONG = 5


#: Words whose ending is what matters: one leg or both.
_WHOLE = frozenset({"legs"})

#: Whoever it is: who writes for somebody says "himself" where that person says "myself".
_SELVES = frozenset({"himself", "herself", "themselves", "themself", "hisself", "meself", "mself"})


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without an English ending. Not a dictionary form: only equal for equal words."""
    if word in _WHOLE:
        return word
    if word in _SELVES:
        return "myself"
    for ending in ("ness", "ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return _single(_bare(word[: -len(ending)]))
    if word.endswith("ies") and len(word) > _LONG:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _SHORTEST:
        word = word[:-1]
    return _bare(word)


def _single(word: str) -> str:
    """Without the consonant that an ending doubled: `wett(ing)`, `dropp(ed)`."""
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in _KEPT_DOUBLE:
        return word[:-1]
    return word


def _bare(word: str) -> str:
    if word.endswith("e") and len(word) >= _LONG and not word.endswith("ee"):
        return word[:-1]
    if word.endswith("i") and len(word) > _LONG:
        return word[:-1] + "y"
    return word
