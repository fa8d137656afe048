"""What the clinic offers now: its facts, and the programmes that can be joined."""

from __future__ import annotations

from dataclasses import dataclass

from drip.domain.people import Clinic
from drip.domain.sequences import Anchor, Sequence
from drip.errors import DripError
from drip.flow.in_force import revisions
from drip.flow.services import Services
from drip.storage.database import Transaction

#: Stands in while nothing is published, so that a page can still be drawn.
NAMELESS = Clinic(
    name="the clinic",
    abn="",
    address="",
    phone="",
    reply_to="",
    sender="",
    sign_off="",
    zone="Australia/Melbourne",
    holidays=None,
    hours={},
    services={},
    link_hosts=frozenset(),
    alarm_addresses=(),
    sample=(),
)


class NothingOfferedError(DripError):
    """There is no programme to join yet: publish a sequence first (`drip publish`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The clinic and its sequences in force.

    `steady` is joined at any time; `acute` asks when the trouble began. Either may be missing.
    """

    clinic: Clinic
    sequences: dict[str, Sequence]
    steady: Sequence | None
    acute: Sequence | None


def offer(services: Services) -> Offer:
    """What can be joined now.

    Raises:
        NothingOfferedError: when no sequence is in force.
    """
    with services.database.read() as tx:
        in_force = revisions.in_force(services, tx)
    if not in_force:
        raise NothingOfferedError
    found = {key: in_force[key].sequence for key in sorted(in_force)}
    sequences = {key: one for key, one in found.items() if one.retire is None}
    newest = max(in_force.values(), key=lambda revision: revision.id)
    return Offer(
        clinic=newest.clinic,
        sequences=sequences,
        steady=_first(sequences, Anchor.CONFIRMED),
        acute=_first(sequences, Anchor.ONSET),
    )


def clinic(services: Services) -> Clinic:
    """The clinic's facts from the newest revision in force, or `NAMELESS`."""
    with services.database.read() as tx:
        return clinic_in(services, tx)


def clinic_in(services: Services, tx: Transaction) -> Clinic:
    """The same, inside a transaction."""
    in_force = revisions.in_force(services, tx)
    if not in_force:
        return NAMELESS
    return max(in_force.values(), key=lambda revision: revision.id).clinic


def _first(sequences: dict[str, Sequence], anchor: Anchor) -> Sequence | None:
    return next((s for s in sequences.values() if s.anchor is anchor), None)
