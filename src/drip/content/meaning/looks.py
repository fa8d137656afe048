"""What conditions look at, as far as a walk over a file's answers can tell.

Some things cannot be known there: whether a number rises, whether a visit is booked, how another
sequence ended. Of those it is only known whether they may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from drip.content.build import conditions_of
from drip.content.models import SequenceFile
from drip.content.questions import Conditions, QuestionEntry
from drip.content.world import question_in
from drip.domain.sequences import UNANSWERED, Condition

#: The latest answer to a question: empty for one that nothing looks at, `None` if there is none.
Latest = Callable[[str], str | None]
#: An answer that nobody can give.
_NEVER = "(never)"


@dataclass(frozen=True, slots=True)
class Asks:
    """The questions of a file: its conditions as the walk can follow them."""

    file: SequenceFile
    reasons: tuple[str, ...]  #: the questions that ask for a reason

    def conditions(self, entry: Conditions | None) -> tuple[Condition, ...]:
        """Conditions as values; comparisons with a number name the numbers that will do."""
        return tuple(self._named(held) for held in conditions_of(entry, self.reasons))

    def _named(self, held: Condition) -> Condition:
        if held.at_least is None and held.at_most is None:
            return held
        entry = question_in(self.file, str(held.question))
        values = entry.values if entry is not None else None
        if values is None or entry is None or not (entry.scale or entry.number):
            return held
        least = int(values[0]) if held.at_least is None else held.at_least
        most = int(values[-1]) if held.at_most is None else held.at_most
        fitting = tuple(one for one in values if least <= int(one) <= most)
        return replace(held, equals=fitting or (_NEVER,), at_least=None, at_most=None)


def asks_of(file: SequenceFile) -> Asks:
    """What a file asks."""
    named = list((file.questions or {}).items())
    named += [
        (name, asked)
        for step in file.steps
        for name, asked in (step.ask or {}).items()
        if isinstance(asked, QuestionEntry)
    ]
    again = {
        name: question_in(file, asked)
        for step in file.steps
        for name, asked in (step.ask or {}).items()
        if isinstance(asked, str)
    }
    found = {**again, **dict(named)}
    return Asks(file, tuple(name for name, one in found.items() if one and one.reasons))


def plain(held: Condition) -> bool:
    """Whether a condition names answers to one question, and nothing else."""
    return bool(held.equals) and held == Condition(question=held.question, equals=held.equals)


def holds(
    conditions: Collection[Condition],
    latest: Latest,
    before: Latest | None = None,
    news: Collection[str] = (),
) -> bool | None:
    """Whether all hold; `None` when that cannot be told.

    `news` are the questions that were just answered, and `before` tells the answers until then.
    """
    found = [_holds(held, latest, before, news) for held in conditions]
    if False in found:
        return False
    return None if None in found else True


def _holds(
    held: Condition, latest: Latest, before: Latest | None, news: Collection[str]
) -> bool | None:
    given = latest(held.question) if held.question else None
    if held.equals and (UNANSWERED if given is None else given) not in held.equals:
        return False
    if held.reasons and (said := _reason(held, latest)) is not True:
        return said
    if _compares(held):
        return _may_compare(held, given, before, news)
    if held.silent is not None and news:
        return False
    return True if plain(held) or held.reasons else None


def _reason(held: Condition, latest: Latest) -> bool | None:
    """Whether the reason fits; where several questions ask for it, the last one is not known."""
    fits = {given in held.reasons for name in held.asked_as if (given := latest(name)) is not None}
    return fits.pop() if len(fits) == 1 else (None if fits else False)


def _compares(held: Condition) -> bool:
    return held.rises_by is not None or held.falls_by is not None


def _may_compare(
    held: Condition, given: str | None, before: Latest | None, news: Collection[str]
) -> bool | None:
    """A number can only rise or fall from one that was given earlier."""
    if given is None:
        return False
    if before is None:
        return None
    fresh = held.question in news and before(str(held.question)) is not None
    return None if fresh else False
