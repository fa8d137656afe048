"""A clinician's concepts made quick to look up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from drip.domain.safety import Concept, Concepts
from drip.engine.safety.common_words import COMMON
from drip.engine.safety.patterns import Pattern, parse_pattern
from drip.engine.safety.small_words import IDLE, SPELT_OUT, content_stems, figure_stems
from drip.engine.safety.spelling import Speller

#: A phrase without its first stem, the family that it belongs to, and whether a clinic added it.
Tail = tuple[tuple[str, ...], str, bool]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A concept with its patterns read; `plain` for those that count whatever is around them."""

    concept: Concept
    plain: bool
    unless: tuple[Pattern, ...]
    with_: tuple[Pattern, ...]


#: Patterns that begin alike.
Ruled = tuple[tuple[Rule, Pattern], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Phrases by their first two stems; patterns by what they begin with; the speller."""

    phrases: dict[str, dict[str, tuple[Tail, ...]]]
    figures: dict[str, tuple[tuple[str, ...], ...]]
    by_stem: dict[str, Ruled]
    by_family: dict[str, Ruled]
    speller: Speller
    known: frozenset[str]


@lru_cache(maxsize=8)
def lexicon_of(concepts: Concepts) -> Lexicon:
    """The lexicon of these concepts; made once for each value."""
    by_stem: dict[str, list[tuple[Rule, Pattern]]] = defaultdict(list)
    by_family: dict[str, list[tuple[Rule, Pattern]]] = defaultdict(list)
    for concept in concepts.concepts:
        for rule, pattern in _rules(concept):
            first = pattern[0]
            if first.family:
                by_family[first.family].append((rule, pattern))
            for word in first.words:
                by_stem[word].append((rule, pattern))
    words = _vocabulary(concepts)
    return Lexicon(
        phrases=_phrases(concepts),
        figures=_figures(concepts.harmless),
        by_stem={key: tuple(rules) for key, rules in by_stem.items()},
        by_family={key: tuple(rules) for key, rules in by_family.items()},
        speller=Speller(
            concepts.misspelt, {*words, *concepts.ordinary, *COMMON, *IDLE, *SPELT_OUT}
        ),
        known=frozenset(words),
    )


def _rules(concept: Concept) -> Iterator[tuple[Rule, Pattern]]:
    unless, with_ = _read(concept.unless, strict=True), _read(concept.with_)
    rules = {plain: Rule(concept, plain, unless, with_) for plain in (True, False)}
    for one in concept.says:
        for pattern in parse_pattern(one):
            yield rules[one in concept.plain], pattern


def _read(patterns: Iterable[str], *, strict: bool = False) -> tuple[Pattern, ...]:
    return tuple(order for one in patterns for order in parse_pattern(one, strict=strict))


def _phrases(concepts: Concepts) -> dict[str, dict[str, tuple[Tail, ...]]]:
    """Phrases by first stem and second; a phrase of one word has "" for the second."""
    found: dict[str, dict[str, dict[tuple[tuple[str, ...], str], bool]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for family, phrases in concepts.words.items():
        for phrase in phrases:
            first, *rest = content_stems(phrase)
            tails = found[first][rest[0] if rest else ""]
            own = (family, phrase) in concepts.own
            tails[tuple(rest), family] = own and tails.get((tuple(rest), family), True)
    return {
        first: {
            second: tuple((rest, family, own) for (rest, family), own in tails.items())
            for second, tails in seconds.items()
        }
        for first, seconds in found.items()
    }


def _figures(harmless: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for phrase in harmless:
        stems = figure_stems(phrase)
        found[stems[0]].add(stems[1:])
    return {first: tuple(sorted(tails)) for first, tails in found.items()}


def _vocabulary(concepts: Concepts) -> set[str]:
    """Every written word of the families, and the stems of the patterns' own words."""
    phrases = [one for family in concepts.words.values() for one in family]
    written = {word for phrase in phrases for word in phrase.lower().replace("'", " ").split()}
    patterns = [order for one in concepts.concepts for order in _read(one.says)]
    return written | {word for pattern in patterns for one in pattern for word in one.words}
