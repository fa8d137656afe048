"""What a question is about, in the words with which people would name it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from drip.domain.sequences import Question, QuestionKind
from drip.engine.replies.amounts import OPEN, amounts
from drip.engine.replies.roots import root
from drip.engine.replies.sentences import fold, sentences
from drip.engine.safety.stems import stem
from drip.engine.safety.word_sets import word_set

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_COUNTED = re.compile(r"\bhow many (?:of )?(?:the |your )?(?:last |past )?(?:\d{1,2} )?([^\W\d_]+)")
#: What follows a number is a frame and is not asked for: how often in 30 *seconds*.
_FRAMED = re.compile(r"\b\d+ ([^\W\d_]+)")
#: Words of a question that do not tell it from another one.
IDLE = word_set("""
    a an the i you your my our we it its is are was were be been do does did have has had of
    in on at to for from with and or how what which when where who why many much often long
    far well was over last past next day days week weeks month hour today average now right
    just this that these those would will can could should like about as so than your yours
    one two three seven any out compared start main not no more most worst at best all been
    thing something again out today rate scale number current currently please tell us me them
    there he she they each every per bad
""")
#: Words that mean the same here, by what stands in the question.
_SAME = (
    "pain sore soreness ache aching achy hurt hurting hurts painful discomfort",
    "session sessions workout workouts trainings train trained",
    "confident confidence sure",
    "sleep slept sleeping",
    "walk walked walking walks",
    "stiffness stiff tightness tight",
    "stress stressed",
    "energy energetic",
    "minute minutes min mins",
    "hour hours hr hrs",
)
_ALWAYS_SAME = tuple(
    frozenset(stem(word) for word in one.split())
    for one in (
        "wake woke woken waking wakes",
        "km kms kilometre kilometres kilometer kilometers ks",
        "kg kgs kilo kilos kilogram kilograms",
        "glass glasses cup cups",
    )
)
_SAME_STEMS = tuple(frozenset(stem(word) for word in one.split()) for one in _SAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric:
    """A question that a number answers. `bounds` are the choices that stand for numbers.

    `cues` are stems of words that name it; `own` are all words of the question; `often` says that
    it asks how often.
    """

    question: Question
    cues: frozenset[str]
    own: frozenset[str]
    bounds: tuple[tuple[str, float, float], ...] = ()
    often: bool = False

    def fits_scale(self, out_of: float | None) -> bool | None:
        """Whether an amount's own scale is this question's; `None` where it has none."""
        if out_of is None:
            return None
        return self.question.kind is QuestionKind.SCALE and out_of == self.question.most

    def value(self, low: float, high: float) -> str | None:
        """The one value that an amount from `low` to `high` stands for."""
        if self.bounds:
            held = [value for value, least, most in self.bounds if least <= low and high <= most]
            return held[0] if len(held) == 1 else None
        whole = low == high and low == int(low)
        if not whole or not self.question.least <= low <= self.question.most:
            return None
        return str(int(low))


_NUMBERS = frozenset({QuestionKind.SCALE, QuestionKind.NUMBER})
#: What is counted otherwise than by times.
_UNITS = word_set("hours minutes steps glasses kilometres kilos tablets km metres cups")


def numerics(questions: Sequence[Question]) -> tuple[Numeric, ...]:
    """Those of the questions that a number answers, with what tells them apart."""
    bounded = {one.name: choice_bounds(one) for one in questions}
    counted = [one for one in questions if one.kind in _NUMBERS or bounded[one.name]]
    apart = cues_apart(counted)
    found: list[Numeric] = []
    for one in questions:
        bounds = bounded[one.name]
        if one in counted:
            own = frozenset(_WORD.findall(fold(one.text)))
            cues = apart[one.name]
            often = (bool(bounds) or bool(own & {"many", "often", "times"})) and not own & _UNITS
            found.append(Numeric(question=one, cues=cues, own=own, bounds=bounds, often=often))
    return tuple(found)


def cues_apart(questions: Sequence[Question]) -> dict[str, frozenset[str]]:
    """By question, the stems of words that name it and none of the others."""
    everything = {one.name: _cues(one.text, one.name) for one in questions}
    count = Counter(cue for cues in everything.values() for cue in cues)
    return {
        name: frozenset(cue for cue in cues if count[cue] == 1) for name, cues in everything.items()
    }


def names_of(question: Question) -> frozenset[str]:
    """The whole words with which somebody may call a question: its name, and its text."""
    name = fold(question.name.replace("_", " ").replace("-", " "))
    return frozenset({name, " ".join(_WORD.findall(fold(question.text)))})


def choice_bounds(question: Question) -> tuple[tuple[str, float, float], ...]:
    """The choices that stand for numbers, from and to; nothing unless there are two of them."""
    if question.kind is not QuestionKind.CHOICE:
        return ()
    found = tuple(
        (one.value, *bounds) for one in question.choices if (bounds := _bounds(one.say)) is not None
    )
    rest = [one for one in question.choices if one.value not in {value for value, _, _ in found}]
    if len(found) <= 1 or (len(found) <= len(rest) and not _COUNTS.search(fold(question.text))):
        return ()
    none = [one for one in rest if fold(one.say).split()[:1] in _NONE]
    if len(none) == 1 and all(least > 0 for _, least, _ in found):
        found = ((none[0].value, 0.0, 0.0), *found)
    return found


_COUNTS = re.compile(r"\bhow (?:many|often|much|long|far)\b|\btimes\b")
_NONE = (["no"], ["none"], ["never"], ["no,"], ["never,"], ["none,"])


@lru_cache(maxsize=2048)
def _bounds(label: str) -> tuple[float, float] | None:
    """From and to, where a label says a number."""
    read = sentences(label)
    if len(read) != 1 or len(read[0].words) > _LONGEST_LABEL:
        return None
    found = amounts(read[0])
    if {word.text for word in read[0].words} & _OF_A_CLOCK:
        return None
    if (
        len(found) != 1
        or found[0].vague
        or read[0].words[0].text in _OFTEN
        or found[0].first > _LATEST
    ):
        return None
    return found[0].low, OPEN if found[0].high == OPEN else found[0].high


_LONGEST_LABEL = 6
#: What names a question where no other word does.
_DEGREES = word_set("bad worst best hard most")
#: How often, and not how many.
_OFTEN = word_set("every each daily everyday")
_OF_A_CLOCK = word_set("before after until till by am pm oclock")
_LATEST = 4


@lru_cache(maxsize=512)
def _cues(asked: str, name: str) -> frozenset[str]:
    """Stems of the words that name a question: its own, and others that mean the same.

    What it is about comes first: "How confident are you that you will do your sessions?" is not
    about sessions.
    """
    text = fold(f"{asked} {name.replace('_', ' ')}")
    counted = {stem(word) for word in _COUNTED.findall(text)}
    framed = {stem(word) for word in _FRAMED.findall(text)} - counted
    own = {stem(word) for word in _WORD.findall(text) if word not in IDLE} | counted
    first = next(iter(counted), "") or next(
        (stem(word) for word in _WORD.findall(text) if word not in IDLE), ""
    )
    for same in _SAME_STEMS:
        own = own | same if first in same else own - same
    for same in _ALWAYS_SAME:
        own = own | same if own & same else own
    own = own or {stem(word) for word in _WORD.findall(text) if word in _DEGREES}
    return frozenset(own - framed) | {root(cue) for cue in own - framed}
