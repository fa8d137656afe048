"""New address: a person moves to another mailbox, which has to prove itself before it counts.

The letter with the proof goes to a row beside the people's, as notices to the clinic do, so that
nothing is known about the new address but that a letter went there. With the press the address
changes, and the links of earlier letters die with it: whoever has the old mailbox now, a recycled
one perhaps, holds nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from drip.domain.deliveries import Delivery, Purpose
from drip.domain.letters import OwnText
from drip.domain.people import Subscriber, SubscriberState
from drip.flow.in_force import offer
from drip.flow.joining.signup_form import read_email
from drip.flow.letters.addresses import own_domains
from drip.flow.letters.visit import is_older
from drip.flow.services import Services
from drip.links import LinkError, LinkPurpose, fold_address
from drip.storage import ledger, mailboxes, own_texts, subscribers, suppressions, tasks
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, note
from drip.storage.ledger import NewDelivery

#: For how long the proof counts.
PROVES_FOR = timedelta(days=3)
_A_DAY = 3
_AGAIN_AFTER = timedelta(minutes=10)
_FREE = frozenset({SubscriberState.PENDING, SubscriberState.ERASED})
_NO_LETTERS = "You get no letters now, so there is nothing to move. You can sign up again."
_SAME = "This is the address that your letters go to already."
_ENOUGH = "We have sent several of these letters today. Try again tomorrow, or ring us."
_REFUSED = "We can't write to this address. Use another one, or ring us."


class NewAddressError(ValueError):
    """An address that cannot be taken: the message is shown beside the field."""


@dataclass(frozen=True, slots=True)
class Move:
    """Whose address changes, and whether it has."""

    person: Subscriber
    address: str
    done: bool = False


def ask(services: Services, tx: Transaction, person: Subscriber, typed: str, now: datetime) -> None:
    """Owe a letter to the new address, with the link whose press proves it.

    Raises:
        NewAddressError: with a sentence for the person.
    """
    if person.state is not SubscriberState.ACTIVE:
        raise NewAddressError(_NO_LETTERS)
    try:
        address = read_email(typed, own_domains(services.sending))
    except ValueError as error:
        raise NewAddressError(str(error)) from error
    hashed = _hash(services, address)
    if hashed == subscribers.address_hash(tx, person.id):
        raise NewAddressError(_SAME)
    if suppressions.in_force(tx, hashed):
        raise NewAddressError(_REFUSED)
    room = services.links.keyed_hash("new-address", f"{person.id} {fold_address(address)}")
    kept = mailboxes.ensure(tx, {room: address}, zone=person.zone, now=now)
    letter = _letter(tx, person, kept[room], now)
    if letter is None:
        raise NewAddressError(_ENOUGH)
    own_texts.keep(tx, {letter.slot: _text(services, tx, person, letter, now)})
    _log(tx, person, "Asked for their letters to go to another address.", now)


def _letter(tx: Transaction, person: Subscriber, room: int, now: datetime) -> Delivery | None:
    """The row of the letter; none when enough went today. A second press asks for no second one."""
    for number in range(_A_DAY):
        slot = f"address:{person.id}:{now.date().isoformat()}:{number}"
        row = NewDelivery(
            slot=slot,
            purpose=Purpose.NOTICE,
            subscriber_id=room,
            sequence="",
            about=person.id,
            due_at=now,
            open_until=now + PROVES_FOR,
            plan_reason="To prove a new address.",
        )
        new = ledger.add(tx, [row], now)
        letter = ledger.by_slot(tx, slot)
        if new or (letter.subscriber_id == room and letter.due_at > now - _AGAIN_AFTER):
            return letter
    return None


def _text(
    services: Services, tx: Transaction, person: Subscriber, letter: Delivery, now: datetime
) -> OwnText:
    clinic = offer.clinic_in(services, tx)
    url = services.links.url(LinkPurpose.ADDRESS, letter.id, now=now)
    return OwnText(
        subject="Is this your new address?",
        text=(
            f"Hello {person.first_name},\n\n"
            f"Somebody, we hope you, asked {clinic.name} to send your letters to this address "
            "from now on. If that is right, open this page and press its button within three "
            f"days:\n\n{url}\n\n"
            "If it wasn't you, do nothing: nothing changes, and you will hear no more from us."
        ),
    )


def look(services: Services, token: str, now: datetime) -> Move:
    """What the proof is about. Changes nothing.

    Raises:
        LinkError: the link is not ours, or its time is over.
    """
    with services.database.read() as tx:
        return _find(services, tx, token, now)


def prove(services: Services, token: str, now: datetime) -> Move:
    """The press: the address is theirs, and the letters go there.

    Raises:
        LinkError: the link is not ours, its time is over, or the address is another person's.
    """
    with services.database.write() as tx:
        move = _find(services, tx, token, now)
        subscribers.lock(tx, move.person.id)
        move = _find(services, tx, token, now)
        if move.done:
            return move
        hashed = _hash(services, move.address)
        other = subscribers.by_address(tx, hashed)
        if other is None or other.state in _FREE:
            if other is not None:
                gone = services.links.keyed_hash("given-up", other.ref)
                subscribers.give_up_address(tx, other.id, gone)
            subscribers.change_address(tx, move.person.id, move.address, hashed, now)
            _log(tx, move.person, "Their letters go to another address now.", now)
            return Move(move.person, move.address, done=True)
        _ask_staff(tx, move.person, now)
    raise LinkError


def _find(services: Services, tx: Transaction, token: str, now: datetime) -> Move:
    link = services.links.read(LinkPurpose.ADDRESS, token, now=now)
    letter = ledger.get(tx, link.subject)
    if letter is None or letter.about is None or (letter.dated_at or now) + PROVES_FOR <= now:
        raise LinkError
    people = subscribers.get(tx, [letter.about, letter.subscriber_id])
    person, room = people.get(letter.about), people.get(letter.subscriber_id)
    if person is None or room is None or person.state is not SubscriberState.ACTIVE:
        raise LinkError
    done = fold_address(person.email) == fold_address(room.email)
    if not done and is_older(letter, person):
        raise LinkError
    return Move(person, room.email, done)


def _ask_staff(tx: Transaction, person: Subscriber, now: datetime) -> None:
    tasks.add(
        tx,
        cause=f"address:{person.id}:{now.date().isoformat()}",
        title="Wants to use an address that is known here already",
        detail="It belongs to another person's row, perhaps their own from before. Talk to them.",
        subscriber_id=person.id,
        now=now,
    )


def _hash(services: Services, address: str) -> str:
    return services.links.keyed_hash("address", fold_address(address))


def _log(tx: Transaction, person: Subscriber, reason: str, now: datetime) -> None:
    note(
        tx,
        now=now,
        kind=Kind.CHANGED,
        reason=reason,
        actor="subscriber",
        subscriber_id=person.id,
    )
