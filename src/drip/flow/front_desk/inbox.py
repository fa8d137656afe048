"""The inbox: who waits for staff, what was written with each person, and what staff do about it.

Urgent threads stand on top until their case is closed, then the oldest unread first. Nothing closes
by itself, and nothing that came meanwhile is put aside with what staff had seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drip.domain.answers import Channel, CheckIn
from drip.domain.deliveries import Delivery, Purpose
from drip.domain.inbox import (
    Case,
    Direction,
    Message,
    MessageChannel,
    Sender,
    Suggestion,
    SuggestionState,
    Thread,
)
from drip.domain.people import Subscriber, SubscriberState
from drip.errors import DripError
from drip.flow.answering.posting import Given, Post, post_tx
from drip.flow.mail_in.answers_by_mail import token_of
from drip.flow.planning import asked as asking
from drip.flow.services import Services
from drip.storage import (
    answers,
    cases,
    check_ins,
    enrolments,
    ledger,
    messages,
    subscribers,
    suggestions,
    threads,
)
from drip.storage.answers import Said, Words
from drip.storage.database import Transaction
from drip.storage.messages import NewMessage
from drip.storage.threads import Unread

#: The most characters of a note.
MOST_NOTE = 5000


class NoteEmptyError(DripError):
    """There is nothing in this note. Write a word or two first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One line of the inbox. `person` is missing for somebody we do not know."""

    thread: Thread
    person: Subscriber | None
    last: Message | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing of a conversation: a message, or a letter of ours; an answer by staff is both."""

    at: datetime
    message: Message | None = None
    letter: Delivery | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Everything with one person, in the order in which it happened.

    `seen` is the newest message in it: what staff do is about what they saw.
    """

    thread: Thread
    person: Subscriber | None
    entries: tuple[Entry, ...]
    suggestions: tuple[Suggestion, ...]
    cases: tuple[Case, ...]
    seen: int


class Taken(StrEnum):
    """What came of a suggestion that staff accepted."""

    COUNTED = "counted"
    KEPT = "kept"  #: the check-in takes no answer any more: it is kept there, and nothing follows
    GONE = "gone"  #: somebody was quicker


def waiting(services: Services, now: datetime, *, limit: int = 200) -> tuple[Waiting, ...]:
    """What waits for staff, in the order in which to take it."""
    with services.database.read() as tx:
        return _lines(tx, threads.waiting(tx, now, limit=limit))


def put_off(services: Services, now: datetime, *, limit: int = 200) -> tuple[Waiting, ...]:
    """What comes back later, the next one first."""
    with services.database.read() as tx:
        return _lines(tx, threads.snoozed(tx, now, limit=limit))


def unread(services: Services, now: datetime) -> Unread:
    """How much waits for staff, and since when the oldest does."""
    with services.database.read() as tx:
        return threads.unread(tx, now)


def _lines(tx: Transaction, found: Sequence[Thread]) -> tuple[Waiting, ...]:
    people = subscribers.get(tx, {one.subscriber_id for one in found if one.subscriber_id})
    last = messages.newest_of(tx, [one.id for one in found])
    return tuple(
        Waiting(thread=one, person=people.get(one.subscriber_id or 0), last=last.get(one.id))
        for one in found
    )


def conversation(services: Services, thread_id: int) -> Conversation | None:
    """A thread with everything in it; `None` when there is none."""
    with services.database.read() as tx:
        thread = threads.get(tx, thread_id)
        if thread is None:
            return None
        said = messages.of_thread(tx, thread_id)
        read_out = suggestions.of_thread(tx, thread_id)
        person, letters, opened = None, list[Delivery](), list[Case]()
        if thread.subscriber_id is not None:
            person = subscribers.get(tx, [thread.subscriber_id]).get(thread.subscriber_id)
            letters = ledger.handed_to(tx, thread.subscriber_id)
            opened = cases.open_of(tx, thread.subscriber_id)
    return Conversation(
        thread=thread,
        person=person,
        entries=_in_order(said, {one.id: one for one in letters}),
        suggestions=tuple(read_out),
        cases=tuple(opened),
        seen=max((one.id for one in said), default=0),
    )


def _in_order(said: list[Message], letters: Mapping[int, Delivery]) -> tuple[Entry, ...]:
    """Letters and messages by time; a letter stands before the answer to it."""
    found = [
        Entry(at=one.handed_at, letter=one)
        for one in letters.values()
        if one.handed_at is not None and one.purpose is not Purpose.STAFF_REPLY
    ]
    answers_by_staff = {
        key: one for key, one in letters.items() if one.purpose is Purpose.STAFF_REPLY
    }
    found += [
        Entry(at=one.at, message=one, letter=answers_by_staff.get(one.delivery_id or 0))
        if one.direction is Direction.OUT
        else Entry(at=one.at, message=one)
        for one in said
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.message is not None)))


def assign(services: Services, thread_id: int, *, to: int | None) -> bool:
    """Give a thread to somebody of the staff, or to nobody; False when there is no such thread."""
    with services.database.write() as tx:
        return threads.assign(tx, thread_id, to)


def snooze(services: Services, thread_id: int, *, until: datetime, seen: int) -> bool:
    """Put a thread off; False while it is urgent, or when something came that nobody has seen."""
    with services.database.write() as tx:
        return threads.snooze(tx, thread_id, seen=seen, until=until)


def done(services: Services, thread_id: int, *, seen: int) -> bool:
    """Put a thread aside; False while it is urgent, or when something came that nobody has seen."""
    with services.database.write() as tx:
        return threads.done(tx, thread_id, seen=seen)


def note(
    services: Services, thread_id: int, text: str, *, by: str, key: str, now: datetime
) -> bool:
    """Write something for other staff; once for each `key`, which the form brings along.

    Raises:
        NoteEmptyError: it says nothing.
    """
    words = text.replace("\0", "").strip()[:MOST_NOTE]
    if not words:
        raise NoteEmptyError
    with services.database.write() as tx:
        thread = threads.get(tx, thread_id)
        if thread is None:
            return False
        new = NewMessage(
            cause=f"note:{thread_id}:{key}",
            thread_id=thread_id,
            subscriber_id=thread.subscriber_id,
            channel=MessageChannel.NOTE,
            direction=Direction.INSIDE,
            sender=Sender.STAFF,
            at=now,
            text=words,
            by=by,
        )
        threads.touched(tx, thread_id, now)
        return messages.add(tx, new) is not None


def accept(services: Services, suggestion_id: int, *, by: str, now: datetime) -> Taken:
    """Take what was read out of a message for an answer. It counts like the person's own."""
    with services.database.write() as tx:
        one = suggestions.get(tx, suggestion_id)
        state = SuggestionState.ACCEPTED
        if one is None or not suggestions.decide(tx, one.id, state, by=by, now=now):
            return Taken.GONE
        check_in = check_ins.get(tx, [one.check_in_id])[one.check_in_id]
        post = Post(
            token=token_of(services, check_in, now),
            form={one.question: one.value},
            marks={"message": one.message_id, "confidence": round(one.confidence * 1000)},
            channel=Channel.EMAIL_REPLY,
            accepted_by=by,
        )
        if isinstance(post_tx(services, tx, post, now), Given):
            return Taken.COUNTED
        _keep(services, tx, one, check_in, post.marks | {"accepted_by": by}, now)
        return Taken.KEPT


def _keep(
    services: Services,
    tx: Transaction,
    one: Suggestion,
    check_in: CheckIn,
    marks: dict[str, str | int],
    now: datetime,
) -> None:
    """Keep an answer with a check-in that is over: it is told, and nothing follows from it."""
    enrolment = enrolments.get(tx, [check_in.enrolment_id])[check_in.enrolment_id]
    known = asking.questions_of(asking.Reading(services, tx).sequence(enrolment))
    asked = known[one.question].text if one.question in known else ""
    said = [Said(question=one.question, value=one.value, asked=asked)]
    words = Words(check_in, said, marks | {"late": 1}, sure=False)
    answers.add_all(tx, [words], channel=Channel.EMAIL_REPLY, now=now)


def decline(services: Services, suggestion_id: int, *, by: str, now: datetime) -> bool:
    """Leave a suggestion; False when somebody was quicker."""
    with services.database.write() as tx:
        state = SuggestionState.DECLINED
        return suggestions.decide(tx, suggestion_id, state, by=by, now=now)


def reachable(person: Subscriber | None) -> bool:
    """Whether there is anybody to write to."""
    nobody = {SubscriberState.ERASED, SubscriberState.CLINIC}
    return person is not None and bool(person.email) and person.state not in nobody
