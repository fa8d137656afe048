"""How often, where it was counted and the choices say it in words: "3 times" is a few days."""

from __future__ import annotations

from collections.abc import Sequence

from drip.engine.replies.amounts import Amount, amounts
from drip.engine.replies.offers import Offer
from drip.engine.replies.sentences import Sentence
from drip.engine.replies.small_words import HEDGES, NEGATORS, SUPPOSED, is_other
from drip.engine.replies.weekdays import days_named
from drip.engine.replies.wording import Worded
from drip.engine.safety.word_sets import word_set

_SURE, _NEARLY, _HEDGED = 0.92, 0.65, 0.7
_WEEK = 7
_UNITS = word_set("times time days day nights night mornings morning evenings evening x")
_TO_COME = word_set("ill will gonna going must tomorrow")
_LEFT_OUT = word_set("missed skipped forgot except bar")
_A_DAY = (["a", "day"], ["per", "day"], ["each", "day"], ["every", "day"], ["daily"])
#: Times or days of seven, what they are called, and how surely.
_CALLED = (
    ("days:none", _SURE), ("days:few", _NEARLY), ("days:few", _SURE), ("days:few", _SURE),
    ("days:most", _NEARLY), ("days:most", _SURE), ("days:most", _SURE), ("days:all", _SURE),
)  # fmt: skip
_LEAST_OFFERED = 3


def by_count(read: Sequence[Sentence], offers: Sequence[Offer]) -> list[Worded]:
    """The choice that a count of times or of days stands for, to a question about a week."""
    offered = {
        meaning: one for one in offers for meaning in one.meanings if meaning.startswith("days:")
    }
    if len(offered) < _LEAST_OFFERED:
        return []
    for sentence in read:
        words = {word.text for word in sentence.words}
        if sentence.asks or words & (SUPPOSED | _TO_COME) or any(is_other(word) for word in words):
            continue
        count = _counted(sentence, words)
        meaning, sure = _CALLED[count] if count is not None and 0 <= count <= _WEEK else ("", 0.0)
        if meaning in offered:
            sure = min(sure, _HEDGED) if words & HEDGES else sure
            return [
                Worded(offer=offered[meaning], confidence=sure, shown=sentence.shown, said=_WEEK)
            ]
    return []


def _counted(sentence: Sentence, words: set[str]) -> int | None:
    """The days or times of a sentence; those that were left out are taken from seven."""
    found = [one for one in amounts(sentence) if one.exact and not one.vague]
    if not found:
        return days_named(sentence, frozenset()) or None
    if len(found) > 1 or not _counts(sentence, found[0]):
        return None
    count = int(found[0].low)
    if words & _LEFT_OUT:
        return _WEEK - count
    return None if words & NEGATORS else count


def _counts(sentence: Sentence, one: Amount) -> bool:
    """Whether an amount is one of times or days, and not so many a day."""
    after = [word.text for word in sentence.words[one.last + 1 : one.last + 4]]
    if one.times or one.out_of == _WEEK:
        return after[:2] not in _A_DAY and after[:1] not in _A_DAY
    return bool(after) and after[0] in _UNITS and after[1:3] not in _A_DAY
