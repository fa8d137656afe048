"""Where a text says what a pattern says. Work is counted, so that no text can take long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from drip.engine.safety.lexicon import Lexicon, Rule, Ruled
from drip.engine.safety.patterns import Element, Pattern
from drip.engine.safety.small_words import LOOSE
from drip.engine.safety.stems import stem
from drip.engine.safety.stream import MOST_WORDS, STOPS, Stream

#: Looks that one text may cost. A long letter takes a tenth of it.
MOST_LOOKS = 12_000
_NO_FAMILY: dict[str, list[int]] = {}


class TooDenseError(Exception):
    """So many safety words stand together that reading on would take too long."""


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern that was found; `spans` are the words of its elements, as half-open ranges.

    `plain` is whether it counts whatever the words around it weigh.
    """

    rule: Rule
    spans: tuple[tuple[int, int], ...]
    plain: bool

    @property
    def first(self) -> int:
        """The first word of it."""
        return self.spans[0][0]

    @property
    def last(self) -> int:
        """The last word of it."""
        return self.spans[-1][1] - 1


def _family_head(family: str) -> str:
    """How a family is told from a word."""
    return f"<{family}>"


class Finder:
    """Looks for patterns in one stream.

    Raises:
        TooDenseError: from every method, once the looks are used up.
    """

    def __init__(self, stream: Stream, lexicon: Lexicon) -> None:
        self._stream = stream
        self._lexicon = lexicon
        self._looks = 0
        self._families: dict[int, dict[str, list[int]]] = {}
        self._stems = frozenset(stream.stems)
        self._met: set[str] = set()
        self._begun: dict[tuple[str, bool], Ruled] = {}
        self._own: set[tuple[str, tuple[int, int]]] = set()
        self._nowhere = [False] * len(stream.stems)
        self._hidden = [False] * len(stream.stems)
        self._hide_figures()
        for place in range(len(stream.stems)):
            self._find_phrases(place)

    def matches(self) -> Iterator[Match]:
        """Every concept that is said, once for each place where it begins."""
        lexicon = self._lexicon
        for place, word in enumerate(self._stream.stems):
            if self._hidden[place]:
                continue
            rules = [*self._possible(word, lexicon.by_stem)]
            for family in self._families.get(place, ()):
                rules += self._possible(family, lexicon.by_family)
            for rule, pattern in rules:
                if spans := self._match(pattern, place, self._hidden):
                    yield Match(rule, spans, rule.plain or self._is_own(pattern, spans))

    def _possible(self, head: str, rules: Mapping[str, Ruled]) -> Ruled:
        """The patterns that begin with this, without those whose other words are nowhere here."""
        known = rules.get(head)
        if known is None:
            return ()
        key = head, rules is self._lexicon.by_family
        if key not in self._begun:
            self._begun[key] = tuple(
                (rule, pattern)
                for rule, pattern in known
                if not any(self._is_absent(element) for element in pattern[1:])
            )
        return self._begun[key]

    def _is_absent(self, element: Element) -> bool:
        if element.family:
            return element.family not in self._met
        return element.words.isdisjoint(self._stems)

    def _is_own(self, pattern: Pattern, spans: tuple[tuple[int, int], ...]) -> bool:
        """Whether a pattern is said with a phrase that a clinic added to a family."""
        return bool(self._own) and any(
            (element.family, span) in self._own
            for element, span in zip(pattern, spans, strict=True)
        )

    def said(self, patterns: Sequence[Pattern], begin: int, end: int) -> bool:
        """Whether any of the patterns stands between two words; figures of speech count here."""
        heads: dict[str, list[int]] = defaultdict(list)
        for place in range(begin, end):
            for head in (
                self._stream.stems[place],
                *map(_family_head, self._families.get(place, ())),
            ):
                heads[head].append(place)
        return any(
            self._match(pattern, place, self._nowhere, end) is not None
            for pattern in patterns
            for head in (pattern[0].words or (_family_head(pattern[0].family),))
            for place in heads.get(head, ())
        )

    def _find_phrases(self, place: int) -> None:
        stems = self._stream.stems
        reach = self._stream.reach[place]
        follows = stems[place + 1] if place + 1 < reach else ""
        known = self._lexicon.phrases.get(stems[place])
        if known is None:
            return
        for tail, family, own in (*known.get("", ()), *(known.get(follows, ()) if follows else ())):
            if tail and tuple(stems[place + 1 : place + 1 + len(tail)]) != tail:
                continue
            end = place + 1 + len(tail)
            ends = self._families.setdefault(place, {}).setdefault(family, [])
            if end <= reach and end not in ends:
                ends.append(end)
                self._met.add(family)
                if own:
                    self._own.add((family, (place, end)))

    def _hide_figures(self) -> None:
        """Figures of speech are out of sight for every pattern."""
        tokens, figures = self._stream.tokens, self._lexicon.figures
        places = [at for at, token in enumerate(tokens) if token not in LOOSE]
        stems = [stem(tokens[at]) for at in places]
        hidden: set[int] = set()
        for number, first in enumerate(stems):
            for tail in figures.get(first, ()):
                end = number + 1 + len(tail)
                if tuple(stems[number + 1 : end]) == tail:
                    hidden.update(places[number:end])
        if hidden:
            for number, at in enumerate(self._stream.words):
                self._hidden[number] = at in hidden

    def _ends(self, element: Element, place: int, hidden: Sequence[bool]) -> list[int]:
        """Where the element ends, if it begins here."""
        self._looks += 1
        if self._looks > MOST_LOOKS:
            raise TooDenseError
        if hidden[place]:
            return []
        if element.family:
            return self._families.get(place, _NO_FAMILY).get(element.family, [])
        return [place + 1] if self._stream.stems[place] in element.words else []

    def _closes(self, end: int) -> bool:
        """Whether the thought ends before this word."""
        tokens = self._stream.tokens
        last = self._stream.words[end - 1] + 1
        while last < len(tokens) and tokens[last] in {"now", "either", "anymore"}:
            last += 1
        return last >= len(tokens) or tokens[last] in STOPS | {",", ";", "and", "but", "because"}

    def _match(
        self, pattern: Pattern, place: int, hidden: Sequence[bool], limit: int = MOST_WORDS
    ) -> tuple[tuple[int, int], ...] | None:
        """The spans of the nearest way to say the pattern from this word on, before a limit."""
        first = pattern[0]
        limit = min(limit, self._stream.reach[place])
        open_ends: list[tuple[tuple[int, int], ...]] = [
            ((place, end),)
            for end in self._ends(first, place, hidden)
            if not first.closes or self._closes(end)
        ]
        for element in pattern[1:]:
            reached: dict[int, tuple[tuple[int, int], ...]] = {}
            for spans in open_ends:
                begin = spans[-1][1]
                for start in range(begin, min(begin + element.gap + 1, limit)):
                    for end in self._ends(element, start, hidden):
                        if element.closes and not self._closes(end):
                            continue
                        reached.setdefault(end, (*spans, (start, end)))
            open_ends = list(reached.values())
        own = (spans for spans in open_ends if self._is_own(pattern, spans))
        return next(own, open_ends[0] if open_ends else None)
