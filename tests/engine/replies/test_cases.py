"""The case files: replies as people write them, and which of them count by themselves."""

import pytest

from tests.engine.replies.reading import ELSEWHERE_BY_KEY, cases, measure, sequences

#: With the least share of the answers that must count.
FILES = {
    "cases.txt": 0.99,
    "held_out.txt": 0.98,
    "held_out_again.txt": 0.98,
    "other_clinics.txt": 0.96,
    "other_clinics_again.txt": 0.94,
    "unseen.txt": 0.96,
    "unseen_again.txt": 0.89,
    "plain.txt": 0.96,
    "plain_again.txt": 0.94,
    "fresh.txt": 0.93,
    "doubts.txt": 0.7,
    "unseen_third.txt": 0.94,
}


@pytest.mark.parametrize("name", FILES)
def test_what_counts_by_itself_is_right(name: str) -> None:
    found = measure(cases(name))

    assert found.precision >= 0.985, found.wrong


@pytest.mark.parametrize("name", FILES)
def test_most_of_what_people_answer_counts(name: str) -> None:
    found = measure(cases(name))

    assert found.recall >= FILES[name], found.missed


def test_there_are_enough_cases_to_say_anything() -> None:
    counts = [len(cases(name)) for name in FILES]

    assert counts[0] >= 400
    assert sum(counts[1:]) >= 300


def test_every_case_is_about_questions_that_are_asked() -> None:
    for name in FILES:
        for case in cases(name):
            key, _, step_id = case.check_in.partition("/")
            step = None if key in ELSEWHERE_BY_KEY else sequences()[key].step(step_id)
            asked = step.ask if step else ELSEWHERE_BY_KEY[key][step_id]
            known = {one.name for one in asked}
            known |= set(sequences()[key].questions) if key in sequences() else set()
            assert set(case.answers) | case.unsure | case.loose <= known, case
