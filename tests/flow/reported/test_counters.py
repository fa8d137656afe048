"""The counters of what must never happen, and of what nobody knows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drip.domain.deliveries import Result
from drip.domain.people import SuppressionReason
from drip.flow.leaving.leave import leave
from drip.flow.reported import counters
from drip.storage import suppressions
from drip.storage.counters import Counters
from drip.storage.database import Database
from drip.storage.tables import attempts, subscribers
from tests.reports import Doubtful, Reported
from tests.road import CLINIC, content

SOON = CLINIC + "on_unknown: {resend_after: 10m}\n"
NOTHING = Counters(
    proven_duplicates=0,
    repeated=0,
    unknown=0,
    unresolved=0,
    after_goodbye=0,
    crossed_goodbye=0,
)


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Reported:
    return Reported(database, tmp_path, transport=Doubtful(), files=content(clinic=SOON))


def answers(road: Reported, result: Result) -> None:
    assert isinstance(road.services.transport, Doubtful)
    road.services.transport.result = result


def goodbye(road: Reported, person: int) -> None:
    leave(
        road.services,
        subscriber_id=person,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="one-click",
        now=road.present,
    )


def repeated(road: Reported) -> Any:
    """A letter that went once more after no answer came."""
    answers(road, Result.UNKNOWN)
    road.person()
    road.tick()
    answers(road, Result.ACCEPTED)
    road.wait(minutes=11)
    road.maintain()
    road.tick()
    return road.rows()[0]


def test_an_ordinary_week_counts_nothing(road: Reported) -> None:
    answers(road, Result.ACCEPTED)
    road.person()
    road.run(days=5)
    assert counters.read(road.services) == NOTHING
    assert counters.read(road.services).promise_kept


def test_letters_in_doubt_are_counted_until_they_are_settled(road: Reported) -> None:
    road.person()
    road.tick()
    assert counters.read(road.services).unknown == 1
    road.report(road.rows()[0], "processed")
    assert counters.read(road.services) == NOTHING


def test_a_repeat_may_be_a_duplicate_and_two_reports_prove_it(road: Reported) -> None:
    row = repeated(road)
    assert (counters.read(road.services).repeated, row.tries) == (1, 2)

    road.report(row, "delivered", drip_try=2)
    found = counters.read(road.services)
    assert (found.repeated, found.proven_duplicates, found.promise_kept) == (1, 0, True)

    road.report(row, "processed", drip_try=1)
    found = counters.read(road.services)
    assert (found.repeated, found.proven_duplicates, found.promise_kept) == (0, 1, False)


def test_reports_of_one_attempt_prove_nothing(road: Reported) -> None:
    row = repeated(road)
    road.report(row, "processed", "delivered", "delivered", drip_try=2)
    assert counters.read(road.services).proven_duplicates == 0


def test_a_letter_that_was_on_its_way_at_goodbye_is_counted(
    database: Database, tmp_path: Path
) -> None:
    """Scenario 44: the intent a moment before; nothing later ever goes."""
    transport = Doubtful()
    road = Reported(database, tmp_path, transport=transport)
    transport.result = Result.ACCEPTED
    ann, _ = road.person()

    def during(_: Any) -> None:
        road.wait(seconds=1)
        goodbye(road, ann)
        road.wait(seconds=1)

    transport.before_answer = during
    road.tick()
    road.run(days=3)
    found = counters.read(road.services)
    assert (found.crossed_goodbye, found.after_goodbye, found.promise_kept) == (1, 0, True)
    assert len(transport.letters) == 1


def test_a_letter_after_goodbye_breaks_the_promise(road: Reported) -> None:
    answers(road, Result.ACCEPTED)
    ann, _ = road.person()
    road.tick()
    road.wait(hours=1)
    goodbye(road, ann)
    assert counters.read(road.services) == NOTHING
    with road.database.write() as tx:
        later = road.present + timedelta(minutes=1)
        tx.execute(attempts.update().values(intent_at=later, ended_at=later))
    found = counters.read(road.services)
    assert (found.after_goodbye, found.promise_kept) == (1, False)


def test_letters_after_a_return_are_in_order(road: Reported) -> None:
    answers(road, Result.ACCEPTED)
    ann, _ = road.person()
    goodbye(road, ann)
    road.wait(hours=1)
    with road.database.write() as tx:
        key = road.services.links.keyed_hash("address", "ann@example.com")
        reasons = [SuppressionReason.UNSUBSCRIBED]
        suppressions.lift(tx, address_hash=key, reasons=reasons, by="signup", now=road.present)
        tx.execute(subscribers.update().values(state="active"))
    road.enrol(ann)
    road.run(days=3)
    assert len(road.rows(state="accepted")) >= 2
    assert counters.read(road.services) == NOTHING
