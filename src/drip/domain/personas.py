"""Personas: how an invented person answers, falls silent, pauses, moves and leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drip.domain.spans import Span, SpanUnit

_TWO_HOURS = Span(2, SpanUnit.HOURS)


@dataclass(frozen=True, slots=True)
class Break:
    """A pause that the person asks for on a day of theirs, for a while."""

    day: int
    length: Span


@dataclass(frozen=True, slots=True)
class Move:
    """From a day on, the person lives in another time zone."""

    day: int
    zone: str


@dataclass(frozen=True, slots=True)
class ChangeOfMind:
    """Some time after answering, the person answers the same check-in anew with these words."""

    after: Span
    says: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """How a person behaves. Days count from the day of confirming.

    `says` maps a question to values, one for each time it is answered, the last one for ever; a
    question that is not in it gets no answer. `answers` is how many check-ins get an answer before
    silence; empty is all. `delay` runs from the letter that asks. `scanned` mailboxes open every
    link before the person does. With `types` they also answer letters that have nothing to tap, on
    their page. `share` is the weight in a population.
    """

    key: str
    title: str
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    delay: Span = _TWO_HOURS
    answers: int | None = None
    only_reminders: bool = False
    change: ChangeOfMind | None = None
    pauses: tuple[Break, ...] = ()
    moves: tuple[Move, ...] = ()
    leaves: int | None = None
    books: bool = False
    health: bool = True
    scanned: bool = False
    types: bool = False
    share: int = 0
