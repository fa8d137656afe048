"""How the transport comes into a running Drip, and what must not come in with it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from drip.app import Clocks, build_services, open_database
from drip.settings import NO_FILE, load
from drip.storage import migrate


def test_the_settings_choose_sendgrid(tmp_path: object) -> None:
    settings = load(NO_FILE, transport="sendgrid", sendgrid_api_key="SG.x", data_dir=str(tmp_path))
    database = open_database(settings)
    migrate.upgrade(database)

    services = build_services(settings, database, clocks=Clocks())

    assert services.transport.name == "sendgrid"
    assert services.transport.batch == 1_000
    database.close()


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
