"""Questions with choices: which one the words of a reply mean, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drip.domain.answers import Reading
from drip.domain.sequences import Question
from drip.engine.replies.meanings import Hit
from drip.engine.replies.offers import NEAREST, Offer, named, offers_of
from drip.engine.replies.sentences import Sentence
from drip.engine.replies.small_words import (
    CORRECTIONS,
    ELSEWHERE,
    FILLERS,
    HEDGES,
    MOMENTS,
    NEGATORS,
    is_sign,
)
from drip.engine.replies.topics import choice_bounds
from drip.engine.safety.word_sets import word_set

_EXACT = 0.97
_SHORT, _MEDIUM, _LONG = 0.95, 0.93, 0.9
_SHORT_WORDS, _MEDIUM_WORDS, _LONG_WORDS = 12, 40, 120
_VERY_LONG = 0.85
_TORN = 0.45
_HEDGED = 0.75
_PART = 0.65
_IN_PASSING = 0.85
#: How things stand: said of another day or another place, it is not the answer.
_STATES = frozenset(
    {"better", "worse", "same", "gone", "mostly_gone", "easing", "spasm", "discomfort"}
)
_PAST = word_set("""
    was were had been used ago than last
""")
_ANOTHER_TIME = MOMENTS - word_set("""
    today now currently current present moment after still
""")
#: The first counts where both are said; how surely.
_OUTWEIGHS = (
    ("stopped", "fine", 0.85), ("stopped", "sore", 0.95), ("stopped", "slipping", 0.9),
    ("stopped", "not_done", 0.8), ("stopped", "on_track", 0.6), ("not_done", "sore", 0.9),
    ("not_done", "fine", 0.9), ("sore", "fine", 0.8), ("slipping", "on_track", 0.7),
    ("mostly_gone", "gone", 1.0), ("mostly_gone", "easing", 0.95),
    ("mostly_gone", "discomfort", 1.0),
    ("discomfort", "gone", 0.8), ("repeat", "unsure", 0.8), ("unsure", "first", 0.8),
    ("stop_mail", "keep", 0.5), ("same", "better", 0.6), ("same", "worse", 0.7),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """A choice that was found: with how much confidence, on what words."""

    offer: Offer
    confidence: float
    hit: Hit | None
    shown: str


def read_choice(
    read: Sequence[Sentence], found: Sequence[Hit], question: Question, *, alone: bool
) -> Reading | None:
    """The choice that a reply means; `alone` where no other question could be meant by a nod."""
    counted = {value for value, _, _ in choice_bounds(question)}
    offers = [
        one for one in offers_of(question) if one.choice.value not in counted or len(one.label) > 1
    ]
    exact = _exact(read, offers, alone=alone)
    if exact is not None:
        return _reading(question, exact)
    length = sum(not is_sign(word.text) for one in read for word in one.words)
    candidates = [one for offer in offers if (one := _meant(offer, offers, found, length))]
    candidates = [_unless_done(one, found) for one in _largest(candidates)] or _nodded(
        read, offers, found, alone=alone
    )
    candidates = candidates or _denied(offers, found) or _by_label(read, offers)
    if not candidates:
        return None
    return _reading(question, _settled(candidates, read))


def _reading(question: Question, one: _Found) -> Reading:
    return Reading(
        question=question.name,
        value=one.offer.choice.value,
        sentence=one.shown,
        confidence=round(one.confidence, 2),
    )


def _exact(read: Sequence[Sentence], offers: Sequence[Offer], *, alone: bool) -> _Found | None:
    """A sentence that is a label or a key, small words aside."""
    matches = [
        _Found(offer, _EXACT, None, sentence.shown)
        for sentence in read
        for offer in offers
        if not sentence.asks and _is_label(sentence, offer) and (alone or not offer.nod)
    ]
    values = {one.offer.choice.value for one in matches}
    return matches[0] if len(values) == 1 and len(read) <= _FEW_SENTENCES else None


_FEW_SENTENCES = 3


def _is_label(sentence: Sentence, offer: Offer) -> bool:
    words = tuple(word.text for word in sentence.words if not is_sign(word.text))
    if words == offer.label:
        return True
    return words == offer.key and offer.key_says_it and len("".join(words)) > 1


def _meant(
    offer: Offer, offers: Sequence[Offer], found: Sequence[Hit], length: int
) -> _Found | None:
    """Whether all that a choice means was said."""
    if not offer.meanings:
        return None
    offered = frozenset(meaning for one in offers for meaning in one.meanings)
    best: list[tuple[float, Hit]] = []
    for meaning in offer.meanings:
        said = [
            (_confidence(hit, length) * share, hit)
            for hit in found
            if (share := _share(hit, meaning, offered)) and _counts(hit)
        ]
        if not said:
            return None
        best.append(max(said, key=lambda one: one[0]))
    confidence = min(one for one, _ in best)
    hit = min((hit for _, hit in best), key=lambda one: (one.order, one.first))
    return _Found(offer, confidence, hit, hit.sentence.shown)


def _share(hit: Hit, meaning: str, offered: frozenset[str]) -> float:
    """How much of a meaning a hit is: all, or less where only a nearby one is offered."""
    own = named(hit)
    if own == meaning:
        return 1.0
    if own in offered:
        return 0.0
    for near, share in NEAREST.get(own, ()):
        if near in offered:
            return share if near == meaning else 0.0
    return 0.0


def _counts(hit: Hit) -> bool:
    if hit.negated or hit.supposed or hit.others:
        return False
    return not (hit.sentence.asks and not hit.bare)


def _confidence(hit: Hit, length: int) -> float:
    sure = _LONG if length <= _LONG_WORDS else _VERY_LONG
    if length <= _MEDIUM_WORDS:
        sure = _SHORT if length <= _SHORT_WORDS else _MEDIUM
    words = {word.text for word in hit.sentence.words if word.clause == hit.clause}
    if hit.hedged or hit.sentence.asks:
        sure = min(sure, _HEDGED)
    if hit.meaning in _STATES and words & (_ANOTHER_TIME | _PAST | ELSEWHERE):
        sure = min(sure, _PART)
    one_word = hit.first == hit.last
    if one_word and hit.meaning.startswith("r:") and not hit.bare:
        sure = min(sure, _IN_PASSING)
    return sure


def _largest(found: list[_Found]) -> list[_Found]:
    """Without those of which another one says more."""
    return [
        one
        for one in found
        if not any(one.offer.meanings < other.offer.meanings for other in found)
        and not any(_inside(one, other) for other in found)
    ]


def _unless_done(one: _Found, found: Sequence[Hit]) -> _Found:
    """Not surely stopped, where something was done as well: stopped half-way, then finished it."""
    done = any(hit.meaning == "done" and _counts(hit) for hit in found)
    if done and "stopped" in one.offer.meanings and not one.offer.nod:
        return _Found(one.offer, min(one.confidence, _PART), one.hit, one.shown)
    return one


def _inside(one: _Found, other: _Found) -> bool:
    """Whether one choice's words are a part of another's: "gone" in "mostly gone"."""
    if one is other or one.hit is None or other.hit is None or one.hit.order != other.hit.order:
        return False
    wider = other.hit.last - other.hit.first > one.hit.last - one.hit.first
    return wider and other.hit.first <= one.hit.first and one.hit.last <= other.hit.last


def _nodded(
    read: Sequence[Sentence], offers: Sequence[Offer], found: Sequence[Hit], *, alone: bool
) -> list[_Found]:
    """Yes or no, where the choices are that."""
    nods = {offer.nod: offer for offer in offers if offer.nod}
    if set(nods) != {"yes", "no"}:
        return []
    said = [hit for hit in found if hit.meaning in nods and hit.bare and not hit.sentence.asks]
    if not said:
        return []
    words = sum(not is_sign(word.text) for one in read for word in one.words)
    sure = (_SHORT if words <= _SHORT_WORDS else _IN_PASSING) if alone else _TORN
    return [
        _Found(nods[hit.meaning], _HEDGED if hit.hedged else sure, hit, hit.sentence.shown)
        for hit in said
    ]


def _denied(offers: Sequence[Offer], found: Sequence[Hit]) -> list[_Found]:
    """No, where what the yes stands for was denied: "no spasm"."""
    nods = {offer.nod: offer for offer in offers if offer.nod}
    if set(nods) != {"yes", "no"}:
        return []
    meant = nods["yes"].meanings
    denied = [
        hit for hit in found if hit.negated and hit.meaning in meant and not hit.sentence.asks
    ]
    return [_Found(nods["no"], _MEDIUM, hit, hit.sentence.shown) for hit in denied[:1]]


def _by_label(read: Sequence[Sentence], offers: Sequence[Offer]) -> list[_Found]:
    """The label's own words, where nothing else is known of them."""
    found: list[_Found] = []
    for offer in offers:
        wanted = {word for word in offer.label if word not in FILLERS}
        for sentence in read:
            words = _nearest(sentence, wanted)
            if offer.meanings or offer.nod:
                break
            if not wanted or sentence.asks or not wanted <= words or words & NEGATORS - wanted:
                continue
            rest = words - wanted - FILLERS - HEDGES
            plain = not rest and not words & HEDGES
            found.append(_Found(offer, _LONG if plain else _PART, None, sentence.shown))
            break
    return found


def _nearest(sentence: Sentence, wanted: set[str]) -> set[str]:
    """The words of the clause that holds a label, or of the whole sentence."""
    for words in (*sentence.clauses, sentence.words):
        said = {word.text for word in words if not is_sign(word.text)}
        if wanted <= said:
            return said
    return set()


def _settled(candidates: list[_Found], read: Sequence[Sentence]) -> _Found:
    """The one that counts of several, if any does."""
    best = candidates[0]
    for other in candidates[1:]:
        best = _heavier(best, other, read)
    return best


def _heavier(one: _Found, other: _Found, read: Sequence[Sentence]) -> _Found:
    if one.offer.choice.value == other.offer.choice.value:
        return max(one, other, key=lambda found: found.confidence)
    for heavy, light, sure in _OUTWEIGHS:
        for first, second in ((one, other), (other, one)):
            if heavy in first.offer.meanings and light in second.offer.meanings:
                return _Found(first.offer, min(first.confidence, sure), first.hit, first.shown)
    last = max(one, other, key=lambda found: (_order(found), found.confidence))
    spasm = next((found for found in (one, other) if "spasm" in found.offer.meanings), None)
    if spasm is not None:
        last = spasm
    sure = _HEDGED if _taken_back(read) and spasm is None else _TORN
    return _Found(last.offer, min(last.confidence, sure), last.hit, last.shown)


def _order(found: _Found) -> tuple[int, int]:
    return (found.hit.order, found.hit.first) if found.hit else (0, 0)


def _taken_back(read: Sequence[Sentence]) -> bool:
    said = " ".join(word.text for one in read for word in one.words if word.text.isalpha())
    return any(f" {phrase} " in f" {said} " for phrase in CORRECTIONS if phrase != "sorry")
