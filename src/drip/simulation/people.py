"""Invented people: how they answer, fall silent and leave. Nobody here exists.

Addresses end in domains that RFC 2606 reserves, so that no letter could reach anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented person.

    `joins` counts from the begin of the simulation. `answers` is how many check-ins they answer
    before they fall silent; `None` is all. `says` maps a question to values, one a time it is
    asked, the last one for ever. `leaves`, `pauses` and `books` count letters received.
    """

    first_name: str
    email: str
    sequence: str
    joins: timedelta
    zone: str = "Australia/Melbourne"
    onset_ago: int | None = None
    confirms: bool = True
    health: bool = True
    delay: timedelta = timedelta(hours=2)
    answers: int | None = None
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leaves: int | None = None
    pauses: int | None = None
    books: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What several people have in common; the same fields as a persona's."""

    answers: int | None = None
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    health: bool = True
    confirms: bool = True
    leaves: int | None = None
    pauses: int | None = None
    books: int | None = None


_MENDING = {
    "pain": ("6", "5", "3", "2"),
    "session": ("fine",),
    "sessions": ("two", "more"),
    "going": ("on_track",),
    "change": ("a_little_better", "better"),
    "confidence": ("8",),
    "surer": ("enough",),
    "next": ("alone",),
}
_STRENGTHENING: tuple[Fate, ...] = (
    Fate(says=_MENDING, books=1),
    Fate(says=_MENDING | {"session": ("sore",)}),
    Fate(says=_MENDING | {"session": ("not_yet",), "barrier": ("time",)}),
    Fate(says=_MENDING | {"sessions": ("none", "one"), "barrier": ("positions",)}, books=6),
    Fate(says=_MENDING | {"going": ("slipping",), "barrier": ("fear",)}),
    Fate(says=_MENDING | {"going": ("better",), "keep_emails": ("finish",)}),
    Fate(says=_MENDING | {"going": ("stopped",), "why_stopped": ("cost",)}),
    Fate(says=_MENDING | {"pain": ("4", "7", "6")}),
    Fate(says=_MENDING | {"change": ("worse",), "pain": ("5", "6", "7")}),
    Fate(says=_MENDING | {"session": ("spasm",), "spasm_emails": ("start_them",)}),
    Fate(says=_MENDING, answers=2),
    Fate(says=_MENDING, answers=1),
    Fate(answers=0),
    Fate(answers=0, leaves=3),
    Fate(says=_MENDING, leaves=5),
    Fate(says=_MENDING, pauses=4),
    Fate(health=False),
    Fate(health=False, books=5),
    Fate(confirms=False),
    Fate(says=_MENDING | {"next": ("review",), "change": ("better", "much_better")}, books=11),
)
_EASING = {
    "before": ("one_off",),
    "pain": ("8", "5", "2"),
    "easing": ("easing",),
    "left": ("some_discomfort",),
    "by_now": ("gone",),
    "change": ("much_better",),
    "next": ("strengthen",),
    "keep_emails": ("keep",),
}
_SPASM: tuple[Fate, ...] = (
    Fate(says=_EASING),
    Fate(says=_EASING | {"before": ("repeat",), "next": ("book",)}, books=1),
    Fate(says=_EASING | {"easing": ("same",), "by_now": ("same",)}),
    Fate(says=_EASING | {"easing": ("worse",)}),
    Fate(says=_EASING | {"left": ("nothing_left",), "easing": ("mostly_gone",)}),
    Fate(says=_EASING, answers=1),
    Fate(answers=0),
    Fate(says=_EASING, leaves=2),
    Fate(health=False),
    Fate(says=_EASING | {"next": ("no_more",)}),
)
_NAMES = (
    "Acacia",
    "Banksia",
    "Clover",
    "Dahlia",
    "Erica",
    "Fern",
    "Grevillea",
    "Hazel",
    "Iris",
    "Jasmine",
    "Kowhai",
    "Lavender",
    "Myrtle",
    "Nutmeg",
    "Olive",
    "Poppy",
    "Quince",
    "Rosemary",
    "Saffron",
    "Thyme",
    "Umbra",
    "Violet",
    "Waratah",
    "Xanthe",
    "Yarrow",
    "Zinnia",
    "Alder",
    "Bracken",
    "Cedar",
    "Dill",
    "Elm",
    "Fig",
    "Gum",
    "Heath",
    "Ivy",
    "Juniper",
    "Kelp",
    "Linden",
    "Mallee",
    "Nettle",
)
_RESERVED = ("example.com", "example.net", "example.org")
_ZONES = ("Australia/Melbourne",) * 7 + (
    "Australia/Perth",
    "Australia/Brisbane",
    "Pacific/Auckland",
)


def forty() -> tuple[Person, ...]:
    """The people of the demo: 28 strengthen their backs, 12 come in spasm, over three weeks."""
    return tuple(_person(number, name) for number, name in enumerate(_NAMES))


def _person(number: int, name: str) -> Person:
    # Seven of ten come to strengthen; each next one of a kind has the next fate.
    steady = number % 10 < 7  # noqa: PLR2004 - seven of ten
    kind = number // 10 * (7 if steady else 3) + (number % 10 if steady else number % 10 - 7)
    fates = _STRENGTHENING if steady else _SPASM
    fate = fates[kind % len(fates)]
    return Person(
        first_name=name,
        email=f"{name.lower()}@{_RESERVED[number % len(_RESERVED)]}",
        sequence="strengthening" if steady else "spasm",
        joins=timedelta(days=number * 21 // len(_NAMES), hours=8 + number * 7 % 13),
        zone=_ZONES[number % len(_ZONES)],
        onset_ago=None if steady else number % 3,
        delay=timedelta(minutes=20 + number * 97 % 900),
        answers=fate.answers,
        says=fate.says,
        health=fate.health,
        confirms=fate.confirms,
        leaves=fate.leaves,
        pauses=fate.pauses,
        books=fate.books,
    )
