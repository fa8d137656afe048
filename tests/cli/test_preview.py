"""`drip preview`: what it writes, for whom, and what it says when something is missing."""

from __future__ import annotations

import email
import email.policy
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from drip.cli import main, pictures
from tests.conftest import missing
from tests.documents import ROOT

Drip = Callable[..., Result]
ENDINGS = [".eml", ".headers.txt", ".html", ".txt"]


@pytest.fixture
def drip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Drip:
    """The command in an empty folder, on a copy of the content, where no browser is found."""
    for folder in ("sequences", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / "content" / folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRIP_CONTENT_DIR", str(tmp_path / "content"))
    monkeypatch.setenv("DRIP_BROWSER", "no-such-browser")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ("preview", *arguments))

    return run


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_letter_is_written_in_four_forms(drip: Drip, tmp_path: Path) -> None:
    answer = drip("strengthening", "first-session", "--out", "looks")

    assert answer.exit_code == 0
    assert names(tmp_path / "looks") == [f"first-session{ending}" for ending in ENDINGS]
    html = (tmp_path / "looks/first-session.html").read_text("utf-8")
    text = (tmp_path / "looks/first-session.txt").read_text("utf-8")
    assert "Hi Margaret," in html
    assert "Hi Margaret," in text
    assert "Done, it felt fine" in html


def test_the_eml_is_the_letter_that_would_leave(drip: Drip, tmp_path: Path) -> None:
    drip("strengthening", "first-session", "--out", "looks")
    raw = (tmp_path / "looks/first-session.eml").read_bytes()
    head = (tmp_path / "looks/first-session.headers.txt").read_text("utf-8")

    message = email.message_from_bytes(raw, policy=email.policy.default)

    html = message.get_body(("html",))
    assert message["Subject"] == "First session: how did it go?"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe: <" in head
    assert html is not None
    written = (tmp_path / "looks/first-session.html").read_text("utf-8")
    assert html.get_content().replace("\r\n", "\n").strip() == written.strip()


def test_a_reader_who_is_not_asked_sees_no_question(drip: Drip, tmp_path: Path) -> None:
    drip("strengthening", "first-session", "--as", "no-questions", "--out", "looks")
    html = (tmp_path / "looks/first-session.html").read_text("utf-8")

    assert "Hi Sam," in html
    assert "How did your first session go?" not in html


def test_a_persona_of_the_simulation_reads_too(drip: Drip, tmp_path: Path) -> None:
    drip("spasm", "locked-up", "--as", "traveller", "--out", "looks")

    assert "Hi Traveller," in (tmp_path / "looks/locked-up.txt").read_text("utf-8")


def test_a_reminder_shows_its_steps_question_once(drip: Drip, tmp_path: Path) -> None:
    drip("strengthening", "_reminder:first-session", "--out", "looks")

    for ending in (".html", ".txt"):
        written = (tmp_path / f"looks/reminder-first-session{ending}").read_text("utf-8")
        assert written.count("How did your first session go?") == 1


def test_all_is_every_step_every_reminder_and_the_fixed_letters(drip: Drip) -> None:
    report = json.loads(drip("spasm", "--all", "--json").stdout)
    written = {one["letter"] for one in report["letters"]}

    assert {"locked-up", "shall-we-stop", "reminder-one-week", "_confirm", "_safety"} <= written
    assert "reminder-locked-up" not in written
    assert all(one["bytes"] < 90_000 for one in report["letters"])


def test_who_is_not_asked_is_not_reminded_either(drip: Drip) -> None:
    report = json.loads(drip("spasm", "--all", "--as", "no-questions", "--json").stdout)
    written = {one["letter"] for one in report["letters"]}

    assert "one-week" in written
    assert not any(name.startswith("reminder") for name in written)


def test_without_a_browser_it_says_so_and_goes_on(drip: Drip) -> None:
    answer = drip("spasm", "locked-up")

    assert answer.exit_code == 0
    assert "No pictures: there is no Chromium or Chrome here." in answer.output


def test_an_unknown_step_is_answered_with_those_that_there_are(drip: Drip) -> None:
    answer = drip("spasm", "locked")

    assert answer.exit_code == 1
    assert "locked-up" in answer.output


def test_neither_a_step_nor_all_is_wrong_usage(drip: Drip) -> None:
    assert drip("spasm").exit_code == 2
    assert drip("spasm", "locked-up", "--all").exit_code == 2


def test_an_unknown_persona_and_an_unknown_sequence_are_refused(drip: Drip) -> None:
    assert "'nobody'" in drip("spasm", "locked-up", "--as", "nobody").output
    assert "no sequence 'spams'" in drip("spams", "locked-up").output


@pytest.mark.browser
def test_pictures_are_taken_of_every_view(
    drip: Drip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DRIP_BROWSER")
    if pictures.browser_path() is None:
        missing("no Chromium: apt-get install chromium")

    report = json.loads(drip("spasm", "locked-up", "--out", "looks", "--json").stdout)

    views = ["phone-light", "phone-dark", "desktop-light", "desktop-dark", "phone-images-off"]
    assert report["missing"] == ""
    assert [Path(one).name for one in report["pictures"]] == [f"locked-up-{v}.png" for v in views]
    seen = {view: (tmp_path / f"looks/locked-up-{view}.png").read_bytes() for view in views}
    assert all(one.startswith(b"\x89PNG") for one in seen.values())
    assert seen["phone-light"] != seen["phone-dark"]
    assert int.from_bytes(seen["desktop-light"][16:20]) == 1280
