"""Rules that more than one answer decides are followed on every road."""

from __future__ import annotations

import time

import pytest

from drip.content.problems import Problem
from tests.content.test_meaning import ask, found

GOING = ask("going", "fine: Fine", "sore: Sore", "stopped: Stopped")
STEPS = (
    f"  - {{id: hello, day: start, {GOING}}}\n"
    "  - {id: one, day: 2, ask: {pain: pain}}\n"
    "  - {id: two, day: 5, ask: {pain: pain, sure: sure}}\n"
    "  - {id: three, day: 8, only_if: {help: please}}\n"
    "  - {id: tip, ask: {help: help}}\n"
)
REST = """\
rules:
  - {{if: {{silent: 2 check-ins}}, then: {{pause: until resumed}}}}
  - {rule}
questions:
  pain: {{question: "Pain?", scale: 0-10, low: none, high: worst}}
  sure: {{question: "Sure?", scale: 0-10, low: no, high: yes}}
  help: {{question: "Help?", choices: {{please: Please, thanks: No thanks}}}}
  why: {{question: "Why?", reasons: all}}
"""


def never(rule: str, steps: str = STEPS) -> list[Problem]:
    """The letters that nobody gets, with this rule and the silent one."""
    problems = found(steps, rest=REST.format(rule=rule))
    assert [one for one in problems if one.severity == "error"] == []
    return [one for one in problems if one.code == "never-sent"]


@pytest.mark.parametrize(
    "rule",
    [
        "{if: {question: pain, rises_by: 2}, then: {send: tip}}",
        "{if: {question: pain, falls_by: 2}, then: {send: tip}}",
        "{if: {question: pain, at_least: 7}, then: {ask: help}}",
        "{if: {question: sure, at_most: 0}, then: {ask: help}}",
        "{if: [{going: sore}, {question: pain, at_least: 7}], then: {send: tip}}",
        "{if: {going: sore, pain: '10'}, then: {send: tip}}",
        "{if: [{silent: 1 check-ins}, {going: sore}], then: {send: tip}}",
        "{if: {booking: made}, then: {send: tip}}",
        "{if: {no_show: true}, then: {send: tip}}",
        "{if: {outcome: graduated}, then: {send: tip}}",
        "{if: [{booking: none}, {going: sore}], then: {ask: help}}",
    ],
)
def test_what_such_a_rule_sends_or_asks_can_be_got(rule: str) -> None:
    tip = "  - {id: tip, ask: {help: help}}\n"
    assert never(rule, STEPS if "tip" in rule else STEPS.replace(tip, "")) == []


@pytest.mark.parametrize(
    "rule",
    [
        # One answer cannot be two, and nothing rises that is asked once.
        "{if: [{going: sore}, {going: stopped}], then: {send: tip}}",
        "{if: {question: sure, rises_by: 2}, then: {send: tip}}",
    ],
)
def test_a_rule_that_never_holds_sends_nothing(rule: str) -> None:
    (one,) = never(rule)
    assert '"three"' in one.message


def test_a_reason_is_followed_from_each_question_that_asks_for_it() -> None:
    steps = STEPS.replace("sure: sure", "sure: sure, why: why")
    assert never("{if: {reason: cost}, then: {send: tip}}", steps) == []
    assert never("{if: [{reason: cost}, {going: sore}], then: {send: tip}}", steps) == []


def test_a_rule_that_leaves_everybody_out_is_followed() -> None:
    steps = (
        f"  - {{id: hello, day: start, {ask('going', 'fine: Fine', 'sore: Sore')}}}\n"
        "  - {id: two, day: 5, ask: {pain: pain, sure: sure, why: why}}\n"
        "  - {id: three, day: 8, only_if: {going: sore, pain: '0'}}\n"
        "  - {id: tip, ask: {help: help}}\n"
    )
    rule = "{if: {going: sore, pain: '0'}, then: [{skip: three}, {send: tip}]}"
    (one,) = never(rule, steps)
    assert '"three"' in one.message
    may = "{if: [{going: sore, pain: '0'}, {booking: made}], then: [{skip: three}, {send: tip}]}"
    assert never(may, steps) == []


def test_a_letter_with_a_day_that_an_answer_sends_is_got() -> None:
    sore = "sore: {say: Sore, then: [{send: two}, {skip: two}]}"
    steps = (
        f"  - {{id: hello, day: start, {ask('going', 'fine: Fine', sore)}}}\n"
        "  - {id: two, day: 5, only_if: {later: x}}\n"
        f"  - {{id: three, day: 9, {ask('later', 'x: X')}}}\n"
    )
    assert "never-sent" not in [one.code for one in found(steps)]
    without = steps.replace("[{send: two}, {skip: two}]", "{skip: two}")
    assert "never-sent" in [one.code for one in found(without)]


def test_many_such_rules_are_walked_in_time() -> None:
    rules = "\n  - ".join(
        f"{{if: [{{booking: made}}, {{question: pain, at_least: {n % 10}}}], "
        f"then: [{{send: tip}}, {{skip: three}}]}}"
        for n in range(60)
    )
    began = time.process_time()
    assert never(rules) == []
    assert time.process_time() - began < 5
