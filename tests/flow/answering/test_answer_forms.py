"""Posted forms read as answers, kind by kind, and answers said in words."""

from __future__ import annotations

import pytest

from drip.domain.sequences import Choice, Question, QuestionKind
from drip.flow.answering import said

GOING = Question(
    name="going",
    text="How is it going?",
    choices=(Choice(value="well", say="On track"), Choice(value="badly", say="Slipping")),
)
PAIN = Question(name="pain", text="Pain?", kind=QuestionKind.SCALE)
WALKS = Question(name="walks", text="Walks?", kind=QuestionKind.NUMBER, least=1, most=200)
WHY = Question(name="why", text="Why?", kind=QuestionKind.TEXT)
PLAN = Question(name="plan", text="Which days?", kind=QuestionKind.ROUTINE)


@pytest.mark.parametrize(
    ("question", "typed", "value"),
    [
        (GOING, "well", "well"),
        (PAIN, "0", "0"),
        (PAIN, " 10 ", "10"),
        (PAIN, "07", "7"),
        (WALKS, "200", "200"),
        (WHY, "  It hurt.\nA lot. ", "It hurt.\nA lot."),
        (WHY, "x" * 2000, "x" * 2000),
    ],
)
def test_what_was_offered_counts(question: Question, typed: str, value: str) -> None:
    assert said.read([question], {question.name: typed}) == said.Said({question.name: value})


@pytest.mark.parametrize(
    ("question", "typed", "words"),
    [
        (GOING, "On track", "Choose one of the answers below."),
        (GOING, "WELL", "Choose one of the answers below."),
        (PAIN, "11", "Give a whole number from 0 to 10."),
        (PAIN, "1e1", "Give a whole number from 0 to 10."),
        (PAIN, "²", "Give a whole number from 0 to 10."),
        (WALKS, "0", "Give a whole number from 1 to 200."),
        (WALKS, "9" * 5000, "Give a whole number from 1 to 200."),
        (WHY, "x" * 2001, "Write a little less: up to 2000 letters."),
        (WHY, "a\0b", "Write a little less: up to 2000 letters."),
    ],
)
def test_what_was_not_offered_is_said(question: Question, typed: str, words: str) -> None:
    assert said.read([question], {question.name: typed}) == said.Said({}, {question.name: words})


def test_an_empty_field_says_nothing() -> None:
    assert (
        said.read([GOING, PAIN, PLAN], {"going": "", "pain": "  ", "plan.time": " "}) == said.Said()
    )


def test_fields_that_were_not_asked_are_left_alone() -> None:
    assert said.read([PAIN], {"going": "well", "_shown": "1.x"}) == said.Said()


def test_a_place_is_written_in_any_signs() -> None:
    form = {"plan.days": "mon", "plan.time": "7:00", "plan.place": "👩\u200d🦳 \u200fשדה"}
    assert said.read([PLAN], form).values == {"plan": f"mon 07:00 {form['plan.place']}"}
    assert said.read([PLAN], form | {"plan.place": "a\x07"}).problems


def test_a_routine_is_put_together_of_its_parts() -> None:
    form = {"plan.days": "thu, mon", "plan.time": " 6.30  pm ", "plan.place": " at  home "}

    assert said.read([PLAN], form).values == {"plan": "mon,thu 18:30 at home"}
    assert said.read([PLAN], {"plan": "mon,thu 18:30 at home"}) == said.read([PLAN], form)
    assert said.in_words(PLAN, "mon,thu 18:30 at home") == (
        "Mondays and Thursdays at 6:30 pm, at home"
    )


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"plan.time": "07:00"}, "Choose at least one day."),
        ({"plan.place": "home"}, "Choose at least one day."),
        ({"plan.days": "mon"}, "Give a time of day, such as 7:00 am or 18:30."),
        (
            {"plan.days": "mon", "plan.time": "early"},
            "Give a time of day, such as 7:00 am or 18:30.",
        ),
        (
            {"plan.days": "mon", "plan.time": "07:00", "plan.place": "x" * 121},
            "Say where in fewer words: up to 120 letters.",
        ),
    ],
)
def test_a_routine_that_is_not_whole_is_said(form: dict[str, str], words: str) -> None:
    assert said.read([PLAN], form) == said.Said({}, {"plan": words})


def test_answers_are_said_as_people_read_them() -> None:
    values = {"going": "badly", "pain": "3", "walks": "12"}

    assert said.lines([GOING, PAIN, WALKS, WHY], values) == (
        "How is it going? Slipping\nPain? 3 out of 10\nWalks? 12"
    )
