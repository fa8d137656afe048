"""A claim goes out only after a named person has signed its exact text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drip.content.revision import Revisions
from drip.delivery.outbox import Outbox
from drip.flow.in_force import revisions
from drip.flow.publishing.sign_off import NothingToSignError, sign_off, signed_texts, waiting
from drip.flow.services import Services
from drip.links import Links
from drip.storage.database import Database
from tests.content.samples import RICH, RICH_LETTERS, content, letter

BASE_URL = "https://drip.clinic.example"
NOW = datetime(2027, 1, 4, 8, tzinfo=UTC)
ONE = "templates/emails/daily/one.md"


@pytest.fixture
def services(database: Database, tmp_path: Path) -> Services:
    return Services(
        database=database,
        content=Revisions(BASE_URL),
        transport=Outbox(tmp_path / "outbox"),
        links=Links(b"a secret of the tests, 32 bytes.", BASE_URL),
        now=lambda: NOW,
        wall=lambda: NOW,
    )


def claiming(text: str = "We cure backs.") -> dict[str, str]:
    files = content(RICH, letters=RICH_LETTERS)
    files[ONE] = letter("one").replace("Hello one.", text)
    return files


def refused(services: Services, files: dict[str, str]) -> tuple[str, ...]:
    return revisions.publish(services, files, author="Ann").refused


def test_an_unsigned_claim_is_not_published(services: Services) -> None:
    done = revisions.publish(services, claiming(), author="Ann")
    assert done.refused == ("daily",)
    (problem,) = done.problems
    assert problem.message.endswith('"We cure backs."')
    assert problem.hint.startswith('softer: "may help with"; ')


def test_a_signed_claim_is_published_until_a_letter_changes(services: Services) -> None:
    done = sign_off(services, claiming(), sequence="daily", step="one", by="Dana Reyes")
    assert (done.sentences, done.fresh) == (("We cure backs.",), True)
    assert refused(services, claiming()) == ()
    assert refused(services, claiming("We cure Backs.")) == ("daily",)
    assert refused(services, claiming()) == ()


def test_signing_again_changes_nothing(services: Services) -> None:
    for fresh in (True, False):
        done = sign_off(services, claiming(), sequence="daily", step="one", by=" Dana  Reyes ")
        assert (done.by, done.fresh) == ("Dana Reyes", fresh)
    assert signed_texts(services) == {done.text_hash}


def test_a_question_is_signed_by_its_name(services: Services) -> None:
    files = content(RICH.replace("How much pain?", "Cured of pain?"), letters=RICH_LETTERS)
    assert refused(services, files) == ("daily",)
    sign_off(services, files, sequence="daily", step="question:pain", by="Dana Reyes")
    assert refused(services, files) == ()


@pytest.mark.parametrize(
    ("sequence", "step", "by", "said"),
    [
        ("daily", "one", "  ", "needs the name of a person"),
        ("daily", "two", "Dana", "Nothing in daily two needs a signature"),
        (
            "daily",
            "tow",
            "Dana",
            r'There is no letter templates/emails/daily/tow.md. Did you mean "two"\?',
        ),
        ("daily", "question:pian", "Dana", r'There is no question "pian".* Did you mean "pain"\?'),
        ("dayly", "question:pain", "Dana", 'There is no question "pain"'),
    ],
)
def test_there_must_be_something_to_sign_and_somebody(
    services: Services, sequence: str, step: str, by: str, said: str
) -> None:
    with pytest.raises(NothingToSignError, match=said):
        sign_off(services, claiming(), sequence=sequence, step=step, by=by)
    assert signed_texts(services) == frozenset()


def test_a_long_overdue_review_holds_a_letter_and_the_last_good_revision_stays(
    services: Services,
) -> None:
    def reviewed(on: datetime) -> dict[str, str]:
        return claiming(text="Hello.") | {
            ONE: letter("one").replace("author:", f"review_by: {on.date()}\nauthor:")
        }

    good = revisions.publish(services, reviewed(NOW - timedelta(days=60)), author="Ann")
    assert "review-overdue" in {one.code for one in good.warnings}
    held = revisions.publish(services, reviewed(NOW - timedelta(days=61)), author="Ann")
    assert [one.code for one in held.problems] == ["review-hold"]
    with services.database.read() as tx:
        assert revisions.current(services, tx, "daily").id == good.revisions["daily"]


def test_a_rehearsal_needs_no_signature_and_no_review(services: Services) -> None:
    files = claiming()
    files[ONE] = files[ONE].replace("author:", "review_by: 2020-01-01\nauthor:")
    done = revisions.publish(services, files, author="Ann", rehearsal=True)
    assert (done.refused, done.problems) == ((), ())


def test_letters_and_questions_wait_until_they_are_signed(services: Services) -> None:
    files = claiming()
    path = "sequences/daily.yaml"
    files[path] = files[path].replace("How much pain?", "Pain that we cure?")
    files["templates/emails/_reminder.md"] += "We cure backs.\n"

    found = [(one.sequence, one.step) for one in waiting(services, files)]
    assert found == [("daily", "_reminder"), ("daily", "one"), ("daily", "question:pain")]
    for sequence, step in found:
        sign_off(services, files, sequence=sequence, step=step, by="Dana Reyes")
    assert waiting(services, files) == ()
