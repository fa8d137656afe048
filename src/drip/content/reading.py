"""How hard a letter is to read: its reading age in years.

The Flesch-Kincaid grade level (Kincaid, Fishburne, Rogers and Chissom 1975, Navy Research Branch
Report 8-75) is 0.39 x words per sentence + 11.8 x syllables per word - 15.59; a child in grade n is
about n + 5 years old. Syllables are counted by runs of vowels, which is right for most words.
"""

from __future__ import annotations

import re

#: Above this age a letter is worth a second look; many adults read at 12 to 14.
MOST_AGE = 14.0
#: Fewer words than this say nothing.
_FEWEST_WORDS = 30
_GRADE_TO_AGE = 5
_SKIPPED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\]\([^)]*\)|https?://\S+", re.DOTALL)
_SENTENCE = re.compile(r"[.!?:;](?=\s|$|[\"\u201d)*])|\n\s*\n|\n\s*(?:[-*>#]|\d+\.)\s")
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][a-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")


def reading_age(body: str) -> float | None:
    """The reading age of a letter's Markdown, to a tenth of a year; None when it is too short."""
    text = _SKIPPED.sub(" ", body)
    sentences = [words for part in _SENTENCE.split(text) if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < _FEWEST_WORDS:
        return None
    syllables = sum(_syllables(word.lower()) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return round(max(grade, 0) + _GRADE_TO_AGE, 1)


def _syllables(word: str) -> int:
    count = len(_VOWELS.findall(word))
    silent = word.endswith(("e", "es", "ed")) and not word.endswith(("le", "ted", "ded"))
    if silent and count > 1:
        count -= 1
    return max(count, 1)
