"""Choices by the words of their own labels, where nothing else is known of what they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drip.domain.sequences import Question
from drip.engine.replies.offers import Offer
from drip.engine.replies.roots import root
from drip.engine.replies.sentences import Sentence, fold, sentences
from drip.engine.replies.small_words import (
    FILLERS,
    HEDGES,
    NEGATORS,
    OTHERS,
    SUPPOSED,
    is_other,
    is_sign,
)
from drip.engine.safety.word_sets import word_set

_PLAIN, _LONGER = 0.93, 0.9
_PART, _HEDGED, _TORN = 0.65, 0.7, 0.45
_FEW, _MANY = 1, 2
#: Words of a label that tell nothing.
_IDLE = word_set("""
    a an the i im ive my me it its is was are am be been of to in on at for with and or that
    this you your have has had do did done just so id ill we our us yes please thanks thank
    from as by very really will would can
    """)
#: Questions to which a wish is an answer.
_PREFERS = frozenset(map(root, ("like", "want", "prefer", "rather", "suits", "would", "wish")))
_ANOTHER_TIME = word_set(
    "anything except apart other yesterday ago used last previously until till before next tomorrow"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A choice whose own words were written, and how surely they are the answer."""

    offer: Offer
    confidence: float
    shown: str
    #: how many words of the label were said, and of how many
    said: int
    of: int


def by_words(
    read: Sequence[Sentence],
    offers: Sequence[Offer],
    question: Question,
    *,
    judged: frozenset[str],
    beside: frozenset[str],
) -> list[Worded]:
    """The choices whose words a reply has; the best of them alone, if one is best.

    `judged` are meanings that were found and did not count: their words count no more here.
    `beside` are roots of words that belong to the other questions of the letter.
    """
    wanted = _wanted(offers)
    offers = [one for one in offers if not one.meanings & judged]
    asked = roots_of(question.text)
    found = [
        one
        for sentence in read
        if not sentence.asks and not _excludes(sentence)
        for words in _parts(sentence)
        for offer in offers
        if (one := _worded(offer, wanted, words, sentence, (asked, beside))) is not None
    ]
    return _best(found)


def _excludes(sentence: Sentence) -> bool:
    """Whether it says what it is not: "anything but mornings"."""
    words = [word.text for word in sentence.words]
    return any(words[at : at + 2] in _BUT for at in range(len(words)))


_BUT = [[whole, "but"] for whole in ("anything", "all", "everything", "any", "anytime")]


def roots_of(text: str) -> frozenset[str]:
    """The roots of the words of a text."""
    return frozenset(root(word.text) for one in sentences(fold(text)) for word in one.words)


def _wanted(offers: Sequence[Offer]) -> dict[str, frozenset[str]]:
    """By choice, the stems of its label that not all of them have."""
    stems = {
        one.choice.value: frozenset(
            root(word) for word in one.label[bool(one.nod or one.nods) :] if word not in _IDLE
        )
        for one in offers
    }
    count = Counter(word for words in stems.values() for word in words)
    return {
        value: frozenset(word for word in words if count[word] < max(len(stems), 2))
        for value, words in stems.items()
    }


def _parts(sentence: Sentence) -> Iterator[tuple[str, ...]]:
    """The clauses, and the whole sentence where there are several."""
    for words in (*sentence.clauses, *([sentence.words] if len(sentence.clauses) > 1 else [])):
        yield _without_idioms([word.text for word in words if not is_sign(word.text)])


def _without_idioms(words: list[str]) -> tuple[str, ...]:
    """The words but for greetings and the like, which say nothing of a choice."""
    dropped = {
        place
        for at in range(len(words) - 1)
        if (words[at], words[at + 1]) in _IDIOMS
        for place in (at, at + 1)
    }
    return tuple(word for at, word in enumerate(words) if at not in dropped)


_IDIOMS = {
    ("good", "morning"), ("good", "afternoon"), ("good", "evening"), ("good", "day"),
    ("good", "night"), ("all", "right"), ("right", "now"), ("thats", "right"), ("right", "away"),
    ("right", "thanks"), ("both", "times"), ("good", "luck"), ("good", "on"), ("good", "question"),
}  # fmt: skip


def _worded(
    offer: Offer,
    wanted: dict[str, frozenset[str]],
    words: tuple[str, ...],
    sentence: Sentence,
    known: tuple[frozenset[str], frozenset[str]],
) -> Worded | None:
    asked, beside = known
    own = wanted[offer.choice.value]
    if not own:
        return _as_written(offer, words, sentence)
    stems = {root(word): word for word in words}
    said = own & set(stems)
    label = frozenset(offer.label)
    if not said or any(is_other(word) for word in words):
        return None
    if (set(words) & NEGATORS) != (label & NEGATORS) or (offer.meanings and said != own):
        return None
    never = offer.label in (("never",), ("none",)) and len(words) <= _MANY
    if said <= NEGATORS and words != offer.label and not (never or _holds(words, offer.label)):
        return None
    only_here = all(
        not said <= others for value, others in wanted.items() if value != offer.choice.value
    )
    rest = {
        word for one, word in stems.items()
        if one not in said and one not in asked | beside and word not in FILLERS | HEDGES | label
    }  # fmt: skip
    sure = _sure(len(said), len(own), len(rest), only_here=only_here)
    doubt = HEDGES | OTHERS | (frozenset() if asked & _PREFERS else SUPPOSED)
    if set(words) & doubt - label:
        sure = min(sure, _HEDGED)
    if set(words) & _ANOTHER_TIME - label or ("day" in words and "one" in words):
        sure = min(sure, _PART)
    return Worded(offer=offer, confidence=sure, shown=sentence.shown, said=len(said), of=len(own))


def _as_written(offer: Offer, words: tuple[str, ...], sentence: Sentence) -> Worded | None:
    """A label of small words only, such as "So-so", where it stands as it is."""
    if offer.nod or offer.nods or offer.meanings or not _holds(words, offer.label):
        return None
    rest = len(words) - len(offer.label)
    sure = _PLAIN if not rest else _LONGER if rest <= _FEW else _PART
    return Worded(offer=offer, confidence=sure, shown=sentence.shown, said=_FEW, of=_FEW)


def _holds(words: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """Whether a label stands in these words as it is."""
    length = len(label)
    return length > 1 and any(
        words[at : at + length] == label for at in range(len(words) - length + 1)
    )


def _sure(said: int, of: int, rest: int, *, only_here: bool) -> float:
    if not only_here:
        return _PART
    if said == of:
        if not rest:
            return _PLAIN
        return _LONGER if rest <= _FEW or said >= _MANY else _PART
    return _LONGER if not rest and said * 2 >= of else _PART


def _best(found: list[Worded]) -> list[Worded]:
    """The one that most was said of; several, none of them sure, where more are as good."""
    if not found:
        return []
    most = max((one.said == one.of, one.said, one.confidence) for one in found)
    best = [one for one in found if (one.said == one.of, one.said, one.confidence) == most]
    values = {one.offer.choice.value for one in best}
    rivals = {one.offer.choice.value for one in found if one.confidence >= _LONGER}
    if len(values) == 1 and len(rivals) <= 1:
        return best[:1]
    last = best[-1]
    return [
        Worded(offer=last.offer, confidence=_TORN, shown=last.shown, said=last.said, of=last.of)
    ]
