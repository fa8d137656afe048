"""Whether a text is in a language that the reader knows. It knows English.

In doubt the answer is no: then a person reads it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import pairwise

from drip.engine.safety.common_words import COMMON, FOREIGN
from drip.engine.safety.folding import fold
from drip.engine.safety.small_words import SPELT_OUT

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?\n]+")
_FEW = 3
_NEIGHBOURS = 2
_SEVERAL = 6
#: Fewer known words than this share make a sentence foreign.
_LEAST_KNOWN = 0.25
_MOST_SENTENCES = 2000


def is_known(text: str, words: Collection[str]) -> bool:
    """Whether every sentence of a text can be English. `words` are further known words."""
    folded = fold(text)
    if _other_script(folded):
        return False
    sentences = _SENTENCE.split(folded)[:_MOST_SENTENCES]
    read = [_WORD.findall(sentence) for sentence in sentences]
    if any(_foreign(one, words) for one in read):
        return False
    return not _foreign([word for one in read for word in one][:_MOST_SENTENCES], words)


def _foreign(sentence: list[str], words: Collection[str]) -> bool:
    if len(sentence) < _FEW:
        return False
    strange = sum(word in FOREIGN for word in sentence)
    known = sum(word in COMMON or word in SPELT_OUT or word in words for word in sentence)
    if strange > max(1, known):
        return True
    return len(sentence) >= _SEVERAL and known < _LEAST_KNOWN * len(sentence)


def _other_script(text: str) -> bool:
    """Whether a run of letters is neither Latin nor a single sign such as a Greek letter."""
    strange = [place for place, letter in enumerate(text) if letter > "\u024f" and letter.isalpha()]
    real = [place for place in strange if not _latin(text[place])]
    return len(real) > 1 and any(after - before <= _NEIGHBOURS for before, after in pairwise(real))


def _latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("LATIN", "FULLWIDTH LATIN", "MODIFIER"))
