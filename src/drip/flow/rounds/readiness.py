"""Is this installation fit to work: asked by `/readyz` and by the operator's doctor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from drip.flow.services import Services
from drip.storage import heartbeat, migrate
from drip.storage.database import StorageError


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether every check is `ok`, and each check in words."""

    ready: bool
    checks: dict[str, str]


def check(services: Services, tick_limit: timedelta) -> Readiness:
    """Look at the database, its schema and the last tick, all by wall time. Never raises."""
    checks = {"database": "ok", "schema": "ok", "tick": "ok"}
    try:
        with services.database.read() as tx:
            last = heartbeat.last_tick(tx)
        if migrate.current(services.database) != migrate.newest():
            checks["schema"] = "needs migrating"
    except StorageError as error:
        return Readiness(ready=False, checks=checks | {"database": error.message, "tick": "?"})
    if last is None:
        checks["tick"] = "no worker has ticked yet"
    elif services.wall() - last > tick_limit:
        seconds = int((services.wall() - last).total_seconds())
        checks["tick"] = f"the last tick is {seconds} s old"
    return Readiness(ready=all(word == "ok" for word in checks.values()), checks=checks)
