"""Whether somebody wants no more emails.

Only a bare word, or a whole sentence or part of one, counts as sure; what is in doubt goes to
staff.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drip.engine.replies.leaving_words import (
    BARE,
    CLEAR,
    CONDITION,
    DOUBTFUL,
    ELSEWHERE_SAID,
    NO_WISH,
    POLITE,
)
from drip.engine.replies.sentences import fold
from drip.engine.safety.word_sets import word_set

_MOST_LINES = 60
_LONGEST_LINE = 120
_LONGEST_SENTENCE = 300
_MOST_AROUND = 6
#: A line that may have been wrapped, and words with which no thought ends.
_WRAPPED_AT = 55
_GOES_ON = word_set("""
    to not dont don't never and or the a i can will should must didn't didnt could would cant can't
    won't wont do did we you it that when if how my your please have ever of than before
    """)
_STOPS = tuple(".!?,:;)")
_ANSWERED = re.compile(r"(?:\s{0,3}(?:re|fwd?|aw|sv)\s{0,2}:){1,5}", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?]{1,400}[.!?]{0,9}")
#: Where a thought ends within a sentence: what stands beside a wish is mostly its reason.
_CLAUSE = re.compile(
    r"[,;:\u2013\u2014]|\s-{1,2}\s|\b(?:because|since|now that|as i|and i|and my)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A wish to leave. `sure` ones are carried out, the others shown to staff with the sentence."""

    sure: bool
    sentence: str


def wants_to_leave(text: str, subject: str = "") -> Wish | None:
    """Whether the new text of a reply asks for no more emails.

    The subject counts when nothing was written below it.
    """
    if not text.strip():
        text = _ANSWERED.sub("", subject[:_LONGEST_LINE], count=1)
    lines = [line.strip() for line in text.splitlines()[:_MOST_LINES]]
    before = ""
    for line in lines:
        if line and not _carried_over(before) and _is_sure(line):
            return Wish(sure=True, sentence=line)
        before = line
    for line in lines:
        if found := next(_doubtful(line), ""):
            return Wish(sure=False, sentence=found)
    return None


def _carried_over(before: str) -> bool:
    """Whether a line goes on with the one before it."""
    if not before or before.endswith(_STOPS):
        return False
    return len(before) >= _WRAPPED_AT or before.rsplit(maxsplit=1)[-1].lower() in _GOES_ON


def _is_sure(line: str) -> bool:
    if len(line) > _LONGEST_LINE or "?" in line:
        return False
    whole = fold(line).strip(" .!,;:-\"'()[]")
    if " ".join(whole.split()) in ELSEWHERE_SAID or _says(BARE, _bare(line)):
        return True
    clear = any(_says(CLEAR, _bare(one[0])) for one in _SENTENCE.finditer(line))
    return clear or _says(CLEAR, _bare(line)) or _with_a_reason(line)


def _with_a_reason(line: str) -> bool:
    """Whether one part of a sentence is a wish, and no other part takes it back or delays it."""
    said = " ".join(_bare(line))
    if NO_WISH.search(said) or CONDITION.search(said):
        return False
    parts = (part for one in _SENTENCE.finditer(line) for part in _CLAUSE.split(one[0]))
    return any(_says(CLEAR, _bare(part)) for part in parts)


def _bare(text: str) -> list[str]:
    """The words in lower case, without apostrophes and marks."""
    plain = fold(text).replace("'", "")
    return re.findall(r"[^\W_]+(?:-[^\W_]+)*", plain)[: _LONGEST_LINE // 2]


def _says(wish: re.Pattern[str], words: list[str]) -> bool:
    """Whether the words are a wish, polite words around it aside."""
    front = _polite(words)
    back = _polite(words[::-1])
    for first in range(front + 1):
        for last in range(len(words) - back, len(words) + 1):
            said = " ".join(words[first:last])
            if said and wish.fullmatch(said) and not NO_WISH.search(" ".join(words)):
                return True
    return False


def _polite(words: list[str]) -> int:
    """How many polite words stand in front."""
    count = 0
    while count < min(len(words), _MOST_AROUND) and words[count] in POLITE:
        count += 1
    return count


def _doubtful(line: str) -> Iterator[str]:
    for one in _SENTENCE.finditer(line[: 4 * _LONGEST_SENTENCE]):
        sentence = " ".join(one[0].split())[:_LONGEST_SENTENCE]
        said = " ".join(_bare(sentence))
        about_us = not re.search(r"\b(?:should i|can i|do i|did i|when) ", said)
        if about_us and DOUBTFUL.search(said) and not NO_WISH.search(said):
            yield sentence
