"""Circuits: what is cut off from the outside while a trouble lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drip.domain.deliveries import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """An open circuit: nothing is handed over, but for one letter at `probe_at`.

    `name` is a transport's, or `transport:domain` when one recipient domain alone is in trouble.
    `reason` is the other side's words, without addresses. `probes` counts the tries that failed.
    """

    name: str
    trouble: Trouble
    reason: str
    opened_at: datetime
    probe_at: datetime
    probes: int = 0


def domain_circuit(transport: str, domain: str) -> str:
    """The name of the circuit of one recipient domain."""
    return f"{transport}:{domain}"
