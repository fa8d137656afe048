"""Letters, passages and corrections are held against the article."""

from __future__ import annotations

import hashlib

import pytest

from drip.content.check import check
from drip.content.problems import Severity
from drip.content.sources import CORRECTIONS, FOLDER, PASSAGES
from tests.content.samples import content, letter

ARTICLE = "Backs\n\nBacks are strong.\n\nWhy is that?\n"
LISTED = f"""\
file: article.txt
sha256: {hashlib.sha256(ARTICLE.encode()).hexdigest()}
passages:
  - {{id: T, lines: [1, 1], status: heading}}
  - {{id: A1, lines: [3, 3], status: text}}
"""
CORRECTED = """\
corrections:
  - id: A1
    from: "are strong"
    to: "can be strong"
"""
ONE = "templates/emails/daily/one.md"


def files(
    passages: str = LISTED, corrections: str = CORRECTED, source: str = "[A1]"
) -> dict[str, str]:
    return content() | {
        f"{FOLDER}/article.txt": ARTICLE,
        PASSAGES: passages,
        CORRECTIONS: corrections,
        ONE: letter("one").replace("author: Tests\n", f"author: Tests\nsource: {source}\n"),
    }


def test_what_fits_is_fine() -> None:
    assert check(files()).problems == ()


def test_without_a_list_of_passages_nothing_is_said() -> None:
    texts = {path: text for path, text in files(source="[Z9]").items() if FOLDER not in path}
    assert check(texts).problems == ()


STUB_LINE = "  - {id: H1, lines: [5, 5], status: stub}\n"
STUB = LISTED + STUB_LINE
PASSAGE_CASES = [
    ("", STUB_LINE, "6:10", "stub", "warning"),
    ("sha256: ", "sha256: 0", "2:9", "article-changed", "warning"),
    ("article.txt", "old.txt", "1:7", "no-article", "error"),
    ("[3, 3]", "[3, 99]", "5:14", "bad-passage", "error"),
    ("status: text", "status: txt", "5:37", "bad-passage", "error"),
    ("id: T", "id: A1", "5:10", "bad-passage", "error"),
]
CORRECTION_CASES = [
    ("are strong", "were strong", "3:11", "stale-correction", "warning"),
    ("A1", "A7", "2:9", "unknown-passage", "error"),
    (CORRECTED, "corrections: [", "1:15", "yaml-syntax", "error"),
]
LETTER_CASES = [
    ("[A1, A2]", ONE, "5:1", "unknown-passage", "error"),
    ("[A1, T]", ONE, "5:1", "empty-passage", "warning"),
    ("[]", PASSAGES, "5:10", "unused-passage", "warning"),
]


def told(texts: dict[str, str], path: str) -> set[tuple[str, str, str]]:
    return {
        (f"{one.line}:{one.column}", one.code, one.severity.value)
        for one in check(texts).problems
        if one.path == path
    }


@pytest.mark.parametrize(("old", "new", "place", "code", "severity"), PASSAGE_CASES)
def test_a_list_of_passages_fits_its_article(
    old: str, new: str, place: str, code: str, severity: str
) -> None:
    listed = LISTED.replace(old, new, 1) if old else LISTED + new
    assert (place, code, severity) in told(files(listed), PASSAGES)


@pytest.mark.parametrize(("old", "new", "place", "code", "severity"), CORRECTION_CASES)
def test_a_correction_fits_its_passage(
    old: str, new: str, place: str, code: str, severity: str
) -> None:
    texts = files(corrections=CORRECTED.replace(old, new, 1))
    assert (place, code, severity) in told(texts, CORRECTIONS)


@pytest.mark.parametrize(("source", "path", "place", "code", "severity"), LETTER_CASES)
def test_a_letter_names_passages_that_are_there(
    source: str, path: str, place: str, code: str, severity: str
) -> None:
    assert (place, code, severity) in told(files(source=source), path)


def test_a_comment_explains_a_warning() -> None:
    listed = STUB.replace(
        "  - {id: H1", "  # explained stub: the clinic writes it in spring\n  - {id: H1"
    )
    (found,) = check(files(listed)).problems
    assert found.severity is Severity.NOTE
    assert found.hint == "explained: the clinic writes it in spring"


def test_a_comment_explains_no_other_warning() -> None:
    listed = STUB.replace("status: stub}", "status: stub}  # explained stb: a slip")
    (found,) = check(files(listed)).problems
    assert found.severity is Severity.WARNING
