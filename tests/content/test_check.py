"""Every mistake is told at its place, with a sentence and what to do; all of them at once."""

from __future__ import annotations

import pytest

from drip.content.check import check
from drip.content.problems import Problem, Severity
from tests.content.samples import CLINIC, RICH, RICH_LETTERS, content

#: What is changed in the sample; the line, the column and the end column; the code.
MISTAKES = [
    ("title: Day by day", "title: Day: by day", "2:11-12", "yaml-syntax"),
    ("  - id: one\n    day: 1", "  - id: one\n    dya: 1", "11:5-8", "unknown-key"),
    ("anchor: confirmed", "anchor: confirmd", "3:9-17", "unknown-word"),
    ("remind_after: 2d", "remind_after: two weeks", "5:45-54", "bad-span"),
    ("title: Day by day", "title: 2024", "2:8-12", "needs-quotes"),
    ("title: Day by day", "title: yes\ntitle: no", "3:1-6", "duplicate-key"),
    ("{send: too-sore}", "{send: to-sore}", "17:42-49", "unknown-step"),
    ("id: three", "id: one", "24:9-12", "duplicate-step"),
    ("  - id: three", "  - id: tree", "24:9-13", "no-letter"),
    ("    day: 3\n", "\tday: 3\n", "25:1-2", "yaml-syntax"),
    ("title: Day by day", 'title: "Day by day', "2:8-9", "yaml-syntax"),
    ("title: Day by day", 'title: "Day by day\nsubtitle: x', "2:8-9", "yaml-syntax"),
    ('at: "09:00"', "at: 9.00", "4:12-16", "bad-time"),
    ('at: "09:00"', 'at: "25:00"', "4:12-19", "bad-time"),
    ("days: [mon, tue, wed, thu, fri]", "days: [monday, tue]", "4:44-50", "bad-weekday"),
    ("days: [mon, tue, wed, thu, fri]", "days: mon", "4:43-46", "not-a-list"),
    ("days: [mon, tue, wed, thu, fri]", "days: []", "4:37-41", "never-opens"),
    ("check_ins: {days: [mon, tue]", "check_ins: {days: [sat]", "5:13-17", "no-check-in-day"),
    ("AU-VIC", "AU-VIK", "4:80-86", "unknown-calendar"),
    ("day: 1\n", "day: -1\n", "11:10-12", "bad-day"),
    ("day: 1\n", "day: first\n", "11:10-15", "bad-day"),
    ("day: 1\n", "day: 4\n", "21:10-11", "not-in-order"),
    ("day: 2\n", "day: 1\n", "21:10-11", "same-day"),
    ("day: 3\n", "day: 2\n", "25:10-11", "same-day"),
    ("day: 3\n", "day: start\n", "25:10-15", "two-starts"),
    ("day: start", "day: 0", "7:1-6", "no-start"),
    ("{ask: barrier}", "{ask: barier}", "18:47-53", "unknown-question"),
    ("      pain: pain", "      pain: pian", "19:13-17", "unknown-question"),
    ("only_if: {barrier: time}", "only_if: {barier: time}", "22:15-21", "unknown-question"),
    ("only_if: {barrier: time}", "only_if: {barrier: tyme}", "22:24-28", "unknown-answer"),
    ("only_if: {barrier: time}", "only_if: {barrier: [time, true]}", "22:31-35", "needs-quotes"),
    ("book: assessment", "book: assesment", "23:11-20", "unknown-service"),
    ("{pause: until resumed}", "{pause: for ever}", "34:47-55", "bad-span"),
    ("{pause: until resumed}", "{finish: better}", "34:48-54", "unknown-word"),
    ("{pause: until resumed}", "{start: dayly}", "34:47-52", "unknown-sequence"),
    ("{pause: until resumed}", "{start: daily}", "34:47-52", "starts-itself"),
    ("{pause: until resumed}", "{skip: hello}", "34:46-51", "skips-start"),
    ("{pause: until resumed}", "{skip: too-sore}", "34:46-54", "skips-branch"),
    ("{pause: until resumed}", "{send: three}", "34:46-51", "sent-twice"),
    ("{pause: until resumed}", "{ask: barrier}", "34:45-52", "nobody-to-ask"),
    ("{pause: until resumed}", "{task: Ring, pause: 1d}", "34:33-37", "one-effect"),
    ("{pause: until resumed}", "{task: Ring, after: 1d}", "34:33-37", "after-without-send"),
    ("{pause: until resumed}", "{tsk: Ring}", "34:40-43", "unknown-key"),
    ("{silent: 2 check-ins}", "{silnt: 2 check-ins}", "34:11-16", "unknown-question"),
    ("{silent: 2 check-ins}", "{silent: often}", "34:19-24", "bad-silent"),
    ("rises_by: 2", 'rises_by: "2"', "33:37-40", "not-a-number"),
    ("rises_by: 2", "rises_by: 0", "33:37-38", "out-of-range"),
    ("question: pain, rises_by: 2", "rises_by: 2", "33:6-8", "no-question"),
    ("question: pain, rises_by: 2", "question: going, rises_by: 2", "33:21-26", "not-comparable"),
    ("question: pain, rises_by: 2", "question: pain", "33:6-8", "no-comparison"),
    ("scale: 0-10", "scale: ten", "29:45-48", "bad-range"),
    ("scale: 0-10, ", "", "29:3-7", "one-kind"),
    ("scale: 0-10", "number: 0-10", "29:3-7", "words-without-scale"),
    ("fine: Fine", "fine: 1", "16:17-18", "needs-quotes"),
    ("fine: Fine", "Fine!: Fine", "16:11-16", "bad-name"),
    ("fine: Fine", "fine:", "16:11-15", "empty-value"),
    ("steps:\n", "steeps:\n", "7:1-7", "unknown-key"),
    ("sequence: daily", "sequence: weekly", "1:11-17", "wrong-key"),
    ("title: Day by day\n", "", "1:1-9", "missing-key"),
    ("title: Day by day", "title: &x Day\npin: *x", "3:6-8", "alias"),
    ("title: Day by day", "title: !!python/object:os.system Day", "2:8-37", "tag"),
    ("title: Day by day", "title: Day\npin: yes", "3:6-9", "not-a-boolean"),
    ("{send: too-sore}", "{task: Ring}", "26:9-17", "unreachable"),
    ('until: "17:00"', 'until: "17:00", quiet: "08:00-18:00"', "4:44-57", "never-opens"),
    ("  - id: three\n", "  -id: three\n", "24:3-4", "yaml-syntax"),
    ("question: How is it going?", "question: How is it: going?", "14:28-29", "yaml-syntax"),
    ("question: How is it going?", "question: *Going*?", "14:19-20", "yaml-syntax"),
    ("question: How is it going?", "question: 'How's it going?'", "14:24-25", "yaml-syntax"),
    ("question: How is it going?", "question: @home?", "14:19-20", "yaml-syntax"),
    ("question: How is it going?", 'question: "\\d"', "14:21-22", "yaml-syntax"),
    ("[mon, tue, wed, thu, fri]", "[mon, tue, wed, thu, fri", "4:43-44", "yaml-syntax"),
    ("  - id: two\n", "   - id: two\n", "20:4-5", "yaml-syntax"),
    ("title: Day by day", "title Day by day", "2:1-2", "yaml-syntax"),
    ("title: Day by day", "title: Day\x07", "2:11-12", "yaml-syntax"),
    ("anchor: confirmed", "anchor: confirmed\n---", "4:1-4", "second-document"),
    (
        "only_if: {barrier: time}",
        "only_if: {barrier: time, barrier: other}",
        "22:30-37",
        "duplicate-key",
    ),
    (
        'pain: {question: "How much pain?", scale: 0-10, low: none, high: worst}',
        'pain: {question: "How much pain?", low: none, choices: {a: b}}',
        "29:3-7",
        "words-without-scale",
    ),
    ('time: "No time"', 'time: {say: "No time", then: {ask: barrier}}', "30:92-99", "circle"),
    ("  pain: {question", "  pein: {question", "19:13-17", "unknown-question"),
    ("      going:\n", "      silent:\n", "13:7-13", "bad-name"),
    ("day: 1\n", "day: 1\n    send: {days: [fri]}\n", "12:12-16", "no-check-in-day"),
    (
        "day: 1\n",
        'day: 1\n    send: {at: "18:00", until: "18:30", quiet: "18:00-19:00"}\n',
        "12:48-61",
        "never-opens",
    ),
    ("id: three", "id: Three Days", "24:9-19", "bad-name"),
]


#: More of them, each about one value.
VALUES = [
    ("remind_after: 2d", "remind_after: 0d", "5:45-47", "bad-span"),
    ("scale: 0-10, low: none, high: worst", "text: false", "29:44-49", "bad-kind"),
    ("scale: 0-10, low: none, high: worst", "reasons: time", "29:47-51", "bad-reasons"),
    ("scale: 0-10, low: none, high: worst", "reasons: [tme]", "29:48-51", "unknown-word"),
    ("scale: 0-10, low: none, high: worst", "scale: 10-0", "29:45-49", "bad-range"),
    ("scale: 0-10, low: none, high: worst", "choices: {}", "29:38-45", "empty-list"),
    ("holidays: AU-VIC", "quiet: at night", "4:77-85", "bad-hours"),
    ("holidays: AU-VIC", "quiet: late-early", "4:77-87", "bad-hours"),
    ('at: "09:00"', "at: [9, 0]", "4:8-10", "bad-time"),
    ('at: "09:00"', "at: {hour: 9}", "4:8-10", "bad-time"),
    ("title: Day by day", "title: [Day]", "2:1-6", "needs-quotes"),
    ("title: Day by day", "title: {Day: 1}", "2:1-6", "needs-quotes"),
    ("title: Day by day", "title: true", "2:8-12", "needs-quotes"),
    ("{pause: until resumed}", "{skip: thre}", "34:46-50", "unknown-step"),
    ("    day: 3", "    day: true", "25:10-14", "bad-day"),
    ("    day: 3", "    day: 3\n    remind: no", "26:13-15", "not-a-boolean"),
    ("{barrier: time}", "{barrier: []}", "22:15-22", "empty-list"),
    ("book: assessment", "book:", "23:5-9", "empty-value"),
    (
        "      pain: pain\n",
        "      pain: pain\n    if_silent: {then: {ask: barrier}}\n",
        "20:29-36",
        "nobody-to-ask",
    ),
    ("    day: 3", "    day: 3\n    renamed_from: two", "26:19-22", "not-renamed"),
]


def problems(old: str = "", new: str = "", **files: str) -> tuple[Problem, ...]:
    """What is wrong with the sample after one change."""
    assert old in RICH
    return check(content(RICH.replace(old, new, 1), letters=RICH_LETTERS) | files).problems


def codes(found: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in found]


def test_the_sample_is_fine() -> None:
    checked = check(content(RICH, letters=RICH_LETTERS))
    assert checked.problems == ()
    assert checked.fine
    assert checked.clinic is not None
    assert checked.sequences["daily"].title == "Day by day"
    assert checked.letters["templates/emails/daily/one.md"].subject == "Letter one"


@pytest.mark.parametrize(("old", "new", "place", "code"), MISTAKES + VALUES)
def test_a_mistake_is_told_at_its_place(old: str, new: str, place: str, code: str) -> None:
    (problem,) = problems(old, new)
    told = f"{problem.line}:{problem.column}-{problem.end_column}"
    assert (told, problem.code) == (place, code)
    assert problem.path == "sequences/daily.yaml"
    assert problem.message.endswith((".", "?"))


def test_silence_is_no_consent_to_another_sequence() -> None:
    other = {"sequences/other.yaml": RICH.replace("sequence: daily", "sequence: other")}
    silent = problems("{pause: until resumed}", "{start: other}", **other)
    said = problems("{barrier: time}", "{barrier: time}", **other)

    assert [one.code for one in silent if one not in said] == ["no-consent"]


def test_a_step_without_its_dash_is_told_how_to_begin() -> None:
    told = problems("  - id: two\n    day: 2\n", "    id: two\n    day: 2\n")
    hint = 'keep one of the two; a new step begins with "- id:"'
    assert hint in [one.hint for one in told]


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("day: 1", "dya: 1", 'did you mean "day"?'),
        ("{send: too-sore}", "{send: to-sore}", 'did you mean "too-sore"?'),
        (
            "{ask: barrier}",
            "{ask: Barrier-}",
            'use small letters, digits, _ and hyphens, and begin with a letter, e.g. "barrier"',
        ),
        ("book: assessment", "book: assesment", 'did you mean "assessment"?'),
        ("AU-VIC", "au-vic", 'did you mean "AU-VIC"?'),
        ("AU-VIC", "Mars", "write e.g. AU-VIC, or none"),
        ("days: [mon, tue, wed, thu, fri]", "days: [Wednesday]", 'did you mean "wed"?'),
        (
            "days: [mon, tue, wed, thu, fri]",
            "days: [daily]",
            "write mon, tue, wed, thu, fri, sat or sun",
        ),
        ("title: Day by day", "title: 2024", 'write "2024"'),
        ("title: Day by day", "title: Day\npin: maybe", "write true or false"),
        ("{silent: 2 check-ins}", "{silnt: 2 check-ins}", 'did you mean "silent"?'),
        ("steps:", "stepps:", 'did you mean "steps"?'),
        ("{pause: until resumed}", "{finish: stoped}", 'did you mean "stopped"?'),
        ("{pause: until resumed}", "{start: weekly}", "write sequences/weekly.yaml"),
        ("only_if: {barrier: time}", "only_if: {barrier: unansered}", 'did you mean "unanswered"?'),
        ("id: three", "id: thre", 'did you mean "three"?'),
        ("id: three", "id: Day Three", 'use small letters, digits and hyphens, e.g. "day-three"'),
        (
            "{say: Sore,",
            '{say: "So "re",',
            "quotes inside quotes must be others: use 'single' ones around the whole text",
        ),
        (
            "fine: Fine",
            "fine: {say: 'I'm fine'}",
            'quotes inside quotes must be others: use "double" ones around the whole text',
        ),
        (
            "  - id: three\n    day: 3\n",
            "  - id: three\n      day: 3\n",
            "begin it under the first letter of the line above",
        ),
        ("title: Day by day", "title: Day: by day", 'put the text in "quotes"'),
        ("id: three", "id: quite-another", "write templates/emails/daily/quite-another.md"),
    ],
)
def test_a_hint_says_what_was_probably_meant(old: str, new: str, hint: str) -> None:
    assert problems(old, new)[0].hint == hint


def test_all_mistakes_are_told_at_once() -> None:
    text = RICH.replace("day: 1\n", "dya: 1\n").replace("AU-VIC", "AU-VIK")
    text = text.replace("{send: too-sore}", "{send: to-sore}").replace("scale: 0-10", "scale: ten")
    text = text.replace("title: Day by day", "title: 7")
    found = check(content(text, letters=RICH_LETTERS)).problems
    assert [(problem.line, problem.code) for problem in found] == [
        (2, "needs-quotes"),
        (4, "unknown-calendar"),
        (11, "unknown-key"),
        (17, "unknown-step"),
        (29, "bad-range"),
    ]


def test_a_broken_step_hides_no_mistake_elsewhere() -> None:
    text = RICH.replace("day: 2\n", "day: two\n").replace("{ask: barrier}", "{ask: barier}")
    found = check(content(text, letters=RICH_LETTERS)).problems
    assert codes(found) == ["unknown-question", "bad-day"]


def test_what_refers_to_a_broken_step_is_not_blamed() -> None:
    found = problems("  - id: too-sore", "  - {id: too-sore, after: soon}")
    assert codes(found) == ["bad-span"]


def test_a_broken_step_may_be_skipped() -> None:
    text = RICH.replace("{pause: until resumed}", "{skip: three}").replace("day: 3", "day: x")
    assert codes(check(content(text, letters=RICH_LETTERS)).problems) == ["bad-day"]


def test_one_broken_sequence_leaves_the_other_fine() -> None:
    files = content(also="weekly") | {"sequences/daily.yaml": "title: ["}
    checked = check(files)
    assert set(checked.sequences) == {"weekly"}
    assert not checked.fine


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-file"),
        ("# nothing here\n", "empty-file"),
        ("- a\n- b\n", "not-a-mapping"),
        ("steps: hello\n", "missing-key"),
        ("x: " + "[" * 30 + "]" * 30, "too-deep"),
        ("x: " + "y" * 300_000, "too-large"),
        ("? [a, b]\n: c\n", "odd-key"),
        ("{}", "missing-key"),
    ],
)
def test_hopeless_files_are_told_and_nothing_breaks(text: str, code: str) -> None:
    checked = check(content(text))
    assert code in codes(checked.problems)
    assert checked.sequences == {}


def test_a_file_of_wrong_shapes_is_told_key_by_key() -> None:
    text = "sequence: daily\ntitle: A\nanchor: onset\nsend: never\nsteps: [a, {id: b}]\nrules: x\n"
    found = check(content(text)).problems
    assert [(problem.line, problem.code) for problem in found if "daily.yaml" in problem.path] == [
        (4, "not-a-block"),
        (5, "not-a-block"),
        (5, "no-letter"),
        (6, "not-a-list"),
    ]


def test_warnings_keep_nothing_back() -> None:
    checked = check(content(RICH.replace("{ask: barrier}", "{ask: pain}"), letters=RICH_LETTERS))
    assert {problem.severity for problem in checked.problems} == {Severity.WARNING}
    assert codes(checked.problems) == ["never-asked", "unused-question"]
    assert checked.fine
    assert "daily" in checked.sequences


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("{barrier: time}", "{barrier: other}", []),
        ("{barrier: [time, unanswered]}", "{barrier: other}", []),
        ("{barrier: time}", "{barrier: [other, time]}", ["same-day"]),
        ("{barrier: time}", "{going: fine}", ["same-day"]),
    ],
)
def test_two_steps_may_share_a_day_when_nobody_gets_both(
    first: str, second: str, told: list[str]
) -> None:
    text = RICH.replace("{barrier: time}", first)
    text = text.replace("    day: 3", f"    day: 2\n    only_if: {second}")
    assert codes(check(content(text, letters=RICH_LETTERS)).problems) == told


def test_a_step_may_share_a_day_with_one_for_everybody_else() -> None:
    text = RICH.replace("    day: 3", "    day: 2\n    unless: {barrier: time}")
    assert check(content(text, letters=RICH_LETTERS)).problems == ()


def test_two_steps_for_everybody_never_share_a_day() -> None:
    text = RICH.replace("    only_if: {barrier: time}\n", "").replace("day: 3", "day: 2")
    (problem,) = check(content(text, letters=RICH_LETTERS)).problems
    assert (problem.code, problem.severity, problem.hint) == (
        "same-day",
        Severity.ERROR,
        "write day: 3",
    )


def test_a_step_with_a_day_may_be_sent_early_when_it_is_skipped_later() -> None:
    text = RICH.replace("{pause: until resumed}", "[{send: three}, {skip: three}]")
    assert check(content(text, letters=RICH_LETTERS)).problems == ()


def test_a_question_may_be_written_twice_with_the_same_answers_only() -> None:
    choices = "{fine: A, sore: B, not_yet: C}"
    same = f"    day: 3\n    ask: {{going: {{question: Now?, choices: {choices}}}}}"
    assert codes(problems("    day: 3", same)) == []
    (problem,) = problems("    day: 3", same.replace("fine: A", "good: A"))
    assert (problem.line, problem.code) == (26, "two-questions")
    assert "line 13" in problem.message


def test_a_question_under_another_name_is_one_of_its_own() -> None:
    text = RICH.replace(
        "    day: 3",
        "    day: 3\n    ask: {pain_now: pain}\n    only_if: {pain_now: [7, unanswered]}",
    )
    checked = check(content(text, letters=RICH_LETTERS))
    assert checked.problems == ()
    assert set(checked.sequences["daily"].questions) == {"pain", "barrier", "going", "pain_now"}


def test_an_effect_asks_what_stands_in_its_own_step_or_under_questions() -> None:
    moved = RICH.replace("    day: 3", "    day: 3\n    ask: {why: {question: Why?, text: true}}")
    (problem,) = check(
        content(moved.replace("{ask: barrier}", "{ask: why}"), letters=RICH_LETTERS)
    ).problems[:1]
    assert (problem.code, problem.hint) == ("unknown-question", "move it there from its step")
    here = RICH.replace(
        "      pain: pain", "      pain: pain\n      why: {question: Why?, text: true}"
    )
    here = here.replace(
        "not_yet: {say: Not yet, then: {ask: barrier}}",
        "not_yet: {say: No, then: [{ask: why}, {ask: barrier}]}",
    )
    assert check(content(here, letters=RICH_LETTERS)).problems == ()


def test_a_rule_may_ask_when_it_looks_at_an_answer() -> None:
    assert problems('{task: "Pain is up"}', "{ask: barrier}") == ()


def test_conditions_may_be_several() -> None:
    both = "[{barrier: time}, {question: pain, at_least: 7}]"
    assert problems("{barrier: time}", both) == ()
    assert codes(problems("{barrier: time}", both.replace("pain", "pian"))) == ["unknown-question"]


def test_a_silent_step_with_a_rule_of_its_own_is_fine() -> None:
    silent = "      pain: pain\n    if_silent: {after: 7d, then: {task: Ring}}\n"
    assert problems("      pain: pain\n", silent) == ()


def test_a_silence_that_nothing_follows_is_pointed_out() -> None:
    text = RICH.replace("  - {if: {silent: 2 check-ins}, then: {pause: until resumed}}\n", "")
    (problem,) = check(content(text, letters=RICH_LETTERS)).problems
    assert (problem.line, problem.code, problem.severity) == (
        12,
        "unheard-silence",
        Severity.WARNING,
    )


def test_misplaced_keys_of_a_step_are_told() -> None:
    found = problems(
        "    day: 3\n", "    day: 3\n    after: 1d\n    if_silent: {then: {task: Ring}}\n"
    )
    assert [(one.line, one.code) for one in found] == [
        (26, "after-with-day"),
        (27, "silent-without-ask"),
    ]


def test_a_window_over_midnight_opens() -> None:
    assert (
        problems('at: "09:00", until: "17:00"', 'at: "22:00", until: "02:00", quiet: "23:00-01:00"')
        == ()
    )
    (one,) = problems('at: "09:00", until: "17:00"', 'at: "17:00", until: "09:00"')
    assert (one.code, one.severity, one.column) == ("over-midnight", Severity.WARNING, 28)


def test_a_holiday_calendar_may_be_none() -> None:
    assert problems("AU-VIC", "none") == ()
    change = "    day: 3\n    send: {holidays: AU-VIK}\n"
    assert codes(problems("    day: 3\n", change)) == ["unknown-calendar"]


def test_a_missing_clinic_holds_up_everything_and_is_told_once() -> None:
    files = content(RICH, letters=RICH_LETTERS)
    del files["sequences/_clinic.yaml"]
    checked = check(files)
    assert codes(checked.problems) == ["no-clinic"]
    assert checked.clinic is None
    assert set(checked.sequences) == {"daily"}


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("Australia/Melbourne", "Australia/Melborne", "8:7", "unknown-zone"),
        ("AU-VIC", "AU-VIK", "9:11", "unknown-calendar"),
        ('"51 824 753 556"', "51 824 753", "2:6", "bad-abn"),
        ("hello@clinic.example", "hello at clinic", "5:11", "bad-address"),
        ('mon: "08:00-18:00"', 'mon: "18:00-08:00"', "11:8", "bad-hours"),
        ('mon: "08:00-18:00"', 'mon: "early"', "11:8", "bad-hours"),
        ('mon: "08:00-18:00"', 'monday: "08:00-18:00"', "11:3", "unknown-word"),
        ("https://book.clinic.example", "http://book.clinic.example", "13:39", "bad-url"),
        (
            "link_hosts: [book.clinic.example]",
            "link_hosts: [www.clinic.example]",
            "13:39",
            "unlisted-host",
        ),
        ("link_hosts: [book.clinic.example]", "link_hosts: [https://x]", "14:14", "bad-host"),
        ("sign_off: The clinic", "sign_off:", "7:1", "empty-value"),
        ("sign_off: The clinic", 'sign_off: "  "', "7:11", "empty-text"),
        ("sign_off: The clinic", "signoff: The clinic", "7:1", "unknown-key"),
        ("name: Tests' Back Clinic", "name: Tests\nsample: [nmae]", "2:10", "unknown-word"),
        ("name: Tests' Back Clinic", "name: Tests\nsample: 7", "2:9", "bad-sample"),
        ("name: Tests' Back Clinic", "name: Tests: Back", "1:12", "yaml-syntax"),
        ("name: Tests' Back Clinic", "name: Tests\nhours: [", "2:8", "yaml-syntax"),
    ],
)
def test_a_mistake_in_the_clinics_file_is_told(old: str, new: str, place: str, code: str) -> None:
    assert old in CLINIC
    checked = check(content(clinic=CLINIC.replace(old, new, 1)))
    found = [problem for problem in checked.problems if problem.path == "sequences/_clinic.yaml"]
    assert (f"{found[0].line}:{found[0].column}", found[0].code) == (place, code)
    assert checked.clinic is None


def test_a_broken_clinics_file_accuses_nobody_else() -> None:
    checked = check(content(RICH, letters=RICH_LETTERS, clinic="services: 7\n"))
    assert {problem.path for problem in checked.problems} == {"sequences/_clinic.yaml"}


def test_the_sample_facts_may_be_all_or_some() -> None:
    for written, facts in (("true", 13), ("false", 0), ("[abn, phone]", 2)):
        clinic = check(content(clinic=f"{CLINIC}sample: {written}\n")).clinic
        assert clinic is not None
        assert len(clinic.sample) == facts


def test_letters_are_checked_too() -> None:
    files = content(RICH, letters=RICH_LETTERS)
    path = "templates/emails/daily/one.md"
    files[path] += "\nDear {{ frist_name }}, see [our page](https://elsewhere.example/).\n"
    found = check(files).problems
    assert [(one.path, one.line, one.code) for one in found] == [
        (path, 8, "unknown-tag"),
        (path, 8, "unlisted-host"),
    ]


def test_links_are_not_judged_while_the_clinics_file_is_broken() -> None:
    files = content(RICH, letters=RICH_LETTERS, clinic="services: 7\n")
    files["templates/emails/daily/one.md"] += "\nSee [our page](https://elsewhere.example/).\n"
    assert {problem.path for problem in check(files).problems} == {"sequences/_clinic.yaml"}


def test_a_letter_without_a_step_is_pointed_out() -> None:
    found = check(content(RICH, letters=f"{RICH_LETTERS} four onne")).problems
    assert [(one.path, one.code, one.severity, one.hint) for one in found] == [
        (
            "templates/emails/daily/four.md",
            "stray-letter",
            Severity.WARNING,
            "known here: hello, one, two, three, too-sore",
        ),
        ("templates/emails/daily/onne.md", "stray-letter", Severity.WARNING, 'did you mean "one"?'),
    ]


@pytest.mark.parametrize("name", ["_layout.html", "_layout.txt", "_confirm.md", "_reminder.md"])
def test_what_every_sequence_needs_must_be_there(name: str) -> None:
    files = content(RICH, letters=RICH_LETTERS)
    del files[f"templates/emails/{name}"]
    (problem,) = check(files).problems
    assert (problem.path, problem.code) == (f"templates/emails/{name}", "missing-file")
