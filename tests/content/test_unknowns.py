"""`on_unknown` in the clinic's file and in steps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drip.content.check import check
from drip.content.clinic import FACTS
from drip.domain.doubts import RECONCILE, DoubtPolicy, OnUnknown
from tests.content.samples import CLINIC, DAILY, content

RULES = {
    "reconcile": RECONCILE,
    "never_resend": OnUnknown(DoubtPolicy.NEVER_RESEND),
    "{resend_after: 10m}": OnUnknown(DoubtPolicy.RESEND_AFTER, timedelta(minutes=10)),
    "{resend_after: 2 hours}": OnUnknown(DoubtPolicy.RESEND_AFTER, timedelta(hours=2)),
}


def step_with(rule: str) -> str:
    return DAILY.replace("{id: one, day: 1}", f"{{id: one, day: 1, on_unknown: {rule}}}")


@pytest.mark.parametrize("text", RULES)
def test_a_rule_is_the_clinics_or_a_steps_own(text: str) -> None:
    checked = check(content(step_with(text), clinic=f"{CLINIC}on_unknown: {text}\n"))
    assert [problem.code for problem in checked.problems] == []
    assert checked.clinic is not None
    assert checked.clinic.on_unknown == RULES[text]
    steps = {step.id: step.on_unknown for step in checked.sequences["daily"].steps}
    assert steps == {"hello": None, "one": RULES[text], "two": None, "three": None}


def test_nothing_said_means_reconcile() -> None:
    clinic = check(content()).clinic
    assert clinic is not None
    assert clinic.on_unknown == RECONCILE
    assert "on_unknown" not in FACTS


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("reconsile", 'did you mean "reconcile"'),
        ("resend_after", "resend_after: 10m"),
        ("{resend_after: 3d}", "10m or 2h"),
        ("{resend_after: soon}", "10m or 2h"),
        ("{resend_after: 0m}", "10m"),
        ("{resend_after: 1m}", "too soon"),
        ("{resend_afer: 10m}", "resend_after"),
        ("{resend_after: 10m, more: 1}", "resend_after"),
        ("[reconcile]", "is not a rule"),
        ("7", "is not a rule"),
    ],
)
def test_a_mistake_is_told_with_what_to_write(text: str, says: str) -> None:
    for files in (
        content(step_with(text)),
        content(clinic=f"{CLINIC}on_unknown: {text}\n"),
    ):
        (problem,) = check(files).problems
        assert says in f"{problem.message} {problem.hint}"
        assert problem.line > 1
