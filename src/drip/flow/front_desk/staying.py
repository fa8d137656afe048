"""Staying: how it stands with everybody who was ever in a sequence, by its own definition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from drip.flow.in_force import revisions
from drip.flow.services import Services
from drip.insight.drop_out import Observed, observe
from drip.storage import signs


def staying(services: Services, sequence: str, now: datetime) -> Sequence[Observed]:
    """How each enrolment ended, or that it goes on, as far as can be known at `now`.

    Raises:
        SequenceUnknownError: it is not in force.
    """
    with services.database.read() as tx:
        rule = revisions.current(services, tx, sequence).sequence.drop_out
        found = signs.histories(tx, sequence)
    return [observe(one, rule, now) for one in found]
