"""Strangers: patients whom a booking system tells of, and who are nobody of ours.

Asking about a patient costs a request, so who is nobody is remembered for a while, as a keyed hash.
Whoever joins meanwhile with the address that was found is asked about again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from drip.flow.services import Services
from drip.links import fold_address
from drip.storage import strangers

#: A patient's address may change, so they are asked about again after it.
REMEMBERED_FOR = timedelta(days=14)


def among(services: Services, patients: Collection[str], now: datetime) -> frozenset[str]:
    """Which of these patients need not be asked about."""
    by_hash = {_patient(services, one): one for one in patients}
    with services.database.read() as tx:
        found = strangers.among(tx, list(by_hash), now - REMEMBERED_FOR)
    return frozenset(by_hash[one] for one in found)


def remember(services: Services, addresses: Mapping[str, str], now: datetime) -> None:
    """Keep which address each of these patients has; it matters only of who is nobody of ours."""
    if not addresses:
        return
    hashed = {
        _patient(services, patient): services.links.keyed_hash("address", fold_address(address))
        for patient, address in addresses.items()
    }
    with services.database.write() as tx:
        strangers.remember(tx, hashed, now)


def _patient(services: Services, patient: str) -> str:
    return services.links.keyed_hash("patient", patient)
