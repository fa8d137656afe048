"""What somebody typed into the signup form, read into a wish, or into sentences that help.

Nothing here looks at a database: the same typing gives the same reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from email_validator import EmailNotValidError, validate_email

from drip.domain.people import ConsentPurpose
from drip.engine.calendar import ZoneUnknownError, local_day, zone_of
from drip.flow.in_force.offer import Offer
from drip.flow.in_force.statements import ADULT
from drip.links import fold_address

UNSURE = "unsure"
_NAME_MOST = 40
_TYPED_MOST = 400
_ADDRESS_MOST = 254
#: A spasm that began longer ago than this needs a person before a programme.
ACUTE_DAYS = 21
#: The quick answers to "when did it start?": words, and days ago where they stand for a day.
STARTED: dict[str, tuple[str, int | None]] = {
    "today": ("Today", 0),
    "1-3": ("1 to 3 days ago", 2),
    "4-14": ("4 days to 2 weeks ago", 8),
    "15-21": ("2 to 3 weeks ago", 17),
    "longer": ("Longer ago than that", None),
    "none": ("I'm not in spasm now", None),
}
FIELDS = (
    "first_name",
    "email",
    "programme",
    "in_spasm",
    "started",
    "onset",
    "zone",
    "programme_emails",
    "health_answers",
    "adult",
)
#: Link-like or markup-like names are how robots send their words to strangers in our letters.
_NOT_A_NAME = re.compile(r"https?:|www\.|[/\\@<>{}\[\]|=]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A signup that can be kept.

    `onset` is a day of the person; empty in an acute sequence it says that the trouble began too
    long ago, and that staff must look first. `zone_guessed` tells that the clinic's zone was
    assumed: the form brings it along, and the person chose no other.
    """

    first_name: str
    email: str
    sequence: str
    onset: date | None
    zone: str
    zone_guessed: bool
    health_consent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was typed, and what became of it: a wish, or a sentence beside each field."""

    typed: dict[str, str]
    wish: Wish | None = None
    problems: dict[str, str] = field(default_factory=dict)


class _UnfitError(ValueError):
    """A field holds something we cannot take; the message is shown beside it."""


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """The fields of the form as they came, cut to a sane length, for showing them again."""
    return {name: form.get(name, "")[:_TYPED_MOST].strip(" ") for name in FIELDS}


def read(
    form: Mapping[str, str], offer: Offer, *, now: datetime, ours: frozenset[str] = frozenset()
) -> Reading:
    """Read a whole form. `ours` are our own addresses, which nobody may sign up."""
    words = typed(form)
    reader = _Reader(words, offer, now, ours)
    wish = reader.wish()
    return Reading(typed=words, wish=wish, problems=reader.problems)


def read_first(form: Mapping[str, str], *, ours: frozenset[str] = frozenset()) -> Reading:
    """Read a form that may bring the name and the address only, as the clinic's own site posts it.

    What is missing is no problem yet; what is there and cannot be taken is.
    """
    words = typed(form)
    problems = {}
    for name, check in (("first_name", read_name), ("email", lambda t: read_email(t, ours))):
        if words[name]:
            try:
                check(words[name])
            except ValueError as error:
                problems[name] = str(error)
    return Reading(typed=words, problems=problems)


def read_name(text: str) -> str:
    """A first name, with its spaces tidied.

    Raises:
        ValueError: with a sentence for the person.
    """
    if any(unicodedata.category(char).startswith("C") for char in text):
        raise _UnfitError("Type your first name without line breaks or special signs.")
    name = " ".join(text.split())
    if not name:
        raise _UnfitError("Type your first name, so that we know what to call you.")
    if len(name) > _NAME_MOST:
        raise _UnfitError(f"Type a shorter name, {_NAME_MOST} letters at most.")
    if _NOT_A_NAME.search(name):
        raise _UnfitError("Type just your first name, without links or signs.")
    return name


def read_email(text: str, ours: frozenset[str] = frozenset()) -> str:
    """An address that can be written to, as typed but tidied.

    `ours` are folded addresses of our own, and `@domain` for all of a domain.

    Raises:
        ValueError: with a sentence for the person.
    """
    if not text.strip():
        raise _UnfitError("Type your email address, so that we can write to you.")
    if "\r" in text or "\n" in text or "\0" in text:
        raise _UnfitError("Type one email address, on one line.")
    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise _UnfitError(
            "This doesn't look like an email address. Check it for a missing part, "
            "such as in sam@example.com."
        ) from error
    if len(found.normalized) > _ADDRESS_MOST:
        raise _UnfitError("This address is too long for email to reach it.")
    folded = fold_address(found.normalized)
    if folded in ours or folded[folded.rindex("@") :] in ours:
        raise _UnfitError("That is our own address. Type yours, please.")
    return found.normalized


def read_zone(text: str) -> str:
    """The name of a time zone.

    Raises:
        ValueError: with a sentence for the person.
    """
    try:
        return zone_of(text).key
    except ZoneUnknownError as error:
        raise _UnfitError("Choose your time zone from the list.") from error


_Read = Callable[[], str]


class _Reader:
    """Reads field by field and collects what is wrong in the order of the page."""

    def __init__(
        self, words: dict[str, str], offer: Offer, now: datetime, ours: frozenset[str]
    ) -> None:
        self.words = words
        self.offer = offer
        self.zone = words["zone"] or offer.clinic.zone
        self.now = now
        self.ours = ours
        self.problems: dict[str, str] = {}

    def wish(self) -> Wish | None:
        name = self._try("first_name", lambda: read_name(self.words["first_name"]))
        email = self._try("email", lambda: read_email(self.words["email"], self.ours))
        self._try("zone", lambda: read_zone(self.zone))
        joined = self._joined()
        self._ticks()
        if self.problems or joined is None:
            return None
        return Wish(
            first_name=name,
            email=email,
            sequence=joined[0],
            onset=joined[1],
            zone=self.zone,
            zone_guessed=self.zone == self.offer.clinic.zone,
            health_consent=bool(self.words["health_answers"]),
        )

    def _try(self, name: str, read_it: _Read) -> str:
        try:
            return read_it()
        except ValueError as error:
            self.problems[name] = str(error)
            return ""

    def _ticks(self) -> None:
        if not self.words[field_of(ConsentPurpose.PROGRAMME)]:
            self.problems["programme_emails"] = (
                "Tick this box if you want the emails: we only write to people who say yes."
            )
        if not self.words[ADULT]:
            self.problems[ADULT] = (
                "Tick this box if you are 18 or over. If you are younger, please ring us: "
                "we'd rather talk with you and a parent."
            )

    def _joined(self) -> tuple[str, date | None] | None:
        """The sequence and, for an acute one, the day it began."""
        chosen = self.words["programme"]
        steady, acute = self.offer.steady, self.offer.acute
        if chosen == UNSURE and steady and acute:
            chosen = {"yes": acute.key, "no": steady.key}.get(self.words["in_spasm"], "")
            if not chosen:
                self.problems["in_spasm"] = "Tell us whether your back is in spasm now."
                return None
        if chosen not in self.offer.sequences:
            self.problems["programme"] = "Choose what you would like help with."
            return None
        if acute and chosen == acute.key:
            return self._acute(acute.key, steady.key if steady else None)
        return chosen, None

    def _acute(self, acute: str, steady: str | None) -> tuple[str, date | None] | None:
        said = self.words["started"]
        if said == "none":
            return (steady or acute), None
        if self.words["onset"]:
            return self._on_day(acute)
        if said not in STARTED:
            self.problems["started"] = "Tell us when the spasm started: a rough idea is fine."
            return None
        ago = STARTED[said][1]
        return acute, None if ago is None else self._today() - timedelta(days=ago)

    def _today(self) -> date:
        known = "zone" not in self.problems
        return local_day(self.now, zone_of(self.zone if known else self.offer.clinic.zone))

    def _on_day(self, acute: str) -> tuple[str, date | None] | None:
        try:
            onset = date.fromisoformat(self.words["onset"])
        except ValueError:
            self.problems["onset"] = "Write the day as 2026-11-30, or use one of the answers above."
            return None
        today = self._today()
        if onset > today:
            self.problems["onset"] = "This day is still to come. Choose the day the spasm started."
            return None
        return acute, onset if (today - onset).days <= ACUTE_DAYS else None


def field_of(purpose: ConsentPurpose) -> str:
    """The name of the box for a consent."""
    return {
        ConsentPurpose.PROGRAMME: "programme_emails",
        ConsentPurpose.HEALTH: "health_answers",
    }[purpose]
