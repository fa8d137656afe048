"""What makes no sense by itself is told at its place, in words, and once."""

from __future__ import annotations

from drip.content.check import check
from tests.content.samples import RICH, RICH_LETTERS, content

PAIN = "{question: pain, rises_by: 2}"
PAUSE = "{pause: until resumed}"
TIMES = 'choices: {time: "No time", other: "Other"}'
SCALE = "scale: 0-10, low: none, high: worst"

#: What is changed in the sample, and what is told: line:column, code, a part of the hint.
MISTAKES = [
    (PAIN, "{question: pain, at_least: 11}", "33:37 never-holds", "correct the number"),
    (PAIN, "{question: pain, rises_by: 20}", "33:37 never-holds", "correct the number"),
    (PAIN, "{question: pain, at_least: 8, at_most: 3}", "33:37 never-holds", ""),
    (PAIN, "{question: pain, rises_by: 2, falls_by: 2}", "33:37 never-holds", ""),
    (PAIN, "{question: pain, at_least: 0}", "33:37 always-holds", "a larger number"),
    (PAIN, "{question: pain, at_most: 10}", "33:36 always-holds", "a smaller number"),
    (PAIN, "{}", "33:6 empty-list", "remove the key"),
    (PAIN, "[]", "33:6 empty-list", "remove the key"),
    ("only_if: {barrier: time}", "only_if: {}", "22:5 empty-list", "remove the key"),
    ("    day: 3\n", "    day: 3\n    ask: {}\n", "26:5 empty-list", "remove the key"),
    (TIMES, "reasons: [time, cost, time]", "30:69 same-words", "keep one of the two"),
    (SCALE, "scale: 0-100", "29:45 wide-scale", "write number: 0-100"),
    (TIMES, TIMES.replace("Other", "no TIME"), "30:81 same-words", "other words"),
    (TIMES, TIMES.replace("other", "unanswered"), "30:74 bad-name", "another name"),
    (TIMES, TIMES.replace("Other", "very " * 20), "30:81 long-label", "shorter"),
    (TIMES, TIMES.replace("Other", "Ot\\nher"), "30:81 several-lines", "on one line"),
    ('"How much pain?"', '"Pain, {{ first_name }}?"', "29:20 tag-in-question", "without"),
    ('"How much pain?"', '"How **much** pain?"', "29:20 marked-question", "without"),
    ('"How much pain?"', '"How <b>much</b> pain?"', "29:20 html", ""),
    (PAUSE, '{task: "Ring {{ first_name }}"}', "34:46 tag-in-question", "without"),
    (PAUSE, "[{finish: stopped}, {send: too-sore}]", "34:66 at-odds", "one of the two"),
    (PAUSE, "[{pause: 1w}, {pause: 2w}]", "34:61 at-odds", "one of the two"),
    (PAUSE, "[{send: too-sore}, {send: too-sore}]", "34:65 doubled-effect", "one of the two"),
    ("rules:\n", "rules:\n  - {if: {silent: 2}, then: {pause: until resumed}}\n", "35:6", "keep"),
    ("    day: 3\n", "    day: 3\n    remind: true\n", "26:13 idle-key", "remove it"),
    ("    day: 3\n", "    day: 3\n    optional: true\n", "26:15 idle-key", "remove it"),
    ("- id: too-sore", "- id: too-sore\n    backfill: true", "27:15 idle-key", "remove it"),
    ("days: [mon, tue, wed, thu, fri]", "days: [mon, tue, mon]", "4:37 doubled-day", "one"),
    ("remind_after: 2d", "remind_after: 20d", "5:45 late-reminder", "remind earlier"),
    ("2d}", "2d, answerable_for: 3d, changeable_for: 9d}", "5:85 late-change", "write less"),
    ('until: "17:00"', 'until: "09:00"', "4:28 over-midnight", "later than the begin"),
    ("holidays: AU-VIC", "gap: 9999w", "4:75 bad-span", "write e.g."),
    ("holidays: AU-VIC", "holidays: no", "4:80 unknown-calendar", "write none"),
    ("holidays: AU-VIC", "holidays: false", "4:80 unknown-calendar", "write none"),
    ("holidays: AU-VIC", "holidays: VIC", "4:80 unknown-calendar", '"AU-VIC"'),
    ("holidays: AU-VIC", "holidays: Australia", "4:80 unknown-calendar", "write e.g."),
    ("    day: 3\n", '    day: "3"\n', "25:10 bad-day", "write 3, without quotes"),
    ("    day: start", "    day: Start", "9:10 bad-day", "small letters"),
    ("id: three", "id: drei-gr\u00f6\u00dfe", "24:9 bad-name", '"drei-groesse"'),
    ("id: three", "id: null", "24:5 empty-value", '"quotes"'),
    ("title: Day by day", "title: #1 day by day", "2:1 empty-value", "begins with #"),
    ("title: Day by day", "title: Day by day #1", "2:19 cut-off", '"quotes"'),
    ("  - id: too-sore", "  - too-sore", "26:5 not-a-block", "- {id: NAME, day: 3}"),
    ("  - id: too-sore", "  - [too-sore]", "17:42 unknown-step", ""),
    ("days: [mon, tue, wed, thu, fri]", "days: mon-wed", "4:43 not-a-list", "[mon, tue, wed]"),
    ("days: [mon, tue, wed, thu, fri]", 'days: "mon, tue"', "4:43 not-a-list", "[mon, tue]"),
    ("days: [mon, tue, wed, thu, fri]", "days: {mon: true}", "4:37 not-a-list", "'-'"),
    ("{send: too-sore}", "too-sore", "17:35 not-a-block", "{send: NAME}"),
    ("{send: too-sore}", "{send: [too-sore]}", "17:36 needs-quotes", "write too-sore, without"),
    ("    day: 3\n", '    day: 3\n    at: "10:00"\n', "26:5 unknown-key", "inside `send`"),
    ("    day: 3\n", "    day: 3\n    subject: Hi\n", "26:5 unknown-key", "letter's own file"),
    ("{if: " + PAIN, "{when: " + PAIN, "33:6 unknown-key", 'did you mean "if"?'),
    (PAIN, "{question:pain, rises_by: 2}", "33:11 unknown-key", "question: and a space"),
    (PAUSE, "{pause: until}", "34:47 bad-span", "until resumed"),
    (PAUSE, "{email: too-sore}", "34:40 unknown-key", 'did you mean "send"?'),
    ("anchor: confirmed", "anchor: [confirmed]", "3:1 unknown-word", "confirmed"),
    ("title: Day by day", "title: > Day", "2:10 yaml-syntax", '"quotes"'),
    ("title: Day by day", "title: - Day", "2:8 yaml-syntax", '"quotes"'),
    ("title: Day by day", 'title: "\\ud800"', "2:11 yaml-syntax", "'single quotes'"),
    ("title: Day by day", "title: Day \u202eyb", "2:12 odd-character", "delete it"),
    ("title: Day", "title\u00a0: Day", "2:6 odd-space", "ordinary spaces"),
    ("question: How is it", "question: {How} is it", "14:25 yaml-syntax", "whole text"),
    (PAIN + ",", PAIN + "},", "33:39 yaml-syntax", "remove it"),
    ("then: {send: too-sore}", "then:", "17:33 yaml-syntax", "key: value"),
    ("    day: 3\n", "    day: 3\n...\n", "27:3 yaml-syntax", "remove lines with ..."),
]


def told(old: str, new: str) -> list[tuple[str, str]]:
    assert old in RICH, old
    found = check(content(RICH.replace(old, new, 1), letters=RICH_LETTERS)).problems
    return [(f"{one.line}:{one.column} {one.code}", one.hint) for one in found]


def test_what_makes_no_sense_is_told_with_what_to_write() -> None:
    missed = []
    for old, new, place, hint in MISTAKES:
        found = told(old, new)
        if not any(one.startswith(place) and hint in said for one, said in found):
            missed.append((new, found))
    assert missed == []


def test_one_mistake_is_told_once() -> None:
    again = {"unknown-step", "odd-space"}
    several = [
        (new, found)
        for old, new, place, _ in MISTAKES
        if place.partition(" ")[2] not in again and len(found := told(old, new)) > 1
    ]
    assert several == []


def test_two_steps_cannot_have_been_one() -> None:
    text = RICH.replace("day: 2\n", "day: 2\n    renamed_from: old\n")
    text = text.replace("day: 3\n", "day: 3\n    renamed_from: old\n")
    (problem,) = check(content(text, letters=RICH_LETTERS)).problems
    assert (problem.line, problem.code) == (27, "renamed-twice")
