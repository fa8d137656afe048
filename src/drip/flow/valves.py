"""Valves: what holds letters back, looked at in the very transaction that records the intent.

Some letters wait for a moment of their own and are put off, with the reason. Others only wait for
their turn: they are given back as they are, and keep their place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from drip.domain.circuits import Circuit, domain_circuit
from drip.domain.deliveries import PROGRAMME, Delivery
from drip.flow.circuit import domain_of
from drip.storage import circuits, claims
from drip.storage.claims import Postponed
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, about, note_all
from drip.storage.intents import Claim

#: A letter whose domain is being tried with another letter waits this long for what comes of it.
_SOON = timedelta(seconds=15)
#: A shorter wait is no news for whoever asks why a letter has not gone.
_WORTH_A_NOTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A letter about to be handed over. `urgent` ones belong to no programme."""

    delivery_id: int
    address: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class PutOff:
    """A letter waits until a moment, for a reason."""

    until: datetime
    reason: str


@dataclass(slots=True)
class Admitted:
    """What may go on to the intent, and what waits for a moment of its own."""

    passing: set[int] = field(default_factory=set)
    postponed: dict[int, PutOff] = field(default_factory=dict)


def wanted(delivery: Delivery, address: str) -> Wanted:
    """A letter as the valves see it."""
    urgent = delivery.purpose not in PROGRAMME
    return Wanted(delivery_id=delivery.id, address=address, urgent=urgent)


def admit(tx: Transaction, letters: Sequence[Wanted], claim: Claim) -> Admitted:
    """Which letters of a call may go now."""
    admitted = Admitted()
    cut = {one.name: one for one in circuits.all_open(tx)}
    if claim.transport in cut and not claim.probe:
        return admitted
    for one in letters:
        until = _cut_off(tx, cut, one, claim)
        if until is None:
            admitted.passing.add(one.delivery_id)
        else:
            admitted.postponed[one.delivery_id] = until
    return admitted


def _cut_off(tx: Transaction, cut: dict[str, Circuit], one: Wanted, claim: Claim) -> PutOff | None:
    """Whether a letter's recipient domain is in trouble. One letter may try when it is time."""
    if not cut:
        return None
    name = domain_circuit(claim.transport, domain_of(one.address))
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
