"""What one types to change what is in force, with people in the programme."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import AGREED, ENROL, Drip, data
from tests.cli.test_commands import drip as drip  # noqa: PLC0414 - a fixture

WELCOME = "content/templates/emails/strengthening/welcome.md"


@pytest.fixture
def running(drip: Drip) -> Drip:
    """Content in force, and one person in it."""
    drip("publish")
    drip(*ENROL, *AGREED)
    return drip


def reword(folder: Path) -> None:
    path = folder / WELCOME
    path.write_text(path.read_text("utf-8") + "\nOne more line.\n", "utf-8")


def effect(report: Any) -> Any:
    return report["effects"]["strengthening"]


def test_a_plan_says_who_gets_a_new_text_and_changes_nothing(running: Drip, tmp_path: Path) -> None:
    reword(tmp_path)

    told = running("plan")
    assert told.exit_code == 0
    assert "get the new text of welcome" in told.output
    assert effect(data(running("plan", "--json")))["new_text"] == {"welcome": 1}
    assert "revision 1" not in running("publish", "--dry-run").output
    assert data(running("publish", "--json"))["changed"] == ["strengthening"]


def test_one_letter_belongs_to_one_sequence(running: Drip, tmp_path: Path) -> None:
    reword(tmp_path)

    report = data(running("plan", WELCOME, "--json"))
    assert list(report["effects"]) == ["strengthening"]
    done = data(running("publish", WELCOME, "--json"))
    assert (done["changed"], done["removed"]) == (["strengthening"], [])


def test_the_history_names_who_changed_what(running: Drip, tmp_path: Path) -> None:
    reword(tmp_path)
    running("publish", "--by", "Eve", "--note", "Clearer")

    said = running("publish", "--history").output
    assert "by Eve" in said
    assert "Clearer" in said
    assert "+One more line." in said


def test_an_export_does_not_overwrite_work(running: Drip, tmp_path: Path) -> None:
    reword(tmp_path)

    refused = running("export", "content")
    assert refused.exit_code == 1
    assert "welcome.md: changed" in refused.output
    assert "One more line." in (tmp_path / WELCOME).read_text("utf-8")
    assert running("export", "content", "--force").exit_code == 0
    assert "One more line." not in (tmp_path / WELCOME).read_text("utf-8")


def test_an_export_holds_the_safety_words_too(running: Drip, tmp_path: Path) -> None:
    words = Path("sequences/_safety.yaml")
    ours = (tmp_path / "content" / words).read_text("utf-8")

    assert running("export", "elsewhere").exit_code == 0
    assert (tmp_path / "elsewhere" / words).read_text("utf-8") == ours

    (tmp_path / "elsewhere" / words).write_text(f"{ours}# our slang\n", "utf-8")
    refused = running("export", "elsewhere")
    assert refused.exit_code == 1
    assert "_safety.yaml: changed" in refused.output


def test_a_whole_sequence_is_paused_and_resumed(running: Drip) -> None:
    assert "paused" in running("pause", "--sequence", "spasm").output
    assert running("pause", "--sequence", "spams").exit_code == 1
    assert "goes on" in running("resume", "--sequence", "spasm", "--as", "skip").output
    assert running("pause").exit_code == 2


def test_a_step_under_another_name_is_asked_about(running: Drip, tmp_path: Path) -> None:
    path = tmp_path / "content/sequences/strengthening.yaml"
    text = path.read_text("utf-8")
    letters = tmp_path / "content/templates/emails/strengthening"
    (letters / "slow-steady.md").rename(letters / "steady.md")

    def told(new: str) -> str:
        path.write_text(text.replace("id: slow-steady", new), "utf-8")
        return running("plan").output

    assert 'comes in the place of "slow-steady"' in told("id: steady")
    assert "write renamed_from: slow-steady below its id" in told("id: steady")
    assert "renamed_from" not in told("id: steady\n    renamed_from: slow-steady")
    wrong = told("id: steady\n    renamed_from: slow-stedy")
    assert '"steady" says renamed_from: slow-stedy, but no step was called so.' in wrong
