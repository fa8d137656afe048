"""The case file: replies as people write them, and how often the reader judges them rightly."""

from __future__ import annotations

from functools import cache

from drip.domain.safety import Verdict
from tests.engine.safety.reading import Case, cases, read

CASES = cases()
SENSITIVITY = 0.98
SPECIFICITY = 0.97
#: Of ordinary replies of more than forty words.
LONG, LONG_SPECIFICITY = 40, 0.95


@cache
def _judged() -> tuple[tuple[Case, Verdict], ...]:
    return tuple((one, read(one.text)) for one in CASES)


def test_there_are_enough_cases_to_say_anything() -> None:
    long = [one for one in CASES if not one.urgent and len(one.text.split()) > LONG]

    assert len(CASES) >= 7000
    assert len(long) >= 300
    assert len({one.text for one in CASES}) >= 0.97 * len(CASES)


def test_a_cry_for_help_is_raised() -> None:
    urgent = [(one, verdict) for one, verdict in _judged() if one.urgent]
    missed = [one.text for one, verdict in urgent if not verdict.urgent]

    assert 1 - len(missed) / len(urgent) >= SENSITIVITY, missed


def test_ordinary_talk_is_left_alone() -> None:
    ordinary = [(one, verdict) for one, verdict in _judged() if not one.urgent]
    raised = [one.text for one, verdict in ordinary if verdict.urgent]
    long = [text for text in raised if len(text.split()) > LONG]
    all_long = [one for one, _ in ordinary if len(one.text.split()) > LONG]

    assert 1 - len(raised) / len(ordinary) >= SPECIFICITY, raised
    assert 1 - len(long) / len(all_long) >= LONG_SPECIFICITY, long


def test_what_is_raised_names_the_right_group() -> None:
    raised = [(one, verdict) for one, verdict in _judged() if one.urgent and verdict.urgent]
    right = [bool({*one.groups} & {*verdict.groups}) for one, verdict in raised]

    assert sum(right) / len(right) >= 0.96


def test_no_english_case_is_taken_for_another_language() -> None:
    assert [one.text for one, verdict in _judged() if verdict.needs_person] == []


def test_the_evidence_is_words_of_the_text() -> None:
    for one, verdict in _judged():
        for found in verdict.findings:
            assert 0 <= found.start < found.end <= len(one.text)
            assert " ".join(one.text[found.start : found.end].split()) in found.sentence
