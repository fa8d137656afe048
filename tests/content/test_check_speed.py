"""A check is quick enough to run after every change."""

from __future__ import annotations

import time

import pytest

from drip.content.check import check
from tests.content.samples import CHECKOUT, content

BODY = (CHECKOUT / "templates/emails/strengthening/tip-sore.md").read_text("utf-8")
HEAD = """\
sequence: daily
title: Day by day
anchor: confirmed
send: {at: "09:00", until: "17:00", days: [mon, tue, wed, thu, fri]}
check_ins: {remind_after: 2d}
steps:
  - {id: hello, day: start}
"""
TAIL = """\
questions:
  pain: {question: "How much pain?", scale: 0-10, low: none, high: worst}
rules:
  - {if: {silent: 2 check-ins}, then: {pause: until resumed}}
"""


def long_sequence(count: int) -> dict[str, str]:
    """A sequence of so many steps: each third one asks, others look at the answers."""
    text, names = HEAD, ["hello"]
    for day in range(1, count):
        names.append(f"s{day}")
        text += f"  - id: s{day}\n    day: {day}\n"
        if day % 3 == 0:
            text += (
                f"    ask:\n      q{day}:\n        question: How is it {day}?\n"
                "        choices: {fine: Fine, bad: Bad, other: Other}\n      pain: pain\n"
            )
        elif day % 5 == 0 and day > 3:
            text += f"    only_if: {{q{day // 3 * 3}: [fine, bad]}}\n"
    files = content(text + TAIL, letters=" ".join(names))
    return {path: BODY if "/daily/" in path else written for path, written in files.items()}


@pytest.mark.parametrize(("count", "most"), [(30, 0.05), (300, 0.4)])
def test_a_check_is_quick(count: int, most: float) -> None:
    """Seconds of this process's own time, the best of five: others may use the machine too."""
    files = long_sequence(count)
    assert check(files).fine
    best = most * 10
    for _ in range(5):
        started = time.process_time()
        check(files)
        best = min(best, time.process_time() - started)
    assert best < most
