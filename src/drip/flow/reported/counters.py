"""Counters: how the promise stands, for `drip doctor` and for whoever asks."""

from __future__ import annotations

from drip.flow.services import Services
from drip.storage import counters
from drip.storage.counters import Counters


def read(services: Services) -> Counters:
    """What the ledger says of letters twice, after goodbye, and lost from sight."""
    with services.database.read() as tx:
        return counters.read(tx)
