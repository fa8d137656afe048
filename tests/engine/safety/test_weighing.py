"""The last net: sentences that no pattern knows, weighed word by word."""

from __future__ import annotations

from dataclasses import replace

from drip.content.safety import WEIGHTS, word_weights
from drip.domain.safety import SafetyGroup, Weight
from drip.engine.safety import detect
from drip.engine.safety.weighing import ENOUGH, START
from tests.engine.safety.reading import CONCEPTS

LIGHT = {START: Weight(0, SafetyGroup.NAMED)}


def _weighed(text: str, **points: int) -> bool:
    weights = {one.replace("__", " "): Weight(p, SafetyGroup.LEGS) for one, p in points.items()}
    return detect(text, replace(CONCEPTS, weights=LIGHT | weights)).urgent


def test_a_sentence_of_enough_points_is_raised() -> None:
    assert _weighed("the flumox went again", flumox=ENOUGH + 1)
    assert not _weighed("the flumox went again", flumox=ENOUGH)


def test_pairs_of_words_have_points_too() -> None:
    assert _weighed("such a quiet flumox there", quiet__flumox=ENOUGH + 1)
    assert not _weighed("such a flumox, and quiet there", quiet__flumox=ENOUGH + 1)


def test_two_words_are_too_few_to_weigh() -> None:
    assert not _weighed("flumox went", flumox=10 * ENOUGH)


def test_each_sentence_is_weighed_for_itself() -> None:
    half = ENOUGH // 2 + 1

    assert _weighed("the flumox and the wibbet stayed home", flumox=half, wibbet=half)
    assert not _weighed("the flumox stayed home. The wibbet stayed home", flumox=half, wibbet=half)


def test_what_a_pattern_found_and_a_person_denies_is_not_weighed() -> None:
    assert not _weighed("no numbness in my groin or flumox", flumox=10 * ENOUGH)


def test_the_finding_names_the_group_of_its_words_and_shows_the_sentence() -> None:
    weights = LIGHT | {"flumox": Weight(2 * ENOUGH, SafetyGroup.LEGS)}

    found = detect("All good. The flumox went away!", replace(CONCEPTS, weights=weights)).findings

    assert [(one.group, one.sentence) for one in found] == [("legs", "The flumox went away")]


def test_without_points_nothing_is_weighed() -> None:
    assert not detect("the flumox went away", replace(CONCEPTS, weights={})).urgent


def test_every_line_of_the_file_is_read() -> None:
    lines = WEIGHTS.read_text("utf-8").splitlines()

    assert len(word_weights()) == len(lines) > 1000
    assert START in word_weights()
