"""Every road through a sequence: who gets which letter when, after which answers.

A state holds only what still matters: answers that a later step looks at, the days of the last
letter and the last booking prompt, letters to be left out. States that are alike are walked once,
so the walk grows with the file and not with the number of roads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from drip.content.meaning.contact import day_of
from drip.content.meaning.crossing import Crossing
from drip.content.meaning.looks import holds
from drip.content.meaning.turns import Turn, Turns
from drip.content.models import SequenceFile, StepEntry
from drip.content.report import Report

#: More states than this at one letter are not walked; then nothing is called unreachable.
MOST_STATES = 400
#: More looks at rules that cross steps are not taken; then nothing is called unreachable.
MOST_LOOKS = 100_000
#: Nobody is left without a letter for longer (days).
MOST_SILENCE = 14
#: Booking prompts come no closer than this (days).
BETWEEN_PROMPTS = 7
_LONG_AGO = -BETWEEN_PROMPTS
#: Stands for any letter without a booking prompt.
_SOME_TIP = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """Where a person can stand. `said` is how one person came here; it does not count."""

    answers: frozenset[tuple[str, str]] = frozenset()
    skips: frozenset[str] = frozenset()
    last: int = 0
    prompted: int = _LONG_AGO
    prompt: str = field(default="", compare=False)
    better: bool = False
    said: frozenset[tuple[str, str]] = field(default=frozenset(), compare=False)

    def answer(self, question: str) -> str | None:
        """The latest answer to a question: empty for one that no step looks at."""
        return dict(self.answers).get(question)


def check_roads(file: SequenceFile, turns: Turns, report: Report) -> None:
    """Report letters that nobody gets, long silences, and booking prompts at a wrong moment."""
    _Walk(file, turns, report).go()


class _Walk:
    """Walks all states from letter to letter, in the order of sending."""

    def __init__(self, file: SequenceFile, turns: Turns, report: Report) -> None:
        self._report = report
        self._turns = turns
        self._planned = [step for step in file.steps if step.day is not None]
        self._prompting = {s.id: s for s in file.steps if s.book and s.day is None}
        self._reduced: dict[str, tuple[Turn, ...]] = {}
        self._got: set[str] = set()
        self._told: set[tuple[str, str]] = set()
        self._whole = True
        self._here = ""
        asks = turns.asks
        self._wanted = {s.id: asks.conditions(s.only_if) for s in self._planned}
        self._refused = {s.id: asks.conditions(s.unless) for s in self._planned}
        self._crossed: dict[Crossing, tuple[Turn, ...]] = {}
        self._looks = MOST_LOOKS

    def go(self) -> None:
        """Walk, then tell what nobody got."""
        states: set[_State] = {_State()}
        last_look = {
            name: place
            for place, step in enumerate(self._planned)
            for held in self._turns.of_conditions(step)
            for name in (held.question, *held.asked_as)
        }
        for rule in self._turns.crossings:
            last_look |= {name: len(self._planned) for name, _ in rule.questions}
        places = {step.id: place for place, step in enumerate(self._planned)}
        for place, step in enumerate(self._planned):
            following = self._planned[place + 1 : place + 2]
            next_day = day_of(following[0]) if following else day_of(step)
            after: dict[_State, None] = {}
            for state in sorted(states, key=_simplest):
                for one in self._past(step, state):
                    after.setdefault(_forget(_apart(one, next_day), place, last_look, places))
            if len(after) > MOST_STATES:
                self._whole = False
            states = set(list(after)[:MOST_STATES])
        never_asked = any(one.code == "never-asked" for one in self._report.problems)
        if self._whole and self._turns.whole and not never_asked:
            self._unreached()

    def _past(self, step: StepEntry, state: _State) -> Iterator[_State]:
        """The states behind a letter, for those who get it and those who do not."""
        gets = self._gets(step, state)
        if gets is not True:
            yield state
        if gets is False:
            return
        self._got.add(step.id)
        self._here = step.id
        day = day_of(step)
        self._silence(step, state, day)
        state = replace(state, last=day)
        if step.book:
            state = self._prompt(step, state, day)
        for turn in self._ways(step):
            yield from self._after(turn, state, day)

    def _ways(self, step: StepEntry) -> tuple[Turn, ...]:
        """The turns of a letter's check-in; of what they send, only what matters to a road."""
        if step.id not in self._reduced:
            self._reduced[step.id] = self._of_roads(self._turns.of_step(step))
        return self._reduced[step.id]

    def _of_roads(self, turns: Iterable[Turn]) -> tuple[Turn, ...]:
        found = list(turns)
        # A letter with a day may be sent by an answer, and left out then.
        self._got.update(name for turn in found for name in turn.sends)
        return tuple(
            dict.fromkeys(replace(turn, sends=self._of_matter(turn.sends)) for turn in found)
        )

    def _of_matter(self, sends: frozenset[str]) -> frozenset[str]:
        """The letters that offer a booking; one of the others when there are only others."""
        booking = frozenset(name for name in sends if name in self._prompting)
        return booking or frozenset({_SOME_TIP} if sends else ())

    def _after(self, turn: Turn, state: _State, day: int) -> Iterator[_State]:
        """The states behind a turn, and behind the rules that it makes true."""
        if turn.ends:
            self._behind(turn, state, day)
            return
        news = frozenset(name for name, _ in turn.answers)
        begin = (self._behind(turn, state, day), news, self._turns.crossings)
        work: dict[tuple[_State, frozenset[str], tuple[Crossing, ...]], None] = {begin: None}
        while work:
            now, news, rules = work.popitem()[0]
            fired = self._first_to_fire(rules, state, now, news)
            if fired is None:
                yield now
                continue
            rule, sure = fired
            rest = tuple(one for one in rules if one is not rule)
            if not sure:
                work[now, news, rest] = None
            for more in self._ways_of(rule):
                then = self._behind(more, now, day)
                if not more.ends:
                    work[then, news | {name for name, _ in more.answers}, rest] = None

    def _first_to_fire(
        self, rules: tuple[Crossing, ...], before: _State, now: _State, news: frozenset[str]
    ) -> tuple[Crossing, bool] | None:
        """The first rule that fires or may fire, and whether it is sure to."""
        for rule in rules:
            self._looks -= 1
            if self._looks < 0:
                self._whole = False
                return None
            fires = rule.fires(before.answer, now.answer, news)
            if fires is not False:
                return rule, fires is True
        return None

    def _ways_of(self, rule: Crossing) -> tuple[Turn, ...]:
        if rule not in self._crossed:
            self._crossed[rule] = self._of_roads(self._turns.of_rule(rule))
        return self._crossed[rule]

    def _behind(self, turn: Turn, state: _State, day: int) -> _State:
        said = frozenset((name, value) for name, value in turn.answers if value)
        renewed = {name for name, _ in turn.answers}
        state = replace(
            state,
            answers=frozenset(a for a in state.answers if a[0] not in renewed) | turn.answers,
            skips=state.skips | turn.skips,
            # Whoever is sent a tip later has named a trouble, and is no longer just better.
            better=turn.better or (state.better and not turn.sends),
            said=frozenset(a for a in state.said if a[0] not in renewed) | said,
        )
        if turn.books:
            state = replace(state, prompted=day, prompt=self._here)
        for name in sorted(turn.sends & self._prompting.keys()):
            # It was asked for just now, so it may follow any other; the next one may not.
            if turn.better and self._first("book-after-better", self._prompting[name]):
                self._after_better(self._prompting[name])
            state = replace(state, prompted=day + 1, prompt=name)
        return state

    def _silence(self, step: StepEntry, state: _State, day: int) -> None:
        days = day - state.last
        if days > MOST_SILENCE and self._first("long-silence", step):
            message = (
                f'Nothing is sent for {days} days before "{step.id}" (day {day}){_who(state)}.'
            )
            hint = f"people lose the thread after {MOST_SILENCE} days: add a letter in between"
            self._report.warn((*step.path, "day"), "long-silence", message, hint)

    def _prompt(self, step: StepEntry, state: _State, day: int) -> _State:
        if state.better and self._first("book-after-better", step):
            self._after_better(step)
        days = day - state.prompted
        if 0 <= days < BETWEEN_PROMPTS and self._first("books-too-often", step):
            message = (
                f'"{step.id}" offers a booking {days} {"day" if days == 1 else "days"} after '
                f'"{state.prompt}" did{_who(state)}. Once in {BETWEEN_PROMPTS} days is enough.'
            )
            hint = "leave `book` out of one of the two, or put more days between them"
            self._report.warn((*step.path, "book"), "books-too-often", message, hint)
        return replace(state, prompted=day, prompt=step.id)

    def _after_better(self, step: StepEntry) -> None:
        message = f'"{step.id}" offers a booking to people who have said that they are better.'
        hint = "leave `book` out" if step.day is None else f"add {{skip: {step.id}}} to that answer"
        self._report.warn((*step.path, "book"), "book-after-better", message, hint)

    def _first(self, code: str, step: StepEntry) -> bool:
        """Whether this is the first time that this is found of a letter."""
        fresh = (code, step.id) not in self._told
        self._told.add((code, step.id))
        return fresh

    def _gets(self, step: StepEntry, state: _State) -> bool | None:
        """Whether somebody in this state gets the letter; None when it cannot be told."""
        if step.id in state.skips:
            return False
        wanted = holds(self._wanted[step.id], state.answer)
        refused = holds(self._refused[step.id], state.answer) if step.unless else False
        if wanted is False or refused is True:
            return False
        return True if wanted is True and refused is False else None

    def _unreached(self) -> None:
        for step in self._planned:
            if step.id not in self._got:
                key = "only_if" if step.only_if else "unless"
                message = (
                    f'Nobody ever gets "{step.id}": no answers that people can give before day '
                    f"{day_of(step)} fit its `{key}`."
                )
                hint = "ask the question in a letter before it, or correct the condition"
                self._report.warn((*step.path, key), "never-sent", message, hint)


def _apart(state: _State, next_day: int) -> _State:
    """The state without a booking prompt that lies too far back for the next letter."""
    if next_day - state.prompted < BETWEEN_PROMPTS:
        return state
    return replace(state, prompted=_LONG_AGO, prompt="")


def _forget(
    state: _State, place: int, last_look: Mapping[str | None, int], places: Mapping[str, int]
) -> _State:
    """The state behind the letter at `place`, without what no later letter looks at."""
    return replace(
        state,
        answers=frozenset(one for one in state.answers if last_look.get(one[0], -1) > place),
        skips=frozenset(step for step in state.skips if places.get(step, -1) > place),
    )


def _simplest(state: _State) -> tuple[int, list[tuple[str, str]], int, int, list[str]]:
    """States with fewer answers first, so that a finding tells the simplest road to it."""
    return len(state.said), sorted(state.said), state.last, state.prompted, sorted(state.skips)


def _who(state: _State) -> str:
    if not state.said:
        return ""
    said = ", ".join(f"{name}: {value}" for name, value in sorted(state.said))
    return f", for somebody who answers {said}"
