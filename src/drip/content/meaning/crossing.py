"""Rules that more than one answer decides, or something that the walk cannot know.

A rule of one plain condition is a part of the turn in which that answer is given; see `turns`. The
others are looked at behind each letter, with everything that was answered until then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from drip.content.meaning.looks import Asks, Latest, holds, plain
from drip.content.models import RuleEntry, SequenceFile
from drip.content.questions import EffectEntry, listed
from drip.domain.sequences import Condition, EffectKind

_OF_ROADS = frozenset({EffectKind.SEND, EffectKind.ASK, EffectKind.SKIP, EffectKind.FINISH})


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """A rule that is looked at behind each letter, and what it does."""

    conditions: tuple[Condition, ...]
    effects: tuple[EffectEntry, ...]

    def fires(self, before: Latest, after: Latest, news: Collection[str]) -> bool | None:
        """Whether it becomes true with the answers to `news`; `None` when it may.

        A comparison is a new one with each answer; anything else fires when it becomes true.
        """
        verdict = holds(self.conditions, after, before, news)
        if verdict is False or holds(self.conditions, before) is not True:
            return verdict
        return False

    @property
    def questions(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The questions that it looks at, each with the answers that it names."""
        for held in self.conditions:
            if held.question:
                yield held.question, held.equals
            for name in held.asked_as:
                yield name, held.reasons


def crossings(file: SequenceFile, asks: Asks) -> tuple[Crossing, ...]:
    """The rules of a file that matter to roads and that no single answer decides."""
    found = []
    for rule in file.rules or ():
        conditions = asks.conditions(rule.if_)
        effects = tuple(one for one in listed(rule.then) if one.kind in _OF_ROADS)
        if effects and not _alone(conditions):
            found.append(Crossing(conditions, effects))
    return tuple(found)


def alone(file: SequenceFile, asks: Asks) -> Iterator[tuple[Condition, RuleEntry]]:
    """The rules that one answer decides, or one silence."""
    for rule in file.rules or ():
        conditions = asks.conditions(rule.if_)
        if _alone(conditions):
            yield conditions[0], rule


def _alone(conditions: tuple[Condition, ...]) -> bool:
    if len(conditions) != 1:
        return False
    (held,) = conditions
    silence = held == Condition(silent=held.silent)
    reason = held == Condition(reasons=held.reasons, asked_as=held.asked_as)
    return plain(held) or silence or reason
