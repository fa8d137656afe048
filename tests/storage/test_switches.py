"""Any switch that is off holds all sending; each is set right by itself."""

from __future__ import annotations

from datetime import UTC, datetime

from drip.storage import switches
from drip.storage.database import Database
from drip.storage.switches import Switch

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_letters_leave_where_nobody_threw_a_switch(database: Database) -> None:
    with database.read() as tx:
        assert switches.sending(tx)
        assert switches.held(tx) == []


def test_one_switch_that_is_off_holds_all_sending(database: Database) -> None:
    with database.write() as tx:
        assert switches.hold(tx, Switch.CLOCK, reason="jumped", by="worker", now=NOON)
        assert switches.hold(tx, Switch.SENDING, reason="asked", by="staff:1", now=NOON)
        switches.release(tx, Switch.SENDING, reason="fine", by="staff:1", now=NOON)

    with database.read() as tx:
        assert not switches.sending(tx)
        (one,) = switches.held(tx)
        assert (one.switch, one.reason, one.by, one.since) == (
            Switch.CLOCK,
            "jumped",
            "worker",
            NOON,
        )


def test_holding_twice_keeps_the_first_reason(database: Database) -> None:
    with database.write() as tx:
        switches.hold(tx, Switch.CLOCK, reason="first", by="worker", now=NOON)
        assert not switches.hold(tx, Switch.CLOCK, reason="second", by="worker", now=NOON)
        assert [one.reason for one in switches.held(tx)] == ["first"]
        assert switches.release(tx, Switch.CLOCK, reason="seen", by="cli", now=NOON)
        assert not switches.release(tx, Switch.CLOCK, reason="seen", by="cli", now=NOON)
        assert switches.sending(tx)
