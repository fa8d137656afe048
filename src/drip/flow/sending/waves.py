"""Waves: the calls of a batch, several under way at once where the transport can.

A letter with a Reply-To of its own may be a call of its own; one after the other, a thousand of
them would take as long as a thousand answers. A batch begins with one call and doubles from wave
to wave, so that what stops everything costs few calls: the intents of a wave see what the wave
before came to.

What a call came to is known here and nowhere else: while the database is away it is kept in hand
and written down later, so that a restart of the database puts no letter in doubt.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from drip.delivery.transport import NOT_CALLED
from drip.domain.deliveries import Outcome, Result
from drip.domain.letters import Letter
from drip.errors import DripError
from drip.flow.sending.handover import Ready, call, check_outside, intend, record
from drip.flow.services import Services
from drip.storage.database import StorageError
from drip.storage.intents import Claim

log = structlog.get_logger()

#: Seconds between two tries to write down what a call came to.
_BREATH = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """A call whose intent is recorded. `intended_at` is that moment on the steady clock."""

    going: Sequence[Ready]
    claim: Claim
    intended_at: float

    @property
    def letters(self) -> list[Letter]:
        return [one.letter for one in self.going]


def hand_over(
    services: Services, calls: Sequence[Sequence[Ready]], *, token: str, probe: bool
) -> Iterator[dict[str, int]]:
    """Make the calls; answers for each, as it ends, how many letters ended how."""
    with ThreadPoolExecutor(services.transport.at_once) as threads:
        for wave in _waves(calls, services.transport.at_once):
            begun = [
                one
                for ready in wave
                if (one := _begin(services, ready, token=token, probe=probe)).going
            ]
            yield from _call(services, begun, threads)


def _waves(calls: Sequence[Sequence[Ready]], most: int) -> Iterator[Sequence[Sequence[Ready]]]:
    start, size = 0, 1
    while start < len(calls):
        yield calls[start : start + size]
        start, size = start + size, min(2 * size, most)


def _begin(services: Services, ready: Sequence[Ready], *, token: str, probe: bool) -> _Begun:
    now = services.now()
    claim = Claim(
        token=token,
        now=now,
        lease_until=now + services.lease,
        worker=services.worker,
        transport=services.transport.name,
        probe=probe,
    )
    intended_at = services.steady()
    try:
        going = intend(services, ready, claim)
    except StorageError:
        # The intent may stand all the same, if only the word of it was lost.
        _not_called(services, _Begun(going=ready, claim=claim, intended_at=intended_at))
        raise
    return _Begun(going=going, claim=claim, intended_at=intended_at)


def _not_called(services: Services, one: _Begun) -> None:
    outcomes = [
        Outcome(delivery_id=letter.delivery_id, result=Result.REFUSED, detail=NOT_CALLED)
        for letter in one.letters
    ]
    _record(services, one, outcomes)


def _call(
    services: Services, begun: Sequence[_Begun], threads: ThreadPoolExecutor
) -> Iterator[dict[str, int]]:
    """Make the calls of a wave, and write down each as it ends. One alone needs no thread."""
    check_outside(services)
    if len(begun) == 1:
        (one,) = begun
        yield _record(services, one, call(services, one.letters, intended_at=one.intended_at))
        return
    made = {
        threads.submit(call, services, one.letters, intended_at=one.intended_at): one
        for one in begun
    }
    broken: BaseException | None = None
    for ended in as_completed(made):
        broken = ended.exception() or broken
        if ended.exception() is None:
            yield _record(services, made[ended], ended.result())
    if broken is not None:
        raise broken


def _record(services: Services, one: _Begun, outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Write down what a call came to, however long the database takes to come back.

    Raises:
        StorageError: it did not come back in time; the letters end in doubt, which is the truth.
    """
    rows = [ready.passed.delivery for ready in one.going]
    give_up = services.steady() + services.patience.total_seconds()
    while True:
        try:
            return record(services, rows, outcomes, one.claim, _present(services, one))
        except StorageError as error:
            stopped = getattr(services.transport, "stopped", False)
            if stopped or services.steady() >= give_up:
                raise
            log.warning("result waits for the database", reason=error.message)
            time.sleep(_BREATH)


def _present(services: Services, one: _Begun) -> datetime:
    """The present; where the clock leapt or its database is away, by the time that passed."""
    try:
        return services.now()
    except DripError:
        return one.claim.now + timedelta(seconds=services.steady() - one.intended_at)
