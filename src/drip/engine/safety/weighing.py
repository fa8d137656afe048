"""The scale: each sentence is weighed by its words, whether or not a pattern knows it.

Words, pairs of neighbours and pairs with one word between have points, learnt from the case file
(`python -m tests.engine.safety.weigh_words`). So have the length of a sentence, the number of
sentences (each is a further chance to be wrong), how it speaks (of oneself, of now), and whether a
concept is said in it. The points of the words are added up and divided by the root of their number;
there is nothing else to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
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
#: People who dictate make no sentences: so many words are weighed together, some of them twice.
_MOST_WORDS = 40
_AGAIN = 12
_MOST_SHOWN = 240
#: So many words are added up as they are.
_PLAIN = 10
_SHORTEST = 4
_LENGTHS = (20, 12, 6, 3, 0)
_NUMBERS = (7, 4, 2, 0)
_MANNERS = {
    "(of me)": word_set("i me my"),
    "(of now)": word_set(
        "now today tonight since yesterday lately suddenly started keeps still morning"
    ),
    "(of then)": word_set("was were had used ago years year last"),
    "(denies)": word_set("no not never none nil without nothing neither nor"),
    "(of others)": word_set(
        """mum mom dad wife husband missus son daughter brother sister friend mate dog cat kid kids
        boss neighbour nan"""
    ),
    "(of them)": word_set("she he her his they him"),
    "(supposes)": word_set("if whether should would could"),
}
_WEIGHTLESS = word_set("""
    a an the is are was were be been being i my me it this that to of and in on at for with have has
    had so am just his her he she their them they we our , : ; ( )
    """)


def words_of(tokens: Sequence[str]) -> set[str]:
    """What is weighed of some words: each of them, and the pairs of near ones.

    "legs weak" is a pair of words that count, "went _ legs" one with a word between, and "my+legs"
    two tokens side by side as they were written.
    """
    words = [stem(token) if token.isalpha() else token for token in tokens]
    words = [word for word in words if word not in _WEIGHTLESS]
    near = {f"{one} {other}" for one, other in pairwise(words)}
    apart = {f"{one} _ {other}" for one, other in zip(words, words[2:], strict=False)}
    written = {f"{one}+{other}" for one, other in pairwise(tokens)}
    return {*words, *near, *apart, *written}


def manner_of(tokens: Sequence[str], ending: str) -> list[str]:
    """The names of how a sentence speaks: of oneself, of now, of others, in doubt.

    `ending` is the mark behind it.
    """
    said = set(tokens)
    manner = [name for name, words in _MANNERS.items() if said & words]
    return [*manner, "(asks)"] if ending == "?" else manner


def sizes_of(tokens: Sequence[str], sentences: int, said: Collection[Saying]) -> list[str]:
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
    return sizes


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
        around = [points for part, points in self._points.items() if within(part, (said,))]
        return not around or max(around) > ENOUGH

    def weighty(self, said: Collection[Saying]) -> Iterator[SafetyFinding]:
        """The sentences that are weighty enough though none of this is said in them."""
        for part, points in self._points.items():
            if points > ENOUGH and not within(part, said):
                yield self._finding(*part)

    def _weigh(self, part: tuple[int, int], parts: int, said: Collection[Saying]) -> int:
        begin, end = part
        tokens, weights = self._stream.tokens[begin:end], self._weights
        ending = "".join(self._stream.tokens[end : end + 1])
        names = (START, *sizes_of(tokens, parts, said), *manner_of(tokens, ending))
        bare = sum(weights[one].points for one in names if one in weights)
        points = [weights[one].points for one in words_of(tokens) if one in weights]
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
