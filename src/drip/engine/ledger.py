"""How a delivery may move. The flow's compare-and-set statements follow these edges only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from drip.domain.deliveries import DeliveryState

_S = DeliveryState
_DECIDED_AGAINST = frozenset({_S.SKIPPED, _S.CANCELLED, _S.EXPIRED})
_OVER: frozenset[DeliveryState] = frozenset()

#: From each state, the states that may follow. News that comes late moves a delivery up, to what
#: is known better, and never back: nothing follows `accepted`. A row that waits becomes accepted
#: when evidence shows that it went: an earlier call that was in doubt, a restored database. It
#: becomes unknown when a backup was put back that may have forgotten the call.
EDGES: Mapping[DeliveryState, frozenset[DeliveryState]] = MappingProxyType(
    {
        _S.PLANNED: _DECIDED_AGAINST | {_S.CLAIMED, _S.ACCEPTED, _S.UNKNOWN},
        # Back to planned: a wait, or a lease that ran out before any call.
        _S.CLAIMED: _DECIDED_AGAINST
        | {_S.PLANNED, _S.HANDING_OVER, _S.ACCEPTED, _S.UNKNOWN, _S.FAILED},
        # Back to planned: provably not called, or refused for now.
        _S.HANDING_OVER: frozenset({_S.PLANNED, _S.ACCEPTED, _S.UNKNOWN, _S.FAILED}),
        # Back to planned: proved absent. Cancelled: proved absent, and no longer wanted.
        _S.UNKNOWN: frozenset({_S.PLANNED, _S.ACCEPTED, _S.UNRESOLVED, _S.CANCELLED, _S.FAILED}),
        _S.UNRESOLVED: frozenset({_S.ACCEPTED}),
        _S.ACCEPTED: _OVER,
        _S.SKIPPED: _OVER,
        _S.CANCELLED: _OVER,
        _S.EXPIRED: _OVER,
        _S.FAILED: _OVER,
    }
)

#: Nothing moves on from these.
FINAL = frozenset(state for state, following in EDGES.items() if not following)


def may_move(before: DeliveryState, after: DeliveryState) -> bool:
    """Whether a delivery in state `before` may move to `after`."""
    return after in EDGES[before]
