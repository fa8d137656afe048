"""The safety words as a file: the shipped ones, mistakes in one's own, and never going without."""

from __future__ import annotations

import pytest

from drip.content.check import check
from drip.content.files import find_content, read_files
from drip.content.problems import Severity
from drip.content.safety import PATH, read_safety, safety_concepts, shipped_concepts
from drip.domain.safety import SafetyGroup
from drip.engine.safety import detect

FILES = read_files(find_content())
GOOD = """\
words: {shoe: [shoe, boot]}
concepts:
  lost-shoe: {group: named, why: A test., says: [lost <shoe>]}
"""
MISTAKES = {
    GOOD.replace("<shoe>", "<shoo>"): ('no family "shoo"', 'did you mean "shoe"?', 3),
    GOOD.replace("named", "nammed"): ('"nammed" is not a group', 'did you mean "named"?', 3),
    GOOD.replace("says", "say"): ("not a key that a concept knows", 'did you mean "says"?', 3),
    GOOD.replace("lost <shoe>", "the my"): ("no words here that count", "", 3),
    GOOD.replace("lost <shoe>", ".. lost"): ("cannot begin with ..", "", 3),
    GOOD.replace("[lost <shoe>]", "[]"): ("Nothing is said here", "at least one", 3),
    GOOD.replace("boot", "my"): ("only small words", "says more", 1),
    GOOD.replace("why: A test., ", ""): ('has no "why"', "add a line", 3),
    GOOD.replace("concepts", "concept"): ("not a key", 'did you mean "concepts"?', 2),
}


def test_the_shipped_words_are_fine_and_cover_every_group() -> None:
    read = read_safety(PATH, FILES[PATH])

    assert read.problems == ()
    assert read.concepts is not None
    assert {one.group for one in read.concepts.concepts} == set(SafetyGroup)


def test_a_clinician_can_add_a_word() -> None:
    own = FILES[PATH].replace("\n  saddle: [", "\n  saddle: [flubber, ")
    concepts = safety_concepts({PATH: own})

    found = {one.concept for one in detect("my flubber is numb", concepts).findings}
    found_without = {
        one.concept for one in detect("my flubber is numb", shipped_concepts()).findings
    }

    assert "saddle-numb" in found
    assert "saddle-numb" not in found_without


@pytest.mark.parametrize("text", list(MISTAKES))
def test_a_mistake_is_pointed_at_in_words(text: str) -> None:
    message, hint, line = MISTAKES[text]
    read = read_safety(PATH, text)

    said = " ".join(f"{one.message} {one.hint}" for one in read.problems)
    assert read.concepts is None
    assert message in said
    assert hint in said
    assert line in {one.line for one in read.problems}


def test_drip_check_looks_at_the_safety_words_too() -> None:
    wrong = FILES[PATH].replace("- <saddle> ~ <numb>", "- <sadle> ~ <numb>", 1)
    found = [one for one in check({**FILES, PATH: wrong}).problems if one.path == PATH]

    assert [one.code for one in found] == ["unknown-family"]
    assert found[0].hint == 'did you mean "saddle"?'
    assert found[0].severity is Severity.ERROR


@pytest.mark.parametrize("own", ["words: [", "", "concepts: {}\n"])
def test_a_broken_file_does_not_switch_the_reader_off(own: str) -> None:
    assert detect("can't wee", safety_concepts({PATH: own})).urgent
    assert detect("can't wee", safety_concepts({})).urgent
