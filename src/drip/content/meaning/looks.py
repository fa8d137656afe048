"""What conditions look at, as far as a walk over a file's answers can tell.

Some things cannot be known there: whether a number rises, whether a visit is booked, how another
sequence ended. Of those it is only known whether they may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
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
    """The questions of a file: its conditions as the walk can follow them.

    Numbers that no condition tells apart stand for one another, so that a question with many of
    them takes no longer than one with few.
    """

    file: SequenceFile
    reasons: tuple[str, ...]  #: the questions that ask for a reason
    numbers: Mapping[str, tuple[str, ...]]  #: one number of each kind, by question

    def conditions(self, entry: Conditions | None) -> tuple[Condition, ...]:
        """Conditions as values; comparisons with a number name the numbers that will do."""
        return tuple(self._named(held) for held in conditions_of(entry, self.reasons))

    def answers(self, name: str, entry: QuestionEntry) -> tuple[str, ...]:
        """Every answer that differs from the others; an empty one stands for any words."""
        return entry.values or self.numbers.get(name) or ("",)

    def _named(self, held: Condition) -> Condition:
        numbers = self.numbers.get(str(held.question))
        if numbers is None or (held.at_least is None and held.at_most is None):
            return held
        fitting = tuple(one for one in numbers if _within(held, int(one)))
        return replace(held, equals=fitting or (_NEVER,), at_least=None, at_most=None)


def _within(held: Condition, number: int) -> bool:
    return (held.at_least is None or number >= held.at_least) and (
        held.at_most is None or number <= held.at_most
    )


def _numbers(held: Collection[Condition], span: tuple[int, int]) -> tuple[str, ...]:
    """One number of each kind that conditions tell apart: the least of each."""
    bounds = {limit for one in held for limit in (one.at_least, one.at_most) if limit is not None}
    named = {int(value) for one in held for value in one.equals if value.isdigit()}
    near = {span[0], *(edge + step for edge in bounds | named for step in (-1, 0, 1))}
    kinds: dict[tuple[bool, ...], int] = {}
    for number in sorted(one for one in near if span[0] <= one <= span[1]):
        kind = tuple(
            _within(one, number) and (not one.equals or str(number) in one.equals) for one in held
        )
        kinds.setdefault(kind, number)
    return tuple(str(number) for number in kinds.values())


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
    reasons = tuple(name for name, one in found.items() if one and one.reasons)
    held: dict[str, list[Condition]] = {}
    for condition in _conditions_in(file):
        held.setdefault(str(condition.question), []).append(condition)
    numbers = {
        name: _numbers(held.get(name, ()), one.span)
        for name, one in found.items()
        if one and one.span
    }
    return Asks(file, reasons, numbers)


def _conditions_in(file: SequenceFile) -> Iterator[Condition]:
    for step in file.steps:
        yield from conditions_of(step.only_if)
        yield from conditions_of(step.unless)
    for rule in file.rules or ():
        yield from conditions_of(rule.if_)


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
