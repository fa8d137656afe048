"""A letter that cannot be made is found before anybody is to get it."""

from __future__ import annotations

from drip.content.rehearsal import rehearse
from tests.content.samples import RICH, RICH_LETTERS, content


def test_good_letters_can_all_be_made() -> None:
    assert rehearse(content(RICH, letters=RICH_LETTERS), "daily") == ()


def test_a_letter_that_cannot_be_made_is_told_once() -> None:
    files = content(RICH, letters=RICH_LETTERS)
    files["templates/emails/daily/one.md"] += "\n{{ first_name\n"
    (problem,) = rehearse(files, "daily")
    assert (problem.path, problem.code) == ("templates/emails/daily/one.md", "no-letter-made")
    assert problem.message.startswith("This letter cannot be made: ")


def test_a_broken_layout_is_told_for_every_letter() -> None:
    files = content(RICH, letters=RICH_LETTERS)
    files["templates/emails/_layout.html"] += "{% if %}"
    told = {problem.path for problem in rehearse(files, "daily")}
    assert "templates/emails/daily/one.md" in told
    assert "templates/emails/_confirm.md" in told
