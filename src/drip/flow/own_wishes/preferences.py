"""Preferences: what a person can see and change about their letters, without signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.people import (
    ConsentPurpose,
    PauseReason,
    Subscriber,
    SubscriberState,
    SuppressionReason,
)
from drip.domain.spans import Span, SpanUnit
from drip.engine.calendar import add_span, at_wall, local_day, zone_of
from drip.flow.in_force import offer, revisions
from drip.flow.in_force.statements import Statement, statements, withdrawal
from drip.flow.joining.signup_form import read_name, read_zone
from drip.flow.leaving import leave as leaving
from drip.flow.letters.visit import Visitor, visitor, visitor_tx
from drip.flow.own_wishes import flare_up as flaring
from drip.flow.own_wishes import new_address, own_pace
from drip.flow.planning import pace
from drip.flow.services import Services
from drip.links import LinkError, LinkPurpose
from drip.storage import check_ins, consents, enrolments, ledger, pauses, subscribers
from drip.storage.consents import Consent
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, note

#: What the page offers, with words and lengths.
PAUSES: dict[str, tuple[str, Span]] = {
    "1w": ("One week", Span(7, SpanUnit.DAYS)),
    "2w": ("Two weeks", Span(14, SpanUnit.DAYS)),
    "1m": ("A month", Span(1, SpanUnit.MONTHS)),
}
_LONGEST = timedelta(days=366)
_ACTOR = "subscriber"


class PauseError(ValueError):
    """A pause that cannot be: the message is shown beside the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One programme a person is in.

    `held` says that the clinic keeps it on hold, and only the clinic ends that.
    """

    title: str
    paused: bool
    held: bool
    paused_until: datetime | None
    next_letter_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What the page shows.

    `pace` is `slow` or `usual`, empty where there is none to choose; `flare_up` is what one agrees
    to for the spasm's letters, where those are on offer.
    """

    who: Visitor
    programmes: tuple[Programme, ...]
    pace: str = ""
    flare_up: Statement | None = None

    @property
    def person(self) -> Subscriber:
        """Whose page it is."""
        return self.who.subscriber

    @property
    def left(self) -> bool:
        """Whether they said goodbye."""
        return self.person.state is SubscriberState.LEFT


def view(services: Services, token: str) -> Preferences:
    """What a person's page shows. Changes nothing.

    Raises:
        LinkError: the link is not ours, or the person was erased.
    """
    with services.database.read() as tx:
        who = visitor_tx(services, tx, LinkPurpose.PREFERENCES, token)
        if who.forgotten:
            raise LinkError
        live = enrolments.live_of(tx, who.subscriber.id)
        held = pauses.reasons(tx, [one.id for one in live])
        in_force = revisions.in_force(services, tx)
        titles = {key: revision.sequence.title for key, revision in in_force.items()}
        slowable = own_pace.may_slow(services, tx, live)
        spasm = flaring.on_offer(services, tx, live)
        return Preferences(
            who=who,
            pace=_pace_of(slowable),
            flare_up=flaring.statement(spasm.clinic, spasm.sequence.title) if spasm else None,
            programmes=tuple(_programme(tx, one, titles, held.get(one.id)) for one in live),
        )


def rename(services: Services, token: str, first_name: str, zone: str) -> dict[str, str]:
    """Take another name and zone; answers a sentence for each field that cannot be taken.

    Raises:
        LinkError: the link is not ours, or the person was erased.
    """
    problems = {}
    for field, check, text in (("first_name", read_name, first_name), ("zone", read_zone, zone)):
        try:
            check(text)
        except ValueError as error:
            problems[field] = str(error)
    if not problems:
        with services.database.write() as tx:
            who = _present(services, tx, token)
            name, wanted = read_name(first_name), read_zone(zone)
            subscribers.change(tx, who.subscriber.id, first_name=name, zone=wanted)
            _note(tx, who, Kind.CHANGED, "Changed their name or time zone.", services.now())
            if wanted != who.subscriber.zone:
                own_pace.move_to(services, tx, who.subscriber.id, services.now())
    return problems


def pause(services: Services, token: str, choice: str, day: str, now: datetime) -> None:
    """Pause every programme of a person, for a length on offer or until a day.

    Raises:
        LinkError: the link is not ours, or the person was erased.
        PauseError: with a sentence for the person.
    """
    with services.database.write() as tx:
        who = _present(services, tx, token)
        until = _until(choice, day, who.subscriber.zone, now)
        live = enrolments.live_of(tx, who.subscriber.id)
        why = pauses.reasons(tx, [one.id for one in live])
        for enrolment in live:
            # A pause that somebody or something else began keeps its own end.
            if why.get(enrolment.id, PauseReason.SUBSCRIBER) is not PauseReason.SUBSCRIBER:
                continue
            pace.pause_tx(
                tx,
                enrolment_id=enrolment.id,
                until=until,
                reason=PauseReason.SUBSCRIBER,
                actor=_ACTOR,
                now=now,
            )


def resume(services: Services, token: str, now: datetime) -> None:
    """Let every programme of a person go on, but for those that only the clinic lets go on.

    Raises:
        LinkError: the link is not ours, or the person was erased.
    """
    with services.database.write() as tx:
        who = _present(services, tx, token)
        live = [one.id for one in enrolments.live_of(tx, who.subscriber.id)]
        for enrolment_id, reason in pauses.reasons(tx, live).items():
            if reason is not PauseReason.SAFETY:
                pace.resume_tx(services, tx, enrolment_id=enrolment_id, actor=_ACTOR, now=now)


def set_pace(services: Services, token: str, *, slower: bool, now: datetime) -> None:
    """Get the letters that lie ahead at half the pace, or at the usual one again.

    Raises:
        LinkError: the link is not ours, or the person was erased.
    """
    with services.database.write() as tx:
        who = _present(services, tx, token)
        own_pace.set_pace(services, tx, who.subscriber.id, slower=slower, now=now)


def flare_up(services: Services, token: str, now: datetime) -> bool:
    """Take the spasm's letters first, by consent; False when that is not on offer.

    Raises:
        LinkError: the link is not ours, or the person was erased.
    """
    with services.database.write() as tx:
        who = _present(services, tx, token)
        return flaring.take(services, tx, who.subscriber, now)


def move_address(services: Services, token: str, typed: str, now: datetime) -> None:
    """Let a new address prove itself; until then the letters go to the old one.

    Raises:
        LinkError: the link is not ours, or the person was erased.
        NewAddressError: with a sentence for the person.
    """
    with services.database.write() as tx:
        who = _present(services, tx, token)
        new_address.ask(services, tx, who.subscriber, typed, now)


def finish_well(services: Services, token: str, now: datetime) -> None:
    """Finish every programme because one is better.

    Raises:
        LinkError: the link is not ours, or the person was erased.
    """
    with services.database.write() as tx:
        who = _present(services, tx, token)
        own_pace.finish_well(services, tx, who.subscriber.id, now)


def agree(services: Services, token: str, *, given: bool, now: datetime) -> bool:
    """Agree that the letters ask about health, or take that back; both are kept as evidence.

    Who takes it back is asked nothing more: open check-ins close, and no reminder follows. A press
    on a page that was opened before a goodbye agrees to nothing. Answers whether it holds.

    Raises:
        LinkError: the link is not ours, or the person was erased.
    """
    clinic = offer.clinic(services)
    said = statements(clinic)[ConsentPurpose.HEALTH] if given else withdrawal(clinic)
    with services.database.write() as tx:
        who = _present(services, tx, token)
        if given and who.subscriber.state is SubscriberState.LEFT:
            return False
        if who.subscriber.health_consent is given:
            return True
        subscribers.agree_to_health(tx, who.subscriber.id, given=given)
        if not given:
            check_ins.close_of(tx, who.subscriber.id)
        act = Consent(
            subscriber_id=who.subscriber.id,
            purpose=ConsentPurpose.HEALTH,
            given=given,
            wording=said.text,
            version=said.version,
            source="preferences",
            asked_at=now,
            at=now,
        )
        consents.record(tx, [act])
        words = "Agreed to questions about health." if given else "Wants no health questions."
        _note(tx, who, Kind.CONSENT, words, now)
    return True


def leave(services: Services, token: str, now: datetime) -> None:
    """Say goodbye from the preferences page.

    Raises:
        LinkError: the link is not ours.
    """
    who = visitor(services, LinkPurpose.PREFERENCES, token)
    leaving.leave(
        services,
        subscriber_id=who.subscriber.id,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="preferences",
        now=now,
    )


def _present(services: Services, tx: Transaction, token: str) -> Visitor:
    who = visitor_tx(services, tx, LinkPurpose.PREFERENCES, token)
    if who.forgotten:
        raise LinkError
    return who


def _programme(
    tx: Transaction, one: Enrolment, titles: dict[str, str], why: PauseReason | None
) -> Programme:
    paused = one.state is EnrolmentState.PAUSED
    waiting = [] if paused else ledger.waiting_of(tx, [one.id])
    return Programme(
        title=titles.get(one.sequence, one.sequence),
        paused=paused,
        held=paused and why is PauseReason.SAFETY,
        paused_until=one.paused_until,
        next_letter_at=min((row.due_at for row in waiting), default=None),
    )


def _pace_of(slowable: list[Enrolment]) -> str:
    if not slowable:
        return ""
    return "slow" if any(one.slow_from is not None for one in slowable) else "usual"


def _until(choice: str, day: str, zone_name: str, now: datetime) -> datetime:
    zone = zone_of(zone_name)
    if choice in PAUSES:
        return add_span(now, PAUSES[choice][1], zone)
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise PauseError("Choose how long, or the day to start again.") from error
    if not local_day(now, zone) < wanted <= local_day(now + _LONGEST, zone):
        raise PauseError("Choose a day from tomorrow on, within a year.")
    return at_wall(wanted, time(0), zone).astimezone(UTC)


def _note(tx: Transaction, who: Visitor, kind: Kind, reason: str, now: datetime) -> None:
    note(
        tx,
        now=now,
        kind=kind,
        reason=reason,
        actor=_ACTOR,
        subscriber_id=who.subscriber.id,
    )
