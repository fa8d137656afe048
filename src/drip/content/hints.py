"""What a writer probably meant: the nearest known word, or the few there are."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

#: More known words than this are not listed.
MOST_LISTED = 8


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint for an unknown word: `did you mean "day"?`, else the known ones if they are few."""
    words = list(known)
    nearest = difflib.get_close_matches(word.casefold(), words, n=1, cutoff=0.6)
    if nearest:
        return f'did you mean "{nearest[0]}"?'
    if 0 < len(words) <= MOST_LISTED:
        return "known here: " + ", ".join(words)
    return ""
