"""The rules of the house that no linter has."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.documents import ROOT

SOURCE = sorted((ROOT / "src").rglob("*.py"))
#: Frozen as they were released, one statement a table.
RELEASED = ROOT / "src/drip/storage/migrations/versions"
TEXTS = [
    path
    for pattern in (
        "src/**/*.py",
        "src/**/*.html",
        "sequences/**/*.yaml",
        "templates/**/*.md",
        "*.md",
    )
    for path in sorted(ROOT.glob(pattern))
    if "_sources" not in path.parts
]


def _functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in SOURCE:
        if RELEASED in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in SOURCE
    }

    assert {path: length for path, length in lengths.items() if length > 400} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {
        where: length
        for where, node in _functions()
        if (length := (node.end_lineno or 0) - node.lineno + 1) > 40
    }

    assert long == {}


def test_every_function_says_what_it_answers() -> None:
    assert [where for where, node in _functions() if node.returns is None] == []


@pytest.mark.parametrize(
    "word", ["enrollment", "unsubscription", "opt-out", "blacklist", "whitelist"]
)
def test_the_glossary_has_another_word_for_it(word: str) -> None:
    found = [
        str(path.relative_to(ROOT)) for path in TEXTS if word in path.read_text("utf-8").lower()
    ]

    assert found == []


def test_no_drawer_takes_everything() -> None:
    drawers = {"utils", "util", "helpers", "common", "manager", "misc", "base_utils"}

    assert [str(path) for path in SOURCE if path.stem in drawers] == []


def test_no_comment_waits_for_somebody() -> None:
    waiting = re.compile(r"#\s*(TODO|FIXME|XXX|HACK)\b")

    assert [str(path) for path in SOURCE if waiting.search(path.read_text("utf-8"))] == []


def test_exceptions_to_the_rules_are_rare() -> None:
    texts = [path.read_text("utf-8") for path in SOURCE]
    lines = sum(len(text.splitlines()) for text in texts)
    exceptions = sum(len(re.findall(r"# noqa|# type: ignore", text)) for text in texts)

    assert exceptions * 1000 / lines <= 6
