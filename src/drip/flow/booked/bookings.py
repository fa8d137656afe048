"""Bookings: what a booking system reports, matched to a person, counted once, and acted on.

A report may come twice, late and out of order. A booking is no consent to a programme: who is
nobody we know stays that, and only the fact that something was reported is kept.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

import structlog

from drip.domain.bookings import Booking, BookingEvent, BookingKind, BookingState
from drip.domain.inbox import MessageChannel
from drip.domain.standing import Facts
from drip.engine.effects import rules_that_fire
from drip.flow.booked import host_away, seats
from drip.flow.booked.whose import whose
from drip.flow.planning.asked import Reading
from drip.flow.planning.owing import Occasion, owe
from drip.flow.services import Services
from drip.flow.urgent import free_text
from drip.flow.urgent.free_text import FreeText
from drip.storage import bookings, enrolments, sources, subscribers
from drip.storage.bookings import Kept
from drip.storage.database import Transaction
from drip.storage.decisions import Kind
from drip.storage.decisions import note as note_decision
from drip.storage.standing import facts

log = structlog.get_logger()

_STATES = {
    BookingKind.CREATED: BookingState.BOOKED,
    BookingKind.REQUESTED: BookingState.REQUESTED,
    BookingKind.MOVED: BookingState.BOOKED,
    BookingKind.CANCELLED: BookingState.CANCELLED,
    BookingKind.NO_SHOW: BookingState.NO_SHOW,
    BookingKind.SHOWED: BookingState.ATTENDED,
    BookingKind.ATTENDED: BookingState.ATTENDED,
}
_WORDS = {
    BookingState.BOOKED: "They booked a visit.",
    BookingState.REQUESTED: "They asked for a visit; the clinic has yet to confirm it.",
    BookingState.CANCELLED: "A visit was cancelled.",
    BookingState.NO_SHOW: "They did not come to a visit.",
    BookingState.ATTENDED: "They came to a visit.",
}


def pass_by(services: Services, now: datetime) -> None:
    """Let visits whose time is over count as attended."""
    with services.database.write() as tx:
        bookings.pass_by(tx, now)


class Took(StrEnum):
    """What came of a report."""

    CHANGED = "changed"
    NO_NEWS = "no_news"  #: it had come before, or a newer one had
    NOBODY = "nobody"  #: it is about nobody we know


def take(services: Services, event: BookingEvent, now: datetime) -> Took:
    """Take one report, and owe what the programmes' rules make of it."""
    with services.database.write() as tx:
        sources.note(tx, event.source, heard_at=now, trouble="", told_at=None)
        if event.kind is BookingKind.HOST_AWAY:
            return _host_away(services, tx, event, now)
        took = [_take(services, tx, one, now) for one in seats.each(tx, event)]
    return next((one for one in Took if one in took), Took.NO_NEWS)


def _host_away(services: Services, tx: Transaction, event: BookingEvent, now: datetime) -> Took:
    """Tell staff, and take back what was said of those who waited."""
    anybody, blamed = host_away.tell(services, tx, event, now)
    for one in blamed:
        showed = replace(
            event,
            source_id=one.source_id,
            event_id=f"{event.event_id}:{one.id}",
            kind=BookingKind.SHOWED,
            starts_at=None,
        )
        _take(services, tx, showed, now)
    return Took.CHANGED if anybody else Took.NOBODY


def _take(services: Services, tx: Transaction, event: BookingEvent, now: datetime) -> Took:
    who, delivery_id = whose(services, tx, event)
    kept = bookings.find(tx, event.source, event.source_id)
    who = who or (kept.booking.subscriber_id if kept else None)
    if who is None:
        fresh = bookings.note_event(tx, event, None, now)
        return Took.NOBODY if fresh else Took.NO_NEWS
    subscribers.lock(tx, who)
    if event.marketing is not None:
        subscribers.set_no_prompts(tx, who, no_prompts=not event.marketing)
    before = _facts(tx, who)
    history = kept is None and _is_over(event, now)
    same = kept is not None and _is_the_same(kept.booking, event, now)
    kept = kept or _begun(tx, event, who, delivery_id)
    if not bookings.note_event(tx, event, kept.booking.id, now):
        return Took.NO_NEWS
    _hear(services, tx, event, kept.booking, now)
    booked_at = _replaced(tx, event, who, delivery_id)
    if event.at < kept.changed_at or host_away.excuses(tx, event):
        return Took.NO_NEWS
    state = _STATES[event.kind]
    bookings.change(
        tx,
        kept.booking.id,
        state=kept.booking.state if same else state,
        at=event.at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        booked_at=booked_at,
    )
    if history or same:
        return Took.NO_NEWS
    _follow(services, tx, kept.booking, state, before, now)
    log.info("booking", source=event.source, booking=kept.booking.id, state=state.value)
    return Took.CHANGED


def _is_the_same(known: Booking, event: BookingEvent, now: datetime) -> bool:
    """Whether a report says what is known: systems tell of any change, also of a note.

    That a visit which is over was booked is no news either.
    """
    state = _STATES[event.kind]
    past = state is BookingState.BOOKED and _is_over(event, now)
    if state is not known.state and not (past and known.state is BookingState.ATTENDED):
        return False
    gone = state is BookingState.CANCELLED
    return gone or event.starts_at is None or event.starts_at == known.starts_at


def _is_over(event: BookingEvent, now: datetime) -> bool:
    """Whether the visit is over: first heard of now, it is history, and nothing follows from it."""
    ends_at = event.ends_at or event.starts_at
    return ends_at is not None and ends_at <= now


def _hear(
    services: Services, tx: Transaction, event: BookingEvent, booking: Booking, now: datetime
) -> None:
    """Hand on what the person wrote into the booking, once however often it is reported."""
    if booking.subscriber_id is None or not event.note.strip():
        return
    new = FreeText(
        cause=f"{booking.id}",
        subscriber_id=booking.subscriber_id,
        channel=MessageChannel.BOOKING,
        text=event.note,
        subject="A note in a booking",
        delivery_id=booking.delivery_id,
    )
    free_text.take(services, tx, new, now)


def _begun(tx: Transaction, event: BookingEvent, who: int, delivery_id: int | None) -> Kept:
    bookings.begin(tx, event, subscriber_id=who, delivery_id=delivery_id)
    kept = bookings.find(tx, event.source, event.source_id)
    assert kept is not None  # noqa: S101 - `begin` has just made it
    return kept


def _replaced(
    tx: Transaction, event: BookingEvent, who: int, delivery_id: int | None
) -> datetime | None:
    """Put aside the booking whose place this one took; answers when that one was made.

    Also when a newer report about this one came first: the place was taken all the same.
    """
    if not event.replaces or event.replaces == event.source_id:
        return None
    old = bookings.find(tx, event.source, event.replaces) or _seat(tx, event, who)
    old = old or _begun(tx, replace(event, source_id=event.replaces), who, delivery_id)
    if old.booking.source_id == event.source_id:
        return None
    at = max(event.at, old.changed_at)
    bookings.change(tx, old.booking.id, state=BookingState.REPLACED, at=at)
    return min(old.booking.booked_at, event.at)


def _seat(tx: Transaction, event: BookingEvent, who: int) -> Kept | None:
    """Their seat at the meeting that was moved, where several share it."""
    theirs = bookings.of_meeting(tx, event.source, event.replaces)
    mine = next((one for one in theirs if one.subscriber_id == who), None)
    return bookings.find(tx, event.source, mine.source_id) if mine is not None else None


def _facts(tx: Transaction, who: int) -> dict[int, Facts]:
    live = enrolments.live_of(tx, who)
    return facts(tx, [one.id for one in live])


def _follow(
    services: Services,
    tx: Transaction,
    booking: Booking,
    state: BookingState,
    before: dict[int, Facts],
    now: datetime,
) -> None:
    """Note it in the person's story, and owe what rules make of it."""
    who = booking.subscriber_id
    if who is None:
        return
    words = _WORDS.get(state, "A visit changed.")
    note_decision(
        tx, now=now, kind=Kind.BOOKED, reason=words, actor=booking.source, subscriber_id=who
    )
    after = _facts(tx, who)
    reading = Reading(services, tx)
    for one in enrolments.live_of(tx, who):
        if one.id not in before:
            continue
        sequence = reading.sequence(one)
        cause = f"booking:{booking.id}:{state.value}"
        fired = rules_that_fire(sequence, after[one.id], cause, before=before[one.id])
        owe(tx, Occasion(enrolment=one, sequence=sequence, said=words), fired, now)
