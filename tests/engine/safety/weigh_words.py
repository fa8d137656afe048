"""Learns the points of words from the case file: `python -m tests.engine.safety.weigh_words`.

A plain logistic regression in steps of one case at a time, the same each time: no library, no
chance. Call it after adding cases, and measure on replies that were not in the file.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from drip.content.safety import WEIGHTS
from drip.engine.safety.lexicon import lexicon_of
from drip.engine.safety.stream import read_stream
from drip.engine.safety.weighing import START, breaths, traits
from tests.engine.safety.reading import CONCEPTS, Case, cases

_ROUNDS = 14
_STEP, _SLOWER = 0.075, 0.93
_FADE = 1 - 2e-5
_PAIR = 0.35
_STEEPEST = 30.0
#: Points of less than this are left out.
_LEAST = 0.15

#: The traits of a text, and 1 if it is urgent, else 0.
Example = tuple[frozenset[str], int]


def of_text(text: str) -> frozenset[str]:
    """The traits of every sentence of a text."""
    speller = lexicon_of(CONCEPTS).speller
    spoken = read_stream(text, {})
    meant = speller.corrections({one for one in spoken.tokens if one.isalpha()})
    tokens = read_stream(text, meant).tokens
    return frozenset(one for begin, end in breaths(tokens) for one in traits(tokens[begin:end]))


def learn(examples: Iterable[Example]) -> dict[str, float]:
    """The weight of each trait that more than one case has, and of `START`."""
    drawn = list(examples)
    known = Counter(trait for traits_, _ in drawn for trait in traits_)
    drawn = [(frozenset(one for one in some if known[one] > 1), urgent) for some, urgent in drawn]
    weights: dict[str, float] = defaultdict(float)
    dice = random.Random(0)  # noqa: S311 - an order of reading, no secret
    step = _STEP
    for _ in range(_ROUNDS):
        dice.shuffle(drawn)
        for some, urgent in drawn:
            _learn_one(weights, sorted(some), urgent, step)
        step *= _SLOWER
    return weights


def _learn_one(weights: dict[str, float], some: list[str], urgent: int, step: float) -> None:
    total = weights[START] + sum(weights[one] for one in some)
    wrong = 1 / (1 + math.exp(-max(-_STEEPEST, min(_STEEPEST, total)))) - urgent
    weights[START] -= step * wrong
    for one in some:
        pace = step * _PAIR if " " in one else step
        weights[one] = weights[one] * _FADE - pace * wrong


def groups_of(drawn: Iterable[Case]) -> Mapping[str, str]:
    """For each trait, the group of most of the urgent cases that have it."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for case in drawn:
        for one in of_text(case.text) if case.urgent else ():
            votes[one].update(case.groups)
    return {one: min(count, key=lambda key: (-count[key], key)) for one, count in votes.items()}


def main() -> None:
    """Writes the file of points."""
    drawn = cases()
    weights = learn((of_text(case.text), int(case.urgent)) for case in drawn)
    groups = groups_of(drawn)
    lines = [
        f"{one}\t{round(100 * weight)}\t{groups.get(one, 'named')}"
        for one, weight in sorted(weights.items())
        if one == START or abs(weight) >= _LEAST
    ]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
