"""Home: a restored or copied database is read, and nothing leaves, until a person says which it is.

`Guard.look` is asked before every tick, since a machine can be copied while Drip runs on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import structlog

from drip.engine.home import Finding, Remembered, judge
from drip.errors import DripError
from drip.flow.services import Services
from drip.settings import Settings
from drip.storage import home, installation, switches, tasks
from drip.storage.database import Transaction
from drip.storage.switches import Switch

log = structlog.get_logger()

_WORDS = {
    Finding.COPIED: "This database was copied, moved, or put back here from a backup.",
    Finding.RESTORED: "This database is an older state: calls that were made are missing from it.",
}
_ASK = (
    "Nothing leaves until somebody says which it is: `drip adopt --complete` when the other one is"
    " stopped and this one is up to date, `drip adopt --older` when letters may have gone since."
)


class Account(StrEnum):
    """What a person says of a database in quarantine."""

    COMPLETE = "complete"  #: nothing was sent that it does not know of
    OLDER = "older"  #: letters may have gone that it does not know of


class AdoptionRefusedError(DripError):
    """This state forgot letters that left, so it cannot be complete: use `drip adopt --older`."""


class AtHomeError(DripError):
    """Nothing to adopt: this is the database that the clinic sends from."""


@dataclass(slots=True)
class Guard:
    """Looks at the traces. `file` is the worker's own memory; `named` names the machine, if set."""

    services: Services
    file: Path
    named: str = ""

    def look(self) -> Finding:
        """What this database is now; one that must not send is put into quarantine.

        In quarantine nothing is remembered, so that the finding stays what it is.
        """
        services, here = self.services, home.place_of(self.services.database, self.named)
        with services.database.read() as tx:
            known = home.recorded(tx)
        if known is None:
            with services.database.write() as tx:
                installation.ensure(tx, services.now())
                known = home.recorded(tx)
        assert known is not None  # noqa: S101 - `ensure` has just made it
        memory = home.remembered(self.file)
        finding = judge(known, here, memory)
        if finding in _WORDS:
            self._quarantine(finding)
        elif finding is Finding.NEW:
            with services.database.write() as tx:
                home.settle_at(tx, here)
        newest = Remembered(ref=known.ref, newest_call=known.newest_call)
        if finding not in _WORDS and newest != memory:
            home.remember(self.file, newest)
        return finding

    def adopt(self, account: Account, *, by: str, now: datetime) -> int:
        """End the quarantine; answers how many letters wait for evidence that they went.

        Raises:
            AdoptionRefusedError: it is said to be complete, and provably is not.
            AtHomeError: it is said to be complete, and nobody doubts that.
        """
        services, here = self.services, home.place_of(self.services.database, self.named)
        doubted = []
        with services.database.write() as tx:
            installation.ensure(tx, now)
            known = home.recorded(tx)
            assert known is not None  # noqa: S101 - `ensure` has just made it
            memory = home.remembered(self.file)
            finding = judge(known, here, memory)
            if account is Account.COMPLETE:
                held = any(one.switch is Switch.QUARANTINE for one in switches.held(tx))
                _refuse(finding, held=held)
            else:
                doubted = home.doubt_what_is_due(tx, now)
                home.forgot(tx, now)
            home.settle_at(tx, here)
            _release(tx, account, by, now)
        home.remember(self.file, Remembered(ref=known.ref, newest_call=known.newest_call))
        log.warning("adopted", account=account.value, doubted=len(doubted))
        return len(doubted)

    def _quarantine(self, finding: Finding) -> None:
        services = self.services
        now = services.now()
        reason = _WORDS[finding]
        with services.database.write() as tx:
            if not switches.hold(tx, Switch.QUARANTINE, reason=reason, by="worker", now=now):
                return
            tasks.add(
                tx,
                cause=_cause(now),
                title="Nothing is sent: this looks like a copy of the database",
                detail=f"{reason} {_ASK}",
                now=now,
            )
        log.error("quarantine", finding=finding.value)


def _release(tx: Transaction, account: Account, by: str, now: datetime) -> None:
    held = [one.since for one in switches.held(tx) if one.switch is Switch.QUARANTINE]
    switches.release(tx, Switch.QUARANTINE, reason=account.value, by=by, now=now)
    causes = [_cause(since) for since in held]
    tasks.close_causes(tx, causes, by=by, note=f"Adopted as {account.value}.", now=now)


def _cause(since: datetime) -> str:
    return f"quarantine:{since.isoformat()}"


def _refuse(finding: Finding, *, held: bool) -> None:
    if finding is Finding.RESTORED:
        raise AdoptionRefusedError
    if finding not in _WORDS and not held:
        raise AtHomeError


def guard(services: Services, settings: Settings) -> Guard:
    """The guard of this installation: its memory lies in the data folder."""
    return Guard(services, settings.data_dir / "worker.json", settings.place)
