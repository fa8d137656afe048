"""Valves: what holds letters back, looked at in the very transaction that records the intent.

Some letters wait for a moment of their own and are put off, with the reason. Others only wait for
their turn: they are given back as they are, and keep their place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from drip.domain.circuits import Circuit, domain_circuit
from drip.domain.deliveries import PROGRAMME, Delivery
from drip.flow.holding_back import blast, throttle
from drip.flow.holding_back.circuit import domain_of
from drip.flow.holding_back.throttle import Draws
from drip.flow.services import Services
from drip.links import fold_address
from drip.storage import circuits, claims
from drip.storage.claims import Postponed
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, about, note_all
from drip.storage.intents import Claim

#: A letter whose domain is being tried with another letter waits this long for what comes of it.
_SOON = timedelta(seconds=15)
#: A shorter wait is no news for whoever asks why a letter has not gone.
_WORTH_A_NOTE = timedelta(minutes=1)
_LOOK_AGAIN = timedelta(hours=1)
_SLOWLY = "the recipient's mail provider takes only so many letters a second"
#: Why a letter waits in test mode.
TEST_MODE = "test mode: only listed addresses are written to"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A letter about to be handed over. `urgent` ones belong to no programme."""

    delivery_id: int
    address: str
    urgent: bool

    @property
    def domain(self) -> str:
        """The recipient domain."""
        return domain_of(self.address)


@dataclass(frozen=True, slots=True)
class PutOff:
    """A letter waits until a moment, for a reason."""

    until: datetime
    reason: str


@dataclass(slots=True)
class Admitted:
    """What may go on to the intent, and what waits for a moment of its own.

    The rest keeps its turn. `draws` is what those that pass draw from.
    """

    draws: Draws
    passing: list[Wanted] = field(default_factory=list)
    postponed: dict[int, PutOff] = field(default_factory=dict)


def wanted(delivery: Delivery, address: str) -> Wanted:
    """A letter as the valves see it."""
    urgent = delivery.purpose not in PROGRAMME
    return Wanted(delivery_id=delivery.id, address=address, urgent=urgent)


def admit(services: Services, tx: Transaction, letters: Sequence[Wanted], claim: Claim) -> Admitted:
    """Which letters of a call may go now; those of no programme are looked at first."""
    limited = sorted({one.domain for one in letters}) if services.sending.domain_rates else []
    admitted = Admitted(draws=throttle.draws(services, tx, limited, claim.now))
    cut = {one.name: one for one in circuits.all_open(tx)}
    if claim.transport in cut and not claim.probe:
        return admitted
    for one in sorted(letters, key=lambda one: not one.urgent):
        wait = _not_listed(services, one, claim) or _cut_off(tx, cut, one, claim)
        if wait is None:
            _in_turn(admitted, one)
        else:
            admitted.postponed[one.delivery_id] = wait
    programme = sum(not one.urgent for one in admitted.passing)
    if not blast.passes(services, tx, programme, claim.now):
        admitted.passing = [one for one in admitted.passing if one.urgent]
    _queue(admitted, letters)
    return admitted


def _not_listed(services: Services, one: Wanted, claim: Claim) -> PutOff | None:
    """Whether test mode keeps a letter back: it waits, so that nobody's programme is changed."""
    listed = services.sending.test_only
    if not listed or fold_address(one.address) in listed:
        return None
    return PutOff(claim.now + _LOOK_AGAIN, TEST_MODE)


def _cut_off(tx: Transaction, cut: dict[str, Circuit], one: Wanted, claim: Claim) -> PutOff | None:
    """Whether a letter's recipient domain is in trouble. One letter may try when it is time."""
    if not cut:
        return None
    name = domain_circuit(claim.transport, one.domain)
    known = cut.get(name)
    if known is None:
        return None
    if known.probe_at <= claim.now and circuits.take_probe(
        tx, name, now=claim.now, until=claim.lease_until
    ):
        cut[name] = replace(known, probe_at=claim.lease_until)
        return None
    trying = known.probe_at == claim.lease_until
    until = claim.now + _SOON if trying else known.probe_at
    return PutOff(until, "the recipient's mail server asked us to wait")


def _in_turn(admitted: Admitted, one: Wanted) -> None:
    """Let a letter through if the rates leave room for it."""
    draws = admitted.draws
    domain = one.domain if draws.domains else ""
    if draws.whole(urgent=one.urgent) and draws.domain(domain, urgent=one.urgent):
        draws.let_through(domain)
        admitted.passing.append(one)


def _queue(admitted: Admitted, letters: Sequence[Wanted]) -> None:
    """Give letters to a recipient domain that has no room left a place in its queue."""
    draws = admitted.draws
    passing = {one.delivery_id for one in admitted.passing}
    for one in letters if draws.domains else ():
        known = one.delivery_id in passing or one.delivery_id in admitted.postponed
        if not known and not draws.domain(one.domain, urgent=one.urgent):
            admitted.postponed[one.delivery_id] = PutOff(
                draws.queued(one.domain, urgent=one.urgent), _SLOWLY
            )


def handed(
    services: Services, tx: Transaction, admitted: Admitted, going: Collection[int], now: datetime
) -> None:
    """Count the letters that a call is made for."""
    went = [one for one in admitted.passing if one.delivery_id in going]
    to = Counter(one.domain for one in went) if admitted.draws.domains else Counter()
    throttle.settle(tx, admitted.draws, len(went), to)
    blast.handed(services, tx, sum(not one.urgent for one in went), now)


def came_back(services: Services, tx: Transaction, rows: Sequence[Delivery], now: datetime) -> None:
    """Letters of a call at `now` that were provably not taken leave their room to others."""
    throttle.give_back(services, tx, len(rows), now)
    blast.handed(services, tx, -sum(row.purpose in PROGRAMME for row in rows), now)


def put_off(tx: Transaction, admitted: Admitted, rows: Sequence[Delivery], claim: Claim) -> None:
    """Put letters off that wait for a moment of their own; no attempt is counted."""
    waiting = [(row, admitted.postponed[row.id]) for row in rows if row.id in admitted.postponed]
    if not waiting:
        return
    claims.postpone(
        tx,
        token=claim.token,
        rows=[Postponed(row.id, wait.until, row.open_until) for row, wait in waiting],
    )
    notes = [
        about(row, kind=Kind.WAITED, reason=wait.reason, actor="engine")
        for row, wait in waiting
        if wait.until - claim.now >= _WORTH_A_NOTE
    ]
    note_all(tx, notes, claim.now)
