"""The case file: replies as people write them, and how often the reader judges them rightly."""

from __future__ import annotations

import pytest

from tests.engine.safety.reading import Case, cases, read

CASES = cases()
SENSITIVITY = 0.98
SPECIFICITY = 0.97


def _share(judged: list[bool]) -> float:
    return sum(judged) / len(judged)


def test_there_are_enough_cases_to_say_anything() -> None:
    assert len(CASES) >= 4000
    assert len({one.text for one in CASES}) >= 0.97 * len(CASES)


def test_a_cry_for_help_is_raised() -> None:
    urgent = [one.text for one in CASES if one.urgent]
    missed = [text for text in urgent if not read(text).urgent]

    assert 1 - len(missed) / len(urgent) >= SENSITIVITY, missed


def test_ordinary_talk_is_left_alone() -> None:
    ordinary = [one.text for one in CASES if not one.urgent]
    raised = [text for text in ordinary if read(text).urgent]

    assert 1 - len(raised) / len(ordinary) >= SPECIFICITY, raised


def test_what_is_raised_names_the_right_group() -> None:
    def right(one: Case) -> bool:
        return bool(set(one.groups) & {group.value for group in read(one.text).groups})

    raised = [one for one in CASES if one.urgent and read(one.text).urgent]

    assert _share([right(one) for one in raised]) >= 0.96


def test_no_english_case_is_taken_for_another_language() -> None:
    assert [one.text for one in CASES if read(one.text).needs_person] == []


@pytest.mark.parametrize(
    "one", [one for one in CASES if one.urgent][::12], ids=lambda one: one.text
)
def test_the_evidence_is_words_of_the_text(one: Case) -> None:
    for finding in read(one.text).findings:
        assert 0 <= finding.start < finding.end <= len(one.text)
        assert " ".join(one.text[finding.start : finding.end].split()) in finding.sentence
