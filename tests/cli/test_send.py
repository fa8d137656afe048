"""`drip send`: what an operator types to stop letters, and to let them go on."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from drip.app import running
from drip.cli import main
from drip.domain.circuits import Circuit
from drip.domain.deliveries import Trouble
from drip.flow.holding_back import clock
from drip.flow.holding_back.clock import ClockLeptError
from drip.settings import load
from drip.storage import circuits, heartbeat, switches, tasks
from drip.storage.database import Database
from drip.storage.switches import Switch
from tests.road import Road

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRIP_DATA_DIR", str(tmp_path / "data"))
    with running(load()):
        pass


def type_in(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["send", *words])
    return done.exit_code, done.output


def test_nothing_is_held_at_first() -> None:
    assert type_in("status") == (0, "Letters leave. Due now: 0.\n")


def test_off_stops_and_on_goes_on() -> None:
    assert type_in("off", "--reason", "a wrong letter")[0] == 0

    code, said = type_in("status")
    assert code == 1
    assert "Nothing is sent: sending is switched off" in said
    assert "a wrong letter" in said
    assert "switched off before" in type_in("off", "--reason", "again")[1]

    assert type_in("on") == (0, "Sending is switched on.\n")
    assert type_in("status")[0] == 0


def test_letters_that_no_worker_looks_at_do_not_leave(tmp_path: Path) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'data' / 'drip.db'}")) as database:
        person = Road(database, tmp_path, start="2026-01-05T08:00Z").person()
    assert person

    code, said = type_in("status")
    assert code == 1
    assert "No worker has looked" in said
    assert said.endswith("Held back. Due now: 1.\n")

    with running(load()) as services, services.database.write() as tx:
        wall = services.wall()
        heartbeat.beat(tx, "w1", now=wall, version="1", ticked=True)
    assert type_in("status") == (0, "Letters leave. Due now: 1.\n")


def test_a_reason_is_asked_for() -> None:
    assert type_in("off")[0] == 2


def test_programs_can_read_it() -> None:
    type_in("off", "--reason", "a wrong letter")

    code, said = type_in("status", "--json")

    told = json.loads(said)
    assert code == 1
    assert told["sending"] is False
    assert told["due"] == 0
    assert [hold["detail"] for hold in told["holds"]] == [
        "a wrong letter. To let letters go again, type `drip send on`."
    ]


def test_on_says_that_the_clock_is_right() -> None:
    with running(load()) as services:
        clock.stop_for(services, ClockLeptError(timedelta(hours=1)))
    assert "When the clock is right, type `drip send on`." in type_in("status")[1]

    assert type_in("on") == (0, "The clock is believed again.\n")

    assert type_in("status")[0] == 0
    with running(load()) as services, services.database.read() as tx:
        assert tasks.open_ones(tx) == []


def test_on_does_not_say_which_database_this_is() -> None:
    with running(load()) as services, services.database.write() as tx:
        switches.hold(tx, Switch.QUARANTINE, reason="A copy.", by="worker", now=services.now())

    assert "drip adopt --help" in type_in("on")[1]

    assert type_in("status")[0] == 1


def test_on_tries_a_server_that_was_in_trouble() -> None:
    with running(load()) as services, services.database.write() as tx:
        now = services.now()
        circuits.put(
            tx,
            Circuit(
                name="outbox",
                trouble=Trouble.ACCOUNT,
                reason="401",
                opened_at=now,
                probe_at=now.replace(year=now.year + 1),
            ),
        )
    assert "the mail account is refused" in type_in("status")[1]

    assert "tries again" in type_in("on")[1]

    with running(load()) as services, services.database.read() as tx:
        (circuit,) = circuits.all_open(tx)
        assert circuit.probe_at <= services.now()


def test_where_there_is_no_database_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setenv("DRIP_DATA_DIR", str(elsewhere))

    for words in (("status",), ("on",), ("off", "--reason", "no")):
        assert type_in(*words)[0] == 1
    assert not elsewhere.exists()
