"""Words that may mean an emergency: what a clinician wrote down, and what a reading found.

A verdict orders an inbox. It names no condition, grades no risk and reassures nobody
(`domain.md` 3.5): it has no word for "fine".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SafetyGroup(StrEnum):
    """What the words are about (`domain.md` 3.1), in the order in which staff see them."""

    SADDLE = "saddle"
    BLADDER = "bladder"
    BOWEL = "bowel"
    SEXUAL = "sexual"
    LEGS = "legs"
    INFECTION = "infection"
    CANCER = "cancer"
    FRACTURE = "fracture"
    VESSELS = "vessels"
    PREGNANCY = "pregnancy"
    MEDICINES = "medicines"
    MIND = "mind"
    NAMED = "named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing that people say, and the ways they say it.

    `says` are patterns; `unless` are patterns that explain it away in the same sentence; `with_`
    are patterns of which one must stand anywhere in the text. `past` concepts count however long
    ago they were; `faint` ones are said in ordinary talk too, and count where the words around them
    weigh enough. `plain` are those of `says` that count whatever the words around them weigh.
    """

    key: str
    group: SafetyGroup
    says: tuple[str, ...]
    unless: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    past: bool = False
    faint: bool = False
    plain: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Weight:
    """What a word speaks for: hundredths of a logit, and the group that it mostly stands with."""

    points: int
    group: SafetyGroup


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Concepts:
    """Everything a reader of safety words knows.

    `words` are families of words by name, and `own` those of their phrases that a clinic added, as
    (family, phrase): whatever is said with them is plain; `harmless` are figures of speech that
    hide a word; `misspelt` are the words in which slips are forgiven, `ordinary` the words that
    look like a slip and are none; `ours` are the sentences of our own letters that hold such words;
    `weights` are the points of words and pairs of words.
    """

    words: Mapping[str, tuple[str, ...]]
    concepts: tuple[Concept, ...]
    own: frozenset[tuple[str, str]] = frozenset()
    harmless: tuple[str, ...] = ()
    misspelt: tuple[str, ...] = ()
    ordinary: frozenset[str] = field(default_factory=frozenset)
    ours: tuple[str, ...] = ()
    weights: Mapping[str, Weight] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyFinding:
    """Words that were found. `start` and `end` are offsets in the text; `sentence` holds them."""

    group: SafetyGroup
    concept: str
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a reading came to.

    `urgent` moves the message to the top. `needs_person` says that the reader could not judge it:
    another language, no words, too many of them, or a failure. Neither says that all is well.
    """

    urgent: bool
    needs_person: bool
    findings: tuple[SafetyFinding, ...] = ()

    @property
    def groups(self) -> tuple[SafetyGroup, ...]:
        """The groups of what was found, each once, in the order of the groups."""
        found = {one.group for one in self.findings}
        return tuple(group for group in SafetyGroup if group in found)
