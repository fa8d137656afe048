"""Safety: words that may mean an emergency hold everything else until a person has seen to it.

The reader orders the inbox and no more. What follows is the same for every match, so that it is
information and no triage (`domain.md` 3.3): the person's programmes stop, a case is opened with a
deadline in clinic hours, the alarm goes out, and the one fixed message is owed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from drip.domain.deliveries import Purpose
from drip.domain.inbox import Message
from drip.domain.letters import OwnText
from drip.domain.people import PauseReason
from drip.domain.safety import Verdict
from drip.engine.calendar import zone_of
from drip.engine.cases import deadline
from drip.engine.safety import detect
from drip.errors import DripError
from drip.flow.in_force import offer, revisions
from drip.flow.letters.threading import references_to
from drip.flow.planning import pace
from drip.flow.services import Services
from drip.storage import case_page, cases, enrolments, ledger, messages, own_texts
from drip.storage.case_page import CasePage
from drip.storage.cases import NewCase
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, note
from drip.storage.ledger import NewDelivery

log = structlog.get_logger()


class NoteMissingError(DripError):
    """A case closes only with a note: what was done, and by whom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgent:
    """A message with words that may mean an emergency. `subscriber_id`: whose programmes stop.

    `answerable` tells that the fixed message may go to the person: it is theirs, and not somebody
    else's who only writes with their link.
    """

    thread_id: int
    message_id: int
    subscriber_id: int | None
    groups: tuple[str, ...]
    answerable: bool = True


def judge(services: Services, text: str, own_lines: Collection[str] = ()) -> Verdict:
    """What the reader makes of a text. Never raises: what fails needs a person."""
    try:
        concepts = services.concepts()
    except (DripError, LookupError, OSError):
        log.exception("safety words unreadable")
        return Verdict(urgent=False, needs_person=True)
    return detect(text, concepts, own_lines=own_lines)


def raise_case(services: Services, tx: Transaction, urgent: Urgent, now: datetime) -> int | None:
    """Open a case and hold everything; answers its id, `None` when the message has one."""
    clinic = offer.clinic_in(services, tx)
    new = NewCase(
        subscriber_id=urgent.subscriber_id,
        thread_id=urgent.thread_id,
        message_id=urgent.message_id,
        groups=urgent.groups,
        opened_at=now,
        deadline_at=deadline(
            now, hours=clinic.hours, zone=zone_of(clinic.zone), holidays=clinic.holidays
        ),
    )
    case_id = cases.open_one(tx, new)
    if case_id is None:
        return None
    if urgent.subscriber_id is not None:
        _hold(tx, urgent.subscriber_id, case_id, now)
        if urgent.answerable:
            _owe_fixed_message(services, tx, urgent.subscriber_id, urgent.message_id, now)
    log.warning("case opened", case=case_id, message=urgent.message_id)
    return case_id


def _hold(tx: Transaction, subscriber_id: int, case_id: int, now: datetime) -> None:
    note(
        tx,
        now=now,
        kind=Kind.PAUSED,
        reason="A message may mean an emergency: everything waits until a person has seen to it.",
        actor=f"case:{case_id}",
        subscriber_id=subscriber_id,
    )
    # A pause that somebody wanted stays theirs; the gate holds everybody with an open case.
    active = [one.id for one in enrolments.live_of(tx, subscriber_id) if one.paused_at is None]
    _pause(tx, active, f"case:{case_id}", now)


def _pause(tx: Transaction, enrolment_ids: Sequence[int], actor: str, now: datetime) -> None:
    for enrolment_id in enrolment_ids:
        pace.pause_tx(
            tx,
            enrolment_id=enrolment_id,
            until=None,
            reason=PauseReason.SAFETY,
            actor=actor,
            now=now,
        )


def _owe_fixed_message(
    services: Services, tx: Transaction, subscriber_id: int, message_id: int, now: datetime
) -> None:
    last = cases.last_safety_letter(tx, subscriber_id)
    if last is not None and now - last < cases.FIXED_MESSAGE_ONCE_IN:
        return
    in_force = revisions.in_force(services, tx)
    if not in_force:
        return
    letter = NewDelivery(
        slot=f"safety:{subscriber_id}:{now.isoformat()}",
        purpose=Purpose.SAFETY,
        subscriber_id=subscriber_id,
        sequence=min(in_force),
        due_at=now,
        plan_reason="A message may mean an emergency: the fixed message.",
    )
    ledger.add(tx, [letter], now)
    answered = messages.get(tx, message_id)
    if answered is not None and answered.message_id:
        own_texts.keep(tx, {letter.slot: _place(answered)})


def _place(answered: Message) -> OwnText:
    """Where the fixed message stands in the conversation; its words are the clinic's."""
    earlier = answered.references or (answered.in_reply_to,)
    return OwnText(
        subject="",
        text="",
        in_reply_to=answered.message_id,
        references=references_to(answered.message_id, earlier),
    )


def acknowledge(services: Services, case_id: int, *, by: str, now: datetime) -> bool:
    """Somebody sees to it: the alarm stops, nothing else changes."""
    with services.database.write() as tx:
        done = cases.acknowledge(tx, case_id, by=by, now=now)
        if done:
            _log(tx, case_id, f"Acknowledged by {by}.", by, now)
        return done


def close(
    services: Services, case_id: int, *, by: str, words: str, go_on: bool, now: datetime
) -> bool:
    """Close a case with a note; with `go_on` the person's programmes go on, else they stay paused.

    Raises:
        NoteMissingError: the note is empty.
    """
    if not words.strip():
        raise NoteMissingError
    with services.database.write() as tx:
        case = cases.get(tx, case_id)
        if case is None or not cases.close(tx, case_id, by=by, note=words.strip(), now=now):
            return False
        _log(tx, case_id, f"Closed by {by}: {words.strip()}", by, now)
        who = case.subscriber_id
        if who is not None and not go_on:
            _pause(tx, [one.id for one in enrolments.live_of(tx, who)], by, now)
        elif who is not None and not cases.open_of(tx, who):
            _let_go_on(services, tx, who, by, now)
    return True


def _let_go_on(services: Services, tx: Transaction, who: int, by: str, now: datetime) -> None:
    held = enrolments.paused_for(tx, who, PauseReason.SAFETY)
    for enrolment_id in held:
        pace.resume_tx(services, tx, enrolment_id=enrolment_id, actor=by, now=now)


def _log(tx: Transaction, case_id: int, reason: str, actor: str, now: datetime) -> None:
    case = cases.get(tx, case_id)
    who = case.subscriber_id if case else None
    note(tx, now=now, kind=Kind.CASE, reason=reason, actor=actor, subscriber_id=who)


def page(services: Services, case_id: int) -> CasePage | None:
    """What staff see of a case."""
    with services.database.read() as tx:
        return case_page.page(tx, case_id)
