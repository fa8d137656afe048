"""How the transport comes into a running Drip, and what must not come in with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from drip.app import Clocks, build_services, open_database, wall
from drip.delivery.chosen import transport
from drip.settings import NO_FILE, load
from drip.storage import migrate
from tests.delivery.building import a_letter


def test_the_settings_choose_sendgrid(tmp_path: Path) -> None:
    settings = load(NO_FILE, transport="sendgrid", sendgrid_api_key="SG.x", data_dir=str(tmp_path))
    database = open_database(settings)
    migrate.upgrade(database)

    services = build_services(settings, database, clocks=Clocks())

    assert services.transport.name == "sendgrid"
    assert services.transport.batch == 1_000
    database.close()


def test_reply_addresses_are_substituted_where_the_clinic_has_seen_it_work(tmp_path: Path) -> None:
    letters = [a_letter(number, reply_to=f"reply+{number}@r.clinic.example") for number in (1, 2)]
    given = {"transport": "sendgrid", "sendgrid_api_key": "SG.x", "data_dir": str(tmp_path)}

    usual = transport(load(NO_FILE, **given), wall)
    tried = transport(load(NO_FILE, sendgrid_substitute_reply_to="true", **given), wall)

    assert [len(call) for call in usual.calls(letters)] == [1, 1]
    assert [len(call) for call in tried.calls(letters)] == [2]
    assert transport(load(NO_FILE, sendgrid_calls="3", **given), wall).at_once == 3


LOADED = """
import sys
{code}
print(*sorted(name for name in sys.modules if name.startswith(({words}))))
"""


@pytest.mark.processes
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import drip.app, drip.delivery.sendgrid, drip.cli", "'drip.simulation.provider',"),
        ("import drip.app, drip.cli", "'sendgrid', 'python_http_client'"),
    ],
    ids=[
        "the stand-in is never on the way of a real letter",
        "who sends by SMTP loads no SendGrid",
    ],
)
def test_what_is_not_loaded(code: str, words: str) -> None:
    program = LOADED.format(code=code, words=words)

    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert told.stdout.split() == []
