"""Personas with words of their own: letters that have nothing to tap are answered as well."""

from datetime import date

import pytest

from drip import rehearsals
from drip.content.check import check
from drip.content.files import find_content, read_files
from drip.content.personas import read_persona
from drip.simulation.rehearsal import Part

FILES = read_files(find_content())
PLAN = "mon,thu 07:00 at home"


@pytest.mark.parametrize(("key", "written"), [("says", True), ("answers", False)])
def test_who_has_words_answers_a_letter_with_nothing_to_tap(key: str, *, written: bool) -> None:
    text = f"persona: me\ntitle: Me\n{key}: {{plan: '{PLAN}'}}\n"
    persona, problems = read_persona("me.yaml", text, tuple(check(FILES).sequences.values()))
    assert persona
    assert problems == ()
    part = Part(sequence="strengthening", persona=persona, start=date(2026, 9, 21))
    (timeline,) = rehearsals.rehearse_all(FILES, [part])

    assert (
        any("plan" in fact.about and "07:00" in fact.detail for fact in timeline.facts) is written
    )
