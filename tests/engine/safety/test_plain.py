"""What is plainly said raises whatever stands around it, until it is denied."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drip.domain.safety import SafetyGroup, Weight
from drip.engine.safety import detect
from drip.engine.safety.sounds import heard
from drip.engine.safety.weighing import START
from tests.engine.safety.reading import CONCEPTS, read

#: A scale on which no sentence weighs enough.
VETO = replace(CONCEPTS, weights={START: Weight(-10_000, SafetyGroup.NAMED)})
PLAIN = {
    "number two on your list describes me": "named",
    "It's the third one down, I'm telling you": "named",
    "Sign four on your sheet. Me.": "named",
    "those boxes at the bottom, two apply": "named",
    "query CES": "named",
    "Still no wee. 14 hours now.": "bladder",
    "haven't weed in fourteen hours": "bladder",
    "been 20 hours since I had a pee": "bladder",
    "I can't feel myself pee": "bladder",
    "can't feel when I wipe": "saddle",
    "my crotch is numb": "saddle",
    "pooed myself and didn't know": "bowel",
    "both my legs gave way": "legs",
    "my feet slap on the tiles": "legs",
    "I want to die": "mind",
    "not doing this another year, sorted my will": "mind",
    "tell my kids I tried": "mind",
    "pains in my chest": "vessels",
    "took 14 endone since lunch": "medicines",
    "the ute rolled": "fracture",
}
NONE_OF_IT = [
    "none of the signs",
    "none are me",
    "That bladder paragraph in the letter doesn't apply to me, skip",
    "I don't have any of the things on your red list",
    "not one of your signs fits me",
    "number two on the exercise sheet is killing me",
    "I weeded the veggie patch for two hours",
    "my groin is not numb",
    "no chest pain",
    "my mate took 14 endone once",
]
HEARD = [
    "cawda equiner",
    "corder aquina",
    "corda e quina",
    "cowder equine",
    "caudal equina",
    "caudaequina",
    "kauda ekwina",
    "coda a queener",
]


@pytest.mark.parametrize("text", list(PLAIN))
def test_no_scale_takes_back_what_is_plainly_said(text: str) -> None:
    assert PLAIN[text] in detect(text, VETO).groups


@pytest.mark.parametrize("text", NONE_OF_IT)
def test_a_denial_takes_it_back(text: str) -> None:
    assert not detect(text, VETO).urgent
    assert not read(text).urgent


def test_the_name_that_nobody_can_spell_is_read_by_its_sound() -> None:
    for text in HEARD:
        assert "cauda-equina" in {one.concept for one in read(f"is it {text}?").findings}, text


def test_other_words_do_not_sound_like_it() -> None:
    for text in ("quarter queen bed", "caught a win", "court quinoa", "could a queen", "cardiac"):
        assert heard(text.split()) == {}
