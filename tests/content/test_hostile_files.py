"""Files that nobody wrote with care, or that somebody wrote to do harm."""

from collections.abc import Mapping

import pytest

from drip.content.check import check
from drip.content.files import text_of
from tests.content.samples import CLINIC, DAILY, RICH, RICH_LETTERS, content

DAILY_PATH = "sequences/daily.yaml"
ONE = "templates/emails/daily/one.md"
LAYOUT = "templates/emails/_layout.html"
HEAD = DAILY.split("steps:", maxsplit=1)[0] + "steps:\n"
LETTER = "---\nsubject: A\npreheader: B\nauthor: Tests\n---\n"


def of(files: Mapping[str, str], path: str) -> set[str]:
    return {one.code for one in check(files).problems if one.path == path}


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        (DAILY_PATH, HEAD + "  - {idd: a, dayy: 1}\n" * 9000, "many-mistakes"),
        (DAILY_PATH, "a: 1\n" * 50_000, "many-mistakes"),
        (ONE, LETTER + "{{" * 30_000, "too-large"),
        (ONE, LETTER + "<a " * 3000, "too-large"),
        (ONE, LETTER + ("guaranteed cure best " * 100 + "\n") * 7, "many-mistakes"),
        (LAYOUT, "<a " * 30_000, "too-large"),
        (LAYOUT, "x: y\n" * 2_000_000, "too-large"),
    ],
)
def test_of_a_file_full_of_mistakes_a_hundred_are_told(path: str, text: str, code: str) -> None:
    files = content(RICH, letters=RICH_LETTERS) | {path: text}
    found = [one for one in check(files).problems if one.path == path]

    assert code in {one.code for one in found}
    assert len(found) <= 101


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_saved_in_wide_characters_is_told_once_and_read(encoding: str) -> None:
    text, problems = text_of(DAILY_PATH, DAILY.replace("\n", "\r\n").encode(encoding))

    assert [one.code for one in problems] == ["not-utf8"]
    assert text == DAILY


def test_of_a_huge_file_only_the_beginning_is_read() -> None:
    text, problems = text_of(DAILY_PATH, "ä".encode() * 5_000_000)

    assert problems == ()
    assert len(text) < 600_000


def test_an_ordinary_mistake_hides_no_other() -> None:
    files = content(DAILY.replace("day: 2", "day: two").replace("day: 3", "dayy: 3"), clinic=CLINIC)

    assert of(files, DAILY_PATH) == {"bad-day", "unknown-key"}
