"""The ways in which a check-in can go: what is answered, and what follows at once.

The answers a person can give are folded together where nothing tells them apart, so that even a
long sequence has few ways. Where there would be too many, some are left out: then nothing is found
that is not there, but something may be missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from drip.content.meaning.crossing import Crossing, alone, crossings
from drip.content.meaning.looks import Asks, asks_of
from drip.content.models import SequenceFile, StepEntry
from drip.content.questions import ChoiceEntry, EffectEntry, QuestionEntry, listed
from drip.content.world import question_in
from drip.domain.sequences import Condition, EffectKind

#: More ways than this of one check-in are not looked at.
MOST_TURNS = 200
_BETTER = "better"
_SILENT = "silent"
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One way a check-in can go.

    `answers` are those that conditions of steps look at. `sends` are letters sent because of it,
    also by what they ask in turn; `skips` letters left out. `ends` tells that no more letters
    follow, `better` that the person said they are better, `books` that the page offers a booking.
    """

    answers: frozenset[tuple[str, str]] = frozenset()
    sends: frozenset[str] = _NONE
    skips: frozenset[str] = _NONE
    ends: bool = False
    better: bool = False
    books: bool = False

    def then(self, other: Turn) -> Turn:
        """Both, one after the other."""
        return Turn(
            answers=self.answers | other.answers,
            sends=self.sends | other.sends,
            skips=self.skips | other.skips,
            ends=self.ends or other.ends,
            better=self.better or other.better,
            books=self.books or other.books,
        )


NOTHING = Turn()


@dataclass(slots=True)
class Turns:
    """Works out the turns of a file's check-ins. `whole` is false once some were left out."""

    file: SequenceFile
    whole: bool = True
    asks: Asks = field(init=False)
    crossings: tuple[Crossing, ...] = field(init=False)
    _steps: dict[str, StepEntry] = field(init=False)
    _looked_at: dict[str, set[str]] = field(init=False)
    _rules: dict[tuple[str, str], list[EffectEntry]] = field(init=False)
    _silence: tuple[EffectEntry, ...] = field(init=False)
    _silent: tuple[Turn, ...] | None = field(init=False, default=None)
    _known: dict[str, tuple[Turn, ...]] = field(init=False)
    _crossed: dict[Crossing, tuple[Turn, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.asks = asks_of(self.file)
        self.crossings = crossings(self.file, self.asks)
        self._steps = {step.id: step for step in self.file.steps}
        self._looked_at = self._names_looked_at()
        self._rules = {}
        self._known = {}
        self._crossed = {}
        silence: list[EffectEntry] = []
        for held, rule in alone(self.file, self.asks):
            if held.silent is not None:
                silence += listed(rule.then)
            for name in held.asked_as or (str(held.question),):
                for value in held.equals or held.reasons:
                    self._rules.setdefault((name, value), []).extend(listed(rule.then))
        self._silence = tuple(silence)

    def _names_looked_at(self) -> dict[str, set[str]]:
        """The answers that conditions of steps and crossing rules name, by question."""
        found: dict[str, set[str]] = {}
        for step in self.file.steps:
            for held in self.of_conditions(step):
                for name in (held.question, *held.asked_as):
                    if name:
                        found.setdefault(name, set()).update(held.equals or held.reasons)
        for rule in self.crossings:
            for name, values in rule.questions:
                found.setdefault(name, set()).update(values)
        return found

    def of_conditions(self, step: StepEntry) -> tuple[Condition, ...]:
        """Everything that decides whether a step goes to somebody."""
        return (*self.asks.conditions(step.only_if), *self.asks.conditions(step.unless))

    def of_rule(self, rule: Crossing) -> tuple[Turn, ...]:
        """The ways in which things go on when a crossing rule fires."""
        if rule not in self._crossed:
            self._crossed[rule] = self._of_effects(rule.effects, frozenset({_SILENT}))
        return self._crossed[rule]

    def of_step(self, step: StepEntry) -> tuple[Turn, ...]:
        """The turns of a letter's check-in; one, in which nothing happens, if it asks nothing."""
        if step.id not in self._known:
            self._known[step.id] = self._of_step(step, frozenset())
        return self._known[step.id]

    def _of_step(self, step: StepEntry, seen: frozenset[str]) -> tuple[Turn, ...]:
        if not step.ask:
            return (NOTHING,)
        ways: tuple[Turn, ...] = (NOTHING,)
        for name, asked in step.ask.items():
            entry = asked if isinstance(asked, QuestionEntry) else question_in(self.file, asked)
            ways = self._cross(ways, (NOTHING, *self._of_question(name, entry, seen)))
        if step.if_silent:
            ways += self._of_effects(listed(step.if_silent.then), seen)
        if not seen:
            ways += self._after_silence()
        return self._few(ways)

    def _after_silence(self) -> tuple[Turn, ...]:
        """What rules do when check-ins in a row were not answered: the same after every one."""
        if self._silent is None:
            self._silent = self._of_effects(self._silence, frozenset({_SILENT}))
        return self._silent

    def _of_question(
        self, name: str, entry: QuestionEntry | None, seen: frozenset[str]
    ) -> tuple[Turn, ...]:
        if entry is None or name in seen:
            return (NOTHING,)
        ways: list[Turn] = []
        done: set[tuple[str, tuple[int, ...]]] = set()
        for value, own in self._values(name, entry):
            effects = [*own, *self._rules.get((name, value), ())]
            kept = value if value in self._looked_at.get(name, ()) else ""
            mark = (kept, tuple(id(effect) for effect in effects))
            better = value == _BETTER and entry.reasons is not None
            if mark in done and not better:
                continue
            done.add(mark)
            answers = frozenset({(name, kept)}) if name in self._looked_at else frozenset()
            first = Turn(answers=answers, better=better)
            ways += [first.then(more) for more in self._of_effects(effects, seen | {name})]
        return self._few(ways)

    def _of_effects(self, effects: Iterable[EffectEntry], seen: frozenset[str]) -> tuple[Turn, ...]:
        ways: tuple[Turn, ...] = (NOTHING,)
        for effect in effects:
            if effect.kind is EffectKind.SEND:
                ways = self._cross(ways, self._of_letter(effect.value, seen))
            elif effect.kind is EffectKind.ASK:
                entry = question_in(self.file, effect.value)
                more = self._of_question(effect.value, entry, seen)
                ways = self._cross(ways, (NOTHING, *more))
            elif effect.kind is EffectKind.SKIP:
                ways = self._cross(ways, (Turn(skips=frozenset({effect.value})),))
            elif effect.kind is EffectKind.BOOK:
                ways = self._cross(ways, (Turn(books=True),))
            elif effect.kind is EffectKind.FINISH:
                better = effect.value == "graduated"
                ways = self._cross(ways, (Turn(ends=True, better=better),))
        return ways

    def _of_letter(self, step_id: str, seen: frozenset[str]) -> tuple[Turn, ...]:
        sent = Turn(sends=frozenset({step_id}))
        step = self._steps.get(step_id)
        mark = f"step {step_id}"
        if step is None or mark in seen:
            return (sent,)
        offered = graduates(step)
        turns = self._of_step(step, seen | {mark})
        return self._few(sent.then(replace(turn, better=turn.better or offered)) for turn in turns)

    def _cross(self, some: Iterable[Turn], others: Iterable[Turn]) -> tuple[Turn, ...]:
        others = tuple(others)
        return self._few(one.then(other) for one in some for other in others)

    def _few(self, turns: Iterable[Turn]) -> tuple[Turn, ...]:
        found = dict.fromkeys(turns)
        if len(found) > MOST_TURNS:
            self.whole = False
        return tuple(found)[:MOST_TURNS]

    def _values(
        self, name: str, entry: QuestionEntry
    ) -> Iterator[tuple[str, tuple[EffectEntry, ...]]]:
        """Every answer that matters, with its own effects."""
        for value in self.asks.answers(name, entry):
            yield value, _effects(entry, value)


def _effects(entry: QuestionEntry, value: str) -> tuple[EffectEntry, ...]:
    choice = (entry.choices or {}).get(value)
    return listed(choice.then) if isinstance(choice, ChoiceEntry) else ()


def graduates(step: StepEntry) -> bool:
    """Whether a letter without a day offers to finish because all is well, and no way to go."""
    endings = {
        effect.value
        for asked in (step.ask or {}).values()
        if isinstance(asked, QuestionEntry)
        for value in asked.choices or ()
        for effect in _effects(asked, value)
        if effect.kind is EffectKind.FINISH
    }
    return endings == {"graduated"}
