"""How long `drip check` takes for a sequence of 30 steps and for one of 300.

Asked is under 50 ms and under 400 ms, in seconds of the process's own time: others may use the
machine too. Run it with: .venv/bin/python benchmarks/check.py
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

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
ASKED = {30: 0.05, 300: 0.4}


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


def best_of(times: int, files: dict[str, str]) -> float:
    """Seconds of this process's own time, the best of several."""
    assert check(files).fine
    found = []
    for _ in range(times):
        started = time.process_time()
        check(files)
        found.append(time.process_time() - started)
    return min(found)


def main() -> None:
    """Say both, each with what is asked."""
    slow = False
    for count, most in ASKED.items():
        took = best_of(5, long_sequence(count))
        slow |= took >= most
        print(f"{count:4} steps: {took * 1000:5.0f} ms (asked: under {most * 1000:.0f} ms)")
    raise SystemExit(slow)


if __name__ == "__main__":
    main()
