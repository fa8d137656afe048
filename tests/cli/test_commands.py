"""What one types, on the real content and a file of its own."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from drip.app import running
from drip.cli import main
from drip.settings import load
from drip.storage import heartbeat
from tests.documents import ROOT

Drip = Callable[..., Result]
ENROL = ("enrol", "sam@example.com", "--sequence", "strengthening", "--name", "Sam")
AGREED = ("--consent", "At the desk, 1 March")


@pytest.fixture
def drip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Drip:
    """The command in an empty folder with a copy of the content."""
    for folder in ("sequences", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / "content" / folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRIP_CONTENT_DIR", str(tmp_path / "content"))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)

    return run


def spoil(folder: Path) -> None:
    """Write a mistake into a sequence."""
    path = folder / "content/sequences/spasm.yaml"
    path.write_text(path.read_text("utf-8").replace("anchor: onset", "ancor: onset"), "utf-8")


def data(answer: Result) -> Any:
    return json.loads(answer.stdout)


def test_the_shipped_content_is_fine(drip: Drip) -> None:
    answer = drip("check", "--json")

    assert (answer.exit_code, data(answer)["fine"]) == (0, True)


def test_a_mistake_is_shown_with_its_place_and_what_to_write(drip: Drip, tmp_path: Path) -> None:
    spoil(tmp_path)

    answer = drip("check")

    assert answer.exit_code == 1
    assert re.search(r"sequences/spasm\.yaml:\d+:1: error", answer.output)
    assert "anchor" in answer.output
    assert "^^^^^" in answer.output


def test_a_check_of_one_file_says_nothing_of_the_others(drip: Drip, tmp_path: Path) -> None:
    spoil(tmp_path)

    assert drip("check", "content/sequences/strengthening.yaml").exit_code == 0
    assert drip("check", "content/sequences/spasm.yaml").exit_code == 1


def test_a_file_outside_the_content_is_refused(drip: Drip) -> None:
    answer = drip("check", "elsewhere.yaml")

    assert answer.exit_code == 1
    assert "no file of the content folder" in answer.output


def test_publishing_twice_changes_nothing(drip: Drip) -> None:
    first, second = data(drip("publish", "--json")), data(drip("publish", "--json"))

    assert sorted(first["changed"]) == ["spasm", "strengthening"]
    assert second["changed"] == []
    assert second["revisions"] == first["revisions"]


def test_a_sequence_with_a_mistake_keeps_its_last_good_revision(drip: Drip, tmp_path: Path) -> None:
    drip("publish")
    spoil(tmp_path)

    answer = drip("publish")

    assert answer.exit_code == 1
    assert "spasm: refused; its last good revision stays in force" in answer.output
    assert "strengthening: unchanged" in answer.output


def test_a_first_sequence_with_a_mistake_leaves_nothing_in_force(
    drip: Drip, tmp_path: Path
) -> None:
    spoil(tmp_path)

    for command in ("plan", "publish"):
        said = drip(command)
        assert said.exit_code == 1
        assert "spasm: refused; nothing of it is in force yet" in said.output


def test_a_file_in_another_encoding_is_refused_in_words(drip: Drip, tmp_path: Path) -> None:
    drip("publish")
    letter = tmp_path / "content/templates/emails/spasm/longer.md"
    letter.write_bytes(letter.read_bytes() + "\nA caf\u00e9.\n".encode("cp1252"))

    said = drip("publish")

    assert said.exit_code == 1
    assert 'error[not-utf8]: The character "é" is not saved as UTF-8' in said.output
    assert "spasm: refused; its last good revision stays in force" in said.output
    assert "strengthening: unchanged" in said.output
    told = data(drip("plan", "--json"))
    assert (told["refused"], told["problems"][0]["code"]) == (["spasm"], "not-utf8")
    assert "1 errors" in drip("doctor").output


def test_a_made_up_clinic_is_not_published_where_letters_really_leave(
    drip: Drip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRIP_TRANSPORT", "smtp")
    monkeypatch.setenv("DRIP_SMTP_URL", "smtp://mail.example:587")

    for command in ("publish", "worker"):
        answer = drip(command)
        assert answer.exit_code == 1
        assert "No real letter may leave yet" in answer.output
        assert "phone" in answer.output


def test_enrolling_needs_the_evidence_of_consent(drip: Drip) -> None:
    drip("publish")

    assert drip(*ENROL).exit_code == 2
    assert drip(*ENROL, "--consent", "  ").exit_code == 1
    assert drip(*ENROL, *AGREED).exit_code == 0


def test_why_tells_each_decision_with_its_reason(drip: Drip) -> None:
    drip("publish")
    drip(*ENROL, *AGREED)

    answer = drip("why", "SAM@example.com")

    assert answer.exit_code == 0
    assert "Sam <sam@example.com>, active" in answer.output
    assert "At the desk, 1 March" in answer.output
    assert "Next" in answer.output
    assert data(drip("why", "sam@example.com", "--json"))["who"]["email"] == "sam@example.com"


def test_enrolling_again_changes_nothing(drip: Drip) -> None:
    drip("publish")

    first, second = (data(drip(*ENROL, *AGREED, "--json")) for _ in range(2))

    assert (first["fresh"], second["fresh"]) == (True, False)
    assert first["enrolment"] == second["enrolment"]


def test_a_spasm_needs_the_day_it_began(drip: Drip) -> None:
    drip("publish")
    spasm = ("enrol", "kim@example.com", "--sequence", "spasm", "--name", "Kim", *AGREED)

    assert "--onset" in drip(*spasm).output
    assert drip(*spasm, "--onset", "2026-11-20").exit_code == 0


def test_pause_and_resume_say_what_changed(drip: Drip) -> None:
    drip("publish")
    drip(*ENROL, *AGREED)

    assert "1 programme" in drip("pause", "sam@example.com").output
    assert "1 programme" in drip("resume", "sam@example.com").output
    assert "nothing paused" in drip("resume", "sam@example.com").output


def test_a_pause_into_the_past_is_wrong_usage(drip: Drip) -> None:
    drip("publish")
    drip(*ENROL, *AGREED)

    assert drip("pause", "sam@example.com", "--until", "2020-01-01").exit_code == 2


@pytest.mark.parametrize("command", ["why", "pause", "resume"])
def test_an_address_that_nobody_has_is_told(drip: Drip, command: str) -> None:
    drip("upgrade")

    answer = drip(command, "nobody@example.com")

    assert answer.exit_code == 1
    assert "nobody with this address" in answer.output


def test_a_doctor_names_each_fix(drip: Drip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIP_BASE_ULR", "https://care.example.org")

    answer = drip("doctor")

    assert answer.exit_code == 1
    assert "did you mean DRIP_BASE_URL?" in answer.output
    assert "database: not made yet" in answer.output
    assert "`drip up` makes everything" in answer.output


def test_a_doctor_tells_a_wrong_setting_and_an_unknown_one_together(
    drip: Drip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRIP_TRANSPORT", "pigeons")
    monkeypatch.setenv("DRIP_BASE_ULR", "https://care.example.org")

    answer = drip("doctor")

    assert answer.exit_code == 1
    assert "must be outbox, smtp or sendgrid" in answer.output
    assert "did you mean DRIP_BASE_URL?" in answer.output


def test_a_doctor_sees_that_no_worker_runs(drip: Drip) -> None:
    drip("publish")

    findings = {one["about"]: one for one in data(drip("doctor", "--json"))["findings"]}

    assert findings["database"]["fine"]
    assert not findings["worker"]["fine"]
    assert "drip up" in findings["worker"]["fix"]


def test_a_doctor_sees_a_tick_in_the_future(drip: Drip) -> None:
    drip("publish")
    with running(load()) as services, services.database.write() as tx:
        later = services.now() + timedelta(hours=3)
        heartbeat.beat(tx, "w1", now=later, version="1", ticked=True)

    found = {(one["about"], one["fine"]) for one in data(drip("doctor", "--json"))["findings"]}

    assert ("clock", False) in found
    assert ("worker", False) in found


def test_staff_get_a_link_and_no_password(drip: Drip) -> None:
    answer = drip("staff", "add", "kim@clinic.example", "--name", "Kim")

    assert answer.exit_code == 0
    assert re.search(r"http://localhost:8000/staff/join/\S{20,}", answer.output)


def test_upgrade_says_what_it_did_and_then_nothing(drip: Drip) -> None:
    assert "would run" in drip("upgrade", "--dry-run").output
    assert "done: 0001" in drip("upgrade").output
    assert "up to date" in drip("upgrade").output


def test_config_masks_what_is_secret(drip: Drip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIP_SMTP_URL", "smtp://mailer:hunter2@mail.example:587")

    answer = drip("config")

    assert "hunter2" not in answer.output
    assert "smtp://mailer:••••••@mail.example:587  [environment]" in answer.output


def test_a_simulation_shows_what_an_answer_changes(drip: Drip) -> None:
    arguments = ("simulate", "strengthening", "--start", "2027-03-01", "--json")

    told = data(drip(*arguments, "--answer", "first-session.session=sore@2h"))

    said = [entry["what"] for entry in told["entries"]]
    assert any("After your first session" in what for what in said)
    assert told["entries"][0]["at"].startswith("2027-02-28T22:00")
    assert not list(Path().glob("data*"))


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("sore", "write CHECKIN.QUESTION=VALUE@DELAY"),
        ("first-sesion.session=sore@2h", "did you mean 'first-session'?"),
        ("first-session.session=great@2h", "session offers: fine, sore"),
        ("first-session.mood=sore@2h", "first-session asks: session"),
        ("first-session.session=sore@soon", "is not a length of time"),
    ],
)
def test_an_answer_that_fits_nothing_is_explained(drip: Drip, answer: str, sentence: str) -> None:
    told = drip("simulate", "strengthening", "--answer", answer)

    assert told.exit_code == 1
    assert sentence in re.sub(r"\s+", " ", told.output)
