"""YAML becomes plain data that knows its places, by the rules of YAML 1.2, and never runs away."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from drip.content.nodes import TOP, Document, Place, plain_value, read_document


def read(text: str) -> Document:
    reading = read_document("x.yaml", text)
    assert reading.problems == ()
    assert reading.document is not None
    return reading.document


def problem(text: str) -> tuple[str, str]:
    """Place and code of the only problem."""
    (found,) = read_document("x.yaml", text).problems
    return f"{found.line}:{found.column}", found.code


@pytest.mark.parametrize(
    "text", ["no", "yes", "on", "off", "NO", "9:30", "1e", "0-10", "3d", "0x1F"]
)
def test_plain_words_stay_text(text: str) -> None:
    assert plain_value(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("12", 12),
        ("-3", -3),
        ("007", 7),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
    ],
)
def test_plain_scalars_follow_the_core_schema(text: str, value: object) -> None:
    found = plain_value(text)
    assert found == value
    assert type(found) is type(value)


def test_quoted_scalars_are_always_text() -> None:
    assert read("a: \"12\"\nb: 'true'\nc: |\n  12\nd: !!str 12\n").data == {
        "a": "12",
        "b": "true",
        "c": "12\n",
        "d": "12",
    }


def test_keys_are_always_text() -> None:
    assert read("1: a\ntrue: b\nno: c\n").data == {"1": "a", "true": "b", "no": "c"}


def test_places_of_keys_and_values_are_known() -> None:
    document = read("steps:\n  - id: one\n    days: [mon, tue]\n")
    assert document.keys["steps", 0, "id"] == Place(2, 5, 2, 7)
    assert document.place(("steps", 0, "id")) == Place(2, 9, 2, 12)
    assert document.place(("steps", 0, "days", 1)) == Place(3, 17, 3, 20)
    assert document.source(("steps", 0, "days", 1)) == "tue"


def test_a_block_is_pointed_at_by_its_key_or_its_first_key() -> None:
    document = read("a: 1\nsteps:\n  - id: one\nempty: [{}]\n")
    assert document.place(("steps",)) == Place(2, 1, 2, 6)
    assert document.place(("steps", 0)) == Place(3, 5, 3, 7)
    assert document.place(()) == Place(1, 1, 1, 2)
    assert document.place(("empty", 0)) == Place(4, 1, 4, 6)


def test_parts_that_the_file_does_not_have_are_dropped() -> None:
    document = read("a: {b: 1}\n")
    assert document.place(("a", "<tag>", "b", "[key]")) == Place(1, 8, 1, 9)
    assert document.place(("zzz",)) == Place(1, 1, 1, 2)


def test_a_file_without_anything_is_pointed_at_by_its_top() -> None:
    assert read("{}").place(("a",)) == TOP


def test_source_of_what_spans_lines_or_is_not_there_is_empty() -> None:
    document = read("a: |\n  text\n  more\n")
    assert document.source(("a",)) == ""
    assert document.source(("b",)) == ""


def test_columns_count_characters() -> None:
    document = read('a: {"ü😀": x, b: y}\n')
    assert document.place(("a", "b")) == Place(1, 17, 1, 18)


def test_windows_line_ends_are_fine() -> None:
    document = read("a: 1\r\nb: two\r\n")
    assert document.data == {"a": 1, "b": "two"}
    assert document.source(("b",)) == "two"


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("a: 1\na: 2\n", "2:1", "duplicate-key"),
        ("a: {b: 1, b: 2}\n", "1:11", "duplicate-key"),
        ("a: &x 1\nb: *x\n", "2:4", "alias"),
        ("a: &x [*x]\n", "1:8", "alias"),
        ("a: !secret 1\n", "1:4", "tag"),
        ("a: !!set {b}\n", "1:4", "tag"),
        ("a: 1\n---\nb: 2\n", "2:1", "second-document"),
        ("[a]: 1\n", "1:1", "odd-key"),
        ("just words\n", "1:1", "not-a-mapping"),
        ("", "1:1", "empty-file"),
        ("a: '", "1:4", "yaml-syntax"),
        ("a: [1, 2\n", "1:4", "yaml-syntax"),
        ("a: [1 2, 'b' 'c']\n", "1:14", "yaml-syntax"),
        ("a: {b: 1\n", "1:4", "yaml-syntax"),
        ("a: [,]\n", "1:5", "yaml-syntax"),
        ("a: ? b\n", "1:4", "yaml-syntax"),
        ("a: 'it's'\n", "1:8", "yaml-syntax"),
        ("%BAD\n---\na: 1\n", "1:5", "yaml-syntax"),
        ('a: don\'t\nb: "it\nc: "x"\n', "2:4", "yaml-syntax"),
        ('a: 1 # it\'s\nb: "it\nc: "x"\n', "2:4", "yaml-syntax"),
        ("a:\n  - b\n  -c\n", "3:3", "yaml-syntax"),
        ("a: \x00", "1:4", "yaml-syntax"),
        ("a: 1\nb: \x1b\n", "2:4", "yaml-syntax"),
    ],
)
def test_what_is_refused_is_told_at_its_place(text: str, place: str, code: str) -> None:
    assert problem(text) == (place, code)


def test_places_in_a_repeated_key_belong_to_the_last() -> None:
    reading = read_document("x.yaml", "a: {b: {c: 1}}\na: {d: 2}\n")
    assert reading.document is not None
    assert ("a", "b") not in reading.document.values
    assert ("a", "b") not in reading.document.whereabouts.values()
    assert reading.document.place(("a", "d")) == Place(2, 8, 2, 9)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "- " * 100_000,
        "{a: " * 50_000,
        "a: &a [x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(1000)),
        "x" * 300_000,
        "? " * 100_000,
    ],
)
def test_hostile_files_cost_little(text: str) -> None:
    begun = time.perf_counter()
    reading = read_document("x.yaml", text)
    assert reading.document is None
    assert reading.problems
    assert time.perf_counter() - begun < 5


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    reading = read_document("x.yaml", text)
    assert reading.problems or reading.document is not None


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-1000, 1000), st.text("ab:#-[]{}'\"\\ \n,0", max_size=12)
)
DATA = st.dictionaries(
    st.text("abc", min_size=1, max_size=3),
    st.recursive(
        SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)


@given(DATA, st.booleans())
def test_what_a_yaml_writer_writes_is_read_back(data: dict[str, object], flow: bool) -> None:  # noqa: FBT001 - drawn
    text = yaml.safe_dump(data, default_flow_style=flow, allow_unicode=True)
    assert read(text).data == data
