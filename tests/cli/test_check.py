"""`drip check` and `drip sign-off`, as somebody at a front desk types them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from drip.cli import main
from tests.documents import ROOT

Drip = Callable[..., Result]
LETTER = "content/templates/emails/strengthening/keep-going.md"


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


def claim(folder: Path, words: str = "It is hands down the way to go.") -> None:
    """Write a claim into a letter."""
    path = folder / LETTER
    path.write_text(path.read_text("utf-8").replace("One more week", f"{words} One more week"))


def test_a_claim_is_an_error_until_somebody_signs_it(drip: Drip, tmp_path: Path) -> None:
    claim(tmp_path)
    assert drip("check").exit_code == 1
    assert not (tmp_path / "data").exists(), "checking makes no database"

    signed = drip("sign-off", "strengthening", "keep-going", "--by", "Dana Reyes")
    assert signed.exit_code == 0
    assert signed.output == (
        '  "It is hands down the way to go."\n'
        "strengthening keep-going: signed off by Dana Reyes, for exactly this text.\n"
    )
    assert drip("check").exit_code == 0

    claim(tmp_path, "It is hands down my way.")
    again = drip("check")
    assert again.exit_code == 1
    assert 'drip sign-off strengthening keep-going --by "NAME"' in again.output


def test_what_waits_for_a_signature_is_listed(drip: Drip, tmp_path: Path) -> None:
    claim(tmp_path)
    assert drip("sign-off").output == (
        '  "It is hands down the way to go."\n'
        "strengthening keep-going: waits; drip sign-off strengthening keep-going "
        '--by "NAME"\n'
    )

    assert drip("sign-off", "strengthening").exit_code == 2
    assert (
        "signed as question:stay" in drip("sign-off", "strengthening", "stay", "--by", "A").output
    )
    drip("sign-off", "strengthening", "keep-going", "--by", "Dana Reyes")
    assert drip("sign-off").output == "Nothing waits for a signature.\n"


def test_publishing_shows_the_sentence_and_a_softer_way(drip: Drip, tmp_path: Path) -> None:
    claim(tmp_path)
    answer = drip("publish")
    assert answer.exit_code == 1
    assert '"It is hands down the way to go."' in answer.output
    assert "softer:" in answer.output
    assert "strengthening: refused" in answer.output
    assert "spasm: published" in answer.output


def test_nothing_to_sign_is_said_in_one_sentence(drip: Drip) -> None:
    answer = drip("sign-off", "strengthening", "welcome", "--by", "Dana Reyes")
    assert answer.exit_code == 1
    assert answer.output == "Nothing in strengthening welcome needs a signature.\n"


def test_a_signature_needs_a_name(drip: Drip) -> None:
    assert drip("sign-off", "strengthening", "welcome").exit_code == 2


def test_the_reading_age_is_shown_to_who_asks(drip: Drip) -> None:
    line = "templates/emails/strengthening/keep-going.md: reading age "
    assert line not in drip("check").output
    assert line in drip("check", "--verbose").output
    ages = json.loads(drip("check", "--json").stdout)["reading_ages"]
    assert all(5 <= age <= 14 for age in ages.values())


def test_notes_are_shown_to_who_asks(drip: Drip) -> None:
    assert "note[stub]" not in drip("check").output
    assert "note[stub]" in drip("check", "--verbose").output


def test_the_doctor_names_letters_that_are_held(drip: Drip, tmp_path: Path) -> None:
    clinic = tmp_path / "content/sequences/_clinic.yaml"
    clinic.write_text(clinic.read_text("utf-8").replace("sample: true", "sample: false"))
    letter = tmp_path / LETTER
    letter.write_text(re.sub(r"review_by: .*", "review_by: 2020-01-01", letter.read_text("utf-8")))

    answer = drip("doctor")

    assert answer.exit_code == 1
    assert "keep-going.md" in answer.output
    assert "review-hold" in drip("check").output
