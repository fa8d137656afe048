"""What the documents say is what the code does."""

import re

from tests import documents
from tests.documents import ROOT

REFRESH = "run: python -m tests.documents"


def test_the_readme_lists_every_setting_and_command() -> None:
    assert (ROOT / "README.md").read_text("utf-8") == documents.readme(), REFRESH


def test_the_example_settings_are_all_there() -> None:
    assert (ROOT / ".env.example").read_text("utf-8") == documents.env_example(), REFRESH


def test_the_first_screen_holds_the_two_commands() -> None:
    first_screen = "\n".join((ROOT / "README.md").read_text("utf-8").splitlines()[:24])

    commands = re.findall(r"```sh\n(.*?)\n```", first_screen, flags=re.DOTALL)
    assert [command.rpartition(" ")[2] for command in commands] == ["demo", ".venv/bin/pytest"]
    assert "-c requirements.txt" in commands[0]
    assert "-c tests/requirements.txt" in commands[1]


def test_no_file_of_pins_names_a_host() -> None:
    for name in ("requirements.txt", "tests/requirements.txt"):
        assert "://" not in (ROOT / name).read_text("utf-8")


def test_the_procfile_starts_web_and_worker_and_nothing_that_ends() -> None:
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()

    assert [line.partition(":")[0] for line in lines] == ["web", "worker"]
