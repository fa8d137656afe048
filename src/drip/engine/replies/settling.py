"""Several choices that a reply may mean: which one counts, if any does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from drip.engine.replies.frames import When
from drip.engine.replies.meanings import Hit
from drip.engine.replies.offers import Offer
from drip.engine.replies.sentences import Sentence
from drip.engine.replies.small_words import EXPLICIT_CORRECTIONS

_HEDGED, _TAKEN_BACK, _TORN = 0.75, 0.9, 0.45
#: The first counts where both are said; how surely.
_OUTWEIGHS = (
    ("stopped", "fine", 0.85), ("stopped", "sore", 0.95), ("stopped", "slipping", 0.9),
    ("stopped", "not_done", 0.8), ("stopped", "on_track", 0.6), ("not_done", "sore", 0.9),
    ("not_done", "fine", 0.9), ("sore", "fine", 0.8), ("slipping", "on_track", 0.7),
    ("mostly_gone", "gone", 1.0), ("mostly_gone", "easing", 0.95),
    ("mostly_gone", "discomfort", 1.0),
    ("discomfort", "gone", 0.8),
    ("sore", "discomfort", 0.9), ("spasm", "not_done", 0.9),
    ("too:heavy", "too:right", 0.6), ("repeat", "unsure", 0.8), ("unsure", "first", 0.8),
    ("stop_mail", "keep", 0.5), ("same", "better", 0.6), ("same", "worse", 0.7),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A choice that was found: with how much confidence, on what words, about what time."""

    offer: Offer
    confidence: float
    hit: Hit | None
    shown: str
    when: When = When.OPEN


def settled(candidates: Sequence[Found], read: Sequence[Sentence], *, compares: bool) -> Found:
    """The one that counts. `compares`: the question compares with a time of its own."""
    kept = _after_corrections(candidates, read)
    sure = _TAKEN_BACK if len(kept) < len(candidates) else 1.0
    kept = kept if compares else _of_now(kept)
    best = kept[0]
    for other in kept[1:]:
        best = _heavier(best, other)
    return replace(best, confidence=min(best.confidence, sure))


def _of_now(candidates: Sequence[Found]) -> Sequence[Found]:
    """Without what was so before, where something is said of now."""
    now = [one for one in candidates if one.when is not When.THEN]
    return now or candidates


def _after_corrections(candidates: Sequence[Found], read: Sequence[Sentence]) -> Sequence[Found]:
    """What stands behind the last "no wait" or "changed my mind", if anything does."""
    last = _last_correction(read)
    if last is None:
        return candidates
    behind = [one for one in candidates if _order(one) > last]
    return behind or [replace(one, confidence=min(one.confidence, _HEDGED)) for one in candidates]


def _last_correction(read: Sequence[Sentence]) -> tuple[int, int] | None:
    last: tuple[int, int] | None = None
    for order, sentence in enumerate(read):
        texts = [word.text for word in sentence.words]
        for place in range(len(texts)):
            for phrase in EXPLICIT_CORRECTIONS:
                if texts[place : place + len(phrase)] == list(phrase):
                    last = (order, place)
    return last


def _heavier(one: Found, other: Found) -> Found:
    if one.offer.choice.value == other.offer.choice.value:
        return max(one, other, key=lambda found: found.confidence)
    for heavy, light, sure in _OUTWEIGHS:
        for first, second in ((one, other), (other, one)):
            if heavy in first.offer.meanings and light in second.offer.meanings:
                return replace(first, confidence=min(first.confidence, sure))
    last = max(one, other, key=lambda found: (_order(found), found.confidence))
    spasm = next((found for found in (one, other) if "spasm" in found.offer.meanings), None)
    chosen = spasm or last
    return replace(chosen, confidence=min(chosen.confidence, _TORN))


def _order(found: Found) -> tuple[int, int]:
    return (found.hit.order, found.hit.first) if found.hit else (0, 0)
