"""A small, correct clinic to make mistakes in."""

from __future__ import annotations

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

CLINIC = """\
name: Tests' Back Clinic
abn: "51 824 753 556"
address: 1 Test Street, Richmond VIC 3121
phone: (03) 5550 0000
reply_to: hello@clinic.example
sender: letters@clinic.example
sign_off: The clinic
zone: Australia/Melbourne
holidays: AU-VIC
hours:
  mon: "08:00-18:00"
services:
  assessment: {name: Assessment, url: "https://book.clinic.example/assessment"}
link_hosts: [book.clinic.example]
alarm_addresses: [desk@clinic.example]
"""

DAILY = """\
sequence: daily
title: Day by day
anchor: confirmed
send: {at: "09:00", until: "17:00", days: [mon, tue, wed, thu, fri]}
check_ins: {days: [mon, tue], remind_after: 2d}
steps:
  - {id: hello, day: start}
  - {id: one, day: 1}
  - {id: two, day: 2}
  - {id: three, day: 3}
"""


RICH = """\
sequence: daily
title: Day by day
anchor: confirmed
send: {at: "09:00", until: "17:00", days: [mon, tue, wed, thu, fri], holidays: AU-VIC}
check_ins: {days: [mon, tue], remind_after: 2d}

steps:
  - id: hello
    day: start
  - id: one
    day: 1
    ask:
      going:
        question: How is it going?
        choices:
          fine: Fine
          sore: {say: Sore, then: {send: too-sore}}
          not_yet: {say: Not yet, then: {ask: barrier}}
      pain: pain
  - id: two
    day: 2
    only_if: {barrier: time}
    book: assessment
  - id: three
    day: 3
  - id: too-sore

questions:
  pain: {question: "How much pain?", scale: 0-10, low: none, high: worst}
  barrier: {question: "What got in the way?", choices: {time: "No time", other: "Other"}}

rules:
  - {if: {question: pain, rises_by: 2}, then: {task: "Pain is up"}}
  - {if: {silent: 2 check-ins}, then: {pause: until resumed}}
"""
RICH_LETTERS = "hello one two three too-sore"


def letter(name: str) -> str:
    """A letter of one line."""
    return f"---\nsubject: Letter {name}\npreheader: A line\nauthor: Tests\n---\nHello {name}.\n"


def fixed() -> dict[str, str]:
    """The shipped layouts and fixed letters."""
    found = sorted((CHECKOUT / "templates/emails").glob("_*.*"))
    return {path.relative_to(CHECKOUT).as_posix(): path.read_text() for path in found}


def content(
    daily: str = DAILY,
    *,
    clinic: str = CLINIC,
    letters: str = "hello one two three",
    also: str = "",
) -> dict[str, str]:
    """Files of content with the sequence `daily`, and perhaps one like it under another name."""
    files = fixed() | {"sequences/_clinic.yaml": clinic, "sequences/daily.yaml": daily}
    for name in letters.split():
        files[f"templates/emails/daily/{name}.md"] = letter(name)
    if also:
        files[f"sequences/{also}.yaml"] = DAILY.replace("daily", also)
        for name in ("hello", "one", "two", "three"):
            files[f"templates/emails/{also}/{name}.md"] = letter(name)
    return files
