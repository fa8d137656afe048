"""Tick: one look at what is due. Claim, gate, render, hand over; batch after batch.

`maintain` is the slower beat beside it: it gives back what dead workers held, settles doubts, ends
pauses, lets edits reach what waits, and lets time pass for check-ins and effects.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import structlog

from drip.domain.deliveries import Delivery
from drip.errors import DripError
from drip.flow.answering import check_ins, effects
from drip.flow.booked import bookings
from drip.flow.holding_back import blast, circuit, throttle
from drip.flow.letters import gate
from drip.flow.letters.render import letter
from drip.flow.mail_in import replies, sorting
from drip.flow.own_wishes import flare_up
from drip.flow.planning import pace, plan
from drip.flow.publishing import catch_up, halt
from drip.flow.reported import events
from drip.flow.sending import handover, recover, waves
from drip.flow.sending.handover import Ready
from drip.flow.services import Services
from drip.storage import circuits, claims, switches

log = structlog.get_logger()

Row = TypeVar("Row")

#: How many due deliveries one claim takes, and how many of them the gate looks at together.
CLAIM = 1000
GATE = 500
#: How many batches of people one slow beat plans anew after an edit.
CATCH_UP = 20
#: Among how many letters, at most, the one is chosen that tries to close a circuit.
_PROBED = 50


@dataclass(slots=True)
class TickReport:
    """What a tick came to, in numbers of deliveries."""

    claimed: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def accepted(self) -> int:
        """Letters that the transport took."""
        return self.counts.get("accepted", 0)

    @property
    def called(self) -> int:
        """Letters that a call was made for, whatever came of it."""
        return sum(self.counts.get(what, 0) for what in handover.FATES)

    @property
    def seen(self) -> int:
        """Deliveries that something became of."""
        return sum(self.counts.values())

    def add(self, counts: dict[str, int]) -> None:
        """Add another batch's numbers."""
        for what, number in counts.items():
            if number:
                self.counts[what] = self.counts.get(what, 0) + number


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one claim took. `probe` tells that its one letter may try to close a circuit."""

    rows: Sequence[Delivery]
    token: str
    probe: bool = False


def tick(services: Services, *, limit: int = CLAIM) -> TickReport:
    """Send what is due now, until nothing is or `limit` deliveries were claimed."""
    report = TickReport()
    wide = 1
    while report.claimed < limit:
        taken = take(services, limit - report.claimed, wide=wide)
        if not taken.rows:
            break
        report.claimed += len(taken.rows)
        called, seen = report.called, report.seen
        for batch in _batches(taken.rows, max(GATE, services.transport.batch)):
            report.add(work_off(services, batch, taken))
        wide = 1 if report.called > called else wide * 4
        if taken.probe and report.called == called:
            circuit.not_tried(services)
        if report.seen == seen:
            # The valves kept all of them back: to claim them again at once may lead nowhere.
            report.claimed -= len(taken.rows)
            break
    if report.claimed:
        log.info("tick", claimed=report.claimed, **report.counts)
    return report


def take(services: Services, limit: int, *, wide: int = 1) -> Taken:
    """Claim what is due, in the order in which it is to go; one letter while a circuit is open.

    `wide` is how many times more programme letters to claim than may leave now: those that are only
    put off or dropped use up no room.
    """
    token = secrets.token_hex(16)
    now = services.now()
    lease_until = now + services.lease
    nothing = Taken(rows=(), token=token)
    with services.database.write() as tx:
        if not switches.sending(tx):
            return nothing
        cut = circuits.known(tx, [services.transport.name]).get(services.transport.name)
        if cut is not None and cut.probe_at > now:
            return nothing
        rows = claims.claim(
            tx,
            token=token,
            now=now,
            lease_until=lease_until,
            limit=limit if cut is None else min(cut.probes, _PROBED) + 1,
            room=throttle.room(services, tx, now, wide=wide),
        )
        if cut is None or not rows:
            return Taken(rows=rows, token=token)
        # Another letter each time: one that a server dislikes must not keep the circuit open.
        tried = [rows[cut.probes % len(rows)]]
        if not circuits.take_probe(tx, cut.name, now=now, until=lease_until):
            tried = []
        claims.release(tx, token=token, ids=[row.id for row in rows if row not in tried])
        return Taken(rows=tried, token=token, probe=True)


def _batches(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def work_off(services: Services, batch: Sequence[Delivery], taken: Taken) -> dict[str, int]:
    """Take one batch of claimed deliveries down the road; answers numbers by their fates."""
    token = taken.token
    now = services.now()
    gated = gate.look(services, batch, now)
    gate.carry_out(services, gated, token=token, now=now)
    report = TickReport()
    report.add({"waiting": len(gated.waiting), "dropped": len(gated.dropped)})
    for some in _batches(gated.passed, services.transport.batch):
        ready, broken = _render(services, some)
        if broken:
            _set_aside(services, broken, token)
            report.add({"failed": len(broken)})
        calls = _calls(services, ready)
        for counts in waves.hand_over(services, calls, token=token, probe=taken.probe):
            report.add(counts)
    return report.counts


def _calls(services: Services, ready: Sequence[Ready]) -> list[list[Ready]]:
    """The letters in the calls that the transport will make for them."""
    by_id = {one.letter.delivery_id: one for one in ready}
    calls = services.transport.calls([one.letter for one in ready])
    return [[by_id[letter.delivery_id] for letter in call] for call in calls]


def _render(
    services: Services, passed: Sequence[gate.Passed]
) -> tuple[list[Ready], dict[int, str]]:
    """The letters of a batch; a row whose letter cannot be made is set aside, the others go."""
    now = services.now()
    ready: list[Ready] = []
    broken: dict[int, str] = {}
    for one in passed:
        try:
            ready.append(Ready(one, letter(one, services.links, now, sending=services.sending)))
        except DripError as error:
            broken[one.delivery.id] = f"The letter could not be made: {error.message}"
        except Exception as error:
            broken[one.delivery.id] = f"The letter could not be made: {type(error).__name__}"
            log.exception("letter not made", delivery=one.delivery.id)
    return ready, broken


def _set_aside(services: Services, broken: dict[int, str], token: str) -> None:
    now = services.now()
    with services.database.write() as tx:
        failed = handover.set_aside(tx, broken, token, now)
        handover.settled(services, tx, [], failed, now)


def maintain(services: Services) -> None:
    """Let time pass for everything that is no letter."""
    now = services.now()
    recover.free_claims(services, now)
    events.read_posts(services, now)
    sorting.sort_waiting(services, now)
    replies.take_waiting(services, now)
    recover.settle(services, now)
    circuit.tell(services, now)
    blast.foresee(services, now)
    halt.run_resumptions(services)
    pace.resume_due(services, now)
    catch_up.catch_up(services, most=CATCH_UP)
    bookings.pass_by(services, now)
    check_ins.run_due(services, now)
    effects.run_owed(services, now)
    plan.look_again(services, now)
    flare_up.end_detours(services, now)
