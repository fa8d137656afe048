"""The clinic's own facts: `sequences/_clinic.yaml`."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import Discriminator, Field, PlainValidator, Tag, WithJsonSchema

from drip.content.fields import (
    WEEKDAYS,
    Calendar,
    Hours,
    Name,
    Words,
    one_of,
    shown,
    text_of,
    wrong,
)
from drip.content.parts import Part
from drip.content.safety_words import EMERGENCY, safety_words
from drip.content.unknowns import OnUnknownRule
from drip.domain.doubts import RECONCILE
from drip.domain.people import Clinic, Service

CLINIC_PATH = "sequences/_clinic.yaml"

_ADDRESS = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_NUMBER = re.compile(r"[0-9]{2,4}")
_ABN_DIGITS = 11
_MOST_CALLS = 200


def _mailbox(value: Any) -> str:
    text = text_of(value).strip()
    if not _ADDRESS.fullmatch(text):
        message = f"{shown(value)} is not an email address."
        raise wrong("bad-address", message, "write e.g. hello@clinic.example")
    return text


def _abn(value: Any) -> str:
    digits = re.sub(r"\s", "", str(value))
    if len(digits) != _ABN_DIGITS or not digits.isdigit():
        message = f"{shown(value)} is not an ABN: it needs 11 digits."
        raise wrong("bad-abn", message, 'write it like "51 824 753 556"')
    return str(value).strip()


def _emergency(value: Any) -> str:
    text = str(value).strip()
    if not _NUMBER.fullmatch(text):
        message = f"{shown(value)} is not a number to call."
        raise wrong("bad-emergency", message, 'write it in quotes, e.g. "000" or "112"')
    return text


def _page(value: Any) -> str:
    text = text_of(value).strip()
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or parts.username:
        message = f"{shown(value)} is not the address of a web page."
        raise wrong("bad-url", message, "write the whole address, beginning with https://")
    return text


def _host(value: Any) -> str:
    text = text_of(value).strip().casefold()
    if not _HOST.fullmatch(text):
        message = f"{shown(value)} is not the name of a web site."
        raise wrong("bad-host", message, "write the name alone, e.g. book.clinic.example")
    return text


def _open_day(value: Any) -> str:
    return one_of(value, WEEKDAYS, "a weekday")


def _sample(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    message = f"{shown(value)} does not say which facts are still the sample's."
    raise wrong("bad-sample", message, "write sample: true, or a list such as [abn, phone]")


def _fact(value: Any) -> str:
    return one_of(value, FACTS, "a fact of the clinic")


def _sample_form(value: Any) -> str:
    return "<some>" if isinstance(value, list) else "<all>"


def _calls(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_CALLS:
        return value
    message = f"{shown(value)} is not a number of calls."
    raise wrong("bad-number", message, f"write a whole number from 0 to {_MOST_CALLS}")


def _schema(kind: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, **more})


Mailbox = Annotated[str, PlainValidator(_mailbox), _schema("string", pattern=_ADDRESS.pattern)]
Abn = Annotated[str, PlainValidator(_abn), _schema("string", examples=["51 824 753 556"])]
Emergency = Annotated[
    str, PlainValidator(_emergency), _schema("string", pattern="^[0-9]{2,4}$", examples=["000"])
]
Page = Annotated[str, PlainValidator(_page), _schema("string", pattern="^https://")]
Host = Annotated[str, PlainValidator(_host), _schema("string", pattern=f"^{_HOST.pattern}$")]
OpenDay = Annotated[str, PlainValidator(_open_day), _schema("string", enum=list(WEEKDAYS))]
Calls = Annotated[int, PlainValidator(_calls), _schema("integer", minimum=0, maximum=_MOST_CALLS)]
Sample = Annotated[
    Annotated[bool, PlainValidator(_sample), _schema("boolean"), Tag("<all>")]
    | Annotated[list[Annotated[str, PlainValidator(_fact), _schema("string")]], Tag("<some>")],
    Discriminator(_sample_form),
]


class ServiceEntry(Part):
    """A thing that can be booked."""

    what: ClassVar[str] = "a service"

    name: Words
    """What it is called."""
    url: Page
    """The page where it is booked."""


class ClinicFile(Part):
    """The clinic's own facts."""

    what: ClassVar[str] = "the clinic"

    name: Words
    """The name that letters are signed with and sent under."""
    abn: Abn | None = None
    """The Australian Business Number; a clinic abroad writes `registration` instead."""
    registration: Words | None = None
    """How a clinic without an ABN is registered, as letters say it: Companies House 01234567."""
    address: Words
    """The street address; every letter carries it (Spam Act 2003)."""
    phone: Words
    """The number people ring."""
    reply_to: Mailbox
    """The mailbox that somebody at the clinic reads."""
    sender: Mailbox
    """The address that letters come from."""
    sign_off: Words
    """How letters end."""
    zone: Words
    """The time zone, e.g. Australia/Melbourne."""
    holidays: Calendar | None = None
    """The calendar of public holidays, e.g. AU-VIC; or: none."""
    hours: dict[OpenDay, Hours] | None = None
    """Opening hours by weekday, e.g. mon: "08:00-18:00". A day left out is closed."""
    services: dict[Name, ServiceEntry] | None = None
    """What can be booked, by name."""
    link_hosts: list[Host] | None = None
    """The web sites that links in letters may lead to."""
    alarm_addresses: list[Mailbox] | None = None
    """Who is told when something needs a person at once."""
    reception: Mailbox | None = None
    """Who gets the short list of each clinic morning; left out: the mailbox of `reply_to`."""
    owner: Mailbox | None = None
    """Who is told when nobody has taken an urgent message in time; left out: `reply_to`."""
    calls_a_day: Calls = 8
    """How many people staff can ring in a day: the list is cut to them. 0: no list by email."""
    emergency: Emergency | None = None
    """The number people call in an emergency; 000 if left out."""
    safety: Words | None = None
    """When not to wait for the clinic: a clinician's words, said at the end of every letter. They
    name the number to call. Left out: the words for back pain, with the number of `emergency`."""
    acknowledge: Annotated[bool, Field(examples=[True])] = False
    """Whether a person's first reply is answered by a word, with the hours, that it has come in."""
    on_unknown: OnUnknownRule | None = None
    """What to do when nobody knows whether a letter went; reconcile if left out.
    reconcile sends it again only once it is proved that it did not go; never_resend leaves it to
    staff; {resend_after: 10m} sends it once more, so that it may come twice."""
    sample: Sample = False
    """Facts that are still the sample's: true for all of them, or a list."""


_CHOICES = frozenset(
    {
        "sample",
        "registration",
        "reception",
        "owner",
        "calls_a_day",
        "emergency",
        "safety",
        "acknowledge",
        "on_unknown",
    }
)
FACTS = tuple(name for name in ClinicFile.model_fields if name not in _CHOICES)


def clinic_of(file: ClinicFile) -> Clinic:
    """The clinic as a value."""
    hours = file.hours or {}
    return Clinic(
        name=file.name,
        abn=file.abn or "",
        registration=file.registration or "",
        emergency=file.emergency or EMERGENCY,
        safety=file.safety or safety_words(file.emergency or EMERGENCY),
        address=file.address,
        phone=file.phone,
        reply_to=file.reply_to,
        sender=file.sender,
        sign_off=file.sign_off,
        zone=file.zone,
        holidays=None if file.holidays in {None, "none"} else file.holidays,
        hours={
            WEEKDAYS.index(day): (f"{opens:%H:%M}", f"{closes:%H:%M}")
            for day, (opens, closes) in hours.items()
        },
        services={
            key: Service(key=key, name=service.name, url=service.url)
            for key, service in (file.services or {}).items()
        },
        link_hosts=frozenset(file.link_hosts or ()),
        alarm_addresses=tuple(file.alarm_addresses or ()),
        reception=file.reception or file.reply_to,
        owner=file.owner or file.reply_to,
        calls_a_day=file.calls_a_day,
        acknowledge=file.acknowledge,
        on_unknown=file.on_unknown or RECONCILE,
        sample=_facts(file.sample),
    )


def _facts(sample: bool | list[str]) -> tuple[str, ...]:  # noqa: FBT001 - the file says true or a list
    if isinstance(sample, list):
        return tuple(sample)
    return FACTS if sample else ()
