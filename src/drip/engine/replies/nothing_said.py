"""Numbers that are said without one: "no pain at all", "haven't done any", "not at all sure"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from drip.domain.answers import Reading
from drip.domain.sequences import QuestionKind
from drip.engine.replies.sentences import Sentence, Word, fold, sentences
from drip.engine.replies.small_words import FILLERS, HEDGES, is_sign
from drip.engine.replies.topics import IDLE, Numeric
from drip.engine.safety.stems import stem
from drip.engine.safety.word_sets import word_set

_SURE = 0.92
_HEDGED = 0.7
_NONE_DONE = re.compile(
    r"\b(?:(?:didnt|havent|hadnt|couldnt|not|never|failed to)\s(?:even\s|yet\s|really\s)?"
    r"(?:do|done|did|manage|managed|get|got|had|have|complete|completed|fit|made|make|time for)"
    r"\s(?:to\s)?(?:do\s|doing\s|in\s|round to\s|around to\s)?"
    r"(?:any|one|a single one|a single session|anything)"
    r"|(?:havent|hadnt|wasnt|not) been able to(?: do (?:any|them|it))?(?: this week| at all|$)"
    r"|no sessions?|not a single (?:one|session)|not one (?:session|time)"
    r"|(?:do|manage|did) it even once"
    r"|(?:missed|skipped|forgot) (?:them all|all of them|every|both|the lot"
    r"|(?:it |them )?(?:this week|all week|the (?:whole |entire )?week))"
    r"|none at all|absolutely none|zero sessions?|none of (?:them|it|the sessions))\b"
)
_BOTH = re.compile(
    r"\b(?:did|done|managed|completed|got|finished|had|made|all|yes|yep)(?: to| through)?"
    r" (?:my |the |it )?both"
    r"(?: of (?:them|the sessions)| sessions| times| days)?(?: in)?$"
    r"|^both(?: of them| sessions)?(?: done)?$"
    r"|\bboth sessions(?: done| completed| in)?$"
)
_MORE_FOLLOWS = re.compile(r"\b(?:more than|other than|except|but|apart|extra|further|else)\b")
NO_PAIN = re.compile(
    r"\b(?:no|zero|nil|without) (?:more |actual |real )?pain"
    r"(?: at all| whatsoever| any ?more| now| left| actually| this week| last 7 days)?"
    r"(?! (?:relief|killers?|meds|medications?|tablets|when|while|if|until|in|during|on|after"
    r"|from|there|sitting|standing|walking|like|no|gain|clinic|yet|as|today|free|score|number|to|worth))\b"
)
_LATELY = re.compile(r" (?:these days|any ?more|this week|this time|so far)\b")
_REACH = 16
_NOT_NO_PAIN = re.compile(r"\b(?:if|not|isnt|never|want|hope|wish|until|was|had|almost)\b")
_PAIN_FREE = re.compile(
    r"^(?:(?:completely|totally|entirely|absolutely|pretty much) )?pain free$"
    r"|^no (?:more )?pain(?: at all| whatsoever)?$|^none at all$|^not any$"
)


def said_in_words(read: Sequence[Sentence], one: Numeric, *, alone: bool) -> Reading | None:
    """What is said in words, not numbers; `alone` where no other question wants a number."""
    low, high = _ends(one)
    for sentence in read:
        if sentence.asks:
            continue
        for clause in sentence.clauses:
            value = _of_clause(one, clause, low, high)
            if value is not None and (alone or not _common(clause)):
                sure = _HEDGED if any(word.text in HEDGES for word in clause) else _SURE
                return Reading(
                    question=one.question.name,
                    value=value,
                    sentence=sentence.shown,
                    confidence=sure,
                )
    return None


def _common(clause: tuple[Word, ...]) -> bool:
    return {word.text for word in clause if word.text.isalpha()} <= FILLERS | {
        "none",
        "any",
        "month",
        "year",
        "day",
    }


def _of_clause(
    one: Numeric, clause: tuple[Word, ...], low: str | None, high: str | None
) -> str | None:
    said = " ".join(word.text for word in clause if not is_sign(word.text))
    if one.bounds or one.question.kind is QuestionKind.NUMBER:
        if one.often and _BOTH.search(said):
            return one.value(2, 2)
        none = one.often and _NONE_DONE.search(said) is not None
        none = none or _not_done(one, clause)
        return one.value(0, 0) if none and not _MORE_FOLLOWS.search(said) else None
    core = _core(_LATELY.sub("", said))
    unnamed = " ".join(word for word in (core or "").split() if stem(word) not in one.cues)
    if core and low and low in (core, _plain(core), unnamed):
        return str(one.question.least)
    if core and high and high in (core, unnamed):
        return str(one.question.most)
    if one.question.least != 0 or "pain" not in one.cues:
        return None
    found = NO_PAIN.search(said)
    none = found is not None and not _NOT_NO_PAIN.search(
        said, max(0, found.start() - _REACH), found.start()
    )
    return "0" if none or _PAIN_FREE.match(core or "") else None


def _not_done(one: Numeric, clause: tuple[Word, ...]) -> bool:
    """Whether what is counted was not done at all: "didn't walk"."""
    words = [word.text for word in clause if not is_sign(word.text)]
    if set(words) & _NOT_MUCH or any(word[0].isdigit() for word in words):
        return False
    asked = {stem(word) for word in one.own - IDLE}
    return any(word in _DENIES and stem(after) in asked for word, after in pairwise(words))


_DENIES = word_set("didnt didn not no never couldnt havent")
_NOT_MUCH = word_set("much far long many enough very as only just more less too well")


def _ends(one: Numeric) -> tuple[str | None, str | None]:
    """The words at both ends of a scale."""
    return _label(one.question.low), _label(one.question.high)


def _label(words: str) -> str | None:
    read = sentences(fold(words))
    return _core(" ".join(word.text for word in read[0].words)) if read else None


def _plain(said: str | None) -> str:
    """Without "at all", which adds nothing to a denial."""
    return (said or "").replace(" at all", "")


def _core(said: str) -> str:
    kept = FILLERS - {"at", "all", "do", "of"}
    return " ".join(word for word in said.split() if word not in kept)
