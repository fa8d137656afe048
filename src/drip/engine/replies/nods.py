"""Yes and no: which of a reply's words are one, and what they are said to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from drip.domain.sequences import Question
from drip.engine.replies.meanings import Hit
from drip.engine.replies.offers import offers_of
from drip.engine.replies.sentences import Sentence
from drip.engine.replies.small_words import FILLERS, is_sign
from drip.engine.safety.word_sets import word_set

NODS = frozenset({"yes", "no"})
_BEFORE = FILLERS | word_set("ah oh well so aw ooh look hiya um and but or thankfully luckily")
#: What may follow "no" at once, if it is an answer: anything but what there is none of.
_AFTER_NO = FILLERS | word_set("""
    not dont never nothing none nope nah i im ive its hasnt havent isnt didnt wont cant but as
    because all wouldnt wasnt doesnt nor neither please stop finish keep leave that that's we
    there way
    """)
#: With these in front it is told of, not said.
_TOLD = word_set("said say says saying told answered ticked pressed put clicked wrote tell if")


@dataclass(frozen=True, slots=True)
class Nod:
    """What may be said to one question. `alone`: it can be said to no other one."""

    said: tuple[Hit, ...] = ()
    alone: bool = True


NO_NOD = Nod(alone=False)


def takes_nods(question: Question) -> bool:
    """Whether yes and no are both on offer, or one yes and choices that are neither."""
    offers = offers_of(question)
    nods_offered = {one.nod or one.nods or one.polar for one in offers}
    return {"yes", "no"} <= nods_offered or any(one.nod == "yes" for one in offers)


def shared(
    found: Sequence[Hit], questions: Sequence[Question], answered: Collection[str]
) -> dict[str, Nod]:
    """The nods of a reply by question; `answered` are those that need none.

    As many nods as questions are shared out in their order. One kind of nod belongs to the one
    question that is open, if those before it are answered. Else nobody can tell.
    """
    asked = [one for one in questions if takes_nods(one)]
    said = nods(found, both=len(asked) == _TWO)
    if not said or not asked:
        return {}
    if len(asked) == len(said) and len(asked) > 1:
        return {one.name: Nod((hit,)) for one, hit in zip(asked, said, strict=True)}
    left = [one for one in asked if one.name not in answered]
    if len(left) == 1:
        before = questions[: questions.index(left[0])]
        alone = all(one.name in answered for one in before)
        return {left[0].name: Nod(tuple(said), alone)}
    return {one.name: Nod(tuple(said), alone=False) for one in left}


_TWO, _FEW = 2, 4


def nods(found: Sequence[Hit], *, both: bool = False) -> list[Hit]:
    """Those hits that are a yes or no of the person's own, at the beginning of a thought.

    `both`: "no and yes" may be two answers.
    """
    return [
        hit for hit in found
        if hit.meaning in NODS and not hit.sentence.asks and not hit.supposed and _opens(hit)
        and ((both and len(hit.sentence.words) > _FEW) or not _both_at_once(hit.sentence))
    ]  # fmt: skip


def _both_at_once(sentence: Sentence) -> bool:
    """Whether it is "yes and no"."""
    words = [word.text for word in sentence.words if not is_sign(word.text)]
    return any(words[at : at + 3] in _BOTH for at in range(len(words)))


_BOTH = (["yes", "and", "no"], ["no", "and", "yes"], ["yeah", "and", "nah"], ["yes", "but", "no"])


def _opens(hit: Hit) -> bool:
    words = [
        word.text for word in hit.sentence.words if word.clause == hit.clause
        and not is_sign(word.text)
    ]  # fmt: skip
    length = _length(hit.sentence, hit)
    here = _place(hit.sentence, hit)
    before, after = words[:here], words[here + length : here + length + 1]
    if set(before) & _TOLD or not set(before) <= _BEFORE:
        return False
    if words[here] == "not":
        return set(words[here + length :]) <= FILLERS
    single = length == 1 and hit.meaning == "no"
    return not single or set(after) <= _AFTER_NO


def _place(sentence: Sentence, hit: Hit) -> int:
    return sum(
        not is_sign(word.text) for word in sentence.words[: hit.first] if word.clause == hit.clause
    )


def _length(sentence: Sentence, hit: Hit) -> int:
    return sum(not is_sign(word.text) for word in sentence.words[hit.first : hit.last + 1])
