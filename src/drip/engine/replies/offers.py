"""What the choices of a question mean, read out of their own labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from drip.domain.answers import REASONS
from drip.domain.sequences import Choice, Question
from drip.engine.replies.meanings import Hit, hits
from drip.engine.replies.sentences import fold, sentences
from drip.engine.replies.small_words import NEGATORS, is_sign

#: Words for more or less the same, the nearest first, where a question has no finer ones.
NEAREST: dict[str, tuple[tuple[str, float], ...]] = {
    "better:much": (("better", 1.0), ("mostly_gone", 0.75)),
    "better:little": (("better", 0.95), ("easing", 1.0)),
    "better:half": (("better", 0.8), ("easing", 1.0)),
    "better": (("easing", 1.0), ("better:much", 0.75)),
    "worse:much": (("worse", 1.0),),
    "worse:little": (("worse", 0.98),),
    "worse:half": (("worse", 0.85),),
    "gone": (("better:much", 0.85), ("better", 1.0), ("mostly_gone", 0.8), ("fine", 0.97)),
    "mostly_gone": (("discomfort", 0.75), ("better:much", 0.8), ("easing", 0.75)),
    "easing": (("better:little", 0.7), ("discomfort", 0.7)),
    "sore": (("discomfort", 0.8),),
    "fine": (("on_track", 1.0), ("too:right", 0.97)),
    "on_track": (("fine", 1.0),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A choice with the words of its label and key, and the meanings that all must be found.

    `nod` is yes or no where the label begins with it and no other one does; `nods` is the same
    where several do; `polar` is what the choice says to a question that proposes it, or its
    opposite: "Shall we stop?". `key_says_it`: the key means all of that.
    """

    choice: Choice
    label: tuple[str, ...]
    key: tuple[str, ...]
    meanings: frozenset[str]
    nod: str = ""
    nods: str = ""
    polar: str = ""
    key_says_it: bool = True


@lru_cache(maxsize=512)
def offers_of(question: Question) -> tuple[Offer, ...]:
    """The choices of a question with what they mean."""
    nods = [_nod(one) for one in question.choices]
    if "yes" in nods and "no" not in nods and sum(map(_negates, question.choices)) == 1:
        nods = [_not(one) or nod for one, nod in zip(question.choices, nods, strict=True)]
    offers = tuple(
        _offer(question, choice, nod, only=nods.count(nod) == 1)
        for choice, nod in zip(question.choices, nods, strict=True)
    )
    return offers if any(nods) else _with_polar(question, offers)


def _with_polar(question: Question, offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """The choices with yes and no to what the question proposes, where it proposes one."""
    asked = _PROPOSES.search(fold(question.text))
    meant = {named(hit) for hit in hits(sentences(asked[1]))} if asked else set()
    proposed = [meaning for meaning in _OPPOSITES if meaning in meant]
    if len(proposed) != 1:
        return offers
    polar = {frozenset(proposed): "yes", frozenset({_OPPOSITES[proposed[0]]}): "no"}
    return tuple(replace(one, polar=polar.get(one.meanings, "")) for one in offers)


_PROPOSES = re.compile(
    r"(?:^|[.!?]\s)(?:shall we|should we|may we|do you want us to|would you like us to"
    r"|do you want to|would you like to)\s([^.!?]{1,80})\?\s*$"
)
_OPPOSITES = {"stop_mail": "keep", "keep": "stop_mail"}


def _nod(choice: Choice) -> str:
    """Whether a label, or a key, begins with yes or no."""
    first = fold(choice.say).replace(",", " ").split()[:1]
    for nod, words in _NODS.items():
        if set(first) <= words or choice.value.lower() == nod:
            return nod
    return ""


def _not(choice: Choice) -> str:
    """No, where the label begins with "not"."""
    return "no" if fold(choice.say).split()[:1] in (["not"], ["never"], ["none"]) else ""


def _negates(choice: Choice) -> bool:
    return any(word.text in NEGATORS for one in sentences(choice.say) for word in one.words)


_NODS = {
    "yes": frozenset({"yes", "yeah", "yep", "sure", "definitely"}),
    "no": frozenset({"no", "nope", "nah"}),
}


def _offer(question: Question, choice: Choice, nod: str, *, only: bool) -> Offer:
    read = sentences(fold(choice.say))
    words = tuple(word.text for one in read for word in one.words if not is_sign(word.text))
    tail = sentences(_NOD_IN_FRONT.sub("", fold(choice.say)))
    meanings = _reason(question, choice) or _meanings(hits(tail or read))
    kept = frozenset(meanings - {"yes", "no"}) if nod else frozenset(meanings)
    key = " ".join(choice.value.replace("-", "_").lower().split("_"))
    in_key = {named(hit) for hit in hits(sentences(key))}
    return Offer(
        choice=choice,
        label=words,
        key=tuple(key.split()),
        meanings=kept,
        nod=nod if only else "",
        nods=nod,
        key_says_it=kept <= in_key,
    )


_NOD_IN_FRONT = re.compile(r"^(?:yes|no),\s")


def _reason(question: Question, choice: Choice) -> set[str]:
    known = question.reasons or choice.say == REASONS.get(choice.value)
    return {f"r:{choice.value}"} if known and choice.value in REASONS else set()


def _meanings(found: list[Hit]) -> set[str]:
    """One meaning for each stretch of words: that of the longest phrase, then the first known."""
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda one: one.first - one.last):
        if hit.negated or hit.meaning.startswith("r:"):
            continue
        if not any(hit.first <= one.last and one.first <= hit.last for one in kept):
            kept.append(hit)
    meanings = {named(hit) for hit in kept}
    if "alone" in meanings:
        meanings -= {"keep"}
    return meanings - {"done"} if len(meanings) > 1 else meanings


def named(hit: Hit) -> str:
    """A meaning with its degree."""
    return f"{hit.meaning}:{hit.degree}" if hit.degree else hit.meaning
