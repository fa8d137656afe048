"""`drip send-test`: one letter through the whole last mile, with a word about what became of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from drip import app
from drip.cli import main
from drip.settings import NO_FILE, load
from drip.storage import switches
from drip.storage.switches import Switch


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRIP_DATA_DIR", str(tmp_path / "data"))

    def drip(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, catch_exceptions=False)

    assert drip("upgrade").exit_code == 0
    assert drip("publish").exit_code == 0
    return drip


def test_a_test_letter_goes_without_a_worker(run: Callable[..., Result], tmp_path: Path) -> None:
    done = run("send-test", "me@example.com")
    assert (done.exit_code, "outbox" in done.output) == (0, True)
    (mail,) = (tmp_path / "data/outbox").rglob("*.eml")
    assert b"To: me@example.com" in mail.read_bytes()


def test_each_test_letter_is_another_one(run: Callable[..., Result], tmp_path: Path) -> None:
    run("send-test", "me@example.com")
    run("send-test", "me@example.com")
    assert len(list((tmp_path / "data/outbox").rglob("*.eml"))) == 2


def test_what_holds_letters_holds_the_test_letter_and_is_said(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    settings = load(NO_FILE, data_dir=tmp_path / "data")
    with app.running(settings) as services, services.database.write() as tx:
        switches.hold(tx, Switch.SENDING, reason="We asked.", by="cli", now=app.wall())

    done = run("send-test", "me@example.com")

    assert (done.exit_code, "We asked." in done.output) == (1, True)


def test_a_copy_sends_no_test_letter(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("send-test", "me@example.com")
    shutil.copytree(tmp_path / "data", tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy/outbox")
    monkeypatch.setenv("DRIP_DATA_DIR", str(tmp_path / "copy"))

    done = run("send-test", "me@example.com")

    assert (done.exit_code, "drip adopt" in done.output) == (1, True)
    assert not list((tmp_path / "copy/outbox").rglob("*.eml"))


def test_what_is_no_address_is_refused(run: Callable[..., Result]) -> None:
    done = run("send-test", "me at home")
    assert (done.exit_code, "is no address" in done.output) == (1, True)
