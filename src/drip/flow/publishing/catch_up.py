"""Catch up: a publication reaches what waits, batch by batch, whoever began and whoever crashed.

The revision that a waiting letter was planned by stands beside it; what stands behind is planned
anew. Any worker may do it, several at once, and what one leaves undone the next look finds.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from drip.engine.edits import SPREAD
from drip.flow.planning.replan import Why, replan
from drip.flow.services import Services
from drip.storage import replans

log = structlog.get_logger()

#: How many letters one transaction plans anew.
BATCH = 500
#: Longer than any transaction lives that may still plan by an older revision.
_OLDEST_TRANSACTION = timedelta(minutes=2)
_WHY = Why(reason="An edit of the sequence gave it another moment", spread=SPREAD)


def catch_up(services: Services, *, batch: int = BATCH, most: int | None = None) -> int:
    """Plan anew what an edit has not reached; answers how many people were looked at.

    `most` batches at a time: the rest is left to the next look.
    """
    with services.database.read() as tx:
        if not replans.unsettled(tx):
            return 0
    looked, after, rounds = 0, 0, 0
    while most is None or rounds < most:
        rounds += 1
        with services.database.write() as tx:
            now = services.now()
            found = replans.behind(tx, after=after, limit=batch)
            if found is None:
                replans.settle(tx, published_before=now - _OLDEST_TRANSACTION)
                break
            replan(services, tx, found.enrolments, now, _WHY)
            after, looked = found.last, looked + len(found.enrolments)
    if looked:
        log.info("edit_caught_up", enrolments=looked)
    return looked
