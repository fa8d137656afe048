"""Bounces: what a refused letter means for the person, and who must know.

By an event of the provider, by a mail to the letter's own bounce address, or in the dialogue with
a relay: the road is the same. A dead address is left at once, a full mailbox pauses after three
letters, and a refusal that is about the clinic is never held against anybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from drip.domain.deliveries import Delivery, Outcome, Purpose
from drip.domain.people import PauseReason, SubscriberState, SuppressionReason
from drip.engine.bounces import SOFT_LIMIT, SOFT_WINDOW, Verdict, judge, too_many_soft
from drip.flow.holding_back import circuit
from drip.flow.leaving.affected import Affected, affected, stop, tell_of_mailbox
from drip.flow.planning.pace import pause_tx
from drip.flow.services import Services
from drip.storage import bounces, enrolments, events, ledger, subscribers, tasks
from drip.storage.bounces import NewBounce
from drip.storage.database import Transaction

#: What a person waits for, in words for staff.
_ANSWERS = {
    Purpose.STAFF_REPLY: "Your answer",
    Purpose.SAFETY: "The safety message",
}
_REPLY = re.compile(r"5\d\d\b(?: (5\.\d{1,3}\.\d{1,3})\b)?")


def bounced(  # noqa: PLR0913 - whose letter it was, what was said of it, how and when
    services: Services,
    tx: Transaction,
    *,
    delivery: Delivery | None = None,
    address_hash: str = "",
    status: str,
    diagnostic: str,
    source: str,
    now: datetime,
    at: datetime | None = None,
    at_fault: bool = True,
) -> Verdict:
    """Take a refusal by a recipient's server; answers how it was judged.

    Give the letter, the keyed hash of the address, or both. `source` is events, dsn or dialogue;
    `at` is when it was refused, if not now. Without `at_fault` the provider itself says that the
    address is not to blame.
    """
    one = affected(
        services, tx, delivery=delivery, address_hash=address_hash, source=source, now=now
    )
    if one is None:
        return Verdict.UNKNOWN
    verdict = judge(status, diagnostic=diagnostic)
    if verdict is Verdict.ADDRESS_DEAD and not at_fault:
        verdict = Verdict.UNKNOWN
    _note(one, status, verdict, at or now)
    _tell_of_answer(one)
    if one.is_clinic:
        tell_of_mailbox(one, f"It was refused ({status or 'no reason given'}).")
    elif verdict is Verdict.ADDRESS_DEAD and not _proven_since(one, at or now):
        _leave_alone(one)
    elif verdict is Verdict.SOFT:
        _pause_if_often(one)
    elif verdict is Verdict.POLICY:
        _alarm(one, status)
    return verdict


def in_dialogue(
    services: Services,
    tx: Transaction,
    failed: Sequence[Delivery],
    outcomes: Sequence[Outcome],
    now: datetime,
) -> None:
    """Take what recipients' servers said in the dialogue itself, for letters that ended there.

    Only a reply of SMTP (RFC 5321) counts: what a provider's interface dislikes about a letter
    says nothing of the address.
    """
    words = {one.delivery_id: one.detail for one in outcomes}
    for row in failed:
        if reply := _REPLY.match(words[row.id]):
            bounced(
                services,
                tx,
                delivery=row,
                status=reply[1] or "",
                diagnostic=words[row.id],
                source="dialogue",
                now=now,
            )


def _note(one: Affected, status: str, verdict: Verdict, at: datetime) -> None:
    delivery_id = None if one.delivery is None else one.delivery.id
    new = NewBounce(
        address_hash=one.address_hash,
        delivery_id=delivery_id,
        source=one.source,
        status=status,
        verdict=verdict,
        at=at,
    )
    bounces.add(one.tx, new)
    if delivery_id is not None and one.source != "events":
        events.note_bounce(one.tx, delivery_id, at)


def _tell_of_answer(one: Affected) -> None:
    """What a person waits for did not arrive, whoever is to blame: staff reach them otherwise."""
    letter = one.delivery
    what = _ANSWERS.get(letter.purpose) if letter is not None else None
    if letter is None or what is None or one.person is None:
        return
    tasks.add(
        one.tx,
        cause=f"returned:{letter.id}",
        title=f"{what} came back",
        detail="Their mail server refused it, so they have not read it. Ring them.",
        subscriber_id=one.person.id,
        now=one.now,
    )


def _proven_since(one: Affected, at: datetime) -> bool:
    """Whether the person pressed a button in a letter after the refusal: late news is no news."""
    if one.person is None or not one.theirs:
        return False
    proven_at = subscribers.proven_at(one.tx, one.person.id)
    return proven_at is not None and proven_at > at


def _leave_alone(one: Affected) -> None:
    """No such mailbox: nothing more goes there, whatever it was for."""
    was = None if one.person is None else one.person.state
    stop(one, SuppressionReason.DEAD)
    if one.person is None or not one.theirs:
        return
    ledger.cancel_waiting(
        one.tx,
        now=one.now,
        reason="The address does not exist any more.",
        subscriber_id=one.person.id,
        purposes=frozenset(Purpose),
    )
    if was is SubscriberState.ACTIVE:
        tasks.add(
            one.tx,
            cause=f"dead:{one.person.id}",
            title="Letters come back: the address does not exist",
            detail="They get nothing more by email. Ring them if they should hear from you.",
            subscriber_id=one.person.id,
            now=one.now,
        )


def _pause_if_often(one: Affected) -> None:
    since = one.now - SOFT_WINDOW
    if one.person is None or not one.theirs:
        return
    if not too_many_soft(bounces.soft_since(one.tx, one.address_hash, since), one.now):
        return
    paused = [
        enrolment.id
        for enrolment in enrolments.live_of(one.tx, one.person.id)
        if enrolment.paused_at is None
        and pause_tx(
            one.tx,
            enrolment_id=enrolment.id,
            until=None,
            reason=PauseReason.BOUNCES,
            actor="engine",
            now=one.now,
        )
    ]
    if paused:
        tasks.add(
            one.tx,
            cause=f"full:{one.person.id}:{one.now:%Y-%m-%d}",
            title="Letters keep coming back: the mailbox is full or out of reach",
            detail=f"{SOFT_LIMIT} came back within {SOFT_WINDOW.days} days, so the letters are "
            "paused. Ask them to make room, then resume.",
            subscriber_id=one.person.id,
            now=one.now,
        )


def _alarm(one: Affected, status: str) -> None:
    """A server refuses the clinic, not the person: what goes there waits, and staff are told."""
    if one.person is not None and one.theirs and one.person.email:
        circuit.refused_by(
            one.tx,
            one.services.transport.name,
            one.person.email,
            reason=status or "a refusal without a code",
            now=one.now,
        )
