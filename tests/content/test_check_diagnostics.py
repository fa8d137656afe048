"""Problems as people read them at a terminal, and as programs do."""

from __future__ import annotations

import json

from drip.content.check import check
from drip.content.diagnostics import as_data, render, summary
from drip.content.problems import Problem, Severity
from tests.content.samples import RICH, RICH_LETTERS, content


def made(line: int = 1, column: int = 1, end: int = 2, **more: object) -> Problem:
    values: dict[str, object] = {
        "path": "x.yaml",
        "line": line,
        "column": column,
        "end_line": line,
        "end_column": end,
        "code": "odd",
        "message": "Odd.",
    }
    return Problem(**(values | more))  # type: ignore[arg-type]  # a test's builder


def test_a_problem_is_shown_under_its_line() -> None:
    files = content(RICH.replace("day: 1\n", "dya: 1\n"), letters=RICH_LETTERS)
    assert render(check(files).problems, files) == (
        'sequences/daily.yaml:11:5: error[unknown-key]: "dya" is not a key that a step knows.\n'
        "   11 |     dya: 1\n"
        "      |     ^^^\n"
        '      = did you mean "day"?\n'
    )


def test_a_problem_without_hint_or_text_is_one_line() -> None:
    assert render([made()], {}) == "x.yaml:1:1: error[odd]: Odd.\n"
    assert render([made(line=9)], {"x.yaml": "a\n"}) == "x.yaml:9:1: error[odd]: Odd.\n"


def test_the_caret_stands_under_wide_characters_too() -> None:
    shown = render([made(column=4, end=5)], {"x.yaml": "漢e\u0301x"})
    assert shown.splitlines()[2] == "      |    ^"


def test_a_long_line_is_cut_around_the_place() -> None:
    text = "a" * 80 + "HERE" + "b" * 300
    line, caret = render([made(column=81, end=85)], {"x.yaml": text}).splitlines()[1:3]
    assert line.endswith("...")
    assert len(line) < 120
    assert line[caret.index("^") : caret.rindex("^") + 1] == "HERE"


def test_a_long_line_with_the_place_near_its_beginning_keeps_its_beginning() -> None:
    line, caret = render([made(end=3)], {"x.yaml": "a" * 300}).splitlines()[1:3]
    assert line.startswith("    1 | aaa")
    assert caret == "      | ^^"


def test_a_problem_over_several_lines_is_underlined_to_the_end_of_the_first() -> None:
    shown = render([made(column=2, end=9, end_line=3)], {"x.yaml": "abcd\nx\ny"})
    assert shown.splitlines()[2] == "      |  ^^^"


def test_a_terminal_is_never_sent_control_characters() -> None:
    assert "\x1b" not in render([made()], {"x.yaml": "a\x1b[31m\tb"})


def test_counts_are_said_in_words() -> None:
    assert summary([]) == "no problems"
    assert summary([made(), made()]) == "2 errors"
    assert summary([made(), made(severity=Severity.WARNING)]) == "1 error, 1 warning"


def test_problems_are_plain_data_for_programs() -> None:
    (data,) = as_data([made(hint="try again")])
    assert json.loads(json.dumps(data)) == {
        "path": "x.yaml",
        "line": 1,
        "column": 1,
        "end_line": 1,
        "end_column": 2,
        "severity": "error",
        "code": "odd",
        "message": "Odd.",
        "hint": "try again",
    }
