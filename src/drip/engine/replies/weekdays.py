"""How often something was done, told by naming the days: "Monday and Thursday", "Mon to Fri"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from drip.domain.answers import Reading
from drip.engine.replies.roots import root
from drip.engine.replies.routines import days_of
from drip.engine.replies.sentences import Sentence
from drip.engine.replies.small_words import FILLERS, NEGATORS, NUMBERS, is_sign
from drip.engine.replies.topics import Numeric
from drip.engine.safety.word_sets import word_set

_SURE, _SINGLE, _LOOSE = 0.92, 0.9, 0.6
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Words as well, and short for a day only beside another one.
_WORDS_TOO = word_set("sat sun wed mon fri")
_DONE = word_set("""
    did trained train went worked exercised managed completed done had got fitted squeezed each
    as usual morning mornings evening evenings night nights arvo afternoon session sessions
    workout workouts them it exercises exercise training both days day here last this another
    again later too also then first second one 1 to through till until thru
    """)
#: What somebody does as a rule is no report of this week.
_AS_A_RULE = word_set("usually normally supposed meant typically aim aiming ordinarily used")
_OTHERWISE = word_set("worked work working physio hurt sore rested missed skipped")
_AHEAD = word_set("will next ill plan planning going should want would could tomorrow")


def said_by_weekdays(read: Sequence[Sentence], one: Numeric) -> tuple[Reading, Sentence] | None:
    """A count of the days that were named, to a question of how often; with its sentence."""
    if not one.often or one.own & _AHEAD:
        return None
    for sentence in read:
        days = days_named(sentence, one.cues)
        value = one.value(days, days) if days else None
        if value is not None:
            words = {word.text for word in sentence.words}
            alone = words <= _WORDS_TOO | {"."} or (days == 1 and not words & _DONE)
            sure = _LOOSE if alone else _SURE if days > 1 else _SINGLE
            return (
                Reading(
                    question=one.question.name,
                    value=value,
                    sentence=sentence.shown,
                    confidence=sure,
                ),
                sentence,
            )
    return None


def days_named(sentence: Sentence, cues: frozenset[str]) -> int:
    """How many days a sentence names as those on which it was done; 0 where it says more."""
    if sentence.asks:
        return 0
    words = [word.text for word in sentence.words if not is_sign(word.text)]
    if set(words) & (_AS_A_RULE | _OTHERWISE):
        return 0
    places = [at for at, word in enumerate(words) if _is_day(word)]
    if not places or (len(places) == 1 and words[places[0]] in _WORDS_TOO):
        return 0
    clauses = [word.clause for word in sentence.words if not is_sign(word.text)]
    begin = clauses.index(clauses[places[0]])
    end = max(at for at, clause in enumerate(clauses) if clause == clauses[places[-1]])
    tail = words[places[-1] + 1 : places[-1] + 2]
    run = words[begin : places[-1] + 1 if tail in _GOES_ON else end + 1]
    if set(run) & (NEGATORS | _AHEAD) or not all(_idle(word, cues) for word in run):
        return 0
    return len(days_of(_spans(run)))


def _idle(word: str, cues: frozenset[str]) -> bool:
    if word in NUMBERS or word[0].isdigit():
        return word in {"one", "1"}
    return word in FILLERS | _DONE or root(word) in cues or _is_day(word)


def _is_day(word: str) -> bool:
    """Whether it names a day of the week, short or long."""
    return word.startswith(_NAMES) and bool(days_of([word]))


def _spans(run: list[str]) -> list[str]:
    """Without the words between the days but for those that make a span of two of them."""
    kept = [word for word in run if _is_day(word) or word in _TO]
    return [
        word for word, after in pairwise([*kept, ""]) if _is_day(word) or (after and _is_day(after))
    ]


#: What goes on with how it was, and takes no day back.
_GOES_ON = (["with"], ["without"])
_TO = frozenset({"to", "through", "till", "until", "thru"})
