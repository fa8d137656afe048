"""Amounts that people write: digits, words, ranges, parts of ten, `6ish`, `3 or more`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from drip.engine.replies.no_answers import MASK
from drip.engine.replies.sentences import Sentence, Word
from drip.engine.replies.small_words import HEDGES, NUMBERS, TENS, TIMES, VAGUE

#: No upper end.
OPEN = 1_000_000.0
_DAILY = ("every day", "each day", "every single day", "each and every day", "daily", "everyday")
_RANGE = frozenset({"to", "or", "-", "maybe", "perhaps", "possibly", "bordering", "probably"})
_BETWEEN = _RANGE | {",", "so", "and", "&", "on", "even", "sometimes", "a", ".."}
_LONGEST_RANGE = 4
_PRONOUN_AFTER = frozenset(
    ["of", "thing", "things", "day", "more", "that", "who", "can", "by", "at", "or"]
)
_ONE_BEFORE = frozenset(
    [
        "did",
        "just",
        "only",
        "managed",
        "done",
        "sessions",
        "session",
        "pain",
        "a",
        "is",
        "was",
        "had",
        "got",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number or a range, with the words it stands on. `out_of` is its own scale, if it has one.

    `times` says that it counts how often. `vague` ones are never sure; `first` to `last` are places
    in the sentence.
    """

    low: float
    high: float
    first: int
    last: int
    clause: int
    out_of: float | None = None
    times: bool = False
    vague: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is one whole number."""
        return self.low == self.high and self.low == int(self.low)


def amounts(sentence: Sentence) -> list[Amount]:
    """The amounts of a sentence, in its order; what is no amount of anything is left out."""
    words = sentence.words
    found = [_scaled(words, one) for one in _halves(words, list(_tens(words, list(_plain(words)))))]
    alone = [
        one for place, one in enumerate(found) if not place or one.first > found[place - 1].last
    ]
    return [_bounded(words, one) for one in _joined(words, alone)]


def _plain(words: tuple[Word, ...]) -> Iterator[Amount]:
    taken = -1
    for place, word in enumerate(words):
        if place <= taken:
            continue
        number = _number(words, place)
        if number is not None:
            times = word.text in TIMES
            taken = place + _multiplied(words, place)
            yield Amount(low=number, high=number, first=place, last=taken, clause=word.clause,
                         times=times, vague=word.text in VAGUE)  # fmt: skip
        elif _says(words, place, _DAILY):
            taken = place + _says(words, place, _DAILY) - 1
            yield Amount(low=7, high=7, first=place, last=taken, clause=word.clause, times=True)


def _number(words: tuple[Word, ...], place: int) -> float | None:
    number = _counted(words, place)
    if number is None or not _multiplied(words, place):
        return number
    return number * _TIMES[words[place + 1].text]


def _multiplied(words: tuple[Word, ...], place: int) -> int:
    """One, where a word behind a number multiplies it."""
    after = words[place + 1].text if place + 1 < len(words) else ""
    glued = after != "k" or words[place].end == words[place + 1].start
    return int(after in _TIMES and glued)


_TIMES = {"hundred": 100, "thousand": 1000, "k": 1000}


def _counted(words: tuple[Word, ...], place: int) -> float | None:
    text = words[place].text
    if text[0].isdigit():
        if text[-1].isalpha():
            return None
        plain = text.replace(",", "").replace(" ", "")
        return float(plain) if len(plain) <= _LONGEST_NUMBER and _free(words, place) else None
    if text == "one":
        return 1.0 if _counts(words, place) else None
    if text in VAGUE:
        return float(VAGUE[text])
    number = NUMBERS.get(text, TIMES.get(text))
    if number == 0 and place and words[place - 1].text in _NEARLY:
        return None
    return None if number is None or not _free(words, place) else float(number)


_COUNTED = (["days"], ["times"], ["nights"], ["points"], ["mornings"], ["sessions"])
_NEARLY = frozenset({"nearly", "almost", "practically", "virtually", "basically"})
_LONGEST_NUMBER = 6
_LONGEST_SCALE = 3
_TEN = 10


def _free(words: tuple[Word, ...], place: int) -> bool:
    """Whether a number stands by itself: not below zero, not glued to a letter or a blot."""
    word = words[place]
    before = words[place - 1] if place else None
    if before is None or before.end != word.start:
        return True
    if before.text == "-":
        earlier = words[place - 2] if place > 1 else None
        return earlier is not None and (earlier.text[0].isalnum() and earlier.end == before.start)
    return not (before.text[0] == MASK or before.text.isalpha())


def _counts(words: tuple[Word, ...], place: int) -> bool:
    """Whether "one" is a number here."""
    after = words[place + 1].text if place + 1 < len(words) else ""
    before = words[place - 1].text if place else ""
    if after in _PRONOUN_AFTER and not (after == "or" and before in _ONE_BEFORE):
        return after == "or" and not before
    if before == "the" and place > 1 and words[place - 2].text in _ONE_BEFORE:
        return True
    return not before or before in _ONE_BEFORE or not before[0].isalpha() or after in {
        "session", "sessions", "time", "workout", "out"
    }  # fmt: skip


def _says(words: tuple[Word, ...], place: int, phrases: tuple[str, ...]) -> int:
    """How many words one of the phrases takes here; 0 if none is said."""
    if words[place].text not in {one.partition(" ")[0] for one in phrases}:
        return 0
    here = " ".join(word.text for word in words[place : place + _LONGEST_RANGE])
    said = [one for one in phrases if here == one or here.startswith(f"{one} ")]
    return max((len(one.split()) for one in said), default=0)


def _tens(words: tuple[Word, ...], found: list[Amount]) -> Iterator[Amount]:
    """With twenty five as one number."""
    here = 0
    while here < len(found):
        one = found[here]
        here += 1
        other = found[here] if here < len(found) else None
        if other is not None and words[one.first].text in _TENS and 0 < other.low < _TEN:
            between = [word.text for word in words[one.last + 1 : other.first]]
            if between in ([], ["-"]) and words[other.first].text.isalpha():
                yield replace(one, low=one.low + other.low, high=one.low + other.low,
                              last=other.last)  # fmt: skip
                here += 1
                continue
        yield one


_TENS = frozenset({"twenty", *TENS})


def _halves(words: tuple[Word, ...], found: list[Amount]) -> Iterator[Amount]:
    for one in found:
        after = [word.text for word in words[one.last + 1 : one.last + 4]]
        if after == ["and", "a", "half"]:
            yield replace(one, low=one.low + 0.5, high=one.high + 0.5, last=one.last + 3)
        elif after in (["and", "a", "bit"], ["and", "a", "little"]):
            yield replace(one, last=one.last + 3, vague=True)
        elif after[:1] in (["\u00bd"], ["\u00bc"], ["\u00be"]):
            yield replace(one, low=one.low + 0.5, high=one.high + 0.5, last=one.last + 1)
        else:
            yield one


def _scaled(words: tuple[Word, ...], one: Amount) -> Amount:
    """With its own scale: 4/5, 7 out of 10."""
    after = [word.text for word in words[one.last + 1 : one.last + 5]]
    unit = after[:1] in _COUNTED and after[1:3] == ["out", "of"]
    after = after[unit:]
    for sign in (["/"], ["out", "of"], ["outta"], ["of"], ["over"]):
        end = len(sign)
        if after[:end] == sign and len(after) > end:
            most = after[end]
            scale = (
                float(most)
                if most[0].isdigit() and len(most) <= _LONGEST_SCALE
                else NUMBERS.get(most)
            )
            if scale and scale >= one.high and (sign != ["of"] or scale == _TEN):
                out_of = None if unit else float(scale)
                return replace(one, out_of=out_of, last=one.last + end + 1 + unit)
    return one


def _joined(words: tuple[Word, ...], found: list[Amount]) -> Iterator[Amount]:
    """With ranges as one: 3-4, 3 to 4, "3, maybe 4", "between 3 and 5"."""
    here = 0
    while here < len(found):
        one = found[here]
        here += 1
        while here < len(found) and _range(words, one, found[here]):
            one = _range_of(one, found[here])
            here += 1
        yield one


def _range(words: tuple[Word, ...], one: Amount, other: Amount) -> bool:
    between = [word.text for word in words[one.last + 1 : other.first]]
    if not between or len(between) > _LONGEST_RANGE:
        return False
    if not set(between) <= _BETWEEN or set(between) <= {",", "a", "..", "on"}:
        return False
    before = words[one.first - 1].text if one.first else ""
    if {"and", "&"} & set(between):
        return before == "between" or bool(set(between) & {"maybe", "perhaps", "sometimes"})
    return before != "from" or "to" not in between


def _range_of(one: Amount, other: Amount) -> Amount:
    return replace(
        one,
        low=min(one.low, other.low),
        high=max(one.high, other.high),
        last=max(one.last, other.last),
        out_of=one.out_of or other.out_of,
        times=one.times or other.times,
    )


def _bounded(words: tuple[Word, ...], one: Amount) -> Amount:
    """With an open end where the words say so: 3 or more, at least 2, less than 4."""
    before = " ".join(word.text for word in words[max(0, one.first - 3) : one.first])
    after = " ".join(word.text for word in words[one.last + 1 : one.last + 3])
    one = replace(one, vague=one.vague or _hedged(words, one))
    for phrase in ("or more", "+", "plus", "or less", "or fewer", "or under"):
        if after == phrase or after.startswith(f"{phrase} "):
            last = one.last + 1 + phrase.count(" ")
            if phrase in _OR_LESS:
                return replace(one, low=0, last=last)
            return replace(one, high=OPEN, last=last)
    return _compared(f" {before}", one)


_OR_LESS = frozenset({"or less", "or fewer", "or under"})


def _compared(before: str, one: Amount) -> Amount:
    """At least, more than, less than, up to: by the words right before an amount."""
    if before.endswith((" no more than", " not more than", " up to", " at most", " maximum")):
        return replace(one, low=0)
    if before.endswith((" at least", " no less than", " minimum")):
        return replace(one, high=OPEN)
    if before.endswith((" more than", " greater than", " over", " above")):
        return replace(one, low=one.high + 1, high=OPEN)
    if before.endswith((" less than", " fewer than", " under", " below")):
        return replace(one, low=0, high=max(0, one.low - 1))
    return one


def _hedged(words: tuple[Word, ...], one: Amount) -> bool:
    return any(
        word.text in HEDGES and word.text != "?" and abs(place - one.first) <= _HEDGE_REACH
        for place, word in enumerate(words)
        if word.clause == one.clause
    )


_HEDGE_REACH = 6
