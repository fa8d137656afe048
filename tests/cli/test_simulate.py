"""`drip simulate` as one types it: personas, edits in the middle, and what is refused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from drip.cli import main
from tests.documents import ROOT

Drip = Callable[..., Result]
CALM = "persona: calm\ntitle: Calm\nanswers: {session: fine}\ndelay: 3h\n"


@pytest.fixture
def drip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Drip:
    """The command in an empty folder, on the shipped content."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRIP_CONTENT_DIR", str(ROOT))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ("simulate", *arguments))

    return run


def facts(answer: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(answer.stdout)["facts"]
    return found


def test_the_days_are_told_with_weekday_questions_and_holidays(drip: Drip) -> None:
    told = drip("strengthening", "--persona", "traveller", "--start", "2027-03-01").output

    assert "Mon 1 Mar 2027, day 0, Australia/Melbourne" in told
    assert "asks: How did your first session go?" in told
    assert "Europe/London" in told
    assert "Public holiday" in told
    assert "The clocks go back an hour" in told
    assert "check-ins" in told.splitlines()[-2]


def test_a_persona_may_be_a_file_of_ones_own(drip: Drip, tmp_path: Path) -> None:
    (tmp_path / "calm.yaml").write_text(CALM, "utf-8")

    found = facts(drip("strengthening", "--persona", "calm.yaml", "--json"))

    said = [(one["about"], one["detail"]) for one in found if one["kind"] == "answer"]
    assert said == [("strengthening/first-session.session", "fine")]


def test_an_edit_in_the_middle_changes_what_comes_after(drip: Drip, tmp_path: Path) -> None:
    edited = (ROOT / "sequences/strengthening.yaml").read_text("utf-8")
    (tmp_path / "strengthening.yaml").write_text(edited.replace("day: 49", "day: 51"), "utf-8")
    plain = ("strengthening", "--start", "2027-03-01", "--persona", "quick")

    before = drip(*plain)
    after = drip(*plain, "--edit", "strengthening.yaml@10")

    assert "Mon 19 Apr 2027, day 49" in before.output
    assert "Wed 21 Apr 2027, day 51" in after.output
    assert "Edited and published: sequences/strengthening.yaml" in after.output


def test_an_edit_with_a_mistake_is_refused(drip: Drip, tmp_path: Path) -> None:
    (tmp_path / "spasm.yaml").write_text("sequence: spasm\n", "utf-8")

    told = drip("spasm", "--edit", "spasm.yaml@3")

    assert told.exit_code == 1
    assert "The edit of day 3 has mistakes" in told.output


def test_an_onset_lies_before_the_start(drip: Drip) -> None:
    began = ("spasm", "--start", "2027-03-04", "--json", "--onset")

    steps = {one["about"] for one in facts(drip(*began, "2027-03-02")) if one["kind"] == "step"}

    assert "spasm/day-three" in steps
    assert "cannot begin on" in drip(*began, "2027-03-09").output


REFUSED = [
    (("strengthening", "--persona", "quikc"), 'did you mean "quick"?'),
    (("strengthening", "--persona", "gone.yaml"), "cannot be read"),
    (("strengthening", "--edit", "welcome.md"), "write FILE@DAY"),
    (("strengthening", "--edit", "gone.yaml@3"), "cannot be read"),
    (("strengthening", "--onset", "2027-03-01"), "counts from the day of confirming"),
    (("strengthening", "--answer", "first-session.session=soar@2h"), "did you mean 'sore'?"),
    (("strengthening", "--answer", "two-taps.pian=3@2h"), "did you mean 'pain'?"),
    (("strengthening", "--answer", "two-taps.pain=11@2h"), "0 to 10"),
    (("strengthening", "--timezone", "Mars/Olympus"), "Mars/Olympus"),
    (("strenthening",), "strenthening"),
    (("strenthening", "--population", "10"), 'did you mean "strengthening"?'),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_what_cannot_be_is_refused_in_words(
    drip: Drip, arguments: tuple[str, ...], sentence: str
) -> None:
    told = drip(*arguments)

    assert told.exit_code == 1
    assert sentence in told.output
    assert "Traceback" not in told.output


def test_a_wrong_date_is_wrong_usage(drip: Drip) -> None:
    assert drip("strengthening", "--start", "1 March").exit_code == 2


def test_what_a_rule_asks_is_answered_on_the_same_visit(drip: Drip) -> None:
    surer = "What would make it a 7?"

    def told(*how: str) -> str:
        return drip("strengthening", "--start", "2026-09-21", *how).output

    assert f"Answered “A talk with somebody” (To “{surer}”)" in told("--persona", "sceptic")
    # Who is sure enough is not asked.
    assert surer not in told("--persona", "quick")
    said = ("--answer", "how-sure.confidence=4@2h", "--answer", "how-sure.surer=Time@2h")
    assert f"Answered “Time” (To “{surer}”)" in told("--persona", "traveller", *said)


def test_what_has_mistakes_is_shown_and_not_rehearsed(
    tmp_path: Path, drip: Drip, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("sequences", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.setenv("DRIP_CONTENT_DIR", str(tmp_path))
    path = tmp_path / "sequences/spasm.yaml"
    path.write_text(path.read_text("utf-8").replace("day: 3\n", "dya: 3\n"), "utf-8")

    told = drip("spasm")
    assert told.exit_code == 1
    assert "spasm has mistakes, so it cannot be rehearsed." in told.output
    assert 'did you mean "day"?' in told.output
    assert drip("strengthening").exit_code == 0
    assert 'did you mean "strengthening"?' in drip("strengthning").output
    assert 'did you mean "strengthening"?' in drip("strengthning", "--population", "5").output
