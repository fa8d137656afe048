"""Each cause is told once, and what a writer explains is held against what there is."""

from datetime import date

import pytest

from drip.content.check import check
from drip.content.problems import Severity
from tests.content.samples import DAILY, RICH, RICH_LETTERS, content

TODAY = date(2026, 11, 22)
DAILY_PATH = "sequences/daily.yaml"
ONE = "templates/emails/daily/one.md"
REVIEWED = "author: Tests\nreview_by: 2027-05-31\n"


def told(files: dict[str, str], path: str) -> list[str]:
    found = check(files, today=TODAY).problems
    shown = [one for one in found if one.path == path and one.severity is not Severity.NOTE]
    return [one.code for one in shown]


def with_letter(front: str, body: str = "Hello.") -> dict[str, str]:
    files = content(RICH, letters=RICH_LETTERS)
    return files | {ONE: f"---\npreheader: A line\n{REVIEWED}{front}\n---\n{body}\n"}


def test_a_copy_under_another_name_lacks_its_name_and_not_each_letter() -> None:
    assert told(content() | {"sequences/copy.yaml": DAILY}, "sequences/copy.yaml") == ["wrong-key"]


@pytest.mark.parametrize("spoilt", ["day\u00a0: 2", "day:\u00a02", "\u00a0day: 2"])
def test_a_no_break_space_is_told_once(spoilt: str) -> None:
    block = DAILY.replace("  - {id: two, day: 2}", f"  - id: two\n    {spoilt}")

    assert told(content(block), DAILY_PATH) == ["odd-space"]


@pytest.mark.parametrize("value", ["true", "1.50", "[a]"])
def test_a_subject_that_is_no_text_is_refused(value: str) -> None:
    assert told(with_letter(f"subject: {value}"), ONE) == ["front-matter"]


def test_a_number_may_be_a_subject() -> None:
    assert told(with_letter("subject: 12"), ONE) == []


def test_an_explanation_of_nothing_is_told_with_the_word_that_was_meant() -> None:
    front = "subject: Hello\nexplained: {foreign-mailbx: it is our web designer}"
    body = "[Write](mailto:someone@elsewhere.example)"
    files = with_letter(front, body)
    (idle,) = [one for one in check(files, today=TODAY).problems if one.code == "idle-explanation"]

    assert idle.hint == 'did you mean "foreign-mailbox"?'
    assert told(with_letter(front.replace("bx", "box"), body), ONE) == []
    assert told(with_letter("subject: Hello", body), ONE) == ["foreign-mailbox"]


def test_an_idle_explanation_in_a_sequence_is_told() -> None:
    remark = DAILY.replace("day: 2}", "day: 2} # explained same-day: two kinds of people")

    assert "idle-explanation" in told(content(remark), DAILY_PATH)


def test_the_clinic_own_mailboxes_are_nobody_elses() -> None:
    assert told(with_letter("subject: Hello", "[Write](mailto:desk@clinic.example)"), ONE) == []


def test_a_window_of_a_minute_is_told() -> None:
    narrow = DAILY.replace('until: "17:00"', 'until: "09:01"')

    assert "short-window" in told(content(narrow), DAILY_PATH)
    assert "short-window" not in told(content(), DAILY_PATH)


def test_a_letter_with_very_many_questions_is_told() -> None:
    asked = "".join(f'      q{n}: {{question: "How is it?", text: true}}\n' for n in range(7))
    many = RICH.replace("      pain: pain\n", f"      pain: pain\n{asked}")

    assert "many-questions" in told(content(many, letters=RICH_LETTERS), DAILY_PATH)
