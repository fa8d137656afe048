"""Own pace: slower letters, an early end because they are well, and another time zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.people import PauseReason
from drip.domain.sequences import Anchor
from drip.engine.calendar import local_day, zone_of
from drip.engine.moments import day_zero
from drip.engine.pace import catching_up
from drip.flow.planning.asked import Reading
from drip.flow.planning.endings import end
from drip.flow.planning.replan import Why, replan
from drip.flow.services import Services
from drip.storage import enrolments, ledger, pauses
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, note

_ACTOR = "subscriber"
_SLOWER = "They asked for a slower pace: from here on, days count double."
_USUAL = "They asked for the usual pace again."
_WELL = "They said that they are well and finish here."


def may_slow(services: Services, tx: Transaction, live: Iterable[Enrolment]) -> list[Enrolment]:
    """Those enrolments whose days wait for the person; the days of a spasm do not."""
    reading = Reading(services, tx)
    return [one for one in live if reading.sequence(one).anchor is Anchor.CONFIRMED]


def set_pace(
    services: Services, tx: Transaction, subscriber_id: int, *, slower: bool, now: datetime
) -> None:
    """Let the letters that lie ahead come at half the pace, or at the usual one again."""
    reading = Reading(services, tx)
    changed: list[int] = []
    for one in may_slow(services, tx, enrolments.live_of(tx, subscriber_id)):
        if slower is (one.slow_from is not None):
            continue
        zone = zone_of(one.zone)
        zero = day_zero(reading.sequence(one), one, zone)
        # While it is paused, the days since the pause began do not count: resuming moves them.
        day = (local_day(one.paused_at or now, zone) - zero).days
        if one.slow_from is None:
            enrolments.set_pace(tx, one.id, slow_from=max(0, day))
        else:
            enrolments.set_pace(tx, one.id, slow_from=None, shift=catching_up(one.slow_from, day))
        _note(tx, one, Kind.MOVED, _SLOWER if slower else _USUAL, now)
        changed.append(one.id)
    replan(services, tx, changed, now, Why(reason="They chose another pace"))


def finish_well(services: Services, tx: Transaction, subscriber_id: int, now: datetime) -> int:
    """End every programme because the person is better; answers how many.

    One that waits for staff to have seen to a message is left to them.
    """
    live = enrolments.live_of(tx, subscriber_id)
    why = pauses.reasons(tx, [one.id for one in live])
    mine = [one for one in live if why.get(one.id) is not PauseReason.SAFETY]
    state = EnrolmentState.GRADUATED
    ended = end(services, tx, [one.id for one in mine], state=state, reason=_WELL, now=now)
    for one in mine:
        if one.id in ended:
            ledger.cancel_waiting(tx, now=now, reason=_WELL, enrolment_id=one.id)
            _note(tx, one, Kind.FINISHED, f"{_WELL} ({state.value})", now)
    return len(ended)


def move_to(services: Services, tx: Transaction, subscriber_id: int, now: datetime) -> None:
    """Plan anew what waits for somebody who lives by another clock now."""
    live = [one.id for one in enrolments.live_of(tx, subscriber_id)]
    replan(services, tx, live, now, Why(reason="They live by another clock now"))


def _note(tx: Transaction, one: Enrolment, kind: Kind, reason: str, now: datetime) -> None:
    note(
        tx,
        now=now,
        kind=kind,
        reason=reason,
        actor=_ACTOR,
        subscriber_id=one.subscriber_id,
        enrolment_id=one.id,
    )
