"""The last net: a sentence that no pattern knows, weighed word by word.

Each word, pair of neighbours and pair with one word between has points, learnt from the case file
(`python -m tests.engine.safety.weigh_words`). They are added up; there is nothing else to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from drip.domain.safety import SafetyFinding, SafetyGroup, Weight
from drip.engine.safety.stems import stem
from drip.engine.safety.stream import STOPS, Stream
from drip.engine.safety.word_sets import word_set

#: The points that every sentence begins with are kept under this name.
START = "(start)"
#: A sentence of more points is raised. Less catches more and raises more ordinary talk.
ENOUGH = 80
#: People who dictate make no sentences: so many words are weighed together, some of them twice.
_MOST_WORDS = 40
_AGAIN = 12
_MOST_SHOWN = 240
#: Two words say too little to be weighed: "since Monday".
_FEWEST = 3
_WEIGHTLESS = word_set("""
    a an the is are was were be been i my me it this that to of and in on at for with have has had
    so am just his her he she their them they we our , : ; ( )
    """)


def traits(tokens: Collection[str]) -> set[str]:
    """What is weighed of some words: each of them, and the pairs of near ones."""
    words = [stem(token) if token.isalpha() else token for token in tokens]
    words = [word for word in words if word not in _WEIGHTLESS]
    near = {f"{one} {other}" for one, other in pairwise(words)}
    apart = {f"{one} _ {other}" for one, other in zip(words, words[2:], strict=False)}
    return {*words, *near, *apart}


def breaths(tokens: list[str]) -> Iterator[tuple[int, int]]:
    """The sentences of a text as half-open ranges, long ones in parts that overlap."""
    begin = 0
    for place, token in enumerate(tokens):
        if token in STOPS:
            if place > begin:
                yield begin, place
            begin = place + 1
        elif place - begin >= _MOST_WORDS:
            yield begin, place
            begin = place - _AGAIN
    if begin < len(tokens):
        yield begin, len(tokens)


def weightiest(
    stream: Stream, weights: Mapping[str, Weight], spared: Collection[int]
) -> SafetyFinding | None:
    """The weightiest sentence, if it is weighty enough.

    A sentence with a word at one of the `spared` places is left out: what it says is explained.
    """
    if START not in weights:
        return None
    best: tuple[int, int, int] | None = None
    for begin, end in breaths(stream.tokens):
        if any(begin <= place < end for place in spared):
            continue
        said = traits(stream.tokens[begin:end])
        if sum(" " not in one for one in said) < _FEWEST:
            continue
        found = [weights[one] for one in said if one in weights]
        points = weights[START].points + sum(one.points for one in found)
        if points > ENOUGH and (best is None or points > best[0]):
            best = points, begin, end
    return _finding(stream, weights, best[1], best[2]) if best else None


def _finding(stream: Stream, weights: Mapping[str, Weight], begin: int, end: int) -> SafetyFinding:
    votes: dict[SafetyGroup, int] = defaultdict(int)
    for one in traits(stream.tokens[begin:end]):
        if one in weights and weights[one].points > 0:
            votes[weights[one].group] += weights[one].points
    start = stream.starts[begin]
    last = min(stream.ends[end - 1], start + 2 * _MOST_SHOWN)
    return SafetyFinding(
        group=max(votes, key=lambda group: votes[group]),
        concept="weighed",
        sentence=" ".join(stream.text[start:last].split()),
        start=start,
        end=last,
    )
