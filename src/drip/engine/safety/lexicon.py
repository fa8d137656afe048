"""A clinician's concepts made quick to look up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from drip.domain.safety import Concept, Concepts
from drip.engine.safety.common_words import COMMON
from drip.engine.safety.patterns import Pattern, parse_pattern
from drip.engine.safety.small_words import IDLE, SPELT_OUT, content_stems, figure_stems
from drip.engine.safety.spelling import Speller

#: A phrase without its first stem, and the family that it belongs to.
Tail = tuple[tuple[str, ...], str]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A concept with its patterns read."""

    concept: Concept
    unless: tuple[Pattern, ...]
    with_: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Phrases by their first two stems; patterns by what they begin with; the speller."""

    phrases: dict[str, dict[str, tuple[Tail, ...]]]
    figures: dict[str, tuple[tuple[str, ...], ...]]
    by_stem: dict[str, tuple[tuple[Rule, Pattern], ...]]
    by_family: dict[str, tuple[tuple[Rule, Pattern], ...]]
    speller: Speller
    known: frozenset[str]


@lru_cache(maxsize=8)
def lexicon_of(concepts: Concepts) -> Lexicon:
    """The lexicon of these concepts; made once for each value."""
    by_stem: dict[str, list[tuple[Rule, Pattern]]] = defaultdict(list)
    by_family: dict[str, list[tuple[Rule, Pattern]]] = defaultdict(list)
    for concept in concepts.concepts:
        rule = Rule(concept, _read(concept.unless, strict=True), _read(concept.with_))
        for pattern in _read(concept.says):
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


def _read(patterns: Iterable[str], *, strict: bool = False) -> tuple[Pattern, ...]:
    return tuple(order for one in patterns for order in parse_pattern(one, strict=strict))


def _phrases(concepts: Concepts) -> dict[str, dict[str, tuple[Tail, ...]]]:
    """Phrases by first stem and second; a phrase of one word has "" for the second."""
    found: dict[str, dict[str, dict[Tail, None]]] = defaultdict(lambda: defaultdict(dict))
    for family, phrases in concepts.words.items():
        for phrase in phrases:
            first, *rest = content_stems(phrase)
            found[first][rest[0] if rest else ""][tuple(rest), family] = None
    return {
        first: {second: tuple(tails) for second, tails in seconds.items()}
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
