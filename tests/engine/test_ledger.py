"""How a delivery may move."""

from __future__ import annotations

import pytest

from drip.domain.deliveries import WAITING, DeliveryState
from drip.engine.ledger import EDGES, FINAL, may_move

S = DeliveryState


def test_every_state_has_its_edges() -> None:
    assert set(EDGES) == set(S)


def test_what_is_over_stays_over() -> None:
    assert {S.ACCEPTED, S.SKIPPED, S.CANCELLED, S.EXPIRED, S.FAILED} == FINAL
    assert not FINAL & WAITING


@pytest.mark.parametrize("later", list(S))
def test_accepted_is_never_overwritten(later: DeliveryState) -> None:
    assert not may_move(S.ACCEPTED, later)


def test_accepted_comes_after_an_intent_or_by_evidence_about_what_waits() -> None:
    assert {state for state in S if may_move(state, S.ACCEPTED)} == WAITING | {
        S.UNKNOWN,
        S.UNRESOLVED,
    }


def test_a_call_that_may_have_been_made_never_ends_as_if_it_was_not() -> None:
    for state in (S.SKIPPED, S.CANCELLED, S.EXPIRED):
        assert not may_move(S.HANDING_OVER, state)


def test_every_road_leads_from_planned_to_an_end() -> None:
    reached, edge = set[S](), {S.PLANNED}
    while edge:
        reached |= edge
        edge = set().union(*(EDGES[state] for state in edge)) - reached
    assert reached == set(S)


@pytest.mark.parametrize("state", sorted(set(S) - FINAL))
def test_no_state_is_a_trap(state: DeliveryState) -> None:
    assert EDGES[state]
    assert state not in EDGES[state]
