"""Compiling: what a letter holds, for whom, and that it equals the full render."""

from __future__ import annotations

import dataclasses
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drip.content.compile import LetterError, Setting, render_parts
from drip.content.letters import Variant
from drip.domain.letters import CompiledLetter
from drip.domain.merge import ValueMissingError, render_plain
from drip.domain.sequences import Question, QuestionKind
from tests.content.compiling import (
    BASE_URL,
    BODY,
    CLINIC,
    LAYOUT,
    PAIN,
    SEQUENCE,
    SESSION,
    a_step,
    compiled,
    shipped,
    values_for,
    written,
)

#: How long an example takes says nothing on a busy machine.
UNHURRIED = settings(deadline=None, max_examples=50)
FULL = compiled(step=a_step(SESSION, PAIN, book="assessment"))
SAFETY = (
    "If you have new numbness around the groin or back passage, trouble passing or holding urine"
    " or stools, new leg weakness, a fever, or pain after a fall, or if you feel unsafe, do not"
    " wait for us."
)


def both(letter: CompiledLetter) -> tuple[str, str]:
    return render_plain(letter, values_for(letter))


def targets(html: str) -> list[str]:
    """Where the links of a page lead."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "a":
                found.append(dict(attrs)["href"] or "")

    Reader().feed(html)
    return found


def full_render(body: str, name: str) -> tuple[str, str]:
    """The letter rendered for one person from end to end: nothing compiled, nothing merged."""
    setting = Setting(
        source=written(body),
        clinic=CLINIC,
        sequence=SEQUENCE,
        step=a_step(SESSION),
        variant=Variant(),
        base_url=BASE_URL,
    )
    _, html, text = render_parts(setting, LAYOUT, {"first_name": name})
    return html, text


@UNHURRIED
@given(name=st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "S"])))
def test_merging_equals_rendering_for_one_person(name: str) -> None:
    letter = compiled(step=a_step(SESSION))
    tokens = {tag: tag for tag in letter.tags}
    marked_html, marked_text = full_render(BODY, name)

    html, text = render_plain(letter, tokens | {"first_name": name})

    assert text == with_tags(marked_text)
    assert unescape(html) == unescape(with_tags(marked_html))


def with_tags(text: str) -> str:
    """Full renders keep marks where tokens stand: write the tags' names there."""
    from drip.content.marks import split  # noqa: PLC0415 - only here

    plain, tags = split(text)
    return "".join(piece for pair in zip(plain, [*tags, ""], strict=True) for piece in pair)


@UNHURRIED
@given(name=st.text())
def test_markup_in_a_value_is_shown_and_never_obeyed(name: str) -> None:
    html, text = render_plain(FULL, values_for(FULL, "<b>" + name + "{{ 7*7 }}"))

    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "<b>" in text
    assert "{{ 7*7 }}" in html
    assert "{{ 7*7 }}" in text


def test_a_line_break_in_a_value_becomes_a_blank() -> None:
    _, text = render_plain(FULL, values_for(FULL, "Ann\r\nBcc: x\x00"))

    assert "Hello Ann Bcc: x," in text


def test_a_missing_value_is_never_left_out_in_silence() -> None:
    with pytest.raises(ValueMissingError, match="first_name"):
        render_plain(FULL, {})


def test_every_choice_is_a_link_of_its_own() -> None:
    html, text = both(FULL)

    for place in (1, 2, 3):
        url = f"{BASE_URL}/a/token-answer-{place}-value"
        assert targets(html).count(url) == 1
        assert text.count(url + "\n") == 1
    assert "I&#x27;ve stopped" in html or "I've stopped" in html
    assert "one more question below it" in html
    assert "one more question below it" in text


def test_a_scale_offers_eleven_taps_and_says_what_its_ends_mean() -> None:
    html, text = both(compiled(step=a_step(PAIN)))

    taps = [url for url in targets(html) if "/a/" in url]
    assert taps == [f"{BASE_URL}/a/token-answer-{place}-value" for place in range(1, 12)]
    for part in (html, text):
        assert "0 = no pain" in part
        assert "10 = worst pain imaginable" in part


@pytest.mark.parametrize("kind", [QuestionKind.ROUTINE, QuestionKind.NUMBER, QuestionKind.TEXT])
def test_what_cannot_be_tapped_is_answered_on_the_page(kind: QuestionKind) -> None:
    question = Question(name="plan", text="Which two days?", kind=kind)
    html, text = both(compiled(step=a_step(question)))

    assert [url for url in targets(html) if "/a/" in url] == [f"{BASE_URL}/a/token-page-value"]
    assert f"{BASE_URL}/a/token-page-value" in text


def test_answers_stand_where_the_letter_puts_them_else_at_the_end() -> None:
    placed, _ = both(FULL)
    at_the_end, _ = both(compiled("Hello.\n\nSee you soon.", step=a_step(SESSION)))

    assert placed.index(SESSION.text) < placed.index("See you soon")
    assert at_the_end.index(SESSION.text) > at_the_end.index("See you soon")


def test_people_who_are_not_asked_see_no_question() -> None:
    letter = compiled(step=a_step(SESSION), variant=Variant(questions=False))
    html, text = both(letter)

    assert SESSION.text not in html + text
    assert not any(tag.startswith("token_answer") for tag in letter.tags)


def test_booking_stands_at_the_end_unless_placed() -> None:
    html, text = both(FULL)

    assert targets(html).count(f"{BASE_URL}/b/token-book-value") == 1
    assert "Assessment" in text
    assert text.index("/b/token-book-value") > text.index("See you soon")


def test_a_letter_may_look_at_facts_but_not_at_the_person() -> None:
    body = '{% if facts.barrier == "time" %}\nShort of time?\n{% else %}\nStill here?\n{% endif %}'

    busy = compiled(body, variant=Variant(facts=(("barrier", "time"),)))
    other = compiled(body)

    assert "Short of time?" in both(busy)[1]
    assert "Still here?" in both(other)[1]
    with pytest.raises(LetterError, match="can only be shown"):
        compiled("{% if first_name == 'Ann' %}\nHello Ann.\n{% endif %}")


@pytest.mark.parametrize(
    "body", ["{{ first_name|upper }}", "{{ first_name.x }}", "{{ first_name ~ '!' }}"]
)
def test_nothing_is_done_to_a_persons_value(body: str) -> None:
    with pytest.raises(LetterError):
        compiled(body)


def test_a_subject_cannot_hold_a_persons_value() -> None:
    with pytest.raises(LetterError):
        compiled(written(subject="{{ first_name }}, your pain"))
    with pytest.raises(LetterError):
        compiled(written(subject="{{ confirm_url }}"))


def test_an_error_names_the_file_and_the_line() -> None:
    with pytest.raises(LetterError, match=r"strengthening/x\.md:7: .*nobody"):
        compiled("Hello.\n\n{{ nobody }}")


def test_private_use_characters_are_refused_wherever_they_stand() -> None:
    with pytest.raises(LetterError, match="private-use"):
        compiled("Hello \ue000\ue100\ue001")
    with pytest.raises(LetterError, match="private-use"):
        compiled(clinic=dataclasses.replace(CLINIC, name="\ue000\ue100\ue001"))


def test_the_clinics_facts_are_never_markup() -> None:
    clinic = dataclasses.replace(CLINIC, phone="*1* _2_ [3](https://evil.example) <b> 1.")
    html, text = both(compiled("{{ clinic.phone }}", clinic=clinic))

    assert "*1* _2_ [3](https://evil.example) &lt;b&gt; 1." in html
    assert text.count("*1* _2_ [3](https://evil.example) <b> 1.") == 2
    assert not [url for url in targets(html) if "evil" in url and not url.startswith("tel:")]


def test_a_programme_letter_says_who_writes_why_and_how_to_leave() -> None:
    html, text = both(FULL)

    for part in (html, text):
        assert SAFETY in part
        assert "000" in part
        for fact in (CLINIC.name, CLINIC.abn, CLINIC.address, CLINIC.phone, SEQUENCE.title):
            assert fact in part
        for path in ("p/token-preferences", "u/token-unsubscribe", "v/token-web"):
            assert f"{BASE_URL}/{path}-value" in part


def test_a_confirmation_carries_its_one_link_and_nothing_else() -> None:
    letter = compiled(shipped("_confirm"))
    html, text = both(letter)

    assert letter.tags == {"first_name", "token_confirm"}
    assert [url for url in targets(html) if not url.startswith("tel:")] == [
        f"{BASE_URL}/confirm/token-confirm-value"
    ]
    assert re.findall(r"https?://\S+", text) == [f"{BASE_URL}/confirm/token-confirm-value"]
    assert CLINIC.address in text


def test_the_letter_to_somebody_who_is_enrolled_offers_their_pace_and_no_booking() -> None:
    letter = compiled(shipped("_already"))

    assert letter.tags == {"first_name", "token_preferences"}


def test_the_safety_letter_is_the_clinics_fixed_words_and_no_links() -> None:
    letter = compiled(shipped("_safety"))
    html, text = both(letter)

    assert letter.tags == frozenset()
    assert [url for url in targets(html) if not url.startswith("tel:")] == []
    assert "no person has read your email yet" in text
    assert SAFETY in text
    for number in ("000", "1300 60 60 24", "1800 022 222", "13 11 14"):
        assert number in text
    words = text.split("We will contact you")[0]
    assert len(words.split()) <= 120


def test_a_reminder_repeats_the_question_with_its_answers() -> None:
    asked = compiled(shipped("_reminder"), step=a_step(SESSION, book="assessment"))
    bare = compiled(shipped("_reminder"))

    assert SESSION.text in both(asked)[1]
    assert "token_answer_1" in asked.tags
    assert "token_book" not in asked.tags
    assert {"question", "token_page"} <= bare.tags


def test_the_page_is_made_for_readers_of_all_kinds() -> None:
    html, _ = both(FULL)

    assert html.startswith('<!DOCTYPE html><html lang="en-AU"')
    assert "<title>Your first session</title>" in html
    assert html.count("<table") == html.count('role="presentation"')
    assert "prefers-color-scheme: dark" in html
    assert "One tap tells us" in html
    assert "<img" not in html
    assert "<script" not in html
    assert "src=" not in html
    assert len(html) < 90_000
    assert not re.search(r"font-size: (\d|1[0-3])px", html.replace("font-size: 1px", ""))


def test_every_line_on_the_wire_is_short_and_begins_with_no_dot() -> None:
    for segments in (FULL.html, FULL.text):
        assert len(segments.wire) == len(segments.plain) == len(segments.tags) + 1
        for place, piece in enumerate(segments.wire):
            lines = piece.split(b"\r\n")
            assert max(map(len, lines)) <= 76
            assert not any(line.startswith(b".") for line in lines)
            assert (place == 0) or lines[0] == b"="
            assert (place == len(segments.wire) - 1) or piece.endswith(b"=\r\n")


def test_the_same_letter_has_the_same_hash_and_another_one_has_not() -> None:
    assert compiled().hash == compiled().hash
    assert compiled().hash != compiled(BODY + "More.").hash


def test_the_clinics_number_and_000_can_be_tapped() -> None:
    letter = compiled("Call us on {{ clinic.phone }}. In need, call 000 at once.\n")
    html, text = render_plain(letter, values_for(letter))

    assert html.count('href="tel:0355500000"') == 2  # in the words and at the foot
    assert html.count('href="tel:000"') == 2
    assert "Call us on (03) 5550 0000. In need, call 000 at once." in text


def test_a_number_that_is_a_link_already_stays_one() -> None:
    letter = compiled("Ring [(03) 5550 0000](tel:0355500000), or [13 11 14](tel:131114), today.\n")
    html, text = render_plain(letter, values_for(letter))

    assert '<a href="tel:0355500000"><a' not in html
    assert html.count("tel:0355500000") == 2
    assert "Ring (03) 5550 0000, or 13 11 14, today." in text
    assert "131114" not in text


@pytest.mark.parametrize("kind", [QuestionKind.TEXT, QuestionKind.NUMBER, QuestionKind.ROUTINE])
def test_a_question_that_nobody_can_tap_leads_to_the_page(kind: QuestionKind) -> None:
    letter = compiled("{{ answers }}\n", step=a_step(Question(name="q", text="What?", kind=kind)))
    html, text = render_plain(letter, values_for(letter))

    assert "Answer on our page" in html
    assert "A page opens where you can answer. Nothing is saved" in html
    assert "To answer, open this page. You can answer there.\nNothing is saved" in text
    for part in (html, text):
        assert "your answer chosen" not in part
        assert "the link of your answer" not in part
