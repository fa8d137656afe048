"""How the command starts: at once, and with a sentence where it cannot."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import drip
from drip.cli import main

SLOW = ("flask", "sqlalchemy", "pydantic", "alembic", "apscheduler", "rich", "jinja2", "gunicorn")


def run(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The command in a folder of its own, with nothing set but this."""
    return subprocess.run(
        [sys.executable, "-m", "drip", *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_imports_nothing_slow() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "drip", "--help"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    imported = set(re.findall(r"\|\s+([a-z_]+)$", done.stderr, flags=re.MULTILINE))
    assert imported.isdisjoint(SLOW)
    assert "click" in imported


def test_the_version_is_told() -> None:
    answer = CliRunner().invoke(main, ["--version"])

    assert answer.output == f"drip, version {drip.__version__}\n"


def test_every_command_explains_itself() -> None:
    for name, command in main.commands.items():
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0
        assert command.help


def test_an_unknown_command_is_wrong_usage() -> None:
    assert CliRunner().invoke(main, ["fly"]).exit_code == 2


def test_broken_settings_are_told_all_at_once_without_secrets(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DRIP_PORT=x\nDRIP_SECRET_KEY=hunter2\nDRIP_HOTS=here\n")

    done = run(tmp_path, "config")

    assert done.returncode == 2
    assert "3 mistakes" in done.stderr
    assert "hunter2" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_the_folder_of_the_data_is_named_when_it_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")

    done = run(tmp_path, "upgrade")

    assert done.returncode == 1
    assert "data folder" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["why", "pause", "resume"])
def test_who_asks_about_people_in_an_empty_folder_makes_no_database(
    tmp_path: Path, command: str
) -> None:
    done = run(tmp_path, command, "sam@example.com")

    assert done.returncode == 1
    assert "There is no database at data/drip.db" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_site_alone_refuses_a_made_up_clinic_as_a_worker_does(tmp_path: Path) -> None:
    run(tmp_path, "publish")
    real = {"DRIP_TRANSPORT": "smtp", "DRIP_SMTP_URL": "smtp://localhost:2525"}

    for command in ("web", "worker"):
        done = run(tmp_path, command, **real)

        assert done.returncode == 1
        assert "No real letter may leave yet" in done.stderr


@pytest.mark.processes
def test_43_a_second_worker_on_one_file_refuses(tmp_path: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-m", "drip", "worker"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert first.stdout is not None
        while "running" not in first.stdout.readline():
            assert first.poll() is None

        second = run(tmp_path, "worker")
    finally:
        first.terminate()
        first.wait(30)

    assert second.returncode == 1
    assert f"Another Drip worker (process {first.pid}) already sends" in second.stderr
    assert first.returncode == 0
    first.stdout.close()
