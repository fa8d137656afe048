"""What the software must not do (`domain.md` 3.5), as far as the reader of safety words goes."""

from __future__ import annotations

import ast
import re
from dataclasses import fields

import pytest

import drip.engine.safety
from drip.domain.safety import SafetyFinding, SafetyGroup, Verdict
from tests.documents import ROOT
from tests.engine.safety.reading import CONCEPTS, read

SOURCE = sorted((ROOT / "src/drip/engine/safety").glob("*.py"))


def test_a_verdict_has_no_word_for_a_diagnosis_a_grade_or_comfort() -> None:
    assert [one.name for one in fields(Verdict)] == ["urgent", "needs_person", "findings"]
    assert [one.name for one in fields(SafetyFinding)] == [
        "group",
        "concept",
        "sentence",
        "start",
        "end",
    ]


def test_groups_name_what_was_said_and_no_illness() -> None:
    illnesses = re.compile("syndrome|sepsis|depress|disc|itis|suicid")

    assert [group for group in SafetyGroup if illnesses.search(group)] == []


def test_a_calm_verdict_does_not_say_that_all_is_well() -> None:
    calm = read("Going well, 3/10")

    assert calm == Verdict(urgent=False, needs_person=False)
    assert not hasattr(calm, "fine")
    assert not hasattr(calm, "safe")


def test_nothing_of_the_text_is_suppressed_or_changed() -> None:
    text = "  Pain 3.\n\nCan\u2019t  WEE,   sorry \U0001f62c  "

    for finding in read(text).findings:
        assert finding.sentence in " ".join(text.split())
        assert finding.start < finding.end <= len(text)


@pytest.mark.parametrize("word", ["probably nothing", "lol", "haha", "I'm sure it's fine"])
def test_making_light_of_it_does_not_call_it_off(word: str) -> None:
    assert read(f"I can't feel when I wipe, {word}").urgent


def test_a_number_beside_it_does_not_call_it_off() -> None:
    verdict = read("I don't want to be here any more. 4")

    assert verdict.groups == (SafetyGroup.MIND,)


def test_the_safety_words_of_our_letters_are_known_in_case_they_come_back() -> None:
    assert any("Call 000" in one for one in CONCEPTS.ours)


def test_reading_logs_nothing_asks_nobody_and_writes_nowhere() -> None:
    allowed = {"__future__", "collections", "dataclasses", "functools", "itertools", "re"}
    allowed |= {"unicodedata", "drip"}
    imported = {
        ((isinstance(node, ast.ImportFrom) and node.module) or node.names[0].name).split(".")[0]
        for path in SOURCE
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }

    assert imported <= allowed
    assert list(drip.engine.safety.__all__) == ["detect"]
