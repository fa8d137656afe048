"""Correlation: who wrote a mail, and which letter and check-in it belongs to.

By the token of the address, else by a Message-ID that it answers, else by its sender, if its
sender is proved and only one check-in waits. Whoever holds a letter may forward it, so a token
alone does not say who writes; and who writes to the tokens of several people is one of them only
by their own address. Tried in this order, and never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from drip.domain.answers import CheckIn, CheckInState
from drip.domain.deliveries import WAITING, Delivery, DeliveryState, Purpose
from drip.domain.inbox import Sender
from drip.domain.mail import Mail
from drip.domain.people import Clinic, Subscriber, SubscriberState
from drip.flow.answering.check_ins import open_check_ins
from drip.flow.in_force import offer
from drip.flow.letters.addresses import Box, addressed
from drip.flow.reported import settling
from drip.flow.services import Services
from drip.inbound import authenticity
from drip.inbound.authenticity import Vouched
from drip.links import fold_address
from drip.storage import check_ins, events, evidence, ledger, mails, messages, staff, subscribers
from drip.storage.database import Transaction
from drip.storage.mails import KeptMail

_IN_DOUBT = WAITING | {DeliveryState.UNKNOWN, DeliveryState.UNRESOLVED}
_UNANSWERED = frozenset({CheckInState.OPEN, CheckInState.SILENT})
_WENT = "It was answered by email: the letter went."
#: Ids of a thread that are looked up: the nearest ones.
_MOST_IDS = 30
_BY_PARSE = "parse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Who wrote a mail and what about.

    `person` is whose thread it belongs to; without one it belongs to its sender's address. `letter`
    is the one that it answers, `check_in` the one that it belongs to; `late` says that a newer one
    had opened since. `proved` tells that the sender's domain stands behind the sender. `several`
    are the people to whose letters it is addressed, where that does not tell whose it is.
    """

    sender: Sender
    person: Subscriber | None = None
    letter: Delivery | None = None
    check_in: CheckIn | None = None
    late: bool = False
    proved: bool = False
    several: tuple[int, ...] = ()


def letter_of(
    services: Services, tx: Transaction, kept: KeptMail, mail: Mail, now: datetime
) -> Delivery | None:
    """The letter that a mail answers, by a token or by a Message-ID; neither can be guessed.

    None where it answers letters of several people, and its sender is none of them.
    """
    letters = _by_tokens(services, tx, kept, mail, now)
    if len({one.subscriber_id for one in letters}) <= 1:
        return letters[0] if letters else _by_message_id(tx, _answered(mail))
    people = subscribers.get(tx, {one.subscriber_id for one in letters})
    sender = fold_address(mail.from_address)
    named = {one.id for one in people.values() if fold_address(one.email) == sender}
    theirs = [one for one in letters if one.subscriber_id in named]
    return theirs[0] if len(named) == 1 else None


def _by_tokens(
    services: Services, tx: Transaction, kept: KeptMail, mail: Mail, now: datetime
) -> list[Delivery]:
    """The letters whose tokens a mail is addressed to, that of its own envelope first.

    Its other recipients may come in later, so its headers are asked as well.
    """
    named = [addressed(one, services.sending, services.links, now) for one in mail.to]
    ids = [
        kept.delivery_id or 0,
        *mails.letters_of(tx, kept.fingerprint),
        *(one.delivery_id for one in named if one is not None and one.box is Box.REPLIES),
    ]
    found = ledger.get_all(tx, {one for one in ids if one})
    return [found[one] for one in dict.fromkeys(ids) if one in found]


def whose(services: Services, tx: Transaction, kept: KeptMail, mail: Mail, now: datetime) -> Whose:
    """Who wrote a mail, and what it belongs to.

    A letter that is answered went, whatever the ledger thought of it.
    """
    vouched = _vouched(services, kept, mail)
    letter = letter_of(services, tx, kept, mail, now)
    if letter is not None:
        return _of_letter(services, tx, _settled(services, tx, letter, now), mail, vouched)
    several = {one.subscriber_id for one in _by_tokens(services, tx, kept, mail, now)}
    if several:
        proved = vouched.covers(mail.from_address)
        return Whose(sender=Sender.UNKNOWN, proved=proved, several=tuple(sorted(several)))
    earlier = messages.named(tx, _answered(mail))
    people = {one.subscriber_id for one in earlier.values() if one.subscriber_id}
    person = _known(subscribers.get(tx, people).values()) if len(people) == 1 else None
    if person is not None:
        sender = _sender(services, tx, person, mail, vouched)
        proved = vouched.covers(mail.from_address)
        return Whose(sender=sender, person=person, proved=proved)
    return _by_address(services, tx, mail, vouched, now)


def _of_letter(
    services: Services, tx: Transaction, letter: Delivery, mail: Mail, vouched: Vouched
) -> Whose:
    person = _known(subscribers.get(tx, [letter.subscriber_id]).values())
    if person is None:
        return Whose(sender=Sender.UNKNOWN)
    check_in = _asked_by(tx, letter)
    return Whose(
        sender=_sender(services, tx, person, mail, vouched),
        person=person,
        letter=letter,
        check_in=check_in,
        late=check_in is not None and _is_late(tx, check_in),
        proved=vouched.covers(mail.from_address),
    )


def _by_address(
    services: Services, tx: Transaction, mail: Mail, vouched: Vouched, now: datetime
) -> Whose:
    """By the sender alone, or for a copy of what staff wrote by whom they wrote to."""
    proved = vouched.covers(mail.from_address)
    person = _at(services, tx, [mail.from_address])
    if person is None and _is_staff(tx, mail.from_address, offer.clinic_in(services, tx)):
        to = _at(services, tx, mail.to)
        if to is not None:
            return Whose(sender=Sender.STAFF, person=to, proved=proved)
    if person is None:
        return Whose(sender=Sender.UNKNOWN, proved=proved)
    if not proved or vouched.forged:
        return Whose(sender=Sender.UNVERIFIED, person=person)
    waiting = [
        one
        for one in check_ins.of_subscriber(tx, person.id)
        if one.state in _UNANSWERED and one.closes_at > now
    ]
    check_in = waiting[0] if len(waiting) == 1 else None
    letter = ledger.get(tx, check_in.delivery_id) if check_in is not None else None
    return Whose(sender=Sender.SELF, person=person, letter=letter, check_in=check_in, proved=proved)


def _sender(
    services: Services, tx: Transaction, person: Subscriber, mail: Mail, vouched: Vouched
) -> Sender:
    """Who writes with somebody's token."""
    address = fold_address(mail.from_address)
    if address == fold_address(person.email):
        return Sender.UNVERIFIED if vouched.forged else Sender.SELF
    if _is_staff(tx, mail.from_address, offer.clinic_in(services, tx)):
        return Sender.STAFF
    return Sender.OTHER


def _is_staff(tx: Transaction, address: str, clinic: Clinic) -> bool:
    """Whether an address is the clinic's own, or somebody's who works there."""
    own = (
        clinic.reply_to, clinic.sender, clinic.reception, clinic.owner, *clinic.alarm_addresses
    )  # fmt: skip
    folded = fold_address(address)
    if folded in {fold_address(one) for one in own if one}:
        return True
    return any(staff.by_email(tx, one) is not None for one in {address.strip(), folded} if one)


def _at(services: Services, tx: Transaction, addresses: Iterable[str]) -> Subscriber | None:
    """The first of these addresses that is somebody's."""
    for address in addresses:
        hashed = services.links.keyed_hash("address", fold_address(address))
        person = subscribers.by_address(tx, hashed)
        if person is not None and person.state is not SubscriberState.ERASED:
            return person
    return None


def _known(people: Iterable[Subscriber]) -> Subscriber | None:
    """The person, unless they were erased, or are no person at all."""
    nobody = {SubscriberState.ERASED, SubscriberState.CLINIC}
    return next((one for one in people if one.state not in nobody), None)


def _vouched(services: Services, kept: KeptMail, mail: Mail) -> Vouched:
    if kept.source == _BY_PARSE:
        return authenticity.kept(kept.vouched)
    return authenticity.of_headers(mail, services.sending.auth_host)


def _answered(mail: Mail) -> list[str]:
    """The Message-IDs that a mail answers, the nearest first."""
    return list(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))[:_MOST_IDS]


def _by_message_id(tx: Transaction, ids: list[str]) -> Delivery | None:
    """The letter with one of these ids: ours, or the one that the provider put in its place."""
    ours = evidence.by_refs(tx, {one.partition("@")[0] for one in ids})
    theirs = events.deliveries_of_smtp_ids(tx, ids)
    for one in ids:
        if letter := ours.get(one.partition("@")[0]):
            return letter
        found = theirs.get(one)
        if found is not None:
            return ledger.get(tx, found)
    return None


def _settled(services: Services, tx: Transaction, letter: Delivery, now: datetime) -> Delivery:
    """The letter, known to have gone, with its check-in open."""
    if letter.state in _IN_DOUBT:
        settling.went(services, tx, [letter], {letter.id: now}, words=_WENT, now=now)
    open_check_ins(services, tx, [letter], now)
    return ledger.get(tx, letter.id) or letter


def _asked_by(tx: Transaction, letter: Delivery) -> CheckIn | None:
    """The check-in that a letter opened, or that it reminds of."""
    if letter.purpose is Purpose.REMINDER and letter.about is not None:
        return check_ins.get(tx, [letter.about]).get(letter.about)
    return check_ins.of_delivery(tx, letter.id)


def _is_late(tx: Transaction, check_in: CheckIn) -> bool:
    every = check_ins.of_subscriber(tx, check_in.subscriber_id)
    return any(one.opened_at > check_in.opened_at for one in every)
