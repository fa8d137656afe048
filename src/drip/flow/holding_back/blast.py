"""Blast radius: when far more letters want to leave than anybody expected, staff are asked first.

Programme letters then wait, and everything else goes. A person's "go on" lets one rush pass: the
windows of ten minutes, one after the other, in which the most is exceeded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from drip.engine.forecast import AHEAD, PAST, RECENT, WINDOW, Forecast, still_owed, window_of
from drip.flow.services import Services
from drip.storage import claims, quotas, switches, tasks
from drip.storage.database import Transaction
from drip.storage.quotas import Count
from drip.storage.switches import Switch

log = structlog.get_logger()

#: How long "go on" waits for the letters that it was said of.
_WORD_HOLDS = timedelta(days=3)
_CHOICE = (
    "If that is right, because many people have just joined, say, type `drip send on`. They then"
    " leave, this once. If it is not, leave it so: programme letters wait, nothing is lost, and"
    " confirmations and answers to people still go."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """A rush that nobody expected: how many want to leave, and what was expected."""

    gone: int
    waiting: int
    most: int
    forecast: Forecast


def passes(services: Services, tx: Transaction, letters: int, now: datetime) -> bool:
    """Whether some more programme letters may leave in this window; if not, staff are asked."""
    if services.sending.blast_radius <= 0 or not letters:
        return True
    window = window_of(now)
    most = _most(services, tx, window)
    gone = quotas.held(tx, Count.HANDED, window)
    if gone + letters <= most or _rush_goes_on(tx, window, now):
        return True
    waiting = claims.count_waiting(tx, now)
    _ask(tx, Excess(gone=gone, waiting=waiting, most=most, forecast=_forecast(tx, window)), now)
    return False


def _most(services: Services, tx: Transaction, window: datetime) -> int:
    """Worked out once for each window, by the first letter in it."""
    known = quotas.counted(tx, Count.MOST, window)
    if known is not None:
        return known
    quotas.learn(tx, since=window - PAST, length=WINDOW)
    most = _forecast(tx, window).most(services.sending.blast_radius)
    quotas.note(tx, Count.MOST, window, most)
    return most


def _forecast(tx: Transaction, window: datetime) -> Forecast:
    foreseen = quotas.total(
        tx, Count.FORESEEN, since=window + WINDOW - AHEAD, before=window + WINDOW
    )
    handed = quotas.total(tx, Count.HANDED, since=window + WINDOW - AHEAD, before=window)
    return Forecast(
        usual=quotas.busiest(tx, since=window - PAST, before=window - RECENT),
        foreseen=still_owed(foreseen, handed),
    )


def _rush_goes_on(tx: Transaction, window: datetime, now: datetime) -> bool:
    """Whether a person said that this rush is right. The rush ends with a window that is as usual.

    A word that nobody needed yet waits for the letters it was said of.
    """
    if quotas.counted(tx, Count.RUSH, window):
        return True
    before = window - WINDOW
    gone, most = (quotas.counted(tx, what, before) or 0 for what in (Count.HANDED, Count.MOST))
    if not (quotas.counted(tx, Count.RUSH, before) and gone > most):
        word = quotas.latest(tx, Count.ALLOWED, since=now - _WORD_HOLDS)
        if word is None:
            return False
        quotas.count(tx, Count.ALLOWED, word, -1)
    quotas.note(tx, Count.RUSH, window, 1)
    return True


def handed(services: Services, tx: Transaction, letters: int, now: datetime) -> None:
    """Count programme letters that a call is made for; a negative number takes some back."""
    if services.sending.blast_radius > 0 and letters:
        quotas.count(tx, Count.HANDED, window_of(now), letters)


def _ask(tx: Transaction, excess: Excess, now: datetime) -> None:
    if not switches.hold(tx, Switch.BLAST, reason=_told(excess), by="worker", now=now):
        return
    tasks.add(
        tx,
        cause=_cause(now),
        title="Is it right that so many letters want to leave?",
        detail=f"{_told(excess)} {_CHOICE}",
        now=now,
    )
    log.warning("blast radius", gone=excess.gone, waiting=excess.waiting, most=excess.most)


def _told(excess: Excess) -> str:
    forecast = excess.forecast
    return (
        f"{excess.waiting} programme letters are due now, and {excess.gone} have left in these ten"
        f" minutes; {excess.most} may leave unasked. The busiest ten minutes of the last four weeks"
        f" brought {forecast.usual}, and yesterday's plan had {forecast.foreseen} due by now."
    )


def _cause(now: datetime) -> str:
    return f"blast:{now.isoformat()}"


def allow(services: Services, *, by: str) -> bool:
    """A person says that a rush is right: it passes once. False when nobody was asked."""
    now = services.now()
    with services.database.write() as tx:
        asked = [one for one in switches.held(tx) if one.switch is Switch.BLAST]
        if not switches.release(tx, Switch.BLAST, reason="it is right", by=by, now=now):
            return False
        quotas.count(tx, Count.ALLOWED, now, 1)
        causes = [_cause(one.since) for one in asked]
        tasks.close_causes(tx, causes, by=by, note="They may leave.", now=now)
    return True


def foresee(services: Services, now: datetime) -> None:
    """Note what the plan has due a day from now, before a mistake of that day can change it."""
    if services.sending.blast_radius <= 0:
        return
    window = window_of(now + AHEAD)
    with services.database.read() as tx:
        if quotas.counted(tx, Count.FORESEEN, window) is not None:
            return
        due = claims.count_due(tx, since=window, before=window + WINDOW)
    with services.database.write() as tx:
        quotas.note(tx, Count.FORESEEN, window, due)
