"""One name that nobody can spell: what sounds like "cauda equina" is read as that.

People hear it once, from somebody in a hurry, and write "corder aquina" or "corda e quina".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice

_FIRST, _SECOND = "cauda", "equina"
_MOST_LETTERS = 24
_HEARD = (
    r"(?:c|k|q|ch|g)h?(?:a|aw|au|or|o|ow|ou|al|ol|oa|oar|aor|ar|oo|uar|uor)r?[dt]{1,2}"
    r"(?:a|ah|er|ar|or|ia|iya|i|y|e|al|le|el|re|o|u|us)?"
)
_ENDING = r"(?:a|ah|er|ar|e|ia|ea|o|or|us|as|es|y|i)"
_QUINA = rf"(?:qu|q|kw|cw|ck?w|cqu|ckqu|qw|kqu|gw)(?:i|ee|e|ea|y|ie|ei|ai)n{{1,2}}{_ENDING}"
_LED = r"(?:e|a|i|ae|ea|ee|ac|ec|er|uh)"
_ONE = re.compile(_HEARD)
_OTHER = re.compile(rf"{_LED}?{_QUINA}")
_AT_ONCE = re.compile(rf"{_HEARD}{_LED}?{_QUINA}")
#: The last letters of all that sounds like it, to pass most words at once.
_LAST = ("a", "h", "r", "e", "o", "s", "y", "i")
_BETWEEN = frozenset({"e", "a", "i", "ee", "eh", "uh", "and"})


def heard(tokens: Sequence[str]) -> Mapping[str, str]:
    """What the words are that sound like it, by how they are written."""
    found: dict[str, str] = {}
    for at, word in enumerate(tokens):
        if len(word) > _MOST_LETTERS or not word.endswith(_LAST):
            continue
        if _AT_ONCE.fullmatch(word):
            found[word] = _FIRST
        elif _OTHER.fullmatch(word):
            before = [one for one in islice(tokens, max(0, at - 2), at) if one not in _BETWEEN]
            if before and _ONE.fullmatch(before[-1][:_MOST_LETTERS]):
                found |= {before[-1]: _FIRST, word: _SECOND}
    return found
