"""Publishing: revisions never change, and a mistake keeps the last good one in force."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drip.content.letters import Variant
from drip.content.revision import LetterMissingError, Revisions, RevisionUnreadableError
from drip.delivery.outbox import Outbox
from drip.flow.in_force import revisions
from drip.flow.in_force.revisions import RevisionUnknownError, SequenceUnknownError
from drip.flow.services import Services
from drip.links import Links
from drip.storage import revisions as stored
from drip.storage.database import Database
from tests.content.samples import content

BASE_URL = "https://drip.clinic.example"
NOW = datetime(2027, 1, 4, 8, tzinfo=UTC)


class Press:
    """Services with a clock that can be moved."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.now = NOW
        self.services = Services(
            database=database,
            content=Revisions(BASE_URL),
            transport=Outbox(folder / "outbox"),
            links=Links(b"a secret of the tests, 32 bytes.", BASE_URL),
            now=lambda: self.now,
            wall=lambda: self.now,
        )

    def publish(self, files: dict[str, str], note: str = "") -> revisions.Published:
        return revisions.publish(self.services, files, author="Ann", note=note)

    def history(self, key: str = "daily") -> list[stored.StoredRevision]:
        with self.services.database.read() as tx:
            return stored.history(tx, key)

    def current(self, key: str = "daily") -> int:
        with self.services.database.read() as tx:
            return revisions.current(self.services, tx, key).id


@pytest.fixture
def press(database: Database, tmp_path: Path) -> Press:
    return Press(database, tmp_path)


def test_publishing_puts_every_sequence_in_force(press: Press) -> None:
    published = press.publish(content())
    assert published.problems == ()
    assert set(published.changed) == {"daily"}
    assert press.current() == published.revisions["daily"]


def test_author_note_and_time_are_kept(press: Press) -> None:
    press.publish(content(), note="first")
    (only,) = press.history()
    assert (only.author, only.note, only.created_at) == ("Ann", "first", NOW)


def test_publishing_the_same_again_changes_nothing(press: Press) -> None:
    first = press.publish(content())
    second = press.publish(content())
    assert second.revisions == first.revisions
    assert second.changed == ()
    assert len(press.history()) == 1


def test_a_changed_letter_is_a_new_revision(press: Press) -> None:
    first = press.publish(content())
    files = content()
    files["templates/emails/daily/one.md"] += "One more line.\n"
    press.now += timedelta(days=1)
    second = press.publish(files)
    assert second.revisions["daily"] != first.revisions["daily"]
    assert second.changed == ("daily",)
    assert press.current() == second.revisions["daily"]
    assert len(press.history()) == 2


def test_going_back_to_an_earlier_text_reuses_its_revision(press: Press) -> None:
    first = press.publish(content())
    files = content()
    files["templates/emails/daily/one.md"] += "One more line.\n"
    press.publish(files)
    back = press.publish(content())
    assert back.revisions == first.revisions
    assert back.changed == ("daily",)
    assert press.current() == first.revisions["daily"]


def test_an_old_revision_stays_as_it_was(press: Press) -> None:
    first = press.publish(content())
    files = content()
    files["sequences/daily.yaml"] = files["sequences/daily.yaml"].replace("Day by day", "Other")
    press.publish(files)
    with press.services.database.read() as tx:
        old = revisions.by_id(press.services, tx, first.revisions["daily"])
        new = revisions.current(press.services, tx, "daily")
    assert (old.sequence.title, new.sequence.title) == ("Day by day", "Other")


def test_two_who_publish_at_once_store_one_revision(press: Press) -> None:
    line = threading.Barrier(2)
    found: list[int] = []

    def publish() -> None:
        line.wait()
        found.append(press.publish(content()).revisions["daily"])

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [press.current()] * 2
    assert len(press.history()) == 1


def test_a_letter_with_a_mistake_is_refused_although_it_could_be_made(press: Press) -> None:
    files = content(also="weekly")
    files["templates/emails/daily/one.md"] += "See [this](https://elsewhere.example/).\n"
    published = press.publish(files)
    assert (published.refused, set(published.revisions)) == (("daily",), {"weekly"})


@pytest.mark.parametrize(
    ("path", "addition", "code"),
    [
        ("templates/emails/_layout.html", "{% if %}", "layout-code"),
        ("templates/emails/_layout.html", "<script></script>", "refused-element"),
        ("templates/emails/daily/one.md", "\n\nA\n" * 2500, "big-letter"),
    ],
)
def test_a_letter_that_cannot_be_made_well_is_refused(
    press: Press, path: str, addition: str, code: str
) -> None:
    files = content()
    files[path] += addition
    published = press.publish(files)
    assert published.refused == ("daily",)
    assert {problem.code for problem in published.problems} == {code}
    assert press.history() == []


def test_a_mistake_leaves_the_last_good_revision_in_force(press: Press) -> None:
    first = press.publish(content())
    files = content()
    files["sequences/daily.yaml"] = files["sequences/daily.yaml"].replace("day: 1", "dya: 1")
    second = press.publish(files)
    assert second.refused == ("daily",)
    assert [problem.code for problem in second.problems] == ["unknown-key"]
    assert press.current() == first.revisions["daily"]


def test_a_mistake_in_one_sequence_does_not_hold_up_another(press: Press) -> None:
    files = content(also="weekly")
    files["sequences/daily.yaml"] = "title: ["
    published = press.publish(files)
    assert published.refused == ("daily",)
    assert set(published.revisions) == {"weekly"}


def test_a_broken_clinic_file_holds_up_everything(press: Press) -> None:
    files = content()
    files["sequences/_clinic.yaml"] += "nonsense: 1\n"
    published = press.publish(files)
    assert published.refused == ("daily",)
    assert published.revisions == {}


def test_a_removed_file_is_reported_and_nothing_else_happens(press: Press) -> None:
    press.publish(content(also="weekly"))
    published = press.publish(content())
    assert published.removed == ("weekly",)
    assert press.current("weekly") > 0


def test_what_was_never_published_is_said_so(press: Press) -> None:
    with press.services.database.read() as tx:
        with pytest.raises(SequenceUnknownError, match="daily"):
            revisions.current(press.services, tx, "daily")
        with pytest.raises(RevisionUnknownError, match="17"):
            revisions.by_id(press.services, tx, 17)
        assert stored.get(tx, 17) is None
        assert revisions.in_force(press.services, tx) == {}


def test_another_process_reads_the_same_revision(press: Press, tmp_path: Path) -> None:
    published = press.publish(content())
    other = Press(press.services.database, tmp_path)
    assert other.current() == published.revisions["daily"]
    with other.services.database.read() as tx:
        kept = stored.get(tx, published.revisions["daily"])
        everything = revisions.in_force(other.services, tx)
    assert kept is not None
    assert kept.files["sequences/daily.yaml"] == content()["sequences/daily.yaml"]
    assert everything["daily"].sequence.title == "Day by day"


def test_a_revision_is_read_once_and_kept(press: Press) -> None:
    press.publish(content())
    with press.services.database.read() as tx:
        first = revisions.current(press.services, tx, "daily")
        assert revisions.current(press.services, tx, "daily") is first


def test_letters_are_compiled_once_a_variant(press: Press) -> None:
    press.publish(content())
    with press.services.database.read() as tx:
        revision = revisions.current(press.services, tx, "daily")
    letter = revision.compile("one")
    assert letter.subject == "Letter one"
    assert revision.compile("one") is letter
    assert revision.compile("one", Variant(questions=False)) is not letter
    assert revision.compile("_confirm").subject
    with pytest.raises(LetterMissingError, match="three-hundred"):
        revision.compile("three-hundred")


def test_threads_share_one_revision() -> None:
    cache = Revisions(BASE_URL)
    files = content()
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(cache.load(1, files))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(revision) for revision in found}) == 1
    assert cache.get(1) is found[0]
    assert cache.get(2) is None


def test_memory_holds_a_limited_number_of_revisions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drip.content.revision.MOST_REVISIONS", 2)
    monkeypatch.setattr("drip.content.revision.MOST_LETTERS", 1)
    cache = Revisions(BASE_URL)
    first = cache.load(1, content())
    letter = first.compile("one")
    first.compile("two")
    assert first.compile("one") is not letter
    cache.load(2, content())
    cache.get(1)
    cache.load(3, content())
    assert cache.get(2) is None
    assert cache.get(1) is first


def test_a_stored_revision_loads_although_the_language_has_moved_on() -> None:
    files = content()
    text = files["sequences/daily.yaml"]
    text = text.replace("anchor:", "a_key_of_old: 1\nanchor:").replace("day: 2}", "day: -2}")
    text = text.replace("day: 3}", "day: 3, ask: {mood: gone}}")
    files["sequences/daily.yaml"] = text + "rules: [{if: {gone: yes}, then: {send: away}}]\n"
    revision = Revisions(BASE_URL).load(1, files)
    assert [step.id for step in revision.sequence.steps] == ["hello", "one", "three"]
    assert revision.sequence.steps[-1].ask == ()
    assert revision.sequence.rules[0].conditions[0].question == "gone"


@pytest.mark.parametrize("broken", ["sequences/daily.yaml", "sequences/_clinic.yaml"])
def test_a_damaged_revision_is_said_so(broken: str) -> None:
    with pytest.raises(RevisionUnreadableError, match="cannot be read"):
        Revisions(BASE_URL).load(1, content() | {broken: "title: ["})


def test_a_revision_holds_one_sequence() -> None:
    with pytest.raises(RevisionUnreadableError, match="one sequence"):
        Revisions(BASE_URL).load(1, {})
