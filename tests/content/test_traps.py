"""Files as people really hand them over: from Windows, from Word, from other tools, in haste."""

from __future__ import annotations

import time

import pytest

from drip.content.check import check
from drip.content.problems import Problem
from tests.content.samples import RICH, RICH_LETTERS, content, letter

ONE = "templates/emails/daily/one.md"
DAILY = "sequences/daily.yaml"

#: What a letter says; the place and the code of every problem. Line 6 is its text.
LETTERS = [
    ("Hi <script>alert(1)</script>", ["6:4 script", "6:20 script"]),
    ("<iframe src=x>", ["6:1 script"]),
    ("Hi <b>you</b>", ["6:4 html", "6:10 html"]),
    ("Hi<br/>you", ["6:3 html"]),
    ("[x](javascript:alert(1))", ["6:3 unsafe-link"]),
    ("[x](data:text/html,hi)", ["6:3 unsafe-link"]),
    ("[Book] (https://book.clinic.example/)", ["6:6 broken-link"]),
    ("See https://book.clinic.example/", ["6:5 bare-link"]),
    ("[Book](https://book.clinic.example/?pain=7)", ["6:6 personal-link"]),
    ("![](https://book.clinic.example/a.png)", ["6:1 picture"]),
    ("Hi {first_name}", ["6:4 placeholder"]),
    ("Hi *|FNAME|*", ["6:4 placeholder"]),
    ("Hi [First name]", ["6:4 placeholder"]),
    ("Hi %%name%%", ["6:4 placeholder"]),
    ("Hi. TODO more", ["6:5 placeholder"]),
    ("{% for i in range(999999999) %}x{% endfor %}", ["6:1 letter-code"]),
    ("{% include 'daily/one.md' %}", ["6:1 letter-code"]),
    ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", ["6:1 letter-code"]),
    ("{% if questions %}x", ["6:1 letter-code"]),
    ("Hi {{ first_name }, you", ["6:1 letter-code"]),
]

#: What is changed in the sequence's file; the places and codes that are told.
SEQUENCES = [
    ("title: Day by day", "title: \u201cDay by day\u201d", "2:8 curly-quotes"),
    ('at: "09:00"', "at: \u201c09:00\u201d", "4:12 curly-quotes"),
    ("fine: Fine", "fine: \u2018Fine\u2019", "16:17 curly-quotes"),
    ("    day: 3", "\u00a0\u00a0\u00a0\u00a0day: 3", "25:1 odd-space"),
    ("day: 3", "day:\u00a03", "25:8 odd-space"),
    ("anchor: confirmed", "anchor: confirmed\u00a0", "3:18 odd-space"),
    ("  - id: three", "  \u2013 id: three", "24:1 odd-dash"),
    ("  - id: three", "  \u2022 id: three", "24:1 odd-dash"),
    ("scale: 0-10", "scale: 0\u201310", "29:45 odd-dash"),
    ("id: three", "id: three\u200b", "24:14 odd-character"),
    ("fine: Fine", "fine: Fi\u2028ne", "16:19 odd-character"),
]

FINE = [
    "A dash \u2013 and \u201cquoted words\u201d, it\u2019s all fine.",
    "3 < 4 and 5 > 4.",
    "Write to <{{ clinic.email }}>.",
    "[Book here today](https://book.clinic.example/?from=letter)",
    "{{ first_name }}, {% if questions %}yes{% endif %}",
    "# A heading [1]",
]


def told(files: dict[str, str]) -> list[str]:
    return [f"{one.line}:{one.column} {one.code}" for one in check(files).problems]


def written(body: str) -> dict[str, str]:
    files = content(RICH, letters=RICH_LETTERS)
    files[ONE] = letter("one").replace("Hello one.", body)
    return files


def one_problem(text: str) -> Problem:
    (problem,) = check(content(RICH, letters=RICH_LETTERS) | {ONE: text}).problems
    return problem


@pytest.mark.parametrize(("body", "expected"), LETTERS)
def test_what_does_not_belong_in_a_letter_is_told(body: str, expected: list[str]) -> None:
    assert told(written(body)) == expected


@pytest.mark.parametrize("body", FINE)
def test_ordinary_writing_is_fine(body: str) -> None:
    assert told(written(body)) == []


@pytest.mark.parametrize(("old", "new", "expected"), SEQUENCES)
def test_what_a_word_processor_leaves_is_told(old: str, new: str, expected: str) -> None:
    assert old in RICH
    assert expected in told(content(RICH.replace(old, new, 1), letters=RICH_LETTERS))


def test_curly_quotes_and_dashes_inside_words_are_fine() -> None:
    text = RICH.replace("question: How is it going?", "question: How\u2019s it \u2013 going?")
    text = text.replace("steps:\n", "# \u201cOurs\u201d\u00a0\nsteps:\n", 1)
    assert told(content(text, letters=RICH_LETTERS)) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("subject: Letter one", "subject: \u201cLetter one\u201d", (2, 10), "curly-quotes"),
        (
            "subject: Letter one",
            "subject: |\n  One\n  Bcc: all@x.example",
            (2, 10),
            "several-lines",
        ),
        ("subject: Letter one", "subject: Hi {name}", (2, 10), "placeholder"),
        ("subject: Letter one", "subject: Week 2: taps", (2, 16), "yaml-syntax"),
        ("preheader: A line", "subject: Two", (3, 1), "duplicate-key"),
        ("author: Tests", "review_by: 31/05/2027", (4, 12), "front-matter"),
    ],
)
def test_a_mistake_in_the_front_matter_is_told_there(
    old: str, new: str, place: tuple[int, int], code: str
) -> None:
    found = check(written("Hello.") | {ONE: letter("one").replace(old, new)}).problems
    assert (*place, code) in {(one.line, one.column, one.code) for one in found}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello",
        "---\nsubject: x\nHello",
        "\n" + letter("one"),
        letter("one").replace("---", "\u2014"),
    ],
    ids=["empty", "bare", "unclosed", "blank-line-first", "dash-for-fence"],
)
def test_a_letter_without_front_matter_is_told_once(text: str) -> None:
    problem = one_problem(text)
    assert (problem.code, problem.line, problem.column) == ("front-matter", 1, 1)
    assert problem.hint == 'write "---", "subject: ...", "---" above the text'


@pytest.mark.parametrize("change", ["\ufeff{}", "{}\n\n\n"])
def test_marks_of_other_editors_do_no_harm(change: str) -> None:
    files = content(RICH, letters=RICH_LETTERS)
    assert told(files | {ONE: change.format(files[ONE])}) == []
    assert told(files | {ONE: files[ONE].replace("\n", "\r\n")}) == []


@pytest.mark.parametrize(
    "path",
    [ONE, DAILY, "sequences/_clinic.yaml", "sequences/_sources/passages.yaml"],
)
def test_a_file_of_10_megabytes_is_refused_within_a_second(path: str) -> None:
    files = content(RICH, letters=RICH_LETTERS) | {path: "a: " + "x " * 5_000_000}
    started = time.perf_counter()
    found = check(files).problems
    assert time.perf_counter() - started < 1
    assert (path, "too-large") in {(one.path, one.code) for one in found}
