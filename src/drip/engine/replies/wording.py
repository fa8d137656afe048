"""Choices by the words of their own labels, where nothing else is known of what they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from drip.domain.sequences import Question
from drip.engine.replies.offers import Offer
from drip.engine.replies.phrases import LITTLE
from drip.engine.replies.roots import plain_root, root, roots_of
from drip.engine.replies.same_words import plainly
from drip.engine.replies.sentences import Sentence
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
_FEW, _MANY, _SHORT, _BRIEF = 1, 2, 3, 5
_AGAINST = word_set(
    "full busy booked worse hurt hurts bad badly less hate awful sore but stopped cant wont bit"
)
#: Words of a label that tell nothing.
_IDLE = word_set("""
    a an the i im ive my me it its is was are am be been of to in on at for with and or that
    this you your have has had do did done just so id ill we our us yes please thanks thank
    from as by very really will would can so
    """)
#: Questions to which a wish is an answer.
_PREFERS = frozenset(map(root, ("like", "want", "prefer", "rather", "suits", "would", "wish")))
_ACCEPTS = word_set("""
    works work suits suit fine good best great prefer preferred okay lovely ideal perfect easier
    helped helps definitely most mostly time times day days
    """)
_ANOTHER_TIME = word_set(
    "anything except apart other yesterday ago used last previously until till before next "
    "tomorrow inside outside indoors outdoors"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A choice whose own words were written, and how surely they are the answer."""

    offer: Offer
    confidence: float
    shown: str
    #: how many words of the label were said; whether all were, and no other label has them
    said: int
    whole: bool = True
    alone: bool = True


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
    offers = [_plainly(one) for one in offers]
    rooted = _rooting(offers)
    wanted = _wanted(offers, rooted)
    offers = [one for one in offers if not one.meanings & judged]
    asked = roots_of(question.text)
    found = [
        one
        for sentence in read
        if not sentence.asks and not _excludes(sentence)
        for words in _parts(sentence)
        for offer in offers
        if (one := _worded(_Terms(offer, wanted, rooted, asked, beside), words, sentence))
        is not None
    ]
    return _best(found)


def _excludes(sentence: Sentence) -> bool:
    """Whether it says what it is not: "anything but mornings"."""
    words = [word.text for word in sentence.words]
    if _TORN_BETWEEN & set(words):
        return True
    return any(words[at : at + 2] in _BUT for at in range(len(words)))


_MAY = word_set("can could may should might will would")
_TORN_BETWEEN = frozenset({"between", "choose", "decide", "either"})
_BUT = [[whole, "but"] for whole in ("anything", "all", "everything", "any", "anytime")]


def _plainly(offer: Offer) -> Offer:
    """A choice with single words for phrases in its label, its yes or no left in front."""
    front = int(bool(offer.nod or offer.nods))
    plain = plainly(list(offer.label[front:]))
    return replace(offer, label=(*offer.label[:front], *plain)) if plain else offer


def _rooting(offers: Sequence[Offer]) -> Callable[[str], str]:
    """What words come down to; words that two labels tell apart stay apart."""
    forms: dict[str, set[frozenset[str]]] = {}
    for one in offers:
        for same in {root(word) for word in one.label}:
            plain = frozenset(plain_root(word) for word in one.label if root(word) == same)
            forms.setdefault(same, set()).add(plain)
    apart = {same for same, plain in forms.items() if len(plain) > 1}

    def rooted(word: str) -> str:
        if word in _DENY:
            return "not"
        if word in _BIT:
            return "bit"
        return plain_root(word) if root(word) in apart else root(word)

    return rooted


#: Words that deny alike.
_BIT = word_set("bit little slightly tad touch somewhat smidge wee")
_DENY = word_set("not dont cant cannot wont didnt doesnt isnt couldnt havent wouldnt")


def _wanted(offers: Sequence[Offer], rooted: Callable[[str], str]) -> dict[str, frozenset[str]]:
    """By choice, the stems of its label that not all of them have."""
    stems = {
        one.choice.value: frozenset(
            rooted(word) for word in one.label[bool(one.nod or one.nods) :] if word not in _IDLE
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
        yield tuple(
            plainly(_without_idioms([word.text for word in words if not is_sign(word.text)]))
        )


def _without_idioms(words: list[str]) -> list[str]:
    """The words but for greetings and the like, which say nothing of a choice."""
    dropped = {
        place
        for at in range(len(words) - 1)
        if (words[at], words[at + 1]) in _IDIOMS
        for place in (at, at + 1)
    }
    return [word for at, word in enumerate(words) if at not in dropped]


_IDIOMS = {
    ("good", "morning"), ("good", "afternoon"), ("good", "evening"), ("good", "day"),
    ("good", "night"), ("all", "right"), ("right", "now"), ("thats", "right"), ("right", "away"),
    ("right", "thanks"), ("both", "times"), ("good", "luck"), ("good", "on"), ("good", "question"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Terms:
    """A choice with what its words are compared with: all labels, the question, the others."""

    offer: Offer
    wanted: dict[str, frozenset[str]]
    rooted: Callable[[str], str]
    asked: frozenset[str]
    beside: frozenset[str]


def _worded(terms: _Terms, words: tuple[str, ...], sentence: Sentence) -> Worded | None:
    """A choice, if words of its label are here."""
    offer, wanted = terms.offer, terms.wanted
    own = wanted[offer.choice.value]
    if not words:
        return None
    if not own:
        return _as_written(offer, words, sentence)
    said = own & {terms.rooted(word) for word in words}
    whole = said == own or _says_one_of(terms, words)
    if not said or not _fits(offer, said, words, whole=whole):
        return None
    rest = _rest(terms, words, said)
    if not whole and (_wavers(sentence) or not _brief(words, sentence, rest)):
        return None
    others = [roots for value, roots in wanted.items() if value != offer.choice.value]
    alone = all(not said <= roots for roots in others)
    tail = offer.label[bool(offer.nod or offer.nods) :]
    if len(tail) > 1 and _holds(words, tail):
        alone = whole = True
    sure = _sure(len(said), len(said) if whole else len(own), rest, alone=alone)
    if whole and alone and rest <= _MANY and len(words) <= _BRIEF:
        sure = _PART if set(words) & _AGAINST else max(sure, _LONGER)
    return Worded(
        offer=offer,
        confidence=min(sure, _doubted(offer, words, terms.asked)),
        shown=sentence.shown,
        said=len(said),
        whole=whole,
        alone=alone,
    )


def _says_one_of(terms: _Terms, words: tuple[str, ...]) -> bool:
    """Whether one of the alternatives of a label was said: "two sticks *or crutches*"."""
    label = " ".join(terms.offer.label).split(" or ")
    own = terms.wanted[terms.offer.choice.value]
    roots = {terms.rooted(word) for word in words}
    parts = [own & {terms.rooted(word) for word in part.split()} for part in label]
    return len(parts) > 1 and any(part and part <= roots for part in parts)


def _brief(words: tuple[str, ...], sentence: Sentence, rest: int) -> bool:
    """Whether a part of a label can be a choice: it opens the sentence, or says nothing else."""
    opens = bool(sentence.words) and sentence.words[0].text == words[0]
    return (opens and len(words) <= _SHORT) or (not rest and len(words) <= _BRIEF)


def _wavers(sentence: Sentence) -> bool:
    return any(word.text in HEDGES for word in sentence.words)


def _fits(offer: Offer, said: frozenset[str], words: tuple[str, ...], *, whole: bool) -> bool:
    """Whether the words can mean this choice at all: they deny where the label denies."""
    label = frozenset(offer.label)
    if any(is_other(word) for word in words) or (offer.meanings and not whole):
        return False
    if bool(set(words) & NEGATORS) != bool(label & NEGATORS):
        return False
    if offer.label in (("never",), ("none",)) and len(words) <= _MANY:
        return True
    empty = bool(label & NEGATORS) and said <= NEGATORS | FILLERS
    return not empty or words == offer.label or _holds(words, offer.label)


def _rest(terms: _Terms, words: tuple[str, ...], said: frozenset[str]) -> int:
    """How many words are left that neither the label nor any question explains."""
    small = FILLERS | HEDGES | _ACCEPTS | _THINGS | frozenset(terms.offer.label)
    explained = said | terms.asked | terms.beside
    return len({
        word for word in words
        if word not in small and terms.rooted(word) not in explained and root(word) not in explained
    })  # fmt: skip


_THINGS = word_set("stuff things thing ones use using used uses")


def _doubted(offer: Offer, words: tuple[str, ...], asked: frozenset[str]) -> float:
    """How sure it can be at most, by what stands beside it."""
    beside = set(words) - set(offer.label)
    small = beside & LITTLE and not set(offer.label) & LITTLE
    if len(words) <= _SHORT and small and set(offer.label) - set(words):
        return _PART
    told = words[:1] == ("you",) and not set(words[1:2]) & _MAY
    if (
        told
        or ({"too", "much"} <= beside)
        or beside & _ANOTHER_TIME
        or {"one", "day"} <= set(words)
    ):
        return _PART
    doubt = HEDGES | OTHERS | (frozenset() if asked & _PREFERS else SUPPOSED)
    return _HEDGED if beside & doubt else 1.0


def _as_written(offer: Offer, words: tuple[str, ...], sentence: Sentence) -> Worded | None:
    """A label of small words only, such as "So-so", where it stands as it is."""
    if offer.nod or offer.nods or offer.meanings or not _holds(words, offer.label):
        return None
    rest = len(words) - len(offer.label)
    sure = _PLAIN if not rest else _LONGER if rest <= _FEW else _PART
    return Worded(offer=offer, confidence=sure, shown=sentence.shown, said=_FEW)


def _holds(words: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """Whether a label stands in these words as it is."""
    length = len(label)
    return length > 1 and any(
        words[at : at + length] == label for at in range(len(words) - length + 1)
    )


def _sure(said: int, of: int, rest: int, *, alone: bool) -> float:
    if not alone:
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
    most = max((one.whole, one.said, one.confidence) for one in found)
    best = [one for one in found if (one.whole, one.said, one.confidence) == most]
    values = {one.offer.choice.value for one in best}
    rivals = {
        one.offer.choice.value
        for one in found
        if one.alone and (one.whole or one.confidence >= _LONGER)
    }
    if len(values) == 1 and len(rivals) <= 1:
        return best[:1]
    return [replace(best[-1], confidence=_TORN)]
