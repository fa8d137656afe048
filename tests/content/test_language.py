"""The keys that came with reasons, bookings, outcomes, priorities, late steps and retiring."""

from __future__ import annotations

import pytest

from drip.content.build import sequence_of
from drip.content.check import check
from drip.content.findings import parse
from drip.content.models import SequenceFile
from drip.content.nodes import read_document
from drip.content.schema import schema
from drip.domain.sequences import Booking, Condition, Retire, Sequence
from tests.content.samples import RICH, RICH_LETTERS, content

WHY = 'day: 3\n    ask: {why: {question: "Why?", reasons: all}}\n'


def built(text: str) -> Sequence:
    document = read_document("sequences/daily.yaml", text).document
    assert document
    parsed = parse(SequenceFile, document)
    assert parsed.file
    assert not parsed.problems
    return sequence_of(parsed.file)


def rule(conditions: str, *, why: bool = True) -> str:
    text = RICH.replace("{silent: 2 check-ins}", conditions)
    return text.replace("day: 3\n", WHY) if why else text


@pytest.mark.parametrize(
    ("written", "meant", "key"),
    [
        (
            "{reason: pain_worse}",
            Condition(reasons=("pain_worse",), asked_as=("why",)),
            "reason-pain_worse",
        ),
        (
            "{reason: [time, cost]}",
            Condition(reasons=("time", "cost"), asked_as=("why",)),
            "reason-time-or-cost",
        ),
        ("{booking: made}", Condition(booking=Booking.MADE), "booking-made"),
        ("{booking: none}", Condition(booking=Booking.NONE), "booking-none"),
        ("{no_show: true}", Condition(no_show=True), "no-show"),
        ("{outcome: graduated}", Condition(outcome=("graduated",)), "outcome-graduated"),
        (
            "{outcome: [lapsed, stopped]}",
            Condition(outcome=("lapsed", "stopped")),
            "outcome-lapsed-or-stopped",
        ),
    ],
)
def test_each_condition_is_built_and_names_its_rule(
    written: str, meant: Condition, key: str
) -> None:
    made = built(rule(written)).rules[1]
    assert made.conditions == (meant,)
    assert made.key == key


def test_conditions_in_one_block_must_all_hold() -> None:
    made = built(rule("{question: pain, at_least: 7, booking: none, silent: 1}")).rules[1]
    assert made.conditions == (
        Condition(question="pain", at_least=7),
        Condition(silent=1),
        Condition(booking=Booking.NONE),
    )


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (rule("{reason: tyme}"), "unknown-word", 'did you mean "time"?'),
        (rule("{reason: time}", why=False), "no-reasons", "add a question with reasons: all"),
        (rule("{booking: mad}"), "unknown-word", "made"),
        (rule("{no_show: false}"), "bad-kind", "write true"),
        (rule("{outcome: better}"), "unknown-word", ""),
        (rule("{outcome: []}"), "empty-list", ""),
        (RICH.replace("      going:\n", "      booking:\n"), "bad-name", "choose another name"),
        (RICH.replace("title:", "priority: high\ntitle:"), "not-a-number", ""),
        (RICH.replace("title:", "priority: 101\ntitle:"), "out-of-range", ""),
        (RICH.replace("title:", "retire: now\ntitle:"), "unknown-word", "finish"),
        (RICH.replace("day: 3\n", "day: 3\n    backfill: 1\n"), "not-a-boolean", ""),
    ],
)
def test_a_mistake_is_told_in_words(text: str, code: str, words: str) -> None:
    found = check(content(text, letters=RICH_LETTERS)).problems
    assert code in [problem.code for problem in found]
    (problem,) = [problem for problem in found if problem.code == code]
    assert problem.message.endswith(".")
    assert words in problem.hint


def test_sequences_have_a_priority_and_can_be_retired() -> None:
    plain = built(RICH)
    assert (plain.priority, plain.retire) == (0, None)

    changed = built(RICH.replace("title:", "priority: 10\nretire: stop\ntitle:"))
    assert (changed.priority, changed.retire) == (10, Retire.STOP)


def test_a_late_step_may_reach_people_who_are_past_it() -> None:
    steps = built(RICH.replace("day: 3\n", "day: 3\n    backfill: true\n")).steps
    assert [step.backfill for step in steps] == [False, False, False, True, False]


def test_a_step_may_be_left_unanswered() -> None:
    text = RICH.replace("day: 1\n", "day: 1\n    optional: true\n")
    assert [step.optional for step in built(text).steps[:2]] == [False, True]

    both = text.replace(
        "      pain: pain\n", "      pain: pain\n    if_silent: {then: {task: A}}\n"
    )
    found = check(content(both, letters=RICH_LETTERS)).problems
    assert [problem.code for problem in found] == ["never-silent"]


def test_the_editor_is_shown_an_example() -> None:
    sequence, step = schema()["properties"], schema()["$defs"]["StepEntry"]["properties"]
    condition = schema()["$defs"]["ComparisonEntry"]["properties"]
    new = [sequence["priority"], sequence["retire"], step["backfill"], step["optional"]]
    new += [condition[name] for name in ("reason", "booking", "no_show", "outcome")]
    for key in new:
        assert key["examples"]
        assert key["description"]


def test_a_number_may_be_as_large_as_a_day_has_steps() -> None:
    text = RICH.replace("scale: 0-10, low: none, high: worst", "number: 0-400000")
    text = text.replace("rises_by: 2}", "at_least: 390000}")
    text = text.replace("only_if: {barrier: time}", "only_if: {question: pain, at_most: 5}")
    checked = check(content(text, letters=RICH_LETTERS))

    assert checked.problems == ()
    assert (checked.sequences["daily"].questions["pain"].most) == 400_000


@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ("{pain: 11}", "it is answered with a number from 0 to 10"),
        ("{pain: bad}", "it is answered with a number from 0 to 10"),
        ("{words: none}", "write unanswered, or ask a question with choices"),
    ],
)
def test_an_answer_that_nobody_can_give_is_told(condition: str, hint: str) -> None:
    text = rule(condition, why=False).replace("day: 3\n", "day: 3\n    ask: {words: words}\n")
    text = text.replace("questions:\n", 'questions:\n  words: {question: "Why?", text: true}\n')
    (problem,) = [
        one
        for one in check(content(text, letters=RICH_LETTERS)).problems
        if one.severity == "error"
    ]
    assert (problem.code, problem.hint) == ("unknown-answer", hint)


def test_nobody_need_hear_of_silence_after_an_optional_question() -> None:
    text = RICH.replace("  - {if: {silent: 2 check-ins}, then: {pause: until resumed}}\n", "")
    codes = [one.code for one in check(content(text, letters=RICH_LETTERS)).problems]
    assert codes == ["unheard-silence"]

    text = text.replace("day: 1\n", "day: 1\n    optional: true\n")
    assert check(content(text, letters=RICH_LETTERS)).problems == ()
