"""Which rule holds for a letter in doubt: its step's own, else the clinic's."""

from __future__ import annotations

from collections.abc import Collection

from drip.domain.deliveries import Delivery, Purpose
from drip.domain.doubts import OnUnknown
from drip.domain.enrolments import Enrolment
from drip.errors import DripError
from drip.flow.in_force import offer
from drip.flow.planning.asked import Reading, step_named
from drip.flow.services import Services
from drip.storage import enrolments
from drip.storage.database import Transaction

_OF_A_STEP = frozenset({Purpose.STEP, Purpose.BRANCH, Purpose.REMINDER})


def of(services: Services, tx: Transaction, rows: Collection[Delivery]) -> dict[int, OnUnknown]:
    """The rule for each of these letters, by its id."""
    general = offer.clinic_in(services, tx).on_unknown
    enrolled = enrolments.get(tx, {row.enrolment_id for row in rows if row.enrolment_id})
    reading = Reading(services, tx)
    return {
        row.id: _own(reading, row, enrolled.get(row.enrolment_id or 0)) or general for row in rows
    }


def _own(reading: Reading, row: Delivery, enrolment: Enrolment | None) -> OnUnknown | None:
    if enrolment is None or row.purpose not in _OF_A_STEP:
        return None
    try:
        step = step_named(reading.sequence(enrolment), row.step)
    except DripError:  # a sequence that cannot be read has no rules of its own
        return None
    return None if step is None else step.on_unknown
