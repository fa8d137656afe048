"""Starting while PostgreSQL is away: Drip waits, says so, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = [pytest.mark.processes, pytest.mark.postgres]


@contextmanager
def started(folder: Path, command: str, url: str) -> Iterator[subprocess.Popen[str]]:
    """A command that writes into `log`."""
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "drip", command],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "NO_COLOR": "1", "DATABASE_URL": url},
            stdout=log,
            stderr=log,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait(30)


def wait_for(folder: Path, words: str) -> str:
    """What was said, once these words were."""
    end = time.monotonic() + 60
    while words not in (said := (folder / "log").read_text()):
        assert time.monotonic() < end, said
        time.sleep(0.05)
    return said


def test_a_worker_waits_for_its_database_and_begins(tmp_path: Path, postgres_url: str) -> None:
    """The server's sockets appear only after the worker has looked for them."""
    (folder,) = parse_qs(urlsplit(postgres_url).query)["host"]
    sockets = tmp_path / "sockets"

    with started(tmp_path, "worker", postgres_url.replace(folder, str(sockets))):
        wait_for(tmp_path, "Waiting for the database.")
        sockets.symlink_to(folder)
        said = wait_for(tmp_path, "The worker is running.")
    assert said.count("Waiting for the database.") == 1
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["up", "worker", "web"])
def test_ctrl_c_ends_the_wait(tmp_path: Path, command: str) -> None:
    url = f"postgresql://drip@/drip?host={tmp_path / 'nowhere'}"
    with started(tmp_path, command, url) as process:
        wait_for(tmp_path, "Waiting for the database.")
        process.send_signal(signal.SIGINT)

        assert process.wait(30) == 0


def test_who_is_refused_for_good_does_not_wait(tmp_path: Path, postgres_url: str) -> None:
    name = urlsplit(postgres_url).path
    with started(tmp_path, "worker", postgres_url.replace(name, "/no_such_database")) as process:
        assert process.wait(60) == 1
    assert 'database "no_such_database" does not exist' in (tmp_path / "log").read_text()
