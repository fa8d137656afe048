"""Thousands of letters, and everything that can go wrong: none twice, none lost unsaid.

Two thousand here; `benchmarks/thirty_thousand.py` sends fifteen times as many by the same code.
"""

from __future__ import annotations

from pathlib import Path

from drip.simulation.provider.plans import Mishap
from tests.many_letters import account, storm

PEOPLE = 500


def test_no_letter_goes_twice_and_each_is_accounted_for(tmp_path: Path) -> None:
    with storm(tmp_path, seed=4) as road:
        road.everybody(PEOPLE)
        road.live(claim=20)
        found = account(road)

    assert found.doubled == {}
    assert found.strangers == set()
    assert found.said_to_be_gone == set()
    assert found.gone_unsaid == set()
    assert found.open_still == set()
    assert found.untold == set()
    assert found.missing == set()
    # The storm was one: every mishap was met, and most letters went all the same.
    assert {kind.value for kind in Mishap} <= found.mishaps.keys()
    assert found.states["accepted"] > 2 / 3 * sum(found.states.values())
