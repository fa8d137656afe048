"""Preview: a letter to an invented person, made as the real ones are and sent to nobody.

Its links are signed with a secret of its own, so that none of them works.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from drip.content.bundle import LETTERS
from drip.content.revision import LetterMissingError, Revision
from drip.domain.deliveries import Delivery, DeliveryState, Purpose
from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.letters import Letter
from drip.domain.people import Subscriber, SubscriberState
from drip.domain.standing import Standing
from drip.flow.letters.gate import Passed
from drip.flow.letters.render import letter
from drip.links import Links

_PURPOSES = {
    "_confirm": Purpose.CONFIRM,
    "_reminder": Purpose.REMINDER,
    "_safety": Purpose.SAFETY,
}
_SECRET = b"links of previews lead nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The invented person. `health_consent`: whether they agreed to be asked about their health."""

    first_name: str = "Margaret"
    email: str = "margaret@example.com"
    zone: str = "Australia/Melbourne"
    health_consent: bool = True


#: Readers that are always there, by name; the first is who reads when nobody is named.
READERS = {
    "margaret": Reader(),
    "no-questions": Reader(first_name="Sam", email="sam@example.com", health_consent=False),
    "long-name": Reader(
        first_name="Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh",
        email="wolfe@example.com",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A letter: a step's id or a fixed letter's name; `asked` is the step a reminder is about."""

    name: str
    asked: str = ""

    @property
    def title(self) -> str:
        """A name fit for a file."""
        return f"{self.name.removeprefix('_')}-{self.asked}" if self.asked else self.name


def wanted(revision: Revision, name: str) -> Wanted:
    """What `welcome`, `_confirm` or `_reminder:first-session` means.

    Raises:
        LetterMissingError: the sequence has no such letter, with those that it has.
    """
    found = {
        one.name if not one.asked else f"{one.name}:{one.asked}": one for one in all_of(revision)
    }
    if name == "_reminder":
        return next((one for one in found.values() if one.asked), Wanted(name=name))
    if name not in found:
        raise LetterMissingError(
            f"The sequence {revision.sequence.key} has no letter {name!r}. "
            f"It has: {', '.join(found)}."
        )
    return found[name]


def all_of(revision: Revision, reader: Reader | None = None) -> list[Wanted]:
    """Every letter of a sequence: its steps, the reminders of those that ask, the fixed ones.

    A reader who is not asked about their health is not reminded of it either.
    """
    asks = reader is None or reader.health_consent
    return [one for one in _all_of(revision) if asks or not one.asked]


def _all_of(revision: Revision) -> Iterator[Wanted]:
    for step in revision.sequence.steps:
        yield Wanted(name=step.id)
        if step.ask and step.remind and not step.optional:
            yield Wanted(name="_reminder", asked=step.id)
    for path in sorted(revision.files):
        folder, _, file = path.rpartition("/")
        if folder == LETTERS and file.endswith(".md") and file != "_reminder.md":
            yield Wanted(name=file.removesuffix(".md"))


def preview(revision: Revision, one: Wanted, reader: Reader, now: datetime) -> Letter:
    """The letter as this reader would get it.

    Raises:
        LetterError: it cannot be made.
        LetterMissingError: the revision has no such letter.
    """
    passed = Passed(
        delivery=_delivery(revision, one, now),
        subscriber=_subscriber(reader, now),
        revision=revision,
        standing=_standing(revision, reader, now),
        day=now.date(),
    )
    return letter(passed, Links(_SECRET, revision.base_url), now)


def _delivery(revision: Revision, one: Wanted, now: datetime) -> Delivery:
    fixed = one.name.startswith("_")
    purpose = _PURPOSES.get(one.name, Purpose.NOTICE) if fixed else Purpose.STEP
    return Delivery(
        id=0,
        ref=f"preview-{one.title}",
        slot="preview",
        purpose=purpose,
        state=DeliveryState.PLANNED,
        subscriber_id=0,
        enrolment_id=0,
        sequence=revision.sequence.key,
        step=one.asked or one.name,
        due_at=now,
        open_until=None,
        dated_at=now,
    )


def _subscriber(reader: Reader, now: datetime) -> Subscriber:
    return Subscriber(
        id=0,
        ref="preview",
        email=reader.email,
        first_name=reader.first_name,
        zone=reader.zone,
        state=SubscriberState.ACTIVE,
        health_consent=reader.health_consent,
        created_at=now,
    )


def _standing(revision: Revision, reader: Reader, now: datetime) -> Standing:
    return Standing(
        subscriber_state=SubscriberState.ACTIVE,
        suppression=None,
        zone=reader.zone,
        enrolment=Enrolment(
            id=0,
            subscriber_id=0,
            sequence=revision.sequence.key,
            state=EnrolmentState.ACTIVE,
            confirmed_at=now,
            onset=now.date(),
            shifted=0,
            zone=reader.zone,
            health_consent=reader.health_consent,
        ),
    )
