"""What happens when a worker dies, freezes or loses the database, on each line of the hand-over.

The numbers are those of the scenarios in the project's study of reliability (5.2).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from drip.delivery.outbox import Outbox
from drip.delivery.stoppable import Stoppable
from drip.delivery.transport import NOT_CALLED
from drip.domain.deliveries import Delivery, Outcome, Result
from drip.domain.letters import Letter
from drip.domain.people import SuppressionReason
from drip.engine.unknowns import HORIZON
from drip.flow.holding_back.clock import ClockLeptError
from drip.flow.leaving.leave import leave
from drip.flow.letters import gate
from drip.flow.letters.render import letter
from drip.flow.sending import handover, waves
from drip.flow.sending.handover import Ready
from drip.storage import claims
from drip.storage.database import Database, StorageError, Transaction
from drip.storage.intents import Claim
from drip.storage.tables import attempts, letter_days, tasks
from tests.road import Road


class Silent(Outbox):
    """An outbox that cannot tell afterwards what it took, as SMTP cannot."""

    def find(self, sent: Mapping[str, datetime]) -> Mapping[str, bool]:
        del sent
        return {}


class Forgetful(Database):
    """A database whose line is cut once, after it committed an intent and before it says so."""

    lost = False

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with super().write() as tx:
            yield tx
            at_work = tx.execute(select(attempts.c.id)).first() is not None
        if at_work and not self.lost:
            self.lost = True
            raise StorageError


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return Road(database, tmp_path)


@pytest.fixture
def silent_road(database: Database, tmp_path: Path) -> Road:
    return Road(database, tmp_path, transport=Silent(tmp_path / "outbox"))


def claimed(road: Road) -> tuple[list[Delivery], str]:
    token = secrets.token_hex(8)
    with road.database.write() as tx:
        lease = road.present + road.services.lease
        rows = claims.claim(tx, token=token, now=road.present, lease_until=lease, limit=1000)
    return rows, token


def made_ready(road: Road, rows: Sequence[Delivery]) -> list[Ready]:
    passed = gate.look(road.services, rows, road.present).passed
    return [Ready(one, letter(one, road.services.links, road.present)) for one in passed]


def claim_of(road: Road, token: str) -> Claim:
    return Claim(
        token=token,
        now=road.present,
        lease_until=road.present + road.services.lease,
        worker="w1",
        transport="outbox",
    )


def intended(road: Road) -> tuple[list[Ready], Claim]:
    """Everything up to and with the intent, as a worker does it before it dies."""
    rows, token = claimed(road)
    claim = claim_of(road, token)
    return handover.intend(road.services, made_ready(road, rows), claim), claim


def the_row(road: Road) -> Any:
    return road.rows(step="hello")[0]


def test_31_a_worker_that_dies_after_the_claim_costs_nothing(road: Road) -> None:
    road.person()
    claimed(road)

    road.wait(minutes=5)
    road.maintain()
    road.tick()

    assert len(road.mails()) == 1
    assert the_row(road).tries == 1


def test_32_a_worker_that_dies_after_the_intent_leaves_a_doubt_that_evidence_settles(
    road: Road,
) -> None:
    road.person()
    intended(road)
    road.wait(minutes=5)

    road.maintain()  # unknown, and at once settled: the outbox provably has no such letter
    road.tick()

    assert the_row(road).state == "accepted"
    assert len(road.mails()) == 1
    assert the_row(road).tries == 2


def test_32_without_evidence_the_doubt_is_surfaced_and_never_resent(silent_road: Road) -> None:
    road = silent_road
    road.person()
    intended(road)
    road.wait(minutes=5)
    road.maintain()
    assert the_row(road).state == "unknown"

    road.run(days=1.9, step=timedelta(hours=1))
    assert the_row(road).state == "unknown"
    road.run(days=2, step=timedelta(hours=1))

    assert the_row(road).state == "unresolved"
    with road.database.read() as tx:
        assert [row.title for row in tx.execute(select(tasks))] == [
            "Nobody knows whether a letter arrived"
        ]
    assert road.rows(step="one")[0].state == "accepted", "the programme goes on"
    assert timedelta(hours=48) == HORIZON


def test_33_a_letter_that_went_before_the_worker_died_is_not_sent_again(road: Road) -> None:
    road.person()
    going, _ = intended(road)
    road.services.transport.send([one.letter for one in going])

    road.wait(minutes=5)
    road.maintain()
    road.tick()

    assert the_row(road).state == "accepted"
    assert len(road.mails()) == 1
    assert [row.step for row in road.rows()] == ["hello", "one"]


def test_35_a_worker_frozen_between_intent_and_call_does_not_call(
    database: Database, tmp_path: Path
) -> None:
    seconds = [0.0]
    road = Road(database, tmp_path, steady=lambda: seconds[0])
    road.person()
    going, claim = intended(road)
    seconds[0] = 600.0

    outcomes = handover.call(road.services, [one.letter for one in going], intended_at=0.0)
    rows = [one.passed.delivery for one in going]
    handover.record(road.services, rows, outcomes, claim, road.present)

    assert road.mails() == []
    assert (the_row(road).state, the_row(road).tries) == ("planned", 0)
    with road.database.read() as tx:
        assert [row.result for row in tx.execute(select(attempts))] == ["not_called"]
    road.tick()
    assert len(road.mails()) == 1


@pytest.mark.parametrize("late", [Result.UNKNOWN, Result.REFUSED])
def test_36_a_late_result_does_not_overwrite_newer_news(road: Road, late: Result) -> None:
    road.person()
    going, claim = intended(road)
    road.wait(minutes=10)
    road.maintain()
    road.tick()
    assert the_row(road).state == "accepted"

    outcomes = [Outcome(delivery_id=one.letter.delivery_id, result=late) for one in going]
    rows = [one.passed.delivery for one in going]
    handover.record(road.services, rows, outcomes, claim, road.present)

    assert the_row(road).state == "accepted"
    road.run(days=0.3)
    assert len(road.mails()) == 1


def test_36_a_late_acceptance_settles_a_doubt(silent_road: Road) -> None:
    road = silent_road
    road.person()
    going, claim = intended(road)
    road.wait(minutes=10)
    road.maintain()
    assert the_row(road).state == "unknown"

    outcomes = road.services.transport.send([one.letter for one in going])
    rows = [one.passed.delivery for one in going]
    handover.record(road.services, rows, outcomes, claim, road.present)

    assert the_row(road).state == "accepted"


def test_38_a_result_that_cannot_be_written_is_a_doubt_not_a_second_letter(road: Road) -> None:
    road.person()
    broken = [True]

    @event.listens_for(road.database.engine, "before_cursor_execute")
    def disk_full(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if broken[0] and statement.startswith("UPDATE attempts"):
            raise StorageError

    with pytest.raises(StorageError):
        road.tick()
    assert the_row(road).state == "handing_over"

    broken[0] = False
    road.tick()
    assert len(road.mails()) == 1, "no second call while the first is in doubt"
    road.wait(minutes=5)
    road.maintain()
    road.tick()
    assert the_row(road).state == "accepted"
    assert len(road.mails()) == 1


@pytest.fixture
def no_breath(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waves, "_BREATH", 0.0)


@pytest.mark.usefixtures("no_breath")
def test_38_a_database_that_comes_back_learns_what_the_call_came_to(silent_road: Road) -> None:
    road = silent_road
    road.services = replace(road.services, patience=timedelta(hours=1))
    road.person()
    away = ["no room", "still no room", "locked"]

    @event.listens_for(road.database.engine, "before_cursor_execute")
    def full_for_a_while(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if away and statement.startswith("UPDATE attempts"):
            raise StorageError(away.pop())

    road.tick()

    assert not away
    assert the_row(road).state == "accepted"
    assert len(road.mails()) == 1
    assert [row.step for row in road.rows()] == ["hello", "one"]


@pytest.mark.usefixtures("no_breath")
def test_38_who_is_told_to_stop_does_not_wait_for_the_database(silent_road: Road) -> None:
    road = silent_road
    transport = Stoppable(road.services.transport)
    road.services = replace(road.services, patience=timedelta(hours=1), transport=transport)
    road.person()

    @event.listens_for(road.database.engine, "before_cursor_execute")
    def locked(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE attempts"):
            transport.stop()
            raise StorageError

    with pytest.raises(StorageError):
        road.tick()


def test_an_intent_whose_confirmation_was_lost_is_known_not_to_have_been_called(
    silent_road: Road,
) -> None:
    road = silent_road
    road.person()
    lost = Forgetful(road.database.url.render_as_string(hide_password=False))
    road.services = replace(road.services, database=lost)

    with pytest.raises(StorageError):
        road.tick()
    assert lost.lost, "the intent itself must stand, or this shows nothing"
    assert (the_row(road).state, the_row(road).tries) == ("planned", 0)

    road.tick()
    lost.close()
    assert len(road.mails()) == 1


def test_a_result_that_is_written_twice_gives_back_nobody_elses_day(road: Road) -> None:
    road.person()
    going, claim = intended(road)
    rows = [one.passed.delivery for one in going]
    told = [Outcome(delivery_id=row.id, result=Result.REFUSED, detail=NOT_CALLED) for row in rows]
    handover.record(road.services, rows, told, claim, road.present)
    intended(road)

    handover.record(road.services, rows, told, claim, road.present)

    with road.database.read() as tx:
        assert [row.delivery_id for row in tx.execute(select(letter_days))] == [rows[0].id]
    assert the_row(road).state == "handing_over"


def test_a_clock_that_leaps_while_a_call_is_made_puts_no_letter_in_doubt(silent_road: Road) -> None:
    road = silent_road
    road.person()
    transport = road.services.transport
    leapt = [False]

    def now() -> datetime:
        if leapt[0]:
            raise ClockLeptError(timedelta(days=365))
        return road.present

    class Leaping(Silent):
        def send(self, letters: Sequence[Letter]) -> list[Outcome]:
            leapt[0] = True
            return transport.send(letters)

    relay = Leaping(road.outbox)
    road.services = replace(road.services, transport=relay, now=now)

    with pytest.raises(ClockLeptError):
        road.tick()

    assert the_row(road).state == "accepted"


def test_44_a_goodbye_just_before_the_intent_means_no_call(road: Road) -> None:
    subscriber_id, _ = road.person()
    rows, token = claimed(road)
    ready = made_ready(road, rows)

    leave(
        road.services,
        subscriber_id=subscriber_id,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="one-click",
        now=road.present,
    )
    going = handover.intend(road.services, ready, claim_of(road, token))

    assert going == []
    assert the_row(road).state == "cancelled"


def test_44_a_goodbye_just_after_the_intent_makes_it_the_last_letter(road: Road) -> None:
    subscriber_id, _ = road.person()
    going, claim = intended(road)

    leave(
        road.services,
        subscriber_id=subscriber_id,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="one-click",
        now=road.present,
    )
    outcomes = handover.call(
        road.services, [one.letter for one in going], intended_at=road.services.steady()
    )
    rows = [one.passed.delivery for one in going]
    handover.record(road.services, rows, outcomes, claim, road.present)

    assert the_row(road).state == "accepted"
    road.run(days=5, step=timedelta(hours=2))
    assert len(road.mails()) == 1


def test_45_a_goodbye_while_the_outcome_is_unknown_is_never_followed_by_a_letter(
    road: Road,
) -> None:
    subscriber_id, _ = road.person()
    intended(road)
    leave(
        road.services,
        subscriber_id=subscriber_id,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="page",
        now=road.present,
    )

    road.wait(minutes=5)
    road.maintain()
    road.run(days=3, step=timedelta(hours=2))

    assert road.mails() == []
    assert the_row(road).state == "cancelled"


def test_18_a_window_that_closes_between_claim_and_intent_stops_the_letter(road: Road) -> None:
    road.person()
    road.tick()
    road.to("2027-01-05T15:59:58Z")
    rows, token = claimed(road)
    ready = made_ready(road, rows)
    road.to("2027-01-05T16:00:01Z")

    assert handover.intend(road.services, ready, claim_of(road, token)) == []

    road.tick()
    row = road.rows(step="one")[0]
    assert (row.state, row.tries) == ("planned", 0)
    assert row.due_at.isoformat() == "2027-01-06T08:00:00+00:00"


def test_two_workers_cannot_pass_two_letters_to_one_person_on_one_day(
    database: Database, tmp_path: Path
) -> None:
    from tests.road import DAILY, content  # noqa: PLC0415 - only this test varies them

    other = DAILY.replace("sequence: daily", "sequence: other")
    road = Road(database, tmp_path, files=content({"daily": DAILY, "other": other}))
    subscriber_id, _ = road.person()
    road.enrol(subscriber_id, "other")
    rows, token = claimed(road)
    ready = made_ready(road, rows)
    assert len(ready) == 2

    first = handover.intend(road.services, ready[:1], claim_of(road, token))
    second = handover.intend(road.services, ready[1:], claim_of(road, token))

    assert (len(first), len(second)) == (1, 0)
    assert {row.state for row in road.rows()} == {"handing_over", "planned"}


def test_no_call_is_made_inside_a_transaction(road: Road) -> None:
    letters: list[Letter] = []

    with (
        road.database.write(),
        pytest.raises(handover.CalledInTransactionError),
    ):
        handover.call(road.services, letters, intended_at=road.services.steady())
