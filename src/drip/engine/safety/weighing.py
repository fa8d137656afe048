"""The scale: each sentence is weighed by its words, whether or not a pattern knows it.

Words, pairs of neighbours and pairs with one word between have points, learnt from the case file
(`python -m tests.engine.safety.weigh_words`). So have the length of a sentence, the number of
sentences (each is a further chance to be wrong), and whether a concept is said in it. The points of
the words are added up and divided by the root of their number; there is nothing else to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from drip.domain.safety import SafetyFinding, SafetyGroup, Weight
from drip.engine.safety.sayings import Saying
from drip.engine.safety.stems import stem
from drip.engine.safety.stream import STOPS, Stream
from drip.engine.safety.word_sets import word_set

#: The points that every sentence begins with are kept under this name.
START = "(start)"
#: A sentence of more points is raised.
ENOUGH = 0
#: A sentence of more points is raised if a concept is said in it that is not faint.
LEAST = -120
#: People who dictate make no sentences: so many words are weighed together, some of them twice.
_MOST_WORDS = 40
_AGAIN = 12
_MOST_SHOWN = 240
#: So many words are added up as they are.
_PLAIN = 10
_SHORTEST = 4
_LENGTHS = (20, 12, 6, 3, 0)
_NUMBERS = (7, 4, 2, 0)
_WEIGHTLESS = word_set("""
    a an the is are was were be been being i my me it this that to of and in on at for with have has
    had so am just his her he she their them they we our , : ; ( )
    """)


def words_of(tokens: Collection[str]) -> set[str]:
    """What is weighed of some words: each of them, and the pairs of near ones."""
    words = [stem(token) if token.isalpha() else token for token in tokens]
    words = [word for word in words if word not in _WEIGHTLESS]
    near = {f"{one} {other}" for one, other in pairwise(words)}
    apart = {f"{one} _ {other}" for one, other in zip(words, words[2:], strict=False)}
    return {*words, *near, *apart}


def sizes_of(tokens: Collection[str], sentences: int, said: Collection[Saying]) -> tuple[str, ...]:
    """The names under which a sentence of this length has its points.

    `sentences` is how many the text has, and `said` what a pattern found in this one: it counts
    more where little else is said.
    """
    length = sum(token[0].isalnum() for token in tokens)
    words = next(one for one in _LENGTHS if length >= one)
    sizes = [f"(words {words})", f"(sentences {next(n for n in _NUMBERS if sentences >= n)})"]
    if said:
        sizes.append(f"({'faint' if all(one.faint for one in said) else 'said'} in {words})")
    if len({one.finding.concept for one in said}) > 1:
        sizes.append("(said more)")
    return tuple(sizes)


def share(words: int) -> float:
    """What each of so many known words counts: less where there are many."""
    return float((_PLAIN / max(_SHORTEST, words)) ** 0.5)


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


def within(part: tuple[int, int], said: Collection[Saying]) -> list[Saying]:
    """What is said in a part of the tokens."""
    return [one for one in said if part[0] <= one.place < part[1]]


class Scale:
    """Weighs the sentences of one text."""

    def __init__(
        self, stream: Stream, weights: Mapping[str, Weight], said: Collection[Saying]
    ) -> None:
        self._stream = stream
        self._weights = weights
        parts = list(breaths(stream.tokens)) if START in weights else []
        self._points = {part: self._weigh(part, len(parts), within(part, said)) for part in parts}

    def bears(self, said: Saying) -> bool:
        """Whether the sentence around a concept lets it count; without points every one does."""
        most = ENOUGH if said.faint else LEAST
        around = [points for part, points in self._points.items() if within(part, (said,))]
        return not around or max(around) > most

    def weightiest(self, spared: Collection[int]) -> SafetyFinding | None:
        """The weightiest sentence, if it is weighty enough.

        A sentence with a word at one of the `spared` places is left out: what it says is explained.
        """
        free = {
            part: points
            for part, points in self._points.items()
            if points > ENOUGH and not any(part[0] <= place < part[1] for place in spared)
        }
        return self._finding(*max(free, key=lambda part: free[part])) if free else None

    def _weigh(self, part: tuple[int, int], parts: int, said: Collection[Saying]) -> int:
        tokens, weights = self._stream.tokens[part[0] : part[1]], self._weights
        words = words_of(tokens)
        sizes = (START, *sizes_of(tokens, parts, said))
        bare = sum(weights[one].points for one in sizes if one in weights)
        points = [weights[one].points for one in words if one in weights]
        return bare + round(share(len(points)) * sum(points))

    def _finding(self, begin: int, end: int) -> SafetyFinding:
        votes: dict[SafetyGroup, int] = defaultdict(int)
        for one in sorted(words_of(self._stream.tokens[begin:end])):
            if one in self._weights:
                votes[self._weights[one].group] += max(0, self._weights[one].points)
        start = self._stream.starts[begin]
        last = min(self._stream.ends[end - 1], start + 2 * _MOST_SHOWN)
        return SafetyFinding(
            group=max(votes, key=lambda group: votes[group], default=SafetyGroup.NAMED),
            concept="weighed",
            sentence=" ".join(self._stream.text[start:last].split()),
            start=start,
            end=last,
        )
