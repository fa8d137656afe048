"""Signup: somebody asks for letters. They get one letter that asks whether it was really them.

The same answer goes to everybody, whether we know the address or not.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from drip.domain.deliveries import Purpose, confirm_slot
from drip.domain.people import LIFTABLE, ConsentPurpose, Subscriber
from drip.flow.in_force.offer import Offer
from drip.flow.in_force.statements import ADULT, statements
from drip.flow.joining.signup_form import Wish
from drip.flow.services import Services
from drip.links import fold_address
from drip.storage import enrolments, ledger, limits, signups, subscribers, suppressions
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, note
from drip.storage.ledger import NewDelivery
from drip.storage.limits import Limit
from drip.storage.signups import NewSignup, Wording, Written
from drip.storage.subscribers import NewSubscriber

#: Least time between two letters that a signup causes, of each kind.
BETWEEN_LETTERS = timedelta(hours=24)
#: How long a signup waits to be confirmed before it is forgotten.
UNPROVEN_FOR = timedelta(days=7)
#: The letter for people who are in the programme already.
ALREADY = "_already"
_ADDRESS = "signup:address:"
_A_DAY = timedelta(hours=24)
_AN_HOUR = timedelta(hours=1)
_PER_ADDRESS, _PER_NETWORK, _PER_FORM, _IN_ALL = 10, 30, 300, 1000


class Heard(StrEnum):
    """What became of a signup. For tests and logs: the page says the same to everybody."""

    ASKED = "asked"  #: a confirmation is on its way
    TOLD = "told"  #: a letter says that they are in already
    QUIET = "quiet"  #: nothing: we wrote lately, or must not write
    BUSY = "busy"  #: too many from this network, or on this form


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a signup came from: the form's id, and the network address of the sender."""

    form: str
    network: str


def sign_up(services: Services, wish: Wish, offer: Offer, origin: Origin, now: datetime) -> Heard:
    """Take a signup; at most one confirmation in 24 hours goes to one address, whoever races."""
    address_hash = services.links.keyed_hash("address", fold_address(wish.email))
    network = services.links.keyed_hash("network", network_of(origin.network))
    post = _Post(
        NewSubscriber(
            email=wish.email,
            address_hash=address_hash,
            first_name=wish.first_name,
            zone=wish.zone,
            zone_guessed=wish.zone_guessed,
        ),
        wish,
        offer,
        origin.form,
        network,
    )
    heard = _flooded(services, post) or _take(services, post, now)
    structlog.get_logger().info("signup", heard=heard.value, form=origin.form)
    return heard


def network_of(address: str) -> str:
    """The /24 (IPv4) or /64 (IPv6) that an address belongs to: one household, one office."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False))  # noqa: PLR2004 - IP versions


def forget_unproven(services: Services, now: datetime) -> int:
    """Drop what people typed who never confirmed; answers how many were forgotten."""
    with services.database.write() as tx:
        return subscribers.forget_unproven(tx, now - UNPROVEN_FOR)


@dataclass(frozen=True, slots=True)
class _Post:
    new: NewSubscriber
    wish: Wish
    offer: Offer
    form: str
    network: str


def _flooded(services: Services, post: _Post) -> Heard | None:
    """What to answer while a limit has no room: a flood is only read about, never written down."""
    with services.database.read() as tx:
        return _held_back(limits.spent(tx, _limits(services, post), services.wall()))


def _take(services: Services, post: _Post, now: datetime) -> Heard:
    with services.database.write() as tx:
        over = limits.count(tx, _limits(services, post), services.wall())
        return _held_back(over) or _hear(tx, post, subscribers.know(tx, post.new, now), now)


def _limits(services: Services, post: _Post) -> list[Limit]:
    form = services.links.keyed_hash("form", post.form)
    return [
        Limit(f"{_ADDRESS}{post.new.address_hash}", _PER_ADDRESS, _A_DAY),
        Limit(f"signup:network:{post.network}", _PER_NETWORK, _AN_HOUR),
        Limit(f"signup:form:{form}", _PER_FORM, _AN_HOUR),
        # A form's id is the sender's word, so that all forms together have a limit too.
        Limit("signup:all", _IN_ALL, _AN_HOUR),
    ]


def _held_back(over: list[Limit]) -> Heard | None:
    if not over:
        return None
    only_address = all(limit.bucket.startswith(_ADDRESS) for limit in over)
    return Heard.QUIET if only_address else Heard.BUSY


def _hear(tx: Transaction, post: _Post, known: Subscriber, now: datetime) -> Heard:
    if suppressions.in_force(tx, post.new.address_hash) - LIFTABLE:
        return Heard.QUIET
    if any(one.sequence == post.wish.sequence for one in enrolments.live_of(tx, known.id)):
        return _tell(tx, post, known, now)
    return _ask(tx, post, known, now)


def _ask(tx: Transaction, post: _Post, known: Subscriber, now: datetime) -> Heard:
    """Write one confirmation. The signup of a post that is too early is not kept."""
    before = signups.written(tx, known.id, Purpose.CONFIRM)
    if _lately(before, now):
        return Heard.QUIET
    subscribers.ask_again(tx, known.id, post.new)
    wish = post.wish
    signup_id = signups.add(
        tx,
        NewSignup(
            subscriber_id=known.id,
            first_name=wish.first_name,
            sequence=wish.sequence,
            onset=wish.onset,
            zone=wish.zone,
            health_consent=wish.health_consent,
            wording=_agreed(post),
            source=post.form,
            network=post.network,
        ),
        now,
    )
    letter = NewDelivery(
        slot=confirm_slot(known.id, before.count + 1),
        purpose=Purpose.CONFIRM,
        subscriber_id=known.id,
        sequence=wish.sequence,
        due_at=now,
        open_until=now + UNPROVEN_FOR,
        about=signup_id,
        plan_reason="They signed up.",
    )
    ledger.add(tx, [letter], now)
    _note(tx, known.id, f"Signed up for {wish.sequence} on the form {post.form!r}.", now)
    return Heard.ASKED


def _tell(tx: Transaction, post: _Post, known: Subscriber, now: datetime) -> Heard:
    """Write that they are in already, once a day at most. Nothing else changes."""
    before = signups.written(tx, known.id, Purpose.NOTICE, ALREADY)
    if _lately(before, now):
        return Heard.QUIET
    letter = NewDelivery(
        slot=f"notice:{known.id}:already:{before.count + 1}",
        purpose=Purpose.NOTICE,
        subscriber_id=known.id,
        sequence=post.wish.sequence,
        step=ALREADY,
        due_at=now,
        open_until=now + _A_DAY,
        plan_reason="They signed up again for a programme they are in.",
    )
    ledger.add(tx, [letter], now)
    _note(tx, known.id, f"Signed up again for {post.wish.sequence}, which they are in.", now)
    return Heard.TOLD


def _lately(before: Written, now: datetime) -> bool:
    return before.last_at is not None and now - before.last_at < BETWEEN_LETTERS


def _agreed(post: _Post) -> Wording:
    said = statements(post.offer.clinic)
    ticked = [ConsentPurpose.PROGRAMME.value, ADULT]
    if post.wish.health_consent:
        ticked.append(ConsentPurpose.HEALTH.value)
    return {purpose: said[purpose].as_evidence() for purpose in ticked}


def _note(tx: Transaction, subscriber_id: int, reason: str, now: datetime) -> None:
    note(
        tx,
        now=now,
        kind=Kind.SIGNED_UP,
        reason=reason,
        actor="subscriber",
        subscriber_id=subscriber_id,
    )
