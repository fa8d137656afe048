"""What is written becomes the values that the engine decides on."""

from __future__ import annotations

from datetime import time

from drip.content.check import check
from drip.domain.sequences import (
    Condition,
    Effect,
    EffectKind,
    QuestionKind,
    Sequence,
    Window,
)
from drip.domain.spans import Span, SpanUnit
from tests.content.samples import DAILY, RICH, RICH_LETTERS, content


def built(text: str, letters: str = RICH_LETTERS) -> Sequence:
    checked = check(content(text, letters=letters))
    assert checked.fine, checked.problems
    return checked.sequences["daily"]


def test_steps_keep_their_order_and_kinds() -> None:
    sequence = built(RICH)
    assert [(step.id, step.day, step.start) for step in sequence.steps] == [
        ("hello", None, True),
        ("one", 1, False),
        ("two", 2, False),
        ("three", 3, False),
        ("too-sore", None, False),
    ]
    assert [step.id for step in sequence.order] == ["hello", "one", "two", "three"]


def test_letters_leave_in_the_sequences_window_and_asking_ones_on_check_in_days() -> None:
    sequence = built(RICH)
    plain = Window(at=time(9), until=time(17), days=frozenset(range(5)), holidays="AU-VIC")
    three, one = sequence.step("three"), sequence.step("one")
    assert three is not None
    assert one is not None
    assert three.window == plain
    assert one.window.days == {0, 1}
    assert one.window.not_on_eves
    assert sequence.check_ins.window == one.window


def test_the_start_letter_leaves_on_any_day_from_seven_to_eight() -> None:
    for text in (RICH, RICH.replace("day: start", "day: start\n    ask: {pain: pain}")):
        start = built(text).steps[0]
        assert start.window == Window(at=time(7), until=time(20), days=frozenset(range(7)))


def test_a_step_changes_only_what_it_names() -> None:
    change = 'day: 3\n    send: {at: "10:00", quiet: "12:00-13:00", holidays: none}'
    window = built(RICH.replace("day: 3", change)).steps[3].window
    assert (window.at, window.until, window.holidays) == (time(10), time(17), None)
    assert window.quiet == (time(12), time(13))
    days = built(RICH.replace("day: 3", "day: 3\n    send: {days: [sat]}")).steps[3].window.days
    assert days == {5}


def test_check_ins_have_defaults() -> None:
    policy = built(RICH).check_ins
    assert policy.remind_after == policy.silent_after == Span(2, SpanUnit.DAYS)
    assert policy.answerable_for == Span(14, SpanUnit.DAYS)
    bare = built(
        DAILY.replace("check_ins: {days: [mon, tue], remind_after: 2d}\n", ""),
        "hello one two three",
    )
    assert bare.check_ins.remind_after is None
    assert bare.check_ins.silent_after == Span(3, SpanUnit.CLINIC_DAYS)
    assert bare.check_ins.window.days == frozenset(range(5))
    assert bare.gap == Span(20, SpanUnit.HOURS)


def test_check_ins_say_everything_when_written_out() -> None:
    whole = "{silent_after: 5d, answerable_for: 1w, changeable_for: 3d}"
    text = RICH.replace("{days: [mon, tue], remind_after: 2d}", whole)
    policy = built(text).check_ins
    assert policy.remind_after is None
    assert [str(policy.silent_after), str(policy.answerable_for), str(policy.changeable_for)] == [
        "5d",
        "7d",
        "3d",
    ]
    assert policy.window.days == frozenset(range(5))


def test_every_kind_of_question_is_built() -> None:
    asks = """day: 3
    ask:
      sure: {question: "How sure?", scale: 0-10, low: not, high: very}
      times: {question: "How often?", number: 0-200}
      words: {question: "Say more", text: true}
      plan: {question: "When and where?", routine: true}
      why: {question: "Why?", reasons: [time, cost]}
      all: {question: "Why?", reasons: all}
"""
    asked = built(RICH.replace("day: 3\n", asks)).steps[3].ask
    assert [question.kind for question in asked] == [
        QuestionKind.SCALE,
        QuestionKind.NUMBER,
        QuestionKind.TEXT,
        QuestionKind.ROUTINE,
        QuestionKind.CHOICE,
        QuestionKind.CHOICE,
    ]
    assert (asked[0].low, asked[0].high, asked[1].most) == ("not", "very", 200)
    assert [choice.say for choice in asked[4].choices] == ["No time", "The cost"]
    assert asked[5].reasons
    assert len(asked[5].choices) == 12


def test_effects_carry_their_value_and_span() -> None:
    effects = """[{send: too-sore, after: 1d}, {pause: 1 month}, {pause: until resumed},
      {task: Ring}, {book: assessment}, {finish: graduated}, {skip: three}]"""
    rule = built(RICH.replace("{pause: until resumed}", effects)).rules[1]
    assert rule.then == (
        Effect(kind=EffectKind.SEND, value="too-sore", after=Span(1, SpanUnit.DAYS)),
        Effect(kind=EffectKind.PAUSE, after=Span(1, SpanUnit.MONTHS)),
        Effect(kind=EffectKind.PAUSE),
        Effect(kind=EffectKind.TASK, value="Ring"),
        Effect(kind=EffectKind.BOOK, value="assessment"),
        Effect(kind=EffectKind.FINISH, value="graduated"),
        Effect(kind=EffectKind.SKIP, value="three"),
    )


def test_conditions_are_all_of_what_is_written() -> None:
    several = "[{barrier: time}, {question: pain, at_least: 7, silent: 1 check-in}, {silent: 2}]"
    text = RICH.replace("{barrier: time}", several)
    assert built(text).steps[2].only_if == (
        Condition(question="barrier", equals=("time",)),
        Condition(question="pain", at_least=7),
        Condition(silent=1),
        Condition(silent=2),
    )
    numbers = RICH.replace("{barrier: time}", "{pain: [7, 8, unanswered]}")
    assert built(numbers).steps[2].only_if[0].equals == ("7", "8", "unanswered")


def test_a_rules_key_lasts_as_long_as_its_condition() -> None:
    rules = """
  - {if: {question: pain, at_least: 3, at_most: 6, falls_by: 1}, then: {task: A}}
  - {if: {barrier: [time, other], going: fine}, then: {task: B}}
  - {if: {question: pain, rises_by: 2}, then: {task: C}}
  - {if: {question: pain, rises_by: 2}, then: {task: D}}
"""
    text = RICH[: RICH.index("rules:")] + "rules:" + rules
    assert [rule.key for rule in built(text).rules] == [
        "pain-at-least-3-at-most-6-falls-by-1",
        "barrier-is-time-or-other+going-is-fine",
        "pain-rises-by-2",
        "pain-rises-by-2#2",
    ]


def test_silence_waits_as_the_sequence_does_unless_it_says_otherwise() -> None:
    for written, after in (("{then: {task: Ring}}", "2d"), ("{after: 7d}", "7d")):
        text = RICH.replace("      pain: pain\n", f"      pain: pain\n    if_silent: {written}\n")
        silence = built(text).steps[1].silence
        assert silence is not None
        assert str(silence.after) == after


def test_the_rest_of_a_step_is_kept() -> None:
    more = "day: 3\n    remind: false\n    expires_after: 5d\n    renamed_from: tree\n"
    text = RICH.replace("day: 3\n", more).replace("id: too-sore", "id: too-sore\n    after: 1d")
    step, branch = built(text).steps[3:]
    assert (step.remind, str(step.expires_after), step.renamed_from) == (False, "5d", "tree")
    assert str(branch.after) == "1d"
    assert built(text.replace("title:", "pin: true\ntitle:")).pin
