"""What a writer probably meant: the nearest known word, or the few there are."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

#: More known words than this are not listed.
MOST_LISTED = 10


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint for an unknown word: `did you mean "day"?`, else the known ones if they are few."""
    words = list(known)
    if near := nearest(word, words):
        return f'did you mean "{near}"?'
    if 0 < len(words) <= MOST_LISTED:
        return "known here: " + ", ".join(words)
    return ""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like this one, if any does; case does not count."""
    folded = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None
