"""Flare-up: the back is in spasm now. By consent the spasm's letters go first, then all goes on.

The other programmes wait where they stand; when the detour is over, they go on at the same place.
If it ended otherwise than with its last letter or because the person is better, a person decides.
"""

from __future__ import annotations

from datetime import datetime

from drip.content.revision import Revision
from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.people import Clinic, ConsentPurpose, PauseReason, Subscriber
from drip.domain.sequences import Anchor
from drip.engine.calendar import local_day, zone_of
from drip.flow.in_force import offer, revisions
from drip.flow.in_force.statements import Statement
from drip.flow.planning.enrol import enrol
from drip.flow.planning.pace import pause_tx, resume_tx
from drip.flow.services import Services
from drip.storage import consents, enrolments, pauses, tasks
from drip.storage.consents import Consent
from drip.storage.database import Transaction

_ACTOR = "subscriber"
_GOES_ON = frozenset({EnrolmentState.COMPLETED, EnrolmentState.GRADUATED})
_OURS = frozenset({PauseReason.SAFETY, PauseReason.STAFF, PauseReason.BOUNCES})


def statement(clinic: Clinic, title: str) -> Statement:
    """What the button says that one agrees to."""
    return Statement(
        f"My back is in spasm now. {clinic.name} may send me the emails of “{title}”, one a day "
        "at most. The emails I get now wait, and go on where they stopped.",
        "flare-up-1",
    )


def on_offer(services: Services, tx: Transaction, live: list[Enrolment]) -> Revision | None:
    """The sequence that a person may take now; none while they are in it, or in none at all."""
    spasm = next(
        (
            one
            for one in revisions.in_force(services, tx).values()
            if one.sequence.anchor is Anchor.ONSET and one.sequence.retire is None
        ),
        None,
    )
    if spasm is None or not live or any(one.sequence == spasm.sequence.key for one in live):
        return None
    why = pauses.reasons(tx, [one.id for one in live])
    return None if PauseReason.SAFETY in why.values() else spasm


def take(services: Services, tx: Transaction, person: Subscriber, now: datetime) -> bool:
    """Begin the detour; False when it is not on offer."""
    live = enrolments.live_of(tx, person.id)
    spasm = on_offer(services, tx, live)
    if spasm is None:
        return False
    why = pauses.reasons(tx, [one.id for one in live])
    for one in live:
        if why.get(one.id) not in _OURS:
            pause_tx(
                tx,
                enrolment_id=one.id,
                until=None,
                reason=PauseReason.DETOUR,
                actor=_ACTOR,
                now=now,
            )
    said = statement(offer.clinic_in(services, tx), spasm.sequence.title)
    act = Consent(
        subscriber_id=person.id,
        purpose=ConsentPurpose.PROGRAMME,
        given=True,
        wording=said.text,
        version=said.version,
        source="preferences",
        asked_at=now,
        at=now,
    )
    consents.record(tx, [act])
    enrol(
        services,
        tx,
        subscriber_id=person.id,
        sequence=spasm.sequence.key,
        confirmed_at=now,
        onset=local_day(now, zone_of(person.zone)),
        now=now,
        actor=_ACTOR,
    )
    return True


def end_detours(services: Services, now: datetime, limit: int = 200) -> int:
    """Let what waited for a detour go on, or ask staff; answers how many there were."""
    with services.database.read() as tx:
        if not enrolments.detours_over(tx, 1):
            return 0
    with services.database.write() as tx:
        over = enrolments.detours_over(tx, limit)
        for enrolment_id, ended in over:
            if ended in _GOES_ON:
                resume_tx(services, tx, enrolment_id=enrolment_id, actor="engine", now=now)
            else:
                _ask_staff(tx, enrolment_id, now)
    return len(over)


def _ask_staff(tx: Transaction, enrolment_id: int, now: datetime) -> None:
    one = enrolments.get(tx, [enrolment_id])[enrolment_id]
    enrolments.pause(tx, enrolment_id, until=None, reason=PauseReason.ANSWER, now=now)
    tasks.add(
        tx,
        cause=f"detour:{enrolment_id}:{now.isoformat()}",
        title="The spasm emails have ended: shall the others go on?",
        detail="They ended before their last letter. The other emails wait until somebody resumes.",
        subscriber_id=one.subscriber_id,
        enrolment_id=enrolment_id,
        now=now,
    )
