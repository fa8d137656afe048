"""Subscribers, what they agreed to, and the clinic that writes to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from drip.domain.doubts import RECONCILE, OnUnknown


class SubscriberState(StrEnum):
    """Where a person stands with the clinic. Programmes have states of their own."""

    PENDING = "pending"  #: signed up, the address is not proven yet
    ACTIVE = "active"  #: confirmed
    LEFT = "left"  #: unsubscribed; only a fresh, confirmed signup brings them back
    ERASED = "erased"  #: only ids and hashes are kept
    CLINIC = "clinic"  #: no person: one of the clinic's own mailboxes, which gets notices


class ConsentPurpose(StrEnum):
    """What a consent is about. The two are asked apart and stand apart."""

    PROGRAMME = "programme"  #: the letters of the programme
    HEALTH = "health_answers"  #: storing and using answers about one's health


class SuppressionReason(StrEnum):
    """Why an address gets no programme letters."""

    UNSUBSCRIBED = "unsubscribed"  #: the person said goodbye
    COMPLAINT = "complaint"  #: reported as spam; never written to again
    DEAD = "dead"  #: the address does not exist; never written to again
    STAFF = "staff"  #: staff stopped it


#: A signup may lift these, after the press in its confirmation.
LIFTABLE = frozenset({SuppressionReason.UNSUBSCRIBED, SuppressionReason.STAFF})


class PauseReason(StrEnum):
    """Who or what paused an enrolment."""

    SUBSCRIBER = "subscriber"
    STAFF = "staff"
    ANSWER = "answer"  #: an effect in the sequence
    SAFETY = "safety"  #: an open case; only staff end it
    BOUNCES = "bounces"  #: their letters keep coming back
    DETOUR = "detour"  #: another sequence goes first, by their consent; goes on when that is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A person with an address.

    `ref` is a random id that may leave the house; `zone` is an IANA name. `address_since` is set
    when the address changed: links of earlier letters went to another one.
    """

    id: int
    ref: str
    email: str
    first_name: str
    zone: str
    state: SubscriberState
    health_consent: bool
    created_at: datetime
    address_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signup:
    """One accepted post of the form, before the address is proven.

    `onset` is the day the spasm began, `None` for other programmes.
    """

    id: int
    subscriber_id: int
    sequence: str
    onset: date | None
    health_consent: bool
    source: str
    asked_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A thing that can be booked, with the page where that is done."""

    key: str
    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """The facts of the clinic's own file, `sequences/_clinic.yaml`.

    `hours` maps a weekday (0 is Monday) to opening and closing as `HH:MM`;
    a missing day is closed. `reception` gets the list of each clinic morning, cut to `calls_a_day`;
    `owner` is told when nobody has taken an urgent message in time. With `acknowledge` a person's
    first reply is answered by a word that it has come in.
    `registration` stands where a clinic abroad has no ABN. `safety` are the words on when not to
    wait, which name the number `emergency`. `on_unknown` holds for letters whose step says nothing
    else. `sample` names the facts that are still the sample's.
    """

    name: str
    abn: str
    address: str
    phone: str
    reply_to: str
    sender: str
    sign_off: str
    zone: str
    holidays: str | None
    hours: dict[int, tuple[str, str]]
    services: dict[str, Service]
    link_hosts: frozenset[str]
    alarm_addresses: tuple[str, ...]
    on_unknown: OnUnknown = RECONCILE
    reception: str = ""
    owner: str = ""
    calls_a_day: int = 8
    acknowledge: bool = False
    registration: str = ""
    emergency: str = "000"
    safety: str = ""
    sample: tuple[str, ...] = ()
