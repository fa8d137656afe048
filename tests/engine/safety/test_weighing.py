"""The scale: sentences weighed word by word, with patterns and without."""

from __future__ import annotations

from dataclasses import replace

from drip.content.safety import WEIGHTS, word_weights
from drip.domain.safety import SafetyGroup, Weight
from drip.engine.safety import detect
from drip.engine.safety.weighing import ENOUGH, START
from tests.engine.safety.reading import CONCEPTS

LIGHT = {START: Weight(ENOUGH - 100, SafetyGroup.NAMED)}
HEAVY = 100


def _weighed(text: str, *, start: int = ENOUGH - 100, **points: int) -> bool:
    weights = {one.replace("__", " "): Weight(p, SafetyGroup.LEGS) for one, p in points.items()}
    light = {START: Weight(start, SafetyGroup.NAMED)}
    return detect(text, replace(CONCEPTS, weights=light | weights)).urgent


def test_a_sentence_of_enough_points_is_raised() -> None:
    assert _weighed("the flumox went again", flumox=HEAVY)
    assert not _weighed("the flumox went again", flumox=HEAVY // 2)


def test_pairs_of_words_have_points_too() -> None:
    assert _weighed("such a quiet flumox there", quiet__flumox=HEAVY)
    assert not _weighed("such a flumox, and quiet there", quiet__flumox=HEAVY)


def test_a_word_counts_less_among_many_known_ones() -> None:
    others = ("rain", "tea", "lawn", "moon", "cake", "shed", "vase", "lamp", "door", "bell")
    text = f"the flumox {' '.join(others)}"

    assert _weighed(text, flumox=HEAVY)
    assert not _weighed(text, flumox=HEAVY, **dict.fromkeys(others, 0))


def test_each_sentence_is_weighed_for_itself() -> None:
    half = HEAVY // 2

    assert _weighed("the flumox and the wibbet stayed home", flumox=half, wibbet=half)
    assert not _weighed("the flumox stayed home. The wibbet stayed home", flumox=half, wibbet=half)


def test_a_sentence_among_many_has_points_of_its_own() -> None:
    many = {"(sentences__7)": -HEAVY}

    assert _weighed("The flumox went. " * 6, flumox=HEAVY, **many)
    assert not _weighed("The flumox went. " * 7, flumox=HEAVY, **many)


def test_a_faint_concept_needs_words_that_weigh_enough() -> None:
    text = "I had a fall with the flumox"

    assert not _weighed(text)
    assert _weighed(text, flumox=HEAVY)
    assert not _weighed(text, flumox=HEAVY // 2)
    assert _weighed(text, flumox=HEAVY // 2, **{"(faint__in__6)": HEAVY})


def test_a_sentence_that_is_plainly_ordinary_is_not_raised_by_a_concept() -> None:
    text = "I have a fever since the flumox"

    assert _weighed(text, start=ENOUGH + 1)
    assert not _weighed(text, start=ENOUGH + 1, flumox=-HEAVY)
    assert _weighed(text, start=ENOUGH + 1, flumox=-HEAVY, **{"(said__in__6)": 2 * HEAVY})


def test_how_a_sentence_speaks_has_points() -> None:
    manners = {"(of__me)": HEAVY, "(of__now)": HEAVY, "(denies)": -HEAVY, "(asks)": -HEAVY}

    assert _weighed("my flumox fell off today", **manners)
    assert not _weighed("no flumox fell off my shelf today", **manners)
    assert not _weighed("is my flumox falling off today?", **manners)


def test_the_finding_names_the_group_of_its_words_and_shows_the_sentence() -> None:
    weights = LIGHT | {"flumox": Weight(HEAVY, SafetyGroup.LEGS)}

    found = detect("All good. The flumox went away!", replace(CONCEPTS, weights=weights)).findings

    assert [(one.group, one.sentence) for one in found] == [("legs", "The flumox went away")]


def test_each_weighty_sentence_is_shown_once() -> None:
    weights = LIGHT | {"flumox": Weight(HEAVY, SafetyGroup.LEGS)}
    text = "The flumox went. Tea was nice. I cannot wee, flumox. The flumox came."

    found = detect(text, replace(CONCEPTS, weights=weights)).findings

    assert [one.concept for one in found if one.concept == "weighed"] == ["weighed", "weighed"]
    assert {one.concept for one in found} > {"weighed", "bladder-cannot-go"}


def test_without_points_nothing_is_weighed() -> None:
    unweighed = replace(CONCEPTS, weights={})

    assert not detect("the flumox went away", unweighed).urgent
    assert detect("I had a fall", unweighed).urgent


def test_every_line_of_the_file_is_read() -> None:
    lines = WEIGHTS.read_text("utf-8").splitlines()

    assert len(word_weights()) == len(lines) > 1000
    assert START in word_weights()
