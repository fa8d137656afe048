"""Finding the content on disk, and reading it as texts."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drip.content.nodes import TOP, Place
from drip.content.problems import Problem
from drip.content.report import problem_at
from drip.errors import DripError

#: What is content: the folder, and how names of its files end. The sources are read too: letters
#: are held against them, but they belong to no revision.
_WANTED = (
    ("sequences", (".yaml",)),
    ("sequences/_sources", (".txt",)),
    ("templates/emails", (".md", ".html", ".txt")),
)
#: The folder of schemas: kept beside the content, and none of it.
_BESIDE = frozenset({"_schema"})
#: Of a larger file only the beginning is read: the check refuses it by its length.
_MOST_BYTES = 1024 * 1024
_LOOKED_AT = 512
_PACKAGE = Path(__file__).resolve().parent.parent


class ContentMissingError(DripError):
    """There is no content here: a folder with `sequences/` and `templates/emails/` is needed."""


#: The mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Texts:
    """Files as texts by relative path, and what could not be read."""

    files: dict[str, str]
    problems: tuple[Problem, ...]


def find_content(given: Path | None = None) -> Path:
    """The folder of the content: the given one, else beside the package, else in the checkout.

    Raises:
        ContentMissingError: there is none.
    """
    if given is not None:
        if not (given / "sequences").is_dir():
            raise ContentMissingError(
                f"There is no folder `sequences` in {given}. DRIP_CONTENT_DIR must name the folder "
                "that holds `sequences` and `templates`."
            )
        return given
    for folder in (_PACKAGE / "_bundled", _PACKAGE.parent.parent):
        if (folder / "sequences").is_dir() and (folder / "templates" / "emails").is_dir():
            return folder
    raise ContentMissingError


def read_files(folder: Path) -> dict[str, str]:
    """Every file of content by its relative path, each line ending in a line feed.

    A file that is no UTF-8 is read as far as it goes; `read_texts` says what is wrong with it.
    """
    return read_texts(folder).files


def read_texts(folder: Path) -> Texts:
    """Every file of content, and a problem for each that is no UTF-8."""
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for path in _found(folder):
        name = path.relative_to(folder).as_posix()
        files[name], found = text_of(name, _beginning(path))
        problems += found
    return Texts(files, tuple(problems))


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)


def text_of(path: str, raw: bytes) -> tuple[str, tuple[Problem, ...]]:
    """A file's text, without a byte order mark, each line ending in a line feed.

    Text from an old editor is read as cp1252, with a problem at its first odd character.
    """
    problems: tuple[Problem, ...] = ()
    raw = raw[:_MOST_BYTES].removeprefix(codecs.BOM_UTF8)
    if wide := _wide(raw):
        message = "This file is saved as UTF-16; content must be saved as UTF-8."
        problems = (problem_at(path, TOP, "not-utf8", message, "save it again as UTF-8"),)
        text = raw.decode(wide, errors="replace").removeprefix("\ufeff")
    else:
        try:
            text = codecs.getincrementaldecoder("utf-8")().decode(raw, len(raw) < _MOST_BYTES)
        except UnicodeDecodeError as error:
            problems = (_not_utf8(path, raw, error),)
            text = raw.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n"), problems


def _wide(raw: bytes) -> str:
    """The encoding of a file with two or four bytes a character, by its mark or by its zeros."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    beginning = raw[:_LOOKED_AT]
    if len(beginning) > 1 and beginning[1::2].count(0) * 2 > len(beginning[1::2]):
        return "utf-16-le"
    if len(beginning) > 1 and beginning[::2].count(0) * 2 > len(beginning[::2]):
        return "utf-16-be"
    return ""


def _not_utf8(path: str, raw: bytes, error: UnicodeDecodeError) -> Problem:
    good = raw[: error.start].decode().replace("\r\n", "\n").replace("\r", "\n")
    line = good.count("\n") + 1
    column = len(good) - (good.rfind("\n") + 1) + 1
    odd = raw[error.start : error.start + 1].decode("cp1252", errors="replace")
    message = f'The character "{odd}" is not saved as UTF-8, as all content must be.'
    place = Place(line, column, line, column + 1)
    return problem_at(path, place, "not-utf8", message, "save the file again as UTF-8")


def _found(folder: Path) -> Iterator[Path]:
    for name, endings in _WANTED:
        for path in sorted((folder / name).rglob("*")):
            inside = path.relative_to(folder / name)
            hidden = any(part.startswith(".") for part in inside.parts)
            beside = bool(_BESIDE & set(inside.parts))
            if path.suffix in endings and path.is_file() and not hidden and not beside:
                yield path
