"""Questions with choices: which one the words of a reply mean, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drip.domain.answers import Reading
from drip.domain.sequences import Question
from drip.engine.replies.frames import Baseline, Frame, When, baseline_of, ended, frame_of
from drip.engine.replies.frequency import by_count
from drip.engine.replies.meanings import Hit
from drip.engine.replies.misgivings import STATES, has_misgivings, says_how_often
from drip.engine.replies.nods import Nod, nods
from drip.engine.replies.offers import NEAREST, Offer, named, offers_of
from drip.engine.replies.sentences import Sentence
from drip.engine.replies.settling import Found, settled
from drip.engine.replies.small_words import FILLERS, is_sign
from drip.engine.replies.statements import by_statement
from drip.engine.replies.topics import choice_bounds
from drip.engine.replies.wording import Worded, by_words
from drip.engine.safety.word_sets import word_set

_EXACT = 0.97
_SURE = 0.9
_SHORT, _MEDIUM, _LONG = 0.95, 0.93, 0.9
_SHORT_WORDS, _MEDIUM_WORDS, _LONG_WORDS = 12, 40, 120
_VERY_LONG = 0.85
_TORN = 0.45
_HEDGED = 0.75
_PART = 0.65
_IN_PASSING = 0.85
_NEAR = 0.95
_FEW_SENTENCES = 3


def read_choice(
    read: Sequence[Sentence],
    found: Sequence[Hit],
    question: Question,
    *,
    nod: Nod,
    beside: frozenset[str] = frozenset(),
) -> Reading | None:
    """The choice that a reply means.

    `nod` is the yes or no that may be said to this question; `beside` are roots of words that
    belong to the other questions.
    """
    counted = {value for value, _, _ in choice_bounds(question)}
    offers = [
        one
        for one in offers_of(question)
        if one.choice.value not in counted or len(one.label) > 1 or one.label[0].isalpha()
    ]
    exact = _exact(read, offers, alone=nod.alone)
    if exact is not None:
        return _reading(question, exact)
    candidates = _candidates(read, found, question, offers, nod) or [
        Found(offer=one.offer, confidence=one.confidence, hit=None, shown=one.shown)
        for one in _written(
            read, found, question,
            offers=[offer for offer in offers if offer.choice.value not in counted],
            beside=beside,
        )
    ]  # fmt: skip
    if not candidates:
        return None
    compares = baseline_of(question.text) is not Baseline.NOTHING
    best = settled(candidates, read, compares=compares)
    if _knows_not(found, best) and "unsure" not in best.offer.meanings:
        best = replace(best, confidence=min(best.confidence, _HEDGED))
    return _reading(question, best)


def _knows_not(found: Sequence[Hit], best: Found) -> bool:
    """Whether somebody says in the same breath that they do not know."""
    return any(
        hit.meaning == "unsure" and hit.sentence.shown == best.shown and _fills_clause(hit)
        for hit in found
    )


def _fills_clause(hit: Hit) -> bool:
    words = [word for word in hit.sentence.clauses[hit.clause] if not is_sign(word.text)]
    return len(words) == hit.last - hit.first + 1


def _candidates(
    read: Sequence[Sentence],
    found: Sequence[Hit],
    question: Question,
    offers: Sequence[Offer],
    nod: Nod,
) -> list[Found]:
    """What a reply may mean: by meaning, and by yes or no."""
    length = sum(not is_sign(word.text) for one in read for word in one.words)
    asked = baseline_of(question.text)
    meant = [one for offer in offers if (one := _meant(offer, offers, found, length, asked))]
    meant = _unless_asked(_unless_done(_largest(meant), found))
    meant = _unless_fine(meant)
    nodded = _nodded(read, offers, nod)
    if meant and max(one.confidence for one in meant) < _SURE:
        meant = [one for one in nodded if one.confidence >= _SURE] or meant
    elif meant and not any(one.hit and one.hit.meaning.startswith("r:") for one in meant):
        meant = meant + [one for one in nodded if one.confidence >= _SURE]
    if not meant and nod.alone:
        meant = _agreed(read, offers, nod)
    denied = _denied(offers, found)
    if denied and nodded and denied[0].offer is nodded[0].offer:
        return denied
    return meant or [one for one in nodded if one.confidence >= _SURE] or denied or nodded


def _written(
    read: Sequence[Sentence],
    found: Sequence[Hit],
    question: Question,
    *,
    offers: Sequence[Offer],
    beside: frozenset[str],
) -> list[Worded]:
    """Choices by their own words, but for words that were judged by their meaning already."""
    judged = frozenset({hit.meaning for hit in found} | {named(hit) for hit in found})
    counted = by_count(read, offers)
    if counted:
        return counted
    worded = by_words(read, offers, question, judged=judged, beside=beside)
    return worded or by_statement(read, offers, question)


def _reading(question: Question, one: Found) -> Reading:
    return Reading(
        question=question.name,
        value=one.offer.choice.value,
        sentence=one.shown,
        confidence=round(one.confidence, 2),
    )


def _exact(read: Sequence[Sentence], offers: Sequence[Offer], *, alone: bool) -> Found | None:
    """A sentence that is a label or a key, small words aside."""
    matches = [
        Found(offer=offer, confidence=_EXACT, hit=None, shown=sentence.shown)
        for sentence in read
        for offer in offers
        if not sentence.asks and _is_label(sentence, offer) and (alone or not offer.nod)
    ]
    values = {one.offer.choice.value for one in matches}
    return matches[0] if len(values) == 1 and len(read) <= _FEW_SENTENCES else None


def _is_label(sentence: Sentence, offer: Offer) -> bool:
    words = tuple(word.text for word in sentence.words if not is_sign(word.text))
    if words == offer.label or (offer.nods and len(words) > 1 and words == offer.label[1:]):
        return True
    return words == offer.key and offer.key_says_it and len("".join(words)) > 1


def _meant(
    offer: Offer, offers: Sequence[Offer], found: Sequence[Hit], length: int, asked: Baseline
) -> Found | None:
    """Whether all that a choice means was said."""
    if not offer.meanings:
        return None
    offered = frozenset(meaning for one in offers for meaning in one.meanings)
    best: list[tuple[float, Hit, Frame]] = []
    for meaning in offer.meanings:
        said = [
            (_confidence(hit, frame, length, asked) * share, hit, frame)
            for hit in found
            if (share := _share(hit, meaning, offered) or _praised(offer, hit, meaning))
            and _counts(hit)
            for frame in (frame_of(hit.sentence, hit.clause),)
        ]
        if not said:
            return None
        best.append(max(said, key=lambda one: one[0]))
    confidence = min(one for one, _, _ in best)
    _, hit, frame = min(best, key=lambda one: (one[1].order, one[1].first))
    when = frame.when if hit.meaning in STATES else When.OPEN
    if says_how_often(hit) and frame.when is When.THEN and confidence <= _PART:
        when = When.THEN
    return Found(offer=offer, confidence=confidence, hit=hit, shown=hit.sentence.shown, when=when)


def _share(hit: Hit, meaning: str, offered: frozenset[str]) -> float:
    """How much of a meaning a hit is: all, or less where only a nearby one is offered."""
    own = named(hit)
    if own == meaning:
        return 1.0
    if own in offered:
        return 0.0
    if own.startswith(f"{meaning}:") and not any(one.startswith(f"{meaning}:") for one in offered):
        return 1.0 if "easing" not in offered else _NEAR
    for near, share in NEAREST.get(own, ()):
        if near in offered:
            return share if near == meaning else 0.0
    return 0.0


def _praised(offer: Offer, hit: Hit, meaning: str) -> float:
    """How much praise says that somebody stopped because it is better: "that good I stopped"."""
    both = meaning == "better" and "stopped" in offer.meanings and hit.meaning == "fine"
    words = {word.text for word in hit.sentence.words}
    return _PRAISED if both and not words & _TURNS else 0.0


_PRAISED = 0.8
#: Choices that praise stands for only where nothing else is said.
_PRAISED_BY = ({"on_track"}, {"too:right"})
_TURNS = word_set("but though although until till then was were unfortunately however")


def _counts(hit: Hit) -> bool:
    if hit.negated or hit.supposed or hit.others:
        return False
    if hit.meaning in {"yes", "no"} and not nods([hit]):
        return False
    return not (hit.sentence.asks_in(hit.clause) and not hit.bare and not hit.requested)


def _confidence(hit: Hit, frame: Frame, length: int, asked: Baseline) -> float:
    sure = _LONG if length <= _LONG_WORDS else _VERY_LONG
    if length <= _MEDIUM_WORDS:
        sure = _SHORT if length <= _SHORT_WORDS else _MEDIUM
    if hit.hedged or (hit.sentence.asks_in(hit.clause) and not hit.requested):
        sure = min(sure, _HEDGED)
    if has_misgivings(hit, frame, asked):
        sure = min(sure, _PART)
    one_word = hit.first == hit.last
    if one_word and hit.meaning.startswith("r:") and not hit.bare:
        sure = min(sure, _IN_PASSING)
    return sure


def _largest(found: list[Found]) -> list[Found]:
    """Without those of which another one says more."""
    return [
        one
        for one in found
        if not any(one.offer.meanings < other.offer.meanings for other in found)
        and not any(_inside(one, other) for other in found)
    ]


def _unless_done(meant: list[Found], found: Sequence[Hit]) -> list[Found]:
    """Not surely stopped, where something was done as well: stopped half-way, then finished it."""
    if not any(hit.meaning == "done" and _counts(hit) for hit in found):
        return meant
    others = [one for one in meant if "stopped" not in one.offer.meanings or one.offer.nod]
    half = any(one.confidence <= _PART for one in meant if one not in others)
    if others and half:
        return others
    return [
        one if one in others else replace(one, confidence=min(one.confidence, _PART))
        for one in meant
    ]


def _unless_fine(meant: list[Found]) -> list[Found]:
    """Without what only praise stands for, where a choice says more than that."""
    plain = [
        one for one in meant
        if not (one.hit and one.hit.meaning == "fine" and one.offer.meanings in _PRAISED_BY)
    ]  # fmt: skip
    return plain or meant


def _unless_asked(meant: list[Found]) -> list[Found]:
    """Without what was only asked back, where something else was said: "Every day? I wish."."""
    said = [one for one in meant if one.hit and (one.hit.requested or not one.hit.sentence.asks)]
    return said or meant


def _inside(one: Found, other: Found) -> bool:
    """Whether one choice's words are a part of another's: "gone" in "mostly gone"."""
    if one is other or one.hit is None or other.hit is None or one.hit.order != other.hit.order:
        return False
    if other.hit.sentence.words[other.hit.first].text == "still":
        return False
    if (one.hit.first, one.hit.last) == (other.hit.first, other.hit.last):
        return other.confidence > one.confidence and len(one.offer.meanings) == 1
    wider = other.hit.last - other.hit.first > one.hit.last - one.hit.first
    return wider and other.hit.first <= one.hit.first and one.hit.last <= other.hit.last


def _nodded(read: Sequence[Sentence], offers: Sequence[Offer], nod: Nod) -> list[Found]:
    """Yes or no, where the choices are that."""
    offered = {offer.nod: offer for offer in offers if offer.nod}
    said = [hit for hit in nod.said if hit.meaning in offered]
    if not said:
        return []
    length = sum(not is_sign(word.text) for one in read for word in one.words)
    return [
        Found(
            offer=offered[hit.meaning],
            confidence=_of_nod(hit, length, alone=nod.alone),
            hit=hit,
            shown=hit.sentence.shown,
        )
        for hit in said
    ]


def _agreed(read: Sequence[Sentence], offers: Sequence[Offer], nod: Nod) -> list[Found]:
    """Yes or no to what the question itself proposes: "Shall we stop?"."""
    offered = {offer.polar: offer for offer in offers if offer.polar}
    said = {hit.meaning: hit.sentence.shown for hit in nod.said if hit.bare and not hit.hedged}
    words = [word.text for one in read for word in one.words if not is_sign(word.text)]
    if [word for word in words if word not in FILLERS] == ["dont"]:
        said["no"] = read[0].shown
    return [
        Found(
            offer=offered[meaning],
            confidence=_HEDGED if "stop_mail" in offered[meaning].meanings else _SURE,
            hit=None,
            shown=shown,
        )
        for meaning, shown in said.items()
        if meaning in offered and len(said) == 1 and len(words) <= _SHORT_WORDS
    ]


def _of_nod(hit: Hit, length: int, *, alone: bool) -> float:
    if not alone:
        return _TORN
    if hit.hedged:
        return _HEDGED
    if length <= _SHORT_WORDS:
        return _SHORT if hit.bare else _LONG
    return _LONG if hit.bare and length <= _MEDIUM_WORDS else _IN_PASSING


def _denied(offers: Sequence[Offer], found: Sequence[Hit]) -> list[Found]:
    """No, where what the yes stands for was denied: "no spasm", "it was, but it isn't now"."""
    offered = {offer.nod: offer for offer in offers if offer.nod}
    if set(offered) != {"yes", "no"}:
        return []
    meant = offered["yes"].meanings
    denied = [
        hit for hit in found
        if (hit.negated or ended(hit.sentence, hit.clause))
        and hit.meaning in meant and not hit.sentence.asks and not hit.others
    ]  # fmt: skip
    return [
        Found(
            offer=offered["no"],
            confidence=_HEDGED if hit.hedged else _MEDIUM,
            hit=hit,
            shown=hit.sentence.shown,
        )
        for hit in denied[:1]
    ]
