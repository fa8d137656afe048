"""A clinic abroad has its own number to call, its own words and no ABN."""

import pytest

from drip.content.check import check
from drip.content.clinic import CLINIC_PATH
from drip.content.layout import HTML_PATH, TEXT_PATH
from drip.content.safety_words import safety_context, safety_words
from tests.content.compiling import compiled
from tests.content.samples import CLINIC, content

ABN = 'abn: "51 824 753 556"\n'
ABROAD = CLINIC.replace(ABN, 'registration: "HRB 12345"\nemergency: "112"\n')
OWN = "Chest pain cannot wait for us. Call 112, at once."


def told(clinic: str) -> list[tuple[str, str]]:
    found = check(content(clinic=clinic)).problems
    return [(one.code, one.hint) for one in found if one.path == CLINIC_PATH]


def test_a_registration_stands_for_an_abn() -> None:
    checked = check(content(clinic=ABROAD))

    assert told(ABROAD) == []
    assert checked.clinic
    assert (checked.clinic.abn, checked.clinic.registration) == ("", "HRB 12345")


def test_one_of_the_two_is_needed() -> None:
    assert told(CLINIC.replace(ABN, "")) == [
        ("missing-key", "add a line with abn:, or registration: for a clinic abroad")
    ]


def test_the_words_for_back_pain_take_the_number_of_the_place() -> None:
    clinic = check(content(clinic=ABROAD)).clinic

    assert clinic
    assert clinic.safety == safety_words("112")
    assert "Call 112 or go" in clinic.safety


def test_a_clinic_that_says_nothing_keeps_the_words_it_had() -> None:
    clinic = check(content()).clinic

    assert clinic
    assert "Call 000 or go to your nearest emergency department." in clinic.safety


@pytest.mark.parametrize("number", ["0800 123", "call", "1", "+112"])
def test_a_number_to_call_is_two_to_four_digits(number: str) -> None:
    assert told(ABROAD.replace('"112"', f'"{number}"'))[0][0] == "bad-emergency"


@pytest.mark.parametrize("words", ["Do not wait for us.", "Call 1120.", "Call 000."])
def test_the_words_name_the_number(words: str) -> None:
    assert told(f"{ABROAD}safety: {words}\n")[0][0] == "no-emergency-number"
    assert told(f"{ABROAD}safety: {OWN}\n") == []


def test_the_number_can_be_tapped() -> None:
    clinic = check(content(clinic=f"{ABROAD}safety: {OWN}\n")).clinic

    assert clinic
    assert safety_context(clinic) == {
        "before": "Chest pain cannot wait for us. Call ",
        "number": "112",
        "after": ", at once.",
    }


def test_a_letter_says_the_words_of_the_clinic_and_no_others() -> None:
    clinic = check(content(clinic=f"{ABROAD}safety: {OWN}\n")).clinic
    assert clinic
    letter = compiled(clinic=clinic)
    text, html = "".join(letter.text.plain), "".join(letter.html.plain)

    assert OWN in text
    assert '<a href="tel:112"' in html
    for part in (text, html):
        assert "HRB 12345" in part
        assert "ABN" not in part
        assert "back pain" not in part


def test_a_layout_with_words_of_its_own_is_told_where_the_clinic_has_others() -> None:
    old = {
        path: content()[path].replace("safety.number", "'000'") for path in (HTML_PATH, TEXT_PATH)
    }
    found = check(content(clinic=ABROAD) | old).problems

    assert {one.path for one in found if one.code == "no-safety-words"} == {HTML_PATH, TEXT_PATH}
    assert not any(one.code == "no-safety-words" for one in check(content() | old).problems)
