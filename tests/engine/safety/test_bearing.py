"""Denials, negations of the symptom, flips, other people, the past, what if."""

from __future__ import annotations

import pytest

from tests.engine.safety.reading import read

NO_EMERGENCY = [
    "no numbness down there",
    "No numbness, no tingling, no weakness, bladder and bowels fine.",
    "I haven't had any numbness, weakness or trouble with my bladder.",
    "Numbness: no. Fever: no.",
    "any fever? nope",
    "my groin is not numb",
    "I read the list of signs and have none of them",
    "The specialist ruled out cauda equina.",
    "my mum had a stroke last year",
    "My wife can't wee and is at the doctor",
    "had surgery on my knee ten years ago",
    "used to wet the bed as a kid",
    "what should I do if I go numb down there?",
    "I will go to hospital if I can't wee",
    "this pain is killing me",
    "dying to get back to footy",
    "killing it at the gym",
    "hay fever is driving me nuts",
    "my legs were weak after the gym",
    "I was so tired I could die",
]
EMERGENCY = [
    "can't feel when I wipe",
    "no feeling when I wipe",
    "can't wee",
    "No numbness until today, now my groin is numb",
    "never had bladder trouble before this morning",
    "I don't have pain, but I do have numbness around my back passage",
    "No fever and no numbness. But my left leg feels weak since yesterday.",
    "no numbness my legs are giving way",
    "I'm not sure if my groin is numb",
    "no numbness except in my groin",
    "No idea why I keep wetting myself",
    "my wife says my face is drooping",
    "My dad had a stroke last year and now my face has gone numb",
    "had prostate cancer 10 years ago",
    "what should I do, I can't wee since yesterday",
    "my mum says I should tell you that my groin is numb",
    "I don't want to be here any more",
    "busting but can't go",
    "me legs have gone",
    "pissing myself",
    "thinking of topping meself",
    "numnbess around my genitels",
    "is it cauda equinia?",
]


@pytest.mark.parametrize("text", NO_EMERGENCY)
def test_it_is_no_emergency(text: str) -> None:
    assert read(text).findings == ()


@pytest.mark.parametrize("text", EMERGENCY)
def test_it_may_be_an_emergency(text: str) -> None:
    assert read(text).urgent


@pytest.mark.parametrize(
    "text",
    [
        "This is Karen, Bob's wife. He can't pass urine since this morning.",
        "Writing for my husband who does your program: his legs keep giving way.",
    ],
)
def test_somebody_who_writes_for_the_person_is_heard(text: str) -> None:
    assert read(text).urgent


def test_the_place_of_the_words_is_told() -> None:
    text = "Sessions 2, pain 4.\nOh, and I can't feel my privates.\nCheers, Rob"

    found = read(text).findings[0]

    assert found.sentence == "Oh, and I can't feel my privates"
    assert found.group == "saddle"
    assert "privates" in text[found.start : found.end]
