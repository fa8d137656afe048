"""Content is found where it should be, and read whatever editor saved it."""

from __future__ import annotations

from pathlib import Path

import pytest

from drip.content import files
from drip.content.files import ContentMissingError, find_content, read_files, read_texts, text_of
from tests.content.samples import CHECKOUT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "sequences/daily.yaml",
        "sequences/_clinic.yaml",
        "sequences/notes.txt",
        "sequences/.hidden.yaml",
        "sequences/_sources/passages.yaml",
        "sequences/_sources/article.txt",
        "sequences/_schema/sequence.json",
        "templates/emails/_layout.html",
        "templates/emails/_layout.txt",
        "templates/emails/daily/hello.md",
        "templates/emails/daily/hello.md~",
        "templates/emails/.git/x.md",
        "templates/pages/other.html",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n")
    return tmp_path


def test_only_content_is_read(folder: Path) -> None:
    assert sorted(read_files(folder)) == [
        "sequences/_clinic.yaml",
        "sequences/_sources/article.txt",
        "sequences/_sources/passages.yaml",
        "sequences/daily.yaml",
        "templates/emails/_layout.html",
        "templates/emails/_layout.txt",
        "templates/emails/daily/hello.md",
    ]


def test_the_given_folder_comes_first(folder: Path) -> None:
    assert find_content(folder) == folder


def test_a_given_folder_without_content_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentMissingError, match="DRIP_CONTENT_DIR"):
        find_content(tmp_path)


def test_without_a_given_folder_the_checkout_is_found() -> None:
    assert find_content() == CHECKOUT


def test_what_was_bundled_with_the_package_comes_before_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = tmp_path / "drip" / "_bundled"
    (bundled / "sequences").mkdir(parents=True)
    (bundled / "templates" / "emails").mkdir(parents=True)
    monkeypatch.setattr(files, "_PACKAGE", tmp_path / "drip")
    assert find_content() == bundled


def test_no_content_anywhere_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PACKAGE", tmp_path / "src" / "drip")
    with pytest.raises(ContentMissingError, match="no content"):
        find_content()


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_do_not_matter(ends: str, mark: bytes) -> None:
    raw = mark + f"a: ü{ends}b: 2{ends}".encode()
    assert text_of("x.yaml", raw) == ("a: ü\nb: 2\n", ())


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_of_an_old_editor_is_read_and_told(mark: bytes) -> None:
    text, (problem,) = text_of("x.yaml", mark + b"a: 1\r\nb: it\x92s\r\n")
    assert text.endswith("b: it\u2019s\n")
    assert (problem.line, problem.column, problem.code) == (2, 6, "not-utf8")
    assert "\u2019" in problem.message


def test_a_file_of_two_byte_characters_is_told() -> None:
    _, (problem,) = text_of("x.yaml", "a: 1".encode("utf-16"))
    assert "UTF-16" in problem.message


def test_problems_of_all_files_come_back(folder: Path) -> None:
    (folder / "sequences/daily.yaml").write_bytes(b"a: \xe9\n")
    texts = read_texts(folder)
    assert [problem.path for problem in texts.problems] == ["sequences/daily.yaml"]
    assert texts.files["sequences/daily.yaml"] == "a: é\n"
