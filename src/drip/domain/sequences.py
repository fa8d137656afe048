"""Sequences as values: what is sent when, what is asked, and what follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from drip.domain.doubts import OnUnknown
from drip.domain.spans import Span, SpanUnit

_TWO_WEEKS = Span(14, SpanUnit.DAYS)
_ONE_WEEK = Span(7, SpanUnit.DAYS)
_GAP = Span(20, SpanUnit.HOURS)


class Anchor(StrEnum):
    """What day 0 of a sequence is."""

    CONFIRMED = "confirmed"  #: the day the person confirmed; pauses shift it
    ONSET = "onset"  #: the day the spasm began; nothing shifts it


class EffectKind(StrEnum):
    """What can follow from an answer or a rule."""

    SEND = "send"  #: a branch letter; value: step id
    ASK = "ask"  #: a further question of the same check-in; value: question name
    TASK = "task"  #: something for staff; value: its title
    PAUSE = "pause"  #: stop the clock; value: nothing, `after`: for how long
    SKIP = "skip"  #: leave out a later step; value: step id
    START = "start"  #: another sequence, by this very answer's consent; value: its key
    FINISH = "finish"  #: end the enrolment; value: an `EnrolmentState` that ends
    BOOK = "book"  #: show a booking link on the page that thanks; value: service key


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing that follows. `after` delays a letter or limits a pause."""

    kind: EffectKind
    value: str = ""
    after: Span | None = None


class QuestionKind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    SCALE = "scale"  #: 0 to 10 with words at both ends
    NUMBER = "number"
    TEXT = "text"
    ROUTINE = "routine"  #: which days, what time, where


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer on offer. `value` is stored, `say` is read, `then` follows."""

    value: str
    say: str
    then: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing asked. Answers are kept under `name`, as a dated series."""

    name: str
    text: str
    kind: QuestionKind = QuestionKind.CHOICE
    choices: tuple[Choice, ...] = ()
    low: str = ""
    high: str = ""
    least: int = 0
    most: int = 10
    #: `choices` are the reason codes for leaving (`domain.answers.REASONS`)
    reasons: bool = False

    def choice(self, value: str) -> Choice | None:
        """The choice that stores `value`, if there is one."""
        return next((c for c in self.choices if c.value == value), None)


class Booking(StrEnum):
    """Whether somebody has booked a visit."""

    MADE = "made"  #: a visit lies ahead
    NONE = "none"


class Retire(StrEnum):
    """What becomes of people when a sequence takes nobody new any more."""

    FINISH = "finish"  #: those inside go on to the end
    STOP = "stop"  #: those inside end at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that holds or not for a person. All parts that are set must hold.

    `equals` lists values of the latest answer to `question`, any of which will do;
    the value `unanswered` stands for "never answered". `rises_by` and `falls_by` compare the latest
    answer with the one before it. `silent` counts check-ins in a row that got no answer.
    `reasons` lists reason codes, one of which was given last to one of the questions `asked_as`.
    `outcome` lists ways in which a sequence of the person has ended.
    """

    question: str | None = None
    equals: tuple[str, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    rises_by: int | None = None
    falls_by: int | None = None
    silent: int | None = None
    reasons: tuple[str, ...] = ()
    asked_as: tuple[str, ...] = ()
    booking: Booking | None = None
    no_show: bool = False
    outcome: tuple[str, ...] = ()


UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition across steps. Its effects fire once for each time it becomes true."""

    key: str
    conditions: tuple[Condition, ...]
    then: tuple[Effect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When letters may leave: `[at, until)` on the person's wall clock, on some weekdays.

    `days` holds weekdays, 0 is Monday. A window whose `until` is not after its `at`
    wraps midnight and belongs to the day it opens on. `quiet` hours are taken out of it.
    `holidays` names a calendar such as `AU-VIC` (country, subdivision) or `DE`;
    `not_on_eves` also closes the day before a holiday.
    """

    at: time
    until: time
    days: frozenset[int]
    holidays: str | None = None
    quiet: tuple[time, time] | None = None
    not_on_eves: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInPolicy:
    """How check-ins behave: when they leave, when silence is noted, when they close.

    `window` is the send window cut to the check-ins' own weekdays. `remind_after` runs from the
    hand-over; `silent_after` from the reminder. Answers count until `answerable_for` has
    passed, and can be changed for `changeable_for` after the first one.
    """

    window: Window
    remind_after: Span | None
    silent_after: Span
    answerable_for: Span = _TWO_WEEKS
    changeable_for: Span = _ONE_WEEK


@dataclass(frozen=True, slots=True, kw_only=True)
class DropOut:
    """What counts as dropping out: no sign of the person for `after`, and `missed` check-ins."""

    after: Span = _TWO_WEEKS
    missed: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What a step does when nobody answers it, instead of the sequence's policy."""

    after: Span
    then: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One letter of a sequence, and what it asks.

    `day` counts from the anchor; `start` marks the letter that goes on confirming.
    Both empty: a branch letter, sent by an effect only. `window` is when it may leave. A step with
    `backfill` also goes to people who are past its place. To an `optional` one no answer is no
    silence. `on_unknown` is set where the clinic's own rule for letters in doubt does not hold.
    """

    id: str
    day: int | None
    start: bool
    window: Window
    ask: tuple[Question, ...] = ()
    only_if: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    book: str | None = None
    expires_after: Span | None = None
    after: Span | None = None
    silence: Silence | None = None
    remind: bool = True
    renamed_from: str | None = None
    backfill: bool = False
    optional: bool = False
    on_unknown: OnUnknown | None = None

    @property
    def planned(self) -> bool:
        """Whether the step has a place of its own in the weeks."""
        return self.start or self.day is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """An ordered set of steps, checked and whole.

    `gap` is the least time between two programme letters to one person. When two sequences have
    a letter for one person on one day, that of the higher `priority` goes first. `retire` is set
    when the sequence takes nobody new.
    """

    key: str
    title: str
    anchor: Anchor
    steps: tuple[Step, ...]
    check_ins: CheckInPolicy
    questions: dict[str, Question]
    drop_out: DropOut = DropOut()
    rules: tuple[Rule, ...] = ()
    gap: Span = _GAP
    pin: bool = False
    priority: int = 0
    retire: Retire | None = None
    #: The steps that have a place in the weeks, in the order of the file.
    order: tuple[Step, ...] = field(default=(), init=False, repr=False, compare=False)
    _by_id: dict[str, Step] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_id.update((step.id, step) for step in self.steps)
        order = tuple(step for step in self.steps if step.planned)
        object.__setattr__(self, "order", order)  # worked out once: planning asks for each person

    def step(self, step_id: str) -> Step | None:
        """The step with this id, if the sequence has it."""
        return self._by_id.get(step_id)

    def known_as(self, step_id: str) -> Step | None:
        """The step with this id, or the one that was renamed from it."""
        found = self._by_id.get(step_id)
        if found is not None or not step_id:
            return found
        return next((step for step in self.steps if step.renamed_from == step_id), None)
