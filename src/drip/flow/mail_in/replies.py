"""Replies: what people write by email, from both doors, in the order of `domain.md` 3.2.

A mail's own words are read, a wish to leave is granted, words of an emergency raise a case, and it
always becomes a message that a person reads. Only then, and only if they are surely the person's
own, its answers count like those of a form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from drip.domain.inbox import Direction, MessageChannel, Sender
from drip.domain.mail import Mail, MailKind
from drip.domain.people import SuppressionReason
from drip.engine.replies import Wish
from drip.flow.in_turn import in_turn
from drip.flow.leaving.leave import leave_tx
from drip.flow.mail_in import acknowledgement
from drip.flow.mail_in.answers_by_mail import beside_the_questions, take_answers
from drip.flow.mail_in.correlation import Whose, letter_of, whose
from drip.flow.mail_in.reading import ReadReply, read_reply
from drip.flow.services import Services
from drip.flow.urgent.safety import Urgent, raise_case
from drip.inbound.calendar_comments import comments
from drip.inbound.child import read_safely
from drip.links import fold_address
from drip.storage import ledger, mails, messages, tasks, threads
from drip.storage.database import StorageError, Transaction
from drip.storage.mails import KeptMail
from drip.storage.messages import NewMessage

log = structlog.get_logger()

#: How many mails one look takes.
MAILS = 200
_KINDS = (
    MailKind.PERSON, MailKind.AUTO_REPLY, MailKind.READ_RECEIPT, MailKind.CALENDAR, MailKind.BOUNCE
)  # fmt: skip
#: What says nothing to anybody, unless a cry for help stands in it.
_PASSING = frozenset({MailKind.READ_RECEIPT, MailKind.CALENDAR, MailKind.BOUNCE})
_OTHERS = "It came from another address than the person's."
_UNPROVED = "Nothing proves that the person wrote it."
_LATE = "It answers an older check-in: a newer one is open."
_NOBODY = "Nobody here has this address."
_SEVERAL = "It answers letters of several people, and came from the address of none of them."
_BROKEN = "No program could work it off: open the mail itself."
#: A mail that fails is tried again for so long.
_TRIED_FOR = timedelta(minutes=10)
_BY_PROGRAM = "A program sent it, and words in it may mean an emergency."
_MAY_LEAVE = "It may be a wish to get no more letters."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One mail where it is worked off."""

    services: Services
    tx: Transaction
    now: datetime
    kept: KeptMail
    read: ReadReply
    whose: Whose

    @property
    def mail(self) -> Mail:
        """The mail itself."""
        return self.read.mail

    @property
    def wish(self) -> Wish | None:
        """What it says about getting no more letters."""
        return self.read.wish

    @property
    def by_robot(self) -> bool:
        """Whether no person wrote it."""
        return self.kept.kind != MailKind.PERSON

    @property
    def urgent(self) -> bool:
        """Whether it holds words of an emergency that are not staff's own."""
        known = self.whose.person is not None or not self.by_robot
        return self.read.verdict.urgent and self.whose.sender is not Sender.STAFF and known

    @property
    def quiet(self) -> bool:
        """Whether nobody has to read it: a robot wrote it, and nothing in it may be urgent."""
        return self.by_robot and not self.read.verdict.urgent

    @property
    def says_nothing(self) -> bool:
        """Whether it needs no place in a thread either."""
        passing = self.kept.kind in _PASSING or self.whose.person is None
        return self.quiet and passing


def take_waiting(services: Services, now: datetime, *, most: int = MAILS) -> int:
    """Work off what people wrote, the oldest first; answers how many mails were looked at."""
    return in_turn(
        services,
        lambda tx, after: mails.next_waiting(tx, _KINDS, after=after),
        lambda kept: _safely(services, kept, now),
        most=most,
    )


def _safely(services: Services, kept: KeptMail, now: datetime) -> None:
    """Take one mail; one that breaks something costs no other, and a person hears of it."""
    try:
        _take(services, kept, read_safely(kept.delivered), now)
    except StorageError:
        raise
    except Exception:
        log.exception("reply not taken", mail=kept.id)
        with services.database.write() as tx:
            tasks.add(
                tx,
                cause=f"mail:{kept.id}",
                title="A mail that came in could not be worked off",
                detail=f"Mail {kept.id} is kept, and a person should read it; the log of the "
                "worker says what went wrong.",
                now=now,
            )
            if now - kept.received_at > _TRIED_FOR and mails.hold(tx, kept.id):
                _keep_as_it_is(services, tx, kept, now)


def _keep_as_it_is(services: Services, tx: Transaction, kept: KeptMail, now: datetime) -> None:
    """Give up on a mail that fails again and again: staff see that it is there."""
    letter = ledger.get(tx, kept.delivery_id) if kept.delivery_id is not None else None
    who = letter.subscriber_id if letter is not None else None
    if who is not None:
        thread_id = threads.of_subscriber(tx, who, kept.received_at)
    else:
        hashed = services.links.keyed_hash("address", f"mail {kept.id}")
        thread_id = threads.of_address(tx, hashed, kept.received_at)
    new = NewMessage(
        cause=f"mail:{kept.fingerprint}",
        thread_id=thread_id,
        subscriber_id=who,
        channel=MessageChannel.MAIL,
        direction=Direction.IN,
        sender=Sender.UNVERIFIED,
        at=kept.received_at,
        text="",
        mail_id=kept.id,
        delivery_id=letter.id if letter is not None else None,
        needs_person=True,
        why=_BROKEN,
        by=kept.envelope_from,
    )
    messages.add(tx, new)
    threads.arrived(tx, thread_id, kept.received_at)
    mails.done(tx, kept.id, note="kept for a person", now=now)


def _take(services: Services, kept: KeptMail, mail: Mail, now: datetime) -> None:
    if kept.kind == MailKind.CALENDAR:
        # The event itself is ours; the comment is the person's.
        mail = replace(mail, text=f"{mail.text}\n{comments(mail)}".strip())
    with services.database.read() as tx:
        letter = letter_of(services, tx, kept, mail, now)
    read = read_reply(services, mail, letter)
    with services.database.write() as tx:
        if not mails.hold(tx, kept.id):
            return
        about = whose(services, tx, kept, mail, now)
        reply = Reply(
            services=services,
            tx=tx,
            now=now,
            kept=kept,
            read=beside_the_questions(services, tx, about, read, now),
            whose=about,
        )
        note = _follow(reply)
        mails.done(tx, kept.id, note=note, now=now)
    log.info("reply taken", mail=kept.id, note=note)


def _follow(reply: Reply) -> str:
    """Do everything that follows, in order; answers what the mail was."""
    if reply.says_nothing:
        return "nothing follows" if reply.whose.person else "an automatic mail of nobody we know"
    message_id, thread_id = _message(reply)
    if message_id is None:
        return "the same mail again"
    _grant_wish(reply)
    if reply.urgent:
        _raise(reply, thread_id, message_id)
    _in_thread(reply, thread_id)
    if reply.by_robot:
        return "an automatic reply"
    if reply.whose.sender is Sender.STAFF:
        return "a copy of what staff wrote"
    counted = take_answers(reply.services, reply.tx, reply.whose, reply.read, message_id, reply.now)
    _acknowledge(reply)
    return f"a reply: {counted} answers counted"


def _message(reply: Reply) -> tuple[int | None, int]:
    """Keep it in its thread; no message when the same mail was kept before."""
    about, read, mail = reply.whose, reply.read, reply.mail
    thread_id = _thread(reply)
    staff = about.sender is Sender.STAFF
    new = NewMessage(
        cause=f"mail:{reply.kept.fingerprint}",
        thread_id=thread_id,
        subscriber_id=about.person.id if about.person else None,
        channel=MessageChannel.MAIL,
        direction=Direction.OUT if staff else Direction.IN,
        sender=about.sender,
        at=reply.kept.received_at,
        subject=read.subject,
        text=read.text,
        removed="\n".join(filter(None, (read.new.signature, read.new.removed))),
        message_id=mail.message_id,
        in_reply_to=next(iter(mail.in_reply_to), ""),
        references=mail.references,
        mail_id=reply.kept.id,
        delivery_id=about.letter.id if about.letter else None,
        check_in_id=about.check_in.id if about.check_in else None,
        late=about.late,
        urgent=reply.urgent,
        needs_person=not reply.quiet and not staff and (read.needs_person or bool(_doubts(reply))),
        quiet=reply.quiet,
        groups=[group.value for group in read.verdict.groups] if reply.urgent else [],
        why=" ".join((*read.why, *_doubts(reply))),
        by="" if about.sender is Sender.SELF else mail.from_address,
    )
    return messages.add(reply.tx, new), thread_id


def _thread(reply: Reply) -> int:
    person, now = reply.whose.person, reply.kept.received_at
    if person is not None:
        return threads.of_subscriber(reply.tx, person.id, now)
    address = reply.mail.from_address
    whose_it_is = fold_address(address) if address else f"mail {reply.kept.id}"
    hashed = reply.services.links.keyed_hash("address", whose_it_is)
    return threads.of_address(reply.tx, hashed, now)


def _doubts(reply: Reply) -> list[str]:
    about = reply.whose
    said = {
        Sender.OTHER: _OTHERS,
        Sender.UNVERIFIED: _UNPROVED,
        Sender.UNKNOWN: _NOBODY,
    }.get(about.sender)
    found = [said] if said else []
    if about.several:
        numbers = " and ".join(str(one) for one in about.several)
        found = [f"{_SEVERAL} Their numbers are {numbers}."]
    if reply.by_robot and not reply.quiet:
        found.append(_BY_PROGRAM)
    if about.late:
        found.append(_LATE)
    if reply.wish is not None and not (reply.wish.sure and _is_theirs(reply)):
        found.append(_MAY_LEAVE)
    return found


def _is_theirs(reply: Reply) -> bool:
    """Whether the person themselves wrote it."""
    return reply.whose.sender is Sender.SELF and not reply.by_robot


def _grant_wish(reply: Reply) -> None:
    """Who surely wants no more letters gets none; a wish by another sender is staff's to see to."""
    person = reply.whose.person
    if person is not None and reply.wish is not None and reply.wish.sure and _is_theirs(reply):
        leave_tx(
            reply.services,
            reply.tx,
            subscriber_id=person.id,
            reason=SuppressionReason.UNSUBSCRIBED,
            source="reply",
            now=reply.now,
        )


def _raise(reply: Reply, thread_id: int, message_id: int) -> None:
    about = reply.whose
    urgent = Urgent(
        thread_id=thread_id,
        message_id=message_id,
        subscriber_id=about.person.id if about.person else None,
        groups=tuple(group.value for group in reply.read.verdict.groups),
        answerable=about.sender in {Sender.SELF, Sender.UNVERIFIED} and not reply.by_robot,
    )
    raise_case(reply.services, reply.tx, urgent, reply.now)


def _in_thread(reply: Reply, thread_id: int) -> None:
    """Let staff know that there is something to read.

    Their own copies answer what came before, if it is sure that they wrote them.
    """
    at = reply.kept.received_at
    if reply.whose.sender is Sender.STAFF:
        newest = messages.newest_in(reply.tx, thread_id)
        seen = newest.id if newest is not None and newest.at <= at else 0
        if reply.whose.proved:
            threads.answered(reply.tx, thread_id, seen=seen, at=at)
            return
        threads.arrived(reply.tx, thread_id, at)
    elif reply.quiet:
        threads.touched(reply.tx, thread_id, at)
    else:
        threads.arrived(reply.tx, thread_id, at)


def _acknowledge(reply: Reply) -> None:
    person = reply.whose.person
    if person is not None and _is_theirs(reply) and not (reply.urgent or reply.wish):
        acknowledgement.owe(reply.services, reply.tx, person, reply.mail, reply.now)
