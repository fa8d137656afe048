"""When something holds that was said: now, at another time, or compared with another time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from drip.engine.replies.sentences import Sentence, fold, sentences
from drip.engine.replies.small_words import ELSEWHERE, MOMENTS, is_sign
from drip.engine.safety.word_sets import word_set


class When(StrEnum):
    """When a clause is about."""

    NOW = "now"
    OPEN = "open"  #: no time is said
    PART = "part"  #: some hours, some postures, another place of the body
    THEN = "then"


class Baseline(StrEnum):
    """What a clause or a question compares with."""

    NOTHING = ""
    START = "start"
    RECENT = "recent"
    BEFORE = "before"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Frame:
    """When a clause is about, and what it compares with."""

    when: When
    baseline: Baseline

    def fits(self, asked: Baseline) -> bool:
        """Whether it compares with what the question compares with."""
        if self.baseline is Baseline.UNKNOWN:
            return False
        if asked in (Baseline.NOTHING, self.baseline):
            return True
        return self.baseline in (Baseline.NOTHING, Baseline.BEFORE)


_OPENS = word_set("than compared compare comparing comparison versus vs since of")
_OPENS_SOFTLY = word_set("as to from like")
_REACH = 6
_SOFT_REACH = 5
_START = word_set("""
    start started starting began begun begin beginning outset commenced onset joined
    """)
_FIRST_OF = word_set("day session week email visit one night awful horrible bad few spasm")
_RECENT = word_set("yesterday wrote night morning evening")
_LAST_OF = word_set("week time month night wrote email one check fortnight")
_BEFORE = word_set("before earlier previously was usual normal were")
_BETWEEN = word_set("i we it the my this when at on was day very first that time how with to")
_NOW = word_set("today now currently current present moment still presently nowadays lately")
_THEN = word_set("was were had used ago last yesterday before earlier previously initially")
_PARTS = MOMENTS - _NOW - {"after"}


def frame_of(sentence: Sentence, clause: int) -> Frame:
    """The frame of one clause, as its words and the clause behind it set it."""
    texts = [word.text for word in sentence.clauses[clause] if not is_sign(word.text)]
    kept, baseline = _stripped(texts)
    said = set(kept)
    if said & _NOW or _goes_on(sentence, clause):
        when = When.NOW
    elif said & _THEN:
        when = When.THEN
    elif said & (_PARTS | ELSEWHERE):
        when = When.PART
    else:
        when = When.OPEN
    return Frame(when, baseline)


@lru_cache(maxsize=512)
def baseline_of(asked: str) -> Baseline:
    """What a question compares with, if it compares."""
    texts = [word.text for one in sentences(fold(asked)) for word in one.words]
    if not set(texts) & _OPENS:
        return Baseline.NOTHING
    baseline = _stripped(texts)[1]
    return Baseline.NOTHING if baseline is Baseline.UNKNOWN else baseline


def ended(sentence: Sentence, clause: int) -> bool:
    """Whether the words right behind a clause say that it is over: "but it isn't now"."""
    behind = _behind(sentence, clause)
    if not behind or len(behind) > _SHORT:
        return False
    return bool(set(behind) & _NO_MORE) and set(behind) <= _NO_MORE | _ELLIPSIS


_SHORT = 7
_NO_MORE = word_set("isnt not no longer aint hasnt wasnt gone stopped over nt")
_ELLIPSIS = word_set("""
    it its thats that is now anymore more any today currently at the moment but and though been
    been for days weeks right present so much ok fine its all
    """)


def _goes_on(sentence: Sentence, clause: int) -> bool:
    behind = _behind(sentence, clause)
    return "still" in behind[:4] or behind[:4] in _NOT_OVER


_NOT_OVER = (["and", "it", "hasnt", "let"], ["and", "hasnt", "let", "go"])


def _behind(sentence: Sentence, clause: int) -> list[str]:
    if clause + 1 >= len(sentence.clauses):
        return []
    return [word.text for word in sentence.clauses[clause + 1] if not is_sign(word.text)]


def _stripped(texts: list[str]) -> tuple[list[str], Baseline]:
    """The words without those that say what is compared with."""
    baseline = Baseline.NOTHING
    kept: list[str] = []
    here = 0
    while here < len(texts):
        end, found = _compared(texts, here)
        if found is Baseline.NOTHING:
            kept.append(texts[here])
        else:
            baseline = found
        here = end
    return kept, baseline


def _compared(texts: list[str], here: int) -> tuple[int, Baseline]:
    """Where a comparison that begins here ends, and with what."""
    soft = texts[here] in _OPENS_SOFTLY
    of = texts[here] == "of" and texts[max(0, here - 1) : here] != ["as"]
    if (texts[here] not in _OPENS and not soft) or of:
        return here + 1, Baseline.NOTHING
    for place in range(here + 1, min(len(texts), here + (_SOFT_REACH if soft else _REACH) + 1)):
        found = _named(texts, place)
        if found is not Baseline.NOTHING:
            return _tail(texts, place + 1), found
        if soft and texts[place] not in _BETWEEN:
            break
    return here + 1, Baseline.NOTHING if soft else Baseline.UNKNOWN


def _tail(texts: list[str], here: int) -> int:
    """Past what belongs to a comparison as well: the first *bad day*, last *week*."""
    while here < len(texts) and texts[here] in _LAST_OF | _FIRST_OF | _START | _BEFORE:
        here += 1
    return here


def _named(texts: list[str], place: int) -> Baseline:
    word, after = texts[place], texts[place + 1 : place + 2]
    if word in _START or (word == "first" and set(after) <= _FIRST_OF):
        return Baseline.START
    if word == "day" and after == ["one"]:
        return Baseline.START
    if word in _RECENT or (word == "last" and set(after) <= _LAST_OF):
        return Baseline.RECENT
    if word in _BEFORE and not set(after) & (_START | {"yesterday", "last", "when", "at"}):
        return Baseline.BEFORE
    return Baseline.NOTHING
