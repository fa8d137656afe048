"""When a circuit opens, how long it stays open, and when staff hear of it.

A wait begins short, doubles with each try that fails, and is never shorter than the other side
asked for. A little random time on top keeps workers from coming back all at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from drip.domain.circuits import Circuit
from drip.domain.deliveries import Outcome, Result, Trouble

#: The first wait and the longest one.
WAITS: Mapping[Trouble, tuple[timedelta, timedelta]] = MappingProxyType(
    {
        Trouble.BUSY: (timedelta(seconds=15), timedelta(minutes=15)),
        Trouble.UNREACHABLE: (timedelta(seconds=15), timedelta(minutes=15)),
        Trouble.ACCOUNT: (timedelta(minutes=1), timedelta(minutes=30)),
        # Who is refused for a bad name only worsens it by trying.
        Trouble.POLICY: (timedelta(hours=6), timedelta(hours=24)),
    }
)
#: How long a trouble lasts before staff get a task.
TELL_AFTER: Mapping[Trouble, timedelta] = MappingProxyType(
    {
        Trouble.BUSY: timedelta(hours=6),
        Trouble.UNREACHABLE: timedelta(minutes=30),
        Trouble.ACCOUNT: timedelta(),
        Trouble.POLICY: timedelta(),
    }
)
#: A circuit that nobody wanted to try for so long is of a domain or transport no longer used.
FORGOTTEN = timedelta(days=1)
#: Nobody is believed who asks for a longer wait.
LONGEST_WAIT = timedelta(days=1)
#: The random time on top of a wait: at most this share of it, and at least a second to share out.
_JITTER = 0.1
_LEAST_JITTER = timedelta(seconds=1)
_NO_ANSWER = "The answer never came, or could not be understood."
_SEVERITY = (Trouble.NONE, Trouble.BUSY, Trouble.UNREACHABLE, Trouble.POLICY, Trouble.ACCOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Why a circuit opens. `domain` is empty when everybody is cut off.

    `doubtful` tells that nobody said no: one letter may find out at once.
    """

    trouble: Trouble
    reason: str
    domain: str = ""
    again_at: datetime | None = None
    doubtful: bool = False


def own_fault(outcome: Outcome, *, others_went: bool) -> bool:
    """Whether a refusal is about this letter: a try is counted, or the letter fails.

    An account that took other letters of the same call is in order, whatever is said of it: else
    one letter that a server dislikes would hold back all others for ever.
    """
    if outcome.trouble is Trouble.NONE:
        return True
    return outcome.trouble is Trouble.ACCOUNT and others_went


def trips(outcomes: Sequence[Outcome]) -> list[Trip]:
    """What a call's outcomes say about more than their own letters, one trip for each circuit."""
    went = any(one.result is Result.ACCEPTED for one in outcomes)
    found: dict[str, Trip] = {}
    for one in outcomes:
        if one.result is not Result.REFUSED or own_fault(one, others_went=went):
            continue
        known = found.get(one.domain)
        if known is None or _SEVERITY.index(one.trouble) > _SEVERITY.index(known.trouble):
            found[one.domain] = Trip(
                trouble=one.trouble, reason=one.detail, domain=one.domain, again_at=one.again_at
            )
        elif one.again_at is not None and one.trouble is known.trouble:
            later = max(one.again_at, known.again_at or one.again_at)
            found[one.domain] = replace(known, again_at=later)
    doubted = any(one.result is Result.UNKNOWN for one in outcomes)
    if doubted and not went and "" not in found:
        found[""] = Trip(trouble=Trouble.UNREACHABLE, reason=_NO_ANSWER, doubtful=True)
    return list(found.values())


def opened(
    name: str,
    known: Circuit | None,
    trip: Trip,
    *,
    now: datetime,
    probing: bool,
    jitter: float,
) -> Circuit:
    """The circuit after a trip. `known` is the one that was open before, if any.

    `probing` tells that the trip came from the letter that was to try again; `jitter` is a random
    number from 0 to 1.
    """
    if known is not None and not probing and known.probe_at > now:
        return _joined(known, trip, now + _wait(trip, 0, now, jitter))
    probes = 0 if known is None else known.probes + 1
    at_once = trip.doubtful and known is None
    return Circuit(
        name=name,
        trouble=trip.trouble,
        reason=trip.reason,
        opened_at=now if known is None else known.opened_at,
        probe_at=now if at_once else now + _wait(trip, probes, now, jitter),
        probes=probes,
    )


def _joined(known: Circuit, trip: Trip, probe_at: datetime) -> Circuit:
    """The same circuit, heard of once more by a call that was already on its way."""
    if _SEVERITY.index(trip.trouble) > _SEVERITY.index(known.trouble):
        known = replace(known, trouble=trip.trouble, reason=trip.reason)
    return replace(known, probe_at=max(known.probe_at, probe_at))


def _wait(trip: Trip, probes: int, now: datetime, jitter: float) -> timedelta:
    first, longest = WAITS[trip.trouble]
    wait = min(first * (1 << min(probes, 16)), longest)
    if trip.again_at is not None:
        wait = max(wait if probes else timedelta(), min(trip.again_at - now, LONGEST_WAIT))
    return wait + jitter * max(_JITTER * wait, _LEAST_JITTER)


def to_tell(circuit: Circuit, now: datetime) -> bool:
    """Whether staff should hear of an open circuit by now."""
    return now - circuit.opened_at >= TELL_AFTER[circuit.trouble]


def is_forgotten(circuit: Circuit, now: datetime) -> bool:
    """Whether no letter came to try it, long after one might have."""
    return now - circuit.probe_at > FORGOTTEN
