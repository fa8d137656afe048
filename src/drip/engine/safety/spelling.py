"""What a misspelt word was meant to be: a safety word one slip away, and no ordinary word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

#: Shorter words have too many neighbours.
_SHORTEST = 5
#: From this length on, two slips are forgiven.
_LONG = 9
#: More misspelt words than this are not looked at in one text.
MOST_LOOKED_UP = 90
_VOWELS = frozenset("aeiou")


class Speller:
    """Finds safety words behind misspelt ones. Built once; then a handful of look-ups a word."""

    def __init__(self, words: Iterable[str], ordinary: Iterable[str]) -> None:
        forms = {form for word in words for form in _forms(word) if len(form) >= _SHORTEST}
        self._known = forms | {form for word in ordinary for form in _forms(word)}
        self._near: dict[str, list[str]] = defaultdict(list)
        for form in sorted(forms):
            for shorter in _shortened(form, _slips(form)):
                self._near[shorter].append(form)

    def corrections(self, words: Iterable[str]) -> Mapping[str, str]:
        """What each misspelt one of these words was meant to be, where that is a safety word."""
        found: dict[str, str] = {}
        unknown = sorted(
            word for word in words if len(word) >= _SHORTEST - 1 and word not in self._known
        )
        for word in unknown[:MOST_LOOKED_UP]:
            if meant := self._meant(word):
                found[word] = meant
        return found

    def _meant(self, word: str) -> str | None:
        best: tuple[int, str] | None = None
        for shorter in _shortened(word[:24], _slips(word)):
            for form in self._near.get(shorter, ()):
                if form[0] != word[0] and form[:2] != word[1::-1]:
                    continue
                slips = distance(word, form)
                if slips <= _slips(form) and (best is None or (slips, form) < best):
                    best = (slips, form)
        return best[1] if best else None


def _slips(word: str) -> int:
    return 2 if len(word) >= _LONG else 1


def _forms(word: str) -> tuple[str, ...]:
    """A word with its usual endings."""
    bare = word.removesuffix("e")
    doubled = bare + bare[-1] if _doubles(bare) else bare
    return (word, word + "s", doubled + "ing", doubled + "ed")


def _doubles(word: str) -> bool:
    """Whether the last letter is written twice before an ending: one vowel between consonants."""
    consonant, vowel, last = word[-3:-2], word[-2:-1], word[-1:]
    return (
        last in set("bdgmnprt")
        and vowel in _VOWELS
        and bool(consonant)
        and consonant not in _VOWELS
    )


def _shortened(word: str, slips: int) -> set[str]:
    """The word, and every word that is left when up to so many letters are dropped."""
    found = {word}
    last = found
    for _ in range(slips):
        last = {one[:place] + one[place + 1 :] for one in last for place in range(len(one))}
        found = found | last
    return found


def distance(one: str, other: str) -> int:
    """Slips between two words: letters added, dropped, changed, or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        after = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(row[j] + 1, after[j - 1] + 1, row[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            after.append(cost)
        before, row = row, after
    return row[-1]
