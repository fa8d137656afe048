"""States of a delivery move along the edges of the engine's table, and no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from drip.domain.deliveries import DeliveryState
from drip.engine.ledger import may_move
from drip.storage import claims, evidence, home, ledger, outcomes
from drip.storage.claims import Dropped
from drip.storage.database import Database, Transaction
from drip.storage.outcomes import Retry
from tests.road import Road

TOKEN = "t"
LATER = timedelta(days=9)
Change = Callable[[Road, Transaction, int], object]


def accept(road: Road, tx: Transaction, one: int, token: str | None) -> object:
    rows = list(ledger.get_all(tx, [one]).values())
    return outcomes.accept(tx, rows, token=token, now=road.present)


CHANGES: dict[str, Change] = {
    "claim": lambda road, tx, _: claims.claim(
        tx, token=TOKEN, now=road.present, lease_until=road.present, limit=9
    ),
    "release": lambda _, tx, one: claims.release(tx, token=TOKEN, ids=[one]),
    "drop": lambda road, tx, one: claims.drop(
        tx,
        token=TOKEN,
        rows=[Dropped(one, DeliveryState.SKIPPED, "a test")],
        now=road.present,
    ),
    "free": lambda road, tx, _: claims.free_expired(tx, road.present + LATER),
    "doubt a lease": lambda road, tx, _: claims.doubt_expired(tx, road.present + LATER),
    "accept": lambda road, tx, one: accept(road, tx, one, TOKEN),
    "evidence": lambda road, tx, one: accept(road, tx, one, None),
    "doubt": lambda _, tx, one: outcomes.doubt(tx, [one], token=TOKEN, reason="a test"),
    "again": lambda road, tx, one: outcomes.plan_again(
        tx, [Retry(one, road.present, counted=True)], token=None
    ),
    "fail": lambda road, tx, one: outcomes.fail(tx, {one: "a test"}, token=TOKEN, now=road.present),
    "give up": lambda road, tx, one: outcomes.give_up(tx, [one], road.present),
    "close": lambda road, tx, one: outcomes.close(tx, [one], road.present),
    "prove": lambda road, tx, one: evidence.prove_taken(
        tx, list(ledger.get_all(tx, [one]).values()), {one: road.present}, road.present
    ),
    "restore": lambda road, tx, _: home.doubt_what_is_due(tx, road.present + LATER),
    "cancel": lambda road, tx, _: ledger.cancel_waiting(
        tx, now=road.present, reason="a test", subscriber_id=1
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_no_change_leaves_the_edges(database: Database, tmp_path: Path, change: str) -> None:
    road = Road(database, tmp_path)
    subscriber_id, _ = road.person()
    assert subscriber_id == 1
    (row,) = road.rows()

    for before in DeliveryState:
        road.set(
            row.id,
            state=before.value,
            claim_token=TOKEN,
            lease_until=road.present + timedelta(days=1),
            handed_at=road.present,
            next_of=None,
        )
        with database.write() as tx:
            CHANGES[change](road, tx, row.id)
        after = DeliveryState(road.rows()[0].state)
        assert after is before or may_move(before, after), f"{before} became {after}"
