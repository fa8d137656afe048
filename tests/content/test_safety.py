"""The safety words as a file: the shipped ones, mistakes in one's own, and never going without."""

from __future__ import annotations

import pytest

from drip.content.check import check
from drip.content.files import find_content, read_files
from drip.content.problems import Severity
from drip.content.safety import PATH, read_safety, safety_concepts, shipped_concepts
from drip.domain.safety import Concepts, SafetyGroup
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


def _with(before: str, after: str) -> Concepts:
    assert before in FILES[PATH]
    return safety_concepts({PATH: FILES[PATH].replace(before, before + after, 1)})


def _raised(text: str, concepts: Concepts) -> set[str]:
    return {one.concept for one in detect(text, concepts).findings}


FLUBBER = "\n  saddle: ["
LONG = "Lovely weather, thanks for the exercises, pain is a 2 and the garden is fine"


def test_a_clinician_can_add_a_word() -> None:
    concepts = _with(FLUBBER, "flubber, ")

    assert "saddle-numb" in _raised("my flubber is numb", concepts)
    assert "saddle-numb" in _raised(f"{LONG} and my flubber is numb, all good here", concepts)
    assert "saddle-numb" not in _raised("my flubber is numb", shipped_concepts())


def test_a_clinician_can_add_a_thing_to_say() -> None:
    pattern = _with("    says:\n      - <wipe> .. nothing\n", "      - zorgle .. wombat\n")
    block = _with("\nconcepts:\n", "  zorgle: {group: mind, why: A test., says: [zorgle wombat]}\n")

    for own in (pattern, block):
        assert _raised("zorgle wombat", own)
        assert _raised(f"{LONG}, zorgle wombat, cheers and see you Friday", own)
        assert not _raised("no zorgle wombat, thanks", own)
        assert not _raised("my neighbour had a zorgle wombat", own)
    assert not _raised("zorgle wombat", shipped_concepts())


def test_what_a_clinician_marks_faint_only_adds_points() -> None:
    faint = "  zorgle: {group: mind, faint: true, why: A test., says: [zorgle wombat]}\n"

    assert not _raised(f"{LONG}, zorgle wombat", _with("\nconcepts:\n", faint))


def test_a_shipped_phrase_is_none_of_the_clinics_own() -> None:
    shipped = shipped_concepts()

    assert not shipped.own
    assert all(one.plain in ({*one.says}, set()) for one in shipped.concepts)


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
