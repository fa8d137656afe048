"""Acknowledgement: once a person, a word that their reply has come in, if the clinic wants that.

It goes to what a person wrote and to nothing else, from the null sender, and says itself that it is
automatic (RFC 3834). Once a person for ever, so that no two machines can talk to each other.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from drip.content.opening import opening_words
from drip.domain.deliveries import ACKNOWLEDGEMENT, Purpose
from drip.domain.letters import OwnText
from drip.domain.mail import Mail
from drip.domain.people import Clinic, Subscriber, SubscriberState
from drip.flow.in_force import offer
from drip.flow.letters.threading import again, references_to
from drip.flow.services import Services
from drip.storage import cases, ledger, own_texts
from drip.storage.database import Transaction
from drip.storage.ledger import NewDelivery

#: Later than this it would only puzzle.
_NEWS_FOR = timedelta(hours=4)


def owe(services: Services, tx: Transaction, person: Subscriber, mail: Mail, now: datetime) -> bool:
    """Owe a person the acknowledgement; answers whether it is new.

    Somebody who left, or whose words may mean an emergency, gets none.
    """
    clinic = offer.clinic_in(services, tx)
    if not clinic.acknowledge or person.state is not SubscriberState.ACTIVE:
        return False
    if cases.open_of(tx, person.id):
        return False
    slot = f"{ACKNOWLEDGEMENT}{person.id}"
    row = NewDelivery(
        slot=slot,
        purpose=Purpose.NOTICE,
        subscriber_id=person.id,
        sequence="",
        due_at=now,
        open_until=now + _NEWS_FOR,
        plan_reason="Their first reply came in: a word that somebody will read it.",
    )
    if not ledger.add(tx, [row], now):
        return False
    text = OwnText(
        subject=again(mail.subject),
        text=_words(clinic),
        in_reply_to=mail.message_id,
        references=references_to(mail.message_id, mail.references or mail.in_reply_to),
    )
    own_texts.keep(tx, {slot: text})
    return True


def _words(clinic: Clinic) -> str:
    hours = opening_words(clinic.hours)
    when = f"when the clinic is open: {hours}" if hours else "when the clinic is open"
    ring = f" If you would rather talk, ring us on {clinic.phone}." if clinic.phone else ""
    return (
        "Thank you for writing. This is an automatic message, and you will get it only once.\n\n"
        f"A person reads replies {when}.{ring}\n\n"
        "If you have new numbness around the groin or back passage, trouble passing or holding "
        "urine or stools, new leg weakness, a fever, or pain after a fall, do not wait for us. "
        "Call 000 or go to your nearest emergency department."
    )
