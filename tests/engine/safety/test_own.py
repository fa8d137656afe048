"""Our own letters name the signs. Quoted they raise nothing; said by a person they do."""

from __future__ import annotations

import textwrap

import pytest

from drip.content.files import find_content, read_files
from drip.content.safety_words import EMERGENCY, safety_words
from drip.engine.safety import detect
from tests.engine.safety.reading import CONCEPTS, read

FOOTER = CONCEPTS.ours[0]
FILES = read_files(find_content())


def test_the_sentence_of_our_letters_is_known_word_for_word() -> None:
    assert FOOTER in safety_words(EMERGENCY)
    assert FOOTER in " ".join(FILES["templates/emails/_safety.md"].split())


@pytest.mark.parametrize("width", [60, 76, 1000])
@pytest.mark.parametrize("mark", ["", "> ", ">> "])
def test_a_quoted_footer_raises_nothing(mark: str, width: int) -> None:
    quoted = "\n".join(mark + line for line in textwrap.wrap(FOOTER, width))

    for text in (f"Going well, thanks. 3/10\n\n{quoted}", f"{quoted}\n\nGoing well, thanks. 3/10"):
        assert not read(text).urgent
        assert not read(text).needs_person


def test_a_person_who_says_our_words_as_their_own_is_heard() -> None:
    assert read("I have new numbness around the groin or back passage").urgent
    assert read(f"> {FOOTER}\n\nI do have new leg weakness").urgent


@pytest.mark.parametrize("answer", ["Yes, this one.", "I have this", "yep, since Monday"])
def test_a_yes_below_our_sentence_is_heard(answer: str) -> None:
    verdict = read(f"> {FOOTER}\n{answer}")

    assert verdict.urgent
    assert "named" in verdict.groups


def test_lines_of_the_letter_that_was_answered_are_ours_too() -> None:
    line = (
        "When the back locks up, new numbness around the groin is a reason to go to hospital now."
    )
    reply = f"Fine here.\n> {line}"

    assert read(reply).urgent
    assert not detect(reply, CONCEPTS, own_lines=[line]).urgent


def test_a_reply_of_nothing_but_our_words_needs_a_person() -> None:
    verdict = read(f"> {FOOTER}")

    assert not verdict.urgent
    assert verdict.needs_person
