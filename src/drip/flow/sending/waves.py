"""Waves: the calls of a batch, several under way at once where the transport can.

A letter with a Reply-To of its own may be a call of its own; one after the other, a thousand of
them would take as long as a thousand answers. A batch begins with one call and doubles from wave
to wave, so that what stops everything costs few calls: the intents of a wave see what the wave
before came to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from drip.domain.deliveries import Outcome
from drip.domain.letters import Letter
from drip.flow.sending.handover import Ready, call, check_outside, intend, record
from drip.flow.services import Services
from drip.storage.intents import Claim


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
    return _Begun(going=intend(services, ready, claim), claim=claim, intended_at=intended_at)


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
    rows = [ready.passed.delivery for ready in one.going]
    return record(services, rows, outcomes, one.claim, services.now())
