"""Publishing with people in view: foreseen, limited, agreed on, resumable, never a burst."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from drip.content.files import read_files
from drip.flow.in_force import revisions
from drip.flow.in_force.agreement import Origin, Terms
from drip.flow.publishing.catch_up import catch_up
from drip.flow.publishing.export import agreed, export
from drip.flow.publishing.publish import Edition, publish, rehearse
from drip.storage import publications, replans
from drip.storage import revisions as stored
from drip.storage.database import Database
from tests.flow.publishing.test_edits import WEEKLY
from tests.road import Road, at, content, letter

DAY = timedelta(days=1)
ONE = "templates/emails/daily/one.md"


def road_with(database: Database, folder: Path, people: int) -> Road:
    """People who wait for the letter of day 8, on the evening of day 6."""
    road = Road(database, folder, files=content({"daily": WEEKLY}), start="2027-01-01T08:00Z")
    for number in range(people):
        road.person(f"P{number}")
    road.tick()
    road.to("2027-01-05T09:00Z")
    road.tick()
    road.to("2027-01-07T20:00Z")
    return road


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return road_with(database, tmp_path, 30)


def files(text: str = WEEKLY, **letters: str) -> dict[str, str]:
    found = content({"daily": text})
    return found | {f"templates/emails/daily/{key}.md": one for key, one in letters.items()}


EARLIER = WEEKLY.replace("day: 8", "day: 5")


def due(road: Road) -> list[datetime]:
    return sorted(row.due_at for row in road.rows(step="one"))


def test_a_plan_tells_what_publishing_then_does(road: Road) -> None:
    told = rehearse(road.services, files(EARLIER, two=letter("Two, anew"))).foreseen
    effect = told.effects["daily"]
    before = due(road)

    assert (effect.people, effect.moved, effect.hastened, effect.twice) == (30, 30, 30, 0)
    assert (effect.due_soon_before, effect.due_soon) == (0, 30)
    assert effect.new_text == {"two": 30}
    assert [one.enrolment for one in effect.first] == sorted(one.enrolment for one in effect.first)
    assert due(road) == before  # it only looked

    done = publish(road.services, Edition(files=files(EARLIER), author="Eve", limit=None))
    assert done.published is not None
    moments = {row.enrolment_id: row.due_at for row in road.rows(step="one")}
    assert {one.enrolment: one.new_due_at for one in effect.first}.items() <= moments.items()


def test_who_is_past_an_added_step_is_counted(road: Road) -> None:
    added = WEEKLY.replace("  - {id: zero", "  - {id: early, day: 3}\n  - {id: zero")
    removed = WEEKLY.replace("  - {id: one, day: 8}\n", "")

    assert rehearse(road.services, files(added)).foreseen.effects["daily"].passed_by == {
        "early": 30
    }
    assert rehearse(road.services, files(removed)).foreseen.effects["daily"].removed == 30


def test_a_pin_that_is_added_is_told_of(road: Road) -> None:
    pinned = WEEKLY + "pin: true\n"
    effect = rehearse(road.services, files(pinned)).foreseen.effects["daily"]
    assert (effect.pins, effect.pinned, effect.moved) == (30, 0, 0)

    publish(road.services, Edition(files=files(pinned), author="Eve"))
    effect = rehearse(road.services, files(EARLIER)).foreseen.effects["daily"]
    assert (effect.pins, effect.pinned, effect.hastened) == (0, 30, 0)


def test_many_letters_brought_forward_need_a_yes(road: Road) -> None:
    before = due(road)
    asked = publish(road.services, Edition(files=files(EARLIER), author="Eve", limit=29))

    assert asked.published is None
    assert due(road) == before
    said_yes = publish(road.services, Edition(files=files(EARLIER), author="Eve", limit=None))
    assert said_yes.published is not None
    assert said_yes.published.changed == ("daily",)


def test_what_an_edit_makes_due_is_spread_and_stays_so(road: Road) -> None:
    publish(road.services, Edition(files=files(EARLIER), author="Eve", limit=None))
    spread = due(road)

    assert at("2027-01-08T08:00Z") <= min(spread) <= max(spread) < at("2027-01-08T10:00Z")
    assert max(Counter(spread).values()) == 1
    road.to("2027-01-08T07:59Z")
    publish(road.services, Edition(files=files(EARLIER, two=letter("Two")), author="Eve"))
    assert due(road) == spread  # an edit of a text moves nobody
    road.run(days=4, step=timedelta(hours=2))
    for row in road.rows(step="one"):
        sent = road.rows(enrolment_id=row.enrolment_id, state="accepted")
        assert all(b.handed_at - a.handed_at >= timedelta(hours=20) for a, b in pairwise(sent))


def test_what_a_crash_left_the_slow_beat_finishes(road: Road) -> None:
    revisions.publish(road.services, files(EARLIER), author="Eve")
    catch_up(road.services, batch=7, most=2)  # here the process dies
    assert sum(moment < at("2027-01-08T12:00Z") for moment in due(road)) == 14

    road.maintain()

    assert max(due(road)) < at("2027-01-08T12:00Z")
    road.wait(minutes=3)
    road.maintain()
    with road.database.read() as tx:
        assert not replans.unsettled(tx)


def test_a_letter_planned_by_the_old_revision_at_the_last_moment_is_found(road: Road) -> None:
    publish(road.services, Edition(files=files(EARLIER), author="Eve", limit=None))
    (first, *_) = road.rows(step="one")
    # A worker that began before the publication commits after it.
    road.set(first.id, due_at=at("2027-01-09T08:00Z"), planned_by=1)

    road.maintain()

    assert max(due(road)) < at("2027-01-08T12:00Z")


def test_workers_that_catch_up_at_once_agree(road: Road) -> None:
    revisions.publish(road.services, files(EARLIER), author="Eve")
    line = threading.Barrier(3)

    def work() -> None:
        line.wait()
        catch_up(road.services, batch=4)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    catch_up(road.services)

    assert len(due(road)) == 30
    assert max(due(road)) < at("2027-01-08T12:00Z")
    assert sum(row.next_of is not None for row in road.rows()) == 30


def by_editor(road: Road, changed: dict[str, str]) -> revisions.Published:
    with road.database.read() as tx:
        base = stored.in_force(tx)
    terms = Terms(origin=Origin.EDITOR, base=base, only=("daily",))
    return revisions.publish(road.services, changed, author="Flo", terms=terms)


@pytest.fixture
def small(database: Database, tmp_path: Path) -> Road:
    return road_with(database, tmp_path, 1)


def test_files_do_not_overwrite_what_the_editor_published(small: Road) -> None:
    assert by_editor(small, files(one=letter("By the editor"))).changed == ("daily",)

    done = revisions.publish(small.services, files(two=letter("By files")), author="Eve")

    assert done.changed == ()
    (conflict,) = done.conflicts
    assert conflict.author == "Flo"
    assert "+subject: By the editor" in conflict.theirs
    over = revisions.publish(
        small.services, files(two=letter("By files")), author="Eve", terms=Terms(over=conflict.over)
    )
    assert over.changed == ("daily",)


def test_old_files_do_not_undo_the_editor(small: Road) -> None:
    by_editor(small, files(one=letter("By the editor")))

    done = revisions.publish(small.services, files(), author="Eve")

    assert (done.changed, done.behind, done.conflicts) == ((), ("daily",), ())


def test_an_editor_who_began_from_an_older_revision_is_told(small: Road) -> None:
    with small.database.read() as tx:
        base = stored.in_force(tx)
    revisions.publish(small.services, files(two=letter("By files")), author="Eve")
    terms = Terms(origin=Origin.EDITOR, base=base)

    done = revisions.publish(
        small.services, files(one=letter("By the editor")), author="Flo", terms=terms
    )

    assert (done.changed, len(done.conflicts)) == ((), 1)


def test_an_export_settles_what_the_editor_published(small: Road) -> None:
    by_editor(small, files(one=letter("By the editor")))
    found = export(small.services, files())
    assert (set(found.write), found.changed) == ({ONE}, ())
    agreed(small.services, found.agreeing)

    done = revisions.publish(
        small.services, files() | dict(found.write) | {ONE: letter("By files")}, author="Eve"
    )
    assert done.changed == ("daily",)


def test_an_export_names_files_that_somebody_changed(small: Road) -> None:
    by_editor(small, files(one=letter("By the editor")))

    assert export(small.services, files(one=letter("In the files"))).changed == (ONE,)
    gone = files() | {"templates/emails/daily/notes.md": letter("Mine")}
    assert export(small.services, gone).changed == ("templates/emails/daily/notes.md",)


def test_an_export_into_nothing_is_what_was_published(small: Road, tmp_path: Path) -> None:
    found = export(small.services, {})
    for path, text in found.write.items():
        file = tmp_path / "copy" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    done = revisions.publish(small.services, read_files(tmp_path / "copy"), author="Eve")

    assert (done.problems, done.changed) == ((), ())


def test_every_publication_is_kept_with_its_difference_and_its_effect(small: Road) -> None:
    edition = Edition(files=files(one=letter("Anew")), author="Eve", note="Clearer")
    publish(small.services, edition)

    with small.database.read() as tx:
        latest, first = publications.history(tx, "daily")
    assert (latest.author, latest.note, latest.origin) == ("Eve", "Clearer", "files")
    assert latest.before == first.hash
    assert "+subject: Anew" in latest.difference
    assert latest.effect is not None
    assert latest.effect["people"] == 1


def test_publishing_one_sequence_leaves_the_others_alone(small: Road) -> None:
    done = revisions.publish(small.services, {}, author="Eve", terms=Terms(only=()))
    assert (done.removed, done.paused) == ((), ())
