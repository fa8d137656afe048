"""Questions, their answers, what follows from them, and conditions on them, as pydantic models.

The docstrings of attributes are the editor's help.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from drip.content.fields import (
    Answer,
    Ending,
    Name,
    PauseText,
    Range,
    Silent,
    Slug,
    SpanText,
    Value,
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
    "reason",
    "booking",
    "no_show",
    "outcome",
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


Answers = Annotated[
    Annotated[Answer, Tag(_ONE)] | Annotated[list[Answer], Field(min_length=1), Tag(_MANY)],
    Discriminator(_one_or_many),
]


def answers_of(answers: str | Sequence[str]) -> tuple[str, ...]:
    """Answers written as one or as several."""
    return (answers,) if isinstance(answers, str) else tuple(answers)


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


ReasonsGiven = Annotated[
    Annotated[Reason, Tag(_ONE)] | Annotated[list[Reason], Field(min_length=1), Tag(_MANY)],
    Discriminator(_one_or_many),
    Field(examples=["pain_worse"]),
]
Outcomes = Annotated[
    Annotated[Ending, Tag(_ONE)] | Annotated[list[Ending], Field(min_length=1), Tag(_MANY)],
    Discriminator(_one_or_many),
    Field(examples=["graduated"]),
]
#: Keys of a condition that need no question.
_NO_QUESTION = ("silent", "reason", "booking", "no_show", "outcome")


class ComparisonEntry(Part):
    """A condition on how an answer changed, on a reason, on silence, a booking or an outcome."""

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
    reason: ReasonsGiven | None = None
    """The reason given last, to a question with `reasons`: one, or a list of them."""
    booking: Literal["made", "none"] | None = Field(default=None, examples=["made"])
    """Whether a visit is booked: made, or none. Holds for nobody until bookings are recorded."""
    no_show: Yes | None = Field(default=None, examples=[True])
    """The person stayed away from their visit. Holds for nobody until bookings are recorded."""
    outcome: Outcomes | None = None
    """A sequence of this person has ended this way, e.g. graduated: one way, or a list of them."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        compared = self.model_fields_set - {"question", *_NO_QUESTION}
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
    Annotated[dict[Name, Answers], Tag("<answers>")]
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
        """The answers on offer, or `None` when a number or any words can be answered."""
        if self.choices is not None:
            return tuple(self.choices)
        return tuple(self.reasons) if self.reasons is not None else None

    @property
    def span(self) -> tuple[int, int] | None:
        """The least and the most that can be answered, or `None` when it is no number."""
        return self.scale or self.number

    @property
    def form(self) -> tuple[object, ...]:
        """What tells answers apart: two questions that share it can share a name."""
        return self.values, self.span, self.text, self.routine

    def takes(self, value: str) -> bool:
        """Whether a value can be an answer; anybody's own words are no value."""
        if self.span is not None:
            least, most = self.span
            return value.isascii() and value.isdigit() and least <= int(value) <= most
        return self.values is not None and value in self.values


def _question_form(value: Any) -> str:
    return "<name>" if isinstance(value, str) else "<question>"


Asked = Annotated[
    Annotated[Name, Tag("<name>")] | Annotated[QuestionEntry, Tag("<question>")],
    Discriminator(_question_form),
]
