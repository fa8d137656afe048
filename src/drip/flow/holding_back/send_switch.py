"""The switch that a person throws: stop every letter, and let them go on."""

from __future__ import annotations

from drip.flow.holding_back import blast, circuit, clock
from drip.flow.services import Services
from drip.storage import switches
from drip.storage.switches import Switch

_QUARANTINED = (
    "Nothing leaves yet: this looks like a copy of the database. `drip adopt --help` tells how to"
    " say which one it is."
)


def off(services: Services, *, reason: str, by: str) -> bool:
    """Stop every letter at once; False when that was done before."""
    with services.database.write() as tx:
        return switches.hold(tx, Switch.SENDING, reason=reason, by=by, now=services.now())


def on(services: Services, *, by: str) -> list[str]:
    """Let letters go on; answers what that changed, in sentences."""
    said = []
    now = services.now()
    with services.database.write() as tx:
        if switches.release(tx, Switch.SENDING, reason="switched on", by=by, now=now):
            said.append("Sending is switched on.")
        if clock.believe(tx, by=by, now=now):
            said.append("The clock is believed again.")
        copied = any(one.switch is Switch.QUARANTINE for one in switches.held(tx))
    if blast.allow(services, by=by):
        said.append("The letters that are due may leave, this once.")
    if tried := circuit.try_now(services):
        said.append(f"The next look tries again where there was trouble ({tried}).")
    if copied:
        said.append(_QUARANTINED)
    return said or ["Nothing was held back by a switch. `drip send status` tells how it stands."]
