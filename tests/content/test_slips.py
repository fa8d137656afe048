"""Slips of the keyboard are told gently: a word twice, two spaces, a space before a comma."""

import pytest

from drip.content.check import check
from drip.content.slips import slips_in
from tests.content.samples import RICH, RICH_LETTERS, content

LETTER = "templates/emails/daily/one.md"


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("Keep your your back strong.", "doubled-word", "your your"),
        ("The\nthe end", "doubled-word", "The\nthe"),
        ("Two  spaces", "double-space", "  "),
        ("Well , now", "space-before", " ,"),
        ("Really ?", "space-before", " ?"),
        ("The end .", "space-before", " ."),
    ],
)
def test_a_slip_is_found(text: str, code: str, words: str) -> None:
    (slip,) = slips_in(text)
    assert (slip.code, text[slip.start : slip.end]) == (code, words)


@pytest.mark.parametrize(
    "text",
    [
        "He had had a spasm, and that that was it.",
        "A line that ends in two spaces  \nand goes on.",
        "- a list\n    with text set in",
        "| a |   b |",
        "step by step, back to back: in-in",
        "# Hello\n\nHello Ann",
        "an hour ... or two",
        "What is .5 of it?",
        "{{ first_name }} {{ first_name }}",
    ],
)
def test_good_text_has_none(text: str) -> None:
    assert list(slips_in(text)) == []


def test_a_slip_is_a_warning_at_its_place_and_can_be_explained() -> None:
    files = content(RICH.replace("How much pain?", "How much much pain?"), letters=RICH_LETTERS)
    files[LETTER] = files[LETTER].rstrip("\n") + "\n\nKeep your your back.\n"
    checked = check(files)
    assert checked.fine
    where = [(one.path, one.line, one.column, one.code) for one in checked.problems]
    line = files[LETTER].count("\n")
    assert where == [
        ("sequences/daily.yaml", 29, 20, "doubled-word"),
        (LETTER, line, 6, "doubled-word"),
    ]
    files[LETTER] = files[LETTER].replace(
        "---\n", "---\nexplained: {doubled-word: it is a song}\n", 1
    )
    assert [one.severity for one in check(files).problems if one.path == LETTER] == ["note"]
