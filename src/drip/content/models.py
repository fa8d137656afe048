"""The language of a sequence's file, as pydantic models. The docstrings are the editor's help.

The published JSON Schema and the "did you mean" of `drip check` are made from these models, so
neither can drift. What the parts mean together is checked in `references` and `meaning`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from drip.content.fields import (
    DayNumber,
    Ending,
    Hours,
    Name,
    PauseText,
    Range,
    Silent,
    Slug,
    SpanText,
    Value,
    Values,
    WallTime,
    Weekday,
    Words,
    Yes,
    one_of,
    wrong,
)
from drip.content.parts import Part
from drip.domain.answers import REASONS
from drip.domain.sequences import EffectKind
from drip.domain.spans import Span

_ONE = "<one>"
_MANY = "<many>"
_EFFECTS = tuple(kind.value for kind in EffectKind)
#: Keys that make a condition a comparison; no question may have such a name.
COMPARISON_KEYS = (
    "question",
    "at_least",
    "at_most",
    "rises_by",
    "falls_by",
    "silent",
)
_KINDS = ("choices", "scale", "number", "text", "routine", "reasons")


def _one_or_many(value: Any) -> str:
    return _MANY if isinstance(value, list) else _ONE


class EffectEntry(Part):
    """One thing that follows from an answer, a silence or a rule."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 2})
    what: ClassVar[str] = "an effect"

    send: Slug | None = None
    """The id of a branch letter (a step without a day) to send."""
    ask: Name | None = None
    """The name of a question to ask next, on the same page."""
    task: Words | None = None
    """Something for staff to do for this person: its title."""
    pause: Annotated[PauseText, Field()] = None
    """How long to stop the letters, e.g. 1 month; or: until resumed."""
    skip: Slug | None = None
    """The id of a later step to leave out."""
    start: Slug | None = None
    """Another sequence to start; the answer is the consent to it."""
    finish: Ending | None = None
    """End the sequence for this person, with this outcome."""
    book: Name | None = None
    """The service whose booking link is shown on the page that thanks."""
    after: SpanText | None = None
    """How long to wait before the letter is sent, e.g. 1d."""

    @model_validator(mode="after")
    def _one_effect(self) -> Self:
        given = sorted(self.model_fields_set - {"after"})
        if len(given) != 1:
            hint = "write one of " + ", ".join(_EFFECTS) + "; several effects are a list"
            raise wrong("one-effect", "An effect does exactly one thing.", hint)
        if self.after is not None and self.send is None:
            raise wrong("after-without-send", "Only `send` can wait with `after`.", "remove it")
        return self

    @property
    def kind(self) -> EffectKind:
        """What this effect does."""
        (given,) = self.model_fields_set - {"after"}
        return EffectKind(given)

    @property
    def value(self) -> str:
        """What it does it with: a step, a question, a title; nothing for a pause."""
        return "" if self.kind is EffectKind.PAUSE else str(getattr(self, self.kind.value))

    @property
    def span(self) -> Span | None:
        """How long a pause lasts, or how long a letter waits."""
        return self.pause if self.kind is EffectKind.PAUSE else self.after


Effects = Annotated[
    Annotated[EffectEntry, Tag(_ONE)] | Annotated[list[EffectEntry], Tag(_MANY)],
    Discriminator(_one_or_many),
]


def listed(effects: EffectEntry | Sequence[EffectEntry] | None) -> tuple[EffectEntry, ...]:
    """Effects written as one or as several."""
    if effects is None:
        return ()
    return (effects,) if isinstance(effects, EffectEntry) else tuple(effects)


class ComparisonEntry(Part):
    """A condition on how an answer changed, or on silence."""

    what: ClassVar[str] = "a condition"

    question: Name | None = None
    """The question whose answers are looked at."""
    at_least: int | None = None
    """The latest answer is this number or more."""
    at_most: int | None = None
    """The latest answer is this number or less."""
    rises_by: Annotated[int, Field(ge=1)] | None = None
    """The latest answer is higher than the one before, by this much or more."""
    falls_by: Annotated[int, Field(ge=1)] | None = None
    """The latest answer is lower than the one before, by this much or more."""
    silent: Silent | None = None
    """So many check-ins in a row got no answer, e.g. 2 check-ins."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        compared = self.model_fields_set - {"question", "silent"}
        if compared and self.question is None:
            hint = "write e.g. question: pain"
            raise wrong("no-question", "This condition does not say which question.", hint)
        if not compared and self.question is not None:
            hint = "write e.g. rises_by: 2, or {pain: 7}"
            raise wrong("no-comparison", "This condition does not say what to look for.", hint)
        return self


def _condition_form(value: Any) -> str:
    if isinstance(value, Mapping) and any(key in value for key in COMPARISON_KEYS):
        return "<comparison>"
    return "<answers>"


Condition = Annotated[
    Annotated[dict[Name, Values], Tag("<answers>")]
    | Annotated[ComparisonEntry, Tag("<comparison>")],
    Discriminator(_condition_form),
]
Conditions = Annotated[
    Annotated[Condition, Tag(_ONE)] | Annotated[list[Condition], Tag(_MANY)],
    Discriminator(_one_or_many),
]


class ChoiceEntry(Part):
    """An answer with something that follows from it."""

    what: ClassVar[str] = "a choice"

    say: Words
    """The words people read."""
    then: Effects | None = None
    """What follows when this is the answer."""


def _choice_form(value: Any) -> str:
    return "<choice>" if isinstance(value, Mapping) else "<label>"


Choice = Annotated[
    Annotated[Words, Tag("<label>")] | Annotated[ChoiceEntry, Tag("<choice>")],
    Discriminator(_choice_form),
]


def _reasons(value: Any) -> list[str]:
    if value == "all":
        return list(REASONS)
    if not isinstance(value, list):
        raise wrong("bad-reasons", "Reasons are all, or a list of them.", "write reasons: all")
    return value


Reason = Annotated[
    str,
    BeforeValidator(lambda value: one_of(value, REASONS, "a known reason")),
    Field(json_schema_extra={"enum": list(REASONS)}),
]


class QuestionEntry(Part):
    """One thing asked."""

    what: ClassVar[str] = "a question"

    question: Words
    """The words of the question."""
    choices: Annotated[dict[Value, Choice], Field(min_length=1)] | None = None
    """The answers on offer: what is stored, and what people read."""
    scale: Range | None = None
    """A scale of numbers to tap, e.g. 0-10."""
    low: Words | None = None
    """What the lowest number of the scale means."""
    high: Words | None = None
    """What the highest number of the scale means."""
    number: Range | None = None
    """A number to type, within this range."""
    text: Yes | None = None
    """A box for the person's own words."""
    routine: Yes | None = None
    """Which days, what time and where."""
    reasons: Annotated[list[Reason], BeforeValidator(_reasons)] | None = Field(
        default=None, json_schema_extra={"anyOf": [{"const": "all"}, {"type": "array"}]}
    )
    """The clinic's reasons for stopping: all, or a list of them."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [kind for kind in _KINDS if kind in self.model_fields_set]
        if len(kinds) != 1:
            message = "A question is answered in exactly one way."
            raise wrong("one-kind", message, "write one of " + ", ".join(_KINDS))
        if self.scale is None and (self.low or self.high):
            message = "Only a scale has words for low and high."
            raise wrong("words-without-scale", message, "remove them, or write scale: 0-10")
        return self

    @property
    def values(self) -> tuple[str, ...] | None:
        """Every answer that can be given, or `None` when any words can."""
        if self.choices is not None:
            return tuple(self.choices)
        if self.reasons is not None:
            return tuple(self.reasons)
        span = self.scale or self.number
        return tuple(str(n) for n in range(span[0], span[1] + 1)) if span else None


def _question_form(value: Any) -> str:
    return "<name>" if isinstance(value, str) else "<question>"


Asked = Annotated[
    Annotated[Name, Tag("<name>")] | Annotated[QuestionEntry, Tag("<question>")],
    Discriminator(_question_form),
]


class SendEntry(Part):
    """When letters may leave, on the person's wall clock."""

    what: ClassVar[str] = "`send`"

    at: WallTime
    """From this time of day, e.g. "07:30"."""
    until: WallTime
    """Not from this time of day on."""
    days: list[Weekday]
    """The weekdays on which letters may leave."""
    holidays: Words | None = None
    """A calendar of days on which none leave, e.g. AU-VIC; or: none."""
    quiet: Hours | None = None
    """Hours in which none leave, e.g. "21:00-07:00"."""
    gap: SpanText | None = None
    """The least time between two letters to one person; 20h if left out."""


class SendChange(Part):
    """What one step does differently from the sequence's `send`."""

    what: ClassVar[str] = "a step's `send`"

    at: WallTime | None = None
    """From this time of day, e.g. "07:30"."""
    until: WallTime | None = None
    """Not from this time of day on."""
    days: list[Weekday] | None = None
    """The weekdays on which this letter may leave."""
    holidays: Words | None = None
    """A calendar of days on which it does not leave, e.g. AU-VIC; or: none."""
    quiet: Hours | None = None
    """Hours in which it does not leave, e.g. "21:00-07:00"."""


class CheckInsEntry(Part):
    """How check-ins behave."""

    what: ClassVar[str] = "`check_ins`"

    days: list[Weekday] | None = None
    """The weekdays on which letters that ask may leave."""
    remind_after: SpanText | None = None
    """How long after the letter one reminder goes; none if left out."""
    silent_after: SpanText | None = None
    """How long after the reminder silence is noted; as `remind_after` if left out."""
    answerable_for: SpanText | None = None
    """How long answers count; 14d if left out."""
    changeable_for: SpanText | None = None
    """How long answers can be changed after the first one; 7d if left out."""


class SilenceEntry(Part):
    """What a step does when nobody answers it."""

    what: ClassVar[str] = "`if_silent`"

    after: SpanText | None = None
    """How long after the reminder; the sequence's `silent_after` if left out."""
    then: Effects | None = None
    """What follows."""


class StepEntry(Part):
    """One letter of the sequence, and what it asks."""

    what: ClassVar[str] = "a step"

    id: Slug
    """The step's lasting name; its letter is templates/emails/<sequence>/<id>.md."""
    day: DayNumber | None = None
    """Days from the anchor, or: start. Left out: a branch letter, sent by an effect only."""
    after: SpanText | None = None
    """For a branch letter: how long it waits before it is sent."""
    send: SendChange | None = None
    """What this step does differently from the sequence's `send`."""
    ask: dict[Name, Asked] | None = None
    """The questions, by name. The first is the one to tap in the letter."""
    only_if: Conditions | None = None
    """Send the letter only to people for whom all of this holds."""
    unless: Conditions | None = None
    """Do not send the letter to people for whom all of this holds."""
    book: Name | None = None
    """The service whose booking link stands in the letter."""
    expires_after: SpanText | None = None
    """Leave the letter out when it is this late."""
    if_silent: SilenceEntry | None = None
    """What follows when nobody answers."""
    remind: bool = True
    """Whether one reminder goes when nobody answers."""
    renamed_from: Slug | None = None
    """The id this step had before, so that nobody gets it again."""


class RuleEntry(Part):
    """What follows from a condition that cuts across steps."""

    what: ClassVar[str] = "a rule"

    if_: Annotated[Conditions, Field(alias="if")]
    """All of this must hold."""
    then: Effects
    """What follows, once each time it becomes true."""


class SequenceFile(Part):
    """A sequence: when letters go, what they ask, and what follows."""

    what: ClassVar[str] = "a sequence"

    sequence: Slug
    """The sequence's key: the name of this file without .yaml."""
    title: Words
    """The name that people read."""
    anchor: Literal["confirmed", "onset"]
    """What day 0 is: the day of confirming, or the day the spasm began."""
    send: SendEntry
    """When letters may leave."""
    check_ins: CheckInsEntry | None = None
    """How check-ins behave."""
    steps: Annotated[list[StepEntry], Field(min_length=1)]
    """The letters, in the order of sending."""
    questions: dict[Name, QuestionEntry] | None = None
    """Questions that several steps or effects use, by name."""
    rules: list[RuleEntry] | None = None
    """What cuts across steps."""
    pin: bool = False
    """Whether people finish on the revision they began with."""
