"""What the reader cannot judge goes to a person, and nothing makes it fail or run on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drip.domain.safety import Verdict
from drip.engine.safety import detect
from drip.engine.safety.matching import MOST_LOOKS
from drip.engine.safety.stream import MOST_WORDS
from tests.engine.safety.reading import CONCEPTS, read

WORDS = sorted({word for family in CONCEPTS.words.values() for word in family})[:400]
OTHER_LANGUAGES = [
    "Hola, tengo mucho dolor y no puedo orinar desde ayer",
    "Je ne sens plus rien entre les jambes depuis hier",
    "Ich kann seit gestern nicht mehr richtig laufen und habe kein Gefühl",
    "Non riesco a fare la pipì da ieri sera, ho molto dolore alla schiena",
    "Tôi bị đau lưng và không đi tiểu được",
    "我从昨天开始无法小便",
    "\u043d\u0435 \u043c\u043e\u0433\u0443 \u0445\u043e\u0434\u0438\u0442\u044c",
    "لا أستطيع التبول منذ أمس",
    "Belim çok kötü ve bacaklar tutmuyor, idrar yok",
    "Saya tidak bisa buang air kecil dan kaki saya lemah sekali",
]
HOSTILE = [
    "no numb groin " * 7_000,
    "numb " * 20_000,
    "no " * 33_000,
    "my mum had a stroke and " * 4_000,
    "what should i do if i have numb groin " * 2_600,
    "number two on your list me " * 3_500,
    "corder aquina " * 7_000,
    "can not " * 12_000,
    "\n" * 100_000,
    ">" * 100_000,
    "\u75db" * 100_000,
    ". " * 50_000,
]


@pytest.mark.parametrize("text", OTHER_LANGUAGES)
def test_another_language_needs_a_person(text: str) -> None:
    assert read(text).needs_person


@pytest.mark.parametrize("text", ["", "   \n ", "> ", "...", "\u00ad"])
def test_a_text_without_words_needs_a_person(text: str) -> None:
    assert read(text) == Verdict(urgent=False, needs_person=True)


@pytest.mark.parametrize(
    "text", ["3", "4/5", "ok", "yep", "ta", "Going well ta", "thx", "legend, cheers", "\U0001f44d"]
)
def test_a_short_answer_needs_nobody(text: str) -> None:
    assert read(text) == Verdict(urgent=False, needs_person=False)


def test_a_reader_that_fails_hands_the_text_to_a_person() -> None:
    class Broken(Mapping[str, tuple[str, ...]]):
        def __getitem__(self, key: str) -> tuple[str, ...]:
            raise RuntimeError

        def __iter__(self) -> Iterator[str]:
            raise RuntimeError

        def __len__(self) -> int:
            raise RuntimeError

    verdict = detect("can't wee", replace(CONCEPTS, words=Broken()))

    assert verdict == Verdict(urgent=False, needs_person=True)


def test_a_text_that_is_too_long_to_read_needs_a_person() -> None:
    assert read("fine thanks. " * MOST_WORDS).needs_person
    assert read("can't wee. " + "fine thanks. " * MOST_WORDS).urgent


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_work_is_bounded_and_what_is_too_dense_is_raised(text: str) -> None:
    verdict = read(text)

    assert verdict.needs_person
    assert MOST_LOOKS <= 30_000
    assert MOST_WORDS <= 5_000


def test_a_long_and_ordinary_letter_is_not_too_dense() -> None:
    line = "I did the bridges on Monday, my back was stiff and I walked to the shops after. "

    assert read(line * 100) == Verdict(urgent=False, needs_person=False)


def test_a_dictated_letter_without_a_full_stop_is_not_too_dense() -> None:
    said = (
        "so i did my exercises on monday and my leg was a bit sore after the gym and then i had to "
        "take my mum to the doctor because she had a fall and i went for a walk and felt good and "
    )

    assert read(said * 25) == Verdict(urgent=False, needs_person=False)
    assert read(said * 25 + "and i cant feel when i wipe").urgent


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_no_text_makes_it_fail(text: str) -> None:
    verdict = read(text)

    for finding in verdict.findings:
        assert 0 <= finding.start <= finding.end <= len(text)


@given(st.lists(st.sampled_from([*WORDS, "no", "not", "but", "until", ",", ".", "\n", "> "])))
@settings(max_examples=300, deadline=None)
def test_no_heap_of_safety_words_makes_it_fail(words: list[str]) -> None:
    text = " ".join(words)
    verdict = read(text)

    assert verdict.urgent == bool(verdict.findings)
    assert [one for one in verdict.findings if one.end > len(text)] == []
