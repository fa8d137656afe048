"""Sorting: what mail that came in is, and what follows at once.

A bounce to a letter's own address is worked off, a complaint stops everything, any mail to a
goodbye address is a goodbye. What a person wrote is kept and waits for somebody, and so does what
a program sent in which somebody may ask for help. Nothing here answers anybody, so no robot is
ever answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from drip.domain.deliveries import WAITING, Delivery, DeliveryState
from drip.domain.mail import Mail, MailKind
from drip.domain.people import SuppressionReason
from drip.engine.replies import says_only_that
from drip.flow.in_turn import in_turn
from drip.flow.leaving.bounces import bounced
from drip.flow.leaving.complaints import complained, say_goodbye
from drip.flow.letters.addresses import Box
from drip.flow.reported import settling
from drip.flow.services import Services
from drip.flow.urgent.safety import judge
from drip.inbound.bounce_signs import reports_delivery
from drip.inbound.bounces import read_bounce
from drip.inbound.child import read_safely
from drip.inbound.complaints import read_complaint
from drip.inbound.kinds import kind_of
from drip.inbound.new_text import new_text
from drip.storage import events, evidence, ledger, mails, tasks
from drip.storage.database import StorageError, Transaction
from drip.storage.mails import KeptMail

log = structlog.get_logger()

#: How many mails one look takes.
MAILS = 200
#: What a mail says that waits for whoever reads replies.
WAITS = "waits to be taken"
#: What is looked at further: also what a program wrote, for a person may stand behind it.
_FOR_THE_INBOX = frozenset(
    {MailKind.PERSON, MailKind.AUTO_REPLY, MailKind.READ_RECEIPT, MailKind.CALENDAR}
)
#: What mail programs write into a goodbye of their own.
_PROGRAMS_WORDS = "automatically generated"
_IN_DOUBT = WAITING | {DeliveryState.UNKNOWN, DeliveryState.UNRESOLVED}
_WENT = "A mail came back about it: the letter went."
#: By these a robot says that it answers a mail; one that unsubscribes for a person does not.
_ANSWERS = ("x-autoreply", "x-autorespond", "x-auto-response", "x-autoresponder")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """One mail that was read, where it is worked off.

    `delivery` is the letter that it is about: by the address's token, else by the Message-ID that
    a report gives back. Neither can be guessed. `alarming` tells that words in it may mean an
    emergency.
    """

    services: Services
    tx: Transaction
    now: datetime
    kept: KeptMail
    mail: Mail
    delivery: Delivery | None
    alarming: bool = False


def sort_waiting(services: Services, now: datetime, *, most: int = MAILS) -> int:
    """Look at the mail that came in, the oldest first; answers how many were looked at."""
    return in_turn(
        services,
        lambda tx, after: mails.next_unsorted(tx, after=after),
        lambda kept: _safely(services, kept, now),
        most=most,
    )


def _safely(services: Services, kept: KeptMail, now: datetime) -> None:
    """Sort one mail; one that breaks something costs no other, and a person hears of it."""
    try:
        mail = read_safely(kept.delivered)
        _sort(services, kept, mail, now)
    except StorageError:
        raise
    except Exception:
        log.exception("mail not sorted", mail=kept.id)
        with services.database.write() as tx:
            mails.sorted_in(tx, kept.id, MailKind.PERSON, note="could not be worked off")
            tasks.add(
                tx,
                cause=f"mail:{kept.id}",
                title="A mail that came in could not be worked off",
                detail=f"Mail {kept.id} is kept; the log of the worker says why.",
                now=now,
            )


def _sort(services: Services, kept: KeptMail, mail: Mail, now: datetime) -> None:
    alarming = _is_alarming(services, mail)
    with services.database.write() as tx:
        kind = _kind(services, tx, mail)
        if not mails.sorted_in(tx, kept.id, kind, note=WAITS):
            return
        about = Sorted(
            services=services,
            tx=tx,
            now=now,
            kept=kept,
            mail=mail,
            delivery=_letter(tx, kept, kind, mail),
            alarming=alarming,
        )
        note = _follow(about, kind)
        if note:
            mails.done(tx, kept.id, note=note, now=now)
    log.info("mail sorted", mail=kept.id, kind=kind.value, box=kept.box, note=note or WAITS)


def _kind(services: Services, tx: Transaction, mail: Mail) -> MailKind:
    """What wrote a mail. A Message-ID is ours when a letter went under it."""
    ref, _, domain = mail.message_id.partition("@")
    known = ref and (
        evidence.by_refs(tx, {ref}) or events.deliveries_of_smtp_ids(tx, {mail.message_id})
    )
    ours = frozenset({domain.lower()}) if known else frozenset[str]()
    sending = services.sending
    machines = frozenset({sending.bounce_domain, sending.reply_domain} - {""})
    return kind_of(mail, own_domains=machines, own_message_id_domains=ours)


def _letter(tx: Transaction, kept: KeptMail, kind: MailKind, mail: Mail) -> Delivery | None:
    if kept.delivery_id is not None:
        return ledger.get(tx, kept.delivery_id)
    reports: Mapping[MailKind, Callable[[Mail], str]] = {
        MailKind.BOUNCE: lambda one: read_bounce(one).original_message_id,
        MailKind.COMPLAINT: lambda one: read_complaint(one).original_message_id,
    }
    if kind not in reports:
        return None
    ref = reports[kind](mail).partition("@")[0]
    return evidence.by_refs(tx, {ref}).get(ref) if ref else None


def _follow(about: Sorted, kind: MailKind) -> str:
    """Do what follows; answers what was done, or nothing when the mail waits for somebody."""
    if kind is MailKind.LOOP:
        return "a letter of our own"
    if kind is MailKind.BOUNCE:
        note = _bounce(about)
        return "" if about.alarming else note
    if kind is MailKind.COMPLAINT:
        return _complaint(about)
    if about.kept.box == Box.GOODBYE:
        note = _goodbye(about, kind)
        more = kind is MailKind.PERSON and _says_more(about.mail)
        return "" if more or about.alarming else note
    return "" if kind in _FOR_THE_INBOX else "nothing follows"


def _is_alarming(services: Services, mail: Mail) -> bool:
    """Whether words in a mail may mean an emergency; a report of delivery is a server's."""
    if reports_delivery(mail):
        return False
    return judge(services, new_text(mail.text).text).urgent


def _bounce(about: Sorted) -> str:
    found = read_bounce(about.mail)
    _went(about)
    if not found.failed:
        return f"a report: {found.action or 'no word'}"
    if about.delivery is None:
        return "about no letter of ours"
    verdict = bounced(
        about.services,
        about.tx,
        delivery=about.delivery,
        status=found.status,
        diagnostic=found.diagnostic,
        source="dsn",
        now=about.now,
        at=about.kept.received_at,
    )
    return f"a bounce: {verdict.value}"


def _complaint(about: Sorted) -> str:
    if about.delivery is None:
        return "a complaint about no letter of ours"
    _went(about)
    complained(
        about.services, about.tx, delivery=about.delivery, source="feedback report", now=about.now
    )
    return "a complaint"


def _goodbye(about: Sorted, kind: MailKind) -> str:
    """Any mail to a goodbye address is one, also an empty one: a mail program wrote it."""
    if kind is MailKind.AUTO_REPLY and _is_answer(about.mail):
        return "nothing follows"
    if about.delivery is None:
        return "about no letter of ours"
    _went(about)
    say_goodbye(
        about.services,
        about.tx,
        delivery=about.delivery,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="mail",
        now=about.now,
    )
    return "a goodbye"


def _says_more(mail: Mail) -> bool:
    """Whether somebody wrote more than that they want no letters."""
    words = new_text(mail.text).text.strip()
    return bool(words) and not says_only_that(words) and _PROGRAMS_WORDS not in words


def _is_answer(mail: Mail) -> bool:
    """Whether a robot answered by it.

    A mail program that unsubscribes for a person only says `auto-generated`, or that it made the
    mail by itself.
    """
    answered = mail.header("auto-submitted").lower().startswith("auto-replied")
    return answered or mail.return_path == "" or any(mail.header(name) for name in _ANSWERS)


def _went(about: Sorted) -> None:
    """News about a letter proves that it went, whatever the ledger thought of it."""
    letter = about.delivery
    if letter is not None and letter.state in _IN_DOUBT:
        seen = {letter.id: about.kept.received_at}
        settling.went(about.services, about.tx, [letter], seen, words=_WENT, now=about.now)
