"""The language of a sequence's file, as pydantic models. The docstrings are the editor's help.

The published JSON Schema and the "did you mean" of `drip check` are made from these models, so
neither can drift. What the parts mean together is checked in `references` and `meaning`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from drip.content.fields import (
    Calendar,
    DayNumber,
    Hours,
    Name,
    Slug,
    SpanText,
    WallTime,
    Weekday,
    Words,
)
from drip.content.parts import Part
from drip.content.questions import Asked, Conditions, Effects, QuestionEntry
from drip.content.unknowns import OnUnknownRule


class SendEntry(Part):
    """When letters may leave, on the person's wall clock."""

    what: ClassVar[str] = "`send`"

    at: WallTime
    """From this time of day, e.g. "07:30"."""
    until: WallTime
    """Not from this time of day on."""
    days: list[Weekday]
    """The weekdays on which letters may leave."""
    holidays: Calendar | None = None
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
    holidays: Calendar | None = None
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


class DropOutEntry(Part):
    """When somebody counts as having dropped out: both must have passed without a sign of them.

    An answer, a reply, a booking and a visit are signs; opened letters and links are none.
    """

    what: ClassVar[str] = "`drop_out`"

    after: Annotated[SpanText | None, Field(examples=["14d"])] = None
    """How long they must have been silent; 14d if left out."""
    missed: Annotated[int, Field(ge=1, le=20, examples=[2])] = 2
    """How many check-ins they must have left unanswered since; 2 if left out."""


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
    optional: Annotated[bool, Field(examples=[True])] = False
    """Whether no answer means nothing: no reminder goes, and it does not count as silence."""
    renamed_from: Slug | None = None
    """The id this step had before, so that nobody gets it again."""
    backfill: Annotated[bool, Field(examples=[True])] = False
    """Whether a step that is added later also goes to people who are past its place."""
    on_unknown: OnUnknownRule | None = None
    """What to do when nobody knows whether this letter went: the clinic's rule if left out.
    reconcile sends it again only once it is proved that it did not go; never_resend leaves it to
    staff; {resend_after: 10m} sends it once more, so that it may come twice."""


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
    drop_out: DropOutEntry | None = None
    """When somebody counts as having dropped out: 14d and 2 missed check-ins if left out."""
    steps: Annotated[list[StepEntry], Field(min_length=1)]
    """The letters, in the order of sending."""
    questions: dict[Name, QuestionEntry] | None = None
    """Questions that several steps or effects use, by name."""
    rules: list[RuleEntry] | None = None
    """What cuts across steps."""
    pin: bool = False
    """Whether people finish on the revision they began with, or on the one that added this."""
    priority: Annotated[int, Field(ge=0, le=100, examples=[10])] = 0
    """Which letter goes first when two sequences have one for a person on one day: the higher."""
    retire: Annotated[Literal["finish", "stop"] | None, Field(examples=["finish"])] = None
    """Takes nobody new. finish: people inside go on to the end; stop: they end at once."""
