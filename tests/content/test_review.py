"""A letter has an author and a day by which somebody looks at it again; and a reading age."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from drip.content.check import Checked, check
from drip.content.problems import Severity
from drip.content.reading import reading_age
from tests.content.samples import CLINIC, content, letter

TODAY = date(2027, 3, 1)
ONE = "templates/emails/daily/one.md"
HARD = (
    "Functional rehabilitation necessitates individualised neuromuscular coordination, "
    "incorporating progressively demanding compound movements alongside comprehensive postural "
    "reorganisation, notwithstanding considerable interindividual variability throughout the "
    "musculoskeletal population, particularly following prolonged immobilisation and consequent "
    "generalised deconditioning."
)


HELD = (
    "This letter was to be reviewed 61 days ago. After 60 days it is held: it cannot be published."
)


def checked(review_by: date | None, *, sample: bool = False, author: str = "Tests") -> Checked:
    files = content(clinic=("sample: true\n" if sample else "") + CLINIC)
    for path, text in files.items():
        if path.startswith("templates/emails/daily/"):
            files[path] = text.replace("---\nHello", "review_by: 2027-12-31\n---\nHello")
    line = f"review_by: {review_by}\n" if review_by else ""
    files[ONE] = letter("one").replace("author: Tests\n", f"author: {author}\n{line}")
    return check(files, today=TODAY)


def test_a_review_that_is_due_today_is_not_late() -> None:
    assert checked(TODAY).problems == ()


@pytest.mark.parametrize(
    ("days", "code", "severity", "said"),
    [
        (1, "review-overdue", Severity.WARNING, "This letter was to be reviewed 1 day ago."),
        (60, "review-overdue", Severity.WARNING, "This letter was to be reviewed 60 days ago."),
        (
            61,
            "review-hold",
            Severity.ERROR,
            HELD,
        ),
    ],
)
def test_a_late_review_warns_then_holds(
    days: int, code: str, severity: Severity, said: str
) -> None:
    (found,) = checked(TODAY - timedelta(days=days)).problems
    assert (found.path, found.line, found.column) == (ONE, 5, 12)
    assert (found.code, found.severity, found.message) == (code, severity, said)


def test_a_sample_clinic_is_never_held() -> None:
    (found,) = checked(TODAY - timedelta(days=400), sample=True).problems
    assert found.severity is Severity.WARNING


def test_author_and_review_date_are_missed() -> None:
    found = checked(None, author='""').problems
    assert [(one.code, one.severity) for one in found] == [
        ("no-review-date", Severity.WARNING),
        ("no-author", Severity.WARNING),
    ]


def test_without_a_day_no_review_is_late() -> None:
    files = content()
    assert check(files).problems == ()


def test_a_letter_explains_its_warning() -> None:
    files = content()
    files[ONE] = letter("one").replace("subject: Letter one", f"subject: {'long and ' * 7}on")
    files[ONE] = files[ONE].replace("author:", "explained: {long-subject: tested so}\nauthor:")
    (found,) = check(files).problems
    assert (found.severity, found.hint) == (Severity.NOTE, "explained: tested so")


def test_an_error_cannot_be_explained() -> None:
    files = content()
    files[ONE] = letter("one").replace("Hello one.", "We cure backs.")
    files[ONE] = files[ONE].replace("author:", "explained: {claim-outcome: it is true}\nauthor:")
    (found,) = check(files).problems
    assert (found.code, found.severity) == ("claim-outcome", Severity.ERROR)


def test_an_explanation_is_a_code_with_a_reason() -> None:
    files = content()
    files[ONE] = letter("one").replace("author:", "explained: all of it\nauthor:")
    (found,) = check(files).problems
    assert (found.line, found.column, found.code) == (4, 12, "front-matter")


def test_hard_words_are_a_warning() -> None:
    files = content()
    files[ONE] = letter("one").replace("Hello one.", HARD)
    (found,) = check(files).problems
    assert (found.code, found.severity, found.line) == ("hard-to-read", Severity.WARNING, 6)


def test_plain_words_read_young_and_hard_ones_old() -> None:
    plain = "The cat sat on the mat. It was a good day. " * 4
    assert reading_age(plain) == 5.0
    hard = reading_age(HARD)
    assert hard is not None
    assert hard > 20


def test_a_few_words_have_no_reading_age() -> None:
    assert reading_age("Hello you.") is None


def test_tags_and_addresses_are_not_read() -> None:
    plain = "The cat sat on the mat. It was a good day. " * 4
    tagged = (
        plain + "{% if questions %}{{ answers }}{% endif %} [go](https://x.example/institutional)"
    )
    assert reading_age(tagged) == reading_age(plain + " go")


def test_every_letter_long_enough_has_its_age() -> None:
    files = content()
    files[ONE] = letter("one").replace("Hello one.", "The cat sat on the mat. " * 6)
    ages = check(files).reading_ages
    assert ages[ONE] == 5.0
    assert "templates/emails/daily/two.md" not in ages


def test_a_letter_that_cannot_be_read_is_not_said_to_lack_its_author() -> None:
    files = content()
    files[ONE] = letter("one").replace("subject: ", "subject: {{ x }")

    found = check(files, today=date(2027, 1, 1)).problems
    assert [one.code for one in found if one.path == ONE] == ["odd-key"]
