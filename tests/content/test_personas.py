"""Personas as files: the shipped ones, and mistakes in one's own."""

import pytest

from drip.content.check import check
from drip.content.files import find_content, read_files
from drip.content.personas import read_persona, read_personas
from drip.domain.spans import Span, SpanUnit

FILES = read_files(find_content())
SEQUENCES = tuple(check(FILES).sequences.values())
MISTAKES = {
    "persona: me\ntitle: Me\nanswers: {painn: 3}": 'did you mean "pain"?',
    "persona: me\ntitle: Me\nanswers: {session: soar}": 'did you mean "sore"?',
    "persona: me\ntitle: Me\nanswers: {pain: 11}": '"11" is no answer to "pain".',
    "persona: me\ntitle: Me\nanswers: {pain: []}": "An empty list says nothing.",
    "persona: me\ntitle: Me\nanswers: {again: a}\nsays: {again: b}": '"again" is answered twice',
    "persona: me\ntitle: Me\nsays: {plan: Mondays}": "mon,thu 07:00 at home",
    "persona: me\ntitle: Me\nsays: {plann: Mondays}": 'did you mean "plan"?',
    "persona: me\ntitle: Me\nleafs: 3": 'did you mean "leaves"?',
    "persona: me\ntitle: Me\nleaves: soon": '"soon" is no whole number from 1 to 730.',
    "persona: me\ntitle: Me\ndelay: later": "is not a length of time",
    "persona: me\ntitle: Me\nmoves: [{day: 2, to: Europe/Londen}]": 'did you mean "Europe/London"?',
    "persona: me\ntitle: Me\nscanner: yes": "write true or false",
    "persona: me\ntitle: Me\npauses: [{day: 2}]": "for",
    "title: Me": "persona",
    "persona: me\n\ttitle: Me": "tab",
}


def test_the_shipped_personas_are_fine() -> None:
    found = read_personas(FILES, SEQUENCES)

    assert found.problems == ()
    assert set(found.known) == {path[20:-5] for path in FILES if "/_personas/" in path}
    assert len(found.known) == 12


def test_a_persona_says_one_thing_for_ever_or_one_each_time() -> None:
    text = "persona: me\ntitle: Me\nanswers: {pain: [6, 4], session: fine}\ndelay: 1d"

    persona, problems = read_persona("me.yaml", text, SEQUENCES)

    assert problems == ()
    assert persona is not None
    assert persona.says == {"pain": ("6", "4"), "session": ("fine",)}
    assert persona.delay == Span(1, SpanUnit.DAYS)


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_pointed_at_in_words(text: str) -> None:
    persona, problems = read_persona("me.yaml", text, SEQUENCES)

    assert persona is None
    assert MISTAKES[text] in " ".join(f"{one.message} {one.hint}" for one in problems)
    assert all(one.path == "me.yaml" and one.line >= 1 for one in problems)


def test_drip_check_looks_at_personas_too() -> None:
    quick = "sequences/_personas/quick.yaml"
    wrong = FILES[quick].replace("  going:", "  goin:").replace("persona: quick", "persona: fast")

    found = [one for one in check({**FILES, quick: wrong}).problems if one.path == quick]

    assert [(one.severity, one.code, one.hint) for one in found] == [
        ("error", "wrong-key", "write persona: quick"),
        # Who takes a question out of a sequence breaks nothing.
        ("warning", "unknown-question", 'did you mean "going"?'),
    ]


def test_a_sequence_with_mistakes_makes_no_personas_wrong() -> None:
    broken = check({**FILES, "sequences/spasm.yaml": ""})

    assert {one.path for one in broken.problems if one.severity == "error"} == {
        "sequences/spasm.yaml"
    }
