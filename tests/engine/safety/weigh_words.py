"""Learns the points of words from the case file: `python -m tests.engine.safety.weigh_words`.

A logistic regression that judges as the reader does, by the weightiest sentence: an ordinary reply
teaches that none of its sentences is urgent, an urgent one that its weightiest is. In small steps,
the same each time: no library, no chance. Call it after adding cases.

With `across` it writes nothing. It learns without one author's replies, judges them by the whole
reader, and goes on to the next: what can be expected of replies by somebody new.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from drip.content.safety import LEARNT_PHRASES, WEIGHTS, digest_of
from drip.domain.safety import SafetyGroup, Weight
from drip.engine.safety import detect
from drip.engine.safety.sayings import Saying
from drip.engine.safety.verdict import read_text
from drip.engine.safety.weighing import START, breaths, manner_of, share, sizes_of, within, words_of
from tests.engine.safety.reading import CONCEPTS, Case, cases

_ROUNDS = 14
_STEP = 0.3
_FADE = 1e-2
#: Replies as they come, long ones among them, count more than those written to be hard.
_NATURAL = ("natural", "answers")
_NATURAL_COUNTS = 6.0
_STEEPEST = 30.0
_TINY = 1e-3
#: What every sentence has in advance, in hundredths: to miss a cry is worse than to raise talk. It
#: was chosen by `across`.
_IN_ADVANCE = 167
#: Words that fewer cases have tell nothing.
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is weighed of a sentence."""

    words: tuple[str, ...]
    sizes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A reply to learn from."""

    case: Case
    sentences: tuple[Sentence, ...]

    @property
    def counts(self) -> float:
        """How much it teaches."""
        return _NATURAL_COUNTS if self.case.set.startswith(_NATURAL) else 1.0


def example(case: Case) -> Example:
    """A case as it is weighed."""
    reading = read_text(case.text, CONCEPTS)
    tokens = reading.stream.tokens
    parts = list(breaths(tokens))
    return Example(case, tuple(_sentence(tokens, part, len(parts), reading.said) for part in parts))


def _sentence(
    tokens: list[str], part: tuple[int, int], sentences: int, said: Collection[Saying]
) -> Sentence:
    begin, end = part
    own = tokens[begin:end]
    sizes = sizes_of(own, sentences, within(part, said))
    manner = manner_of(own, "".join(tokens[end : end + 1]))
    return Sentence(tuple(sorted(words_of(own))), (*sizes, *manner))


class Learner:
    """Points in the making: plain steps that grow smaller for words met often."""

    def __init__(self, examples: Sequence[Example], names: Iterable[str]) -> None:
        self.names = [START, *sorted(names)]
        self._number = {name: number for number, name in enumerate(self.names)}
        self._points = [0.0] * len(self.names)
        self._moved = [1.0] * len(self.names)
        self._kept = [0.0] * len(self.names)
        self._read = [self._numbered(one) for one in examples if one.sentences]

    def learn(self) -> dict[str, float]:
        """The points of each name and of `START`."""
        dice = random.Random(0)  # noqa: S311 - an order of reading, no secret
        for turn in range(_ROUNDS):
            dice.shuffle(self._read)
            for urgent, counts, sentences in self._read:
                self._learn_one(sentences, urgent=urgent, counts=counts)
            if turn >= _ROUNDS // 2:
                self._kept = [a + b for a, b in zip(self._kept, self._points, strict=True)]
        turns = _ROUNDS - _ROUNDS // 2
        return {name: self._kept[number] / turns for number, name in enumerate(self.names)}

    def _numbered(self, one: Example) -> tuple[bool, float, list[list[tuple[int, float]]]]:
        return one.case.urgent, one.counts, [self._row(sentence) for sentence in one.sentences]

    def _row(self, sentence: Sentence) -> list[tuple[int, float]]:
        """The numbers of the names of a sentence, each with what it counts."""
        number = self._number
        words = [number[name] for name in sentence.words if name in number]
        sizes = [number[name] for name in (START, *sentence.sizes) if name in number]
        part = share(len(words))
        return [*((at, 1.0) for at in sizes), *((at, part) for at in words)]

    def _learn_one(
        self, sentences: list[list[tuple[int, float]]], *, urgent: bool, counts: float
    ) -> None:
        points = self._points
        totals = [sum([points[at] * part for at, part in one]) for one in sentences]
        wanted = [totals.index(max(totals))] if urgent else range(len(totals))
        for which in wanted:
            total = max(-_STEEPEST, min(_STEEPEST, totals[which]))
            wrong = counts * (1 / (1 + math.exp(-total)) - urgent)
            if abs(wrong) > _TINY:
                self._move(sentences[which], wrong)

    def _move(self, sentence: list[tuple[int, float]], wrong: float) -> None:
        points, moved = self._points, self._moved
        for at, part in sentence:
            slope = wrong * part + _FADE * points[at]
            moved[at] += slope * slope
            points[at] -= _STEP * slope / math.sqrt(moved[at])


def _vocabulary(one: Example) -> set[str]:
    return {name for sentence in one.sentences for name in (*sentence.words, *sentence.sizes)}


def learnt(examples: Sequence[Example]) -> dict[str, float]:
    """The points of every name that enough cases have."""
    met = Counter(word for one in examples for word in _vocabulary(one))
    return Learner(examples, [word for word, times in met.items() if times >= _LEAST]).learn()


def weights_from(examples: Sequence[Example]) -> dict[str, Weight]:
    """The points of words as the reader takes them."""
    groups = groups_of(examples)
    return {
        name: Weight(
            round(100 * points) + (_IN_ADVANCE if name == START else 0),
            SafetyGroup(groups.get(name, "named")),
        )
        for name, points in learnt(examples).items()
    }


def groups_of(examples: Iterable[Example]) -> Mapping[str, str]:
    """For each word, the group of most of the urgent cases that have it."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for one in examples:
        for name in _vocabulary(one) if one.case.urgent else ():
            votes[name].update(one.case.groups)
    return {name: min(count, key=lambda key: (-count[key], key)) for name, count in votes.items()}


def known_phrases() -> list[str]:
    """The digests of every phrase of the words that the points were learnt with."""
    families = [(name, one) for name, words in CONCEPTS.words.items() for one in words]
    patterns = [(one.key, phrase) for one in CONCEPTS.concepts for phrase in one.says]
    return sorted({digest_of(*one) for one in (*families, *patterns)})


def across(examples: Sequence[Example]) -> None:
    """Prints what comes of each author's natural replies when they were not learnt from."""
    names = sorted({one.case.set for one in examples if one.case.set.startswith(_NATURAL)})
    for name in names:
        weights = weights_from([one for one in examples if one.case.set != name])
        reader = replace(CONCEPTS, weights=weights)
        own = [one.case for one in examples if one.case.set == name]
        judged = [(case, detect(case.text, reader).urgent) for case in own]
        right = {
            wanted: [raised for case, raised in judged if case.urgent == wanted]
            for wanted in (True, False)
        }
        shares = {key: round(sum(row) / len(row), 3) for key, row in right.items() if row}
        sys.stdout.write(f"{name}: {shares}\n")


def main() -> None:
    """Writes the file of points, from what speaks most for an emergency down, or measures."""
    examples = [example(case) for case in cases()]
    if "across" in sys.argv:
        across(examples)
        return
    weights = weights_from(examples)
    lines = [
        f"{name}\t{weights[name].points}\t{weights[name].group}"
        for name in sorted(weights, key=lambda name: (-weights[name].points, name))
    ]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    LEARNT_PHRASES.write_text("\n".join(known_phrases()) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
