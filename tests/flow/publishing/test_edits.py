"""An edit of a living sequence, row by row of the table: who has not come to the step, who waits
for it, and who is past it.

Ann is before the steps in question, Bob waits for `one`, and Cas is past `one`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drip.engine.edits import BEHIND
from drip.engine.plan import RETIRED
from drip.flow.in_force import revisions
from drip.flow.publishing.catch_up import catch_up
from drip.storage import enrolments, replans
from drip.storage.database import Database
from tests.road import DAILY, Road, at, content, letter

WEEKLY = """\
sequence: daily
title: Week by week
anchor: confirmed
send: {at: "09:00", until: "17:00", days: [mon, tue, wed, thu, fri, sat, sun]}
check_ins: {days: [mon, tue, wed, thu, fri, sat, sun], remind_after: 2d, silent_after: 2d}
steps:
  - {id: hello, day: start}
  - {id: zero, day: 4}
  - {id: one, day: 8}
  - {id: two, day: 12}
  - {id: three, day: 16}
"""


class Clinic:
    """Three people at different places of one sequence, on 12 January at 09:00 in Berlin."""

    def __init__(self, database: Database, folder: Path, text: str = WEEKLY) -> None:
        self.text = text
        self.road = Road(
            database, folder, files=content({"daily": text}), start="2027-01-01T08:00Z"
        )
        self.ids = {}
        for name, days in (("Cas", 4), ("Bob", 4), ("Ann", 2.5)):
            self.ids[name] = self.road.person(name)[1]
            self.road.run(days=days, step=timedelta(days=1))
        # 11 January, 20:00 UTC: Cas is on day 10, Bob on day 6, Ann on day 2.

    def publish(self, text: str, letters: Mapping[str, str] | None = None) -> None:
        files = content({"daily": text})
        files |= {f"templates/emails/daily/{key}.md": one for key, one in (letters or {}).items()}
        done = revisions.publish(self.road.services, files, author="tests")
        assert not done.problems, done.problems
        catch_up(self.road.services)

    def went(self, name: str) -> list[tuple[str, str]]:
        rows = self.road.rows(enrolment_id=self.ids[name], state="accepted")
        return [(row.step, row.handed_at.strftime("%d")) for row in rows]

    def waits(self, name: str) -> tuple[str, str]:
        (row,) = self.road.rows(enrolment_id=self.ids[name], state="planned")
        return row.step, row.due_at.strftime("%d")

    def row(self, name: str, step: str) -> Any:
        (row,) = self.road.rows(enrolment_id=self.ids[name], step=step)
        return row


@pytest.fixture
def clinic(database: Database, tmp_path: Path) -> Clinic:
    made = Clinic(database, tmp_path)
    assert made.waits("Ann") == ("zero", "13")
    assert made.waits("Bob") == ("one", "13")
    assert made.waits("Cas") == ("two", "13")
    return made


def test_a_changed_text_reaches_everybody_who_has_not_got_it(clinic: Clinic) -> None:
    clinic.publish(WEEKLY, {"one": letter("A better subject")})
    assert clinic.waits("Bob") == ("one", "13")
    clinic.road.run(days=8, step=timedelta(days=1))

    old, new = (clinic.row(name, "one").revision_id for name in ("Cas", "Bob"))
    assert old != new == clinic.row("Ann", "one").revision_id
    assert [step for step, _ in clinic.went("Cas")].count("one") == 1


def test_a_shortened_delay_brings_a_letter_forward_but_not_at_once(clinic: Clinic) -> None:
    clinic.publish(WEEKLY.replace("day: 8", "day: 5"))

    row = clinic.row("Bob", "one")  # its day, the tenth, has passed
    assert at("2027-01-12T08:00Z") <= row.due_at < at("2027-01-12T10:00Z")
    assert clinic.waits("Ann") == ("zero", "13")
    assert clinic.waits("Cas") == ("two", "13")
    clinic.road.run(days=5, step=timedelta(days=1))
    assert clinic.went("Ann")[-1] == ("one", "14")


def test_a_lengthened_delay_moves_a_letter_out(clinic: Clinic) -> None:
    clinic.publish(WEEKLY.replace("day: 8", "day: 10"))

    assert clinic.waits("Bob") == ("one", "15")
    assert clinic.waits("Cas") == ("two", "13")
    clinic.road.run(days=8, step=timedelta(days=1))
    assert clinic.went("Ann")[-1] == ("one", "19")


def test_an_added_step_goes_to_those_who_are_not_past_its_place(clinic: Clinic) -> None:
    clinic.publish(WEEKLY.replace("  - {id: one", "  - {id: extra, day: 6}\n  - {id: one"))

    assert clinic.waits("Bob") == ("extra", "12")
    clinic.road.run(days=8, step=timedelta(days=1))
    assert clinic.went("Ann")[1:] == [("zero", "13"), ("extra", "15"), ("one", "17")]
    assert clinic.went("Bob")[2:] == [("extra", "12"), ("one", "13"), ("two", "17")]
    assert "extra" not in dict(clinic.went("Cas"))


def test_a_removed_step_is_cancelled_and_the_rest_does_not_slide(clinic: Clinic) -> None:
    clinic.publish(WEEKLY.replace("  - {id: one, day: 8}\n", ""))

    gone = clinic.row("Bob", "one")
    assert (gone.state, "step_removed" in gone.reason) == ("cancelled", True)
    assert clinic.waits("Bob") == ("two", "17")
    assert ("one", "09") in clinic.went("Cas")
    clinic.road.run(days=10, step=timedelta(days=1))
    assert [step for step, _ in clinic.went("Ann")] == ["hello", "zero", "two"]


def test_a_step_that_was_removed_by_mistake_can_come_back(clinic: Clinic) -> None:
    clinic.publish(WEEKLY.replace("  - {id: one, day: 8}\n", ""))
    clinic.publish(WEEKLY)

    assert clinic.waits("Bob") == ("one", "13")
    clinic.road.run(days=10, step=timedelta(days=1))
    assert [step for step, _ in clinic.went("Bob")].count("one") == 1
    assert [step for step, _ in clinic.went("Cas")].count("one") == 1


def test_a_moved_step_goes_at_its_new_place_and_never_again(clinic: Clinic) -> None:
    moved = WEEKLY.replace("  - {id: one, day: 8}\n", "") + "  - {id: one, day: 20}\n"
    clinic.publish(moved)

    assert clinic.waits("Bob") == ("two", "17")
    clinic.road.run(days=20, step=timedelta(days=1))
    assert [step for step, _ in clinic.went("Ann")] == ["hello", "zero", "two", "three", "one"]
    assert [step for step, _ in clinic.went("Cas")].count("one") == 1
    # Cas is past the last letter now: what stands before it would go backwards.
    lost = clinic.row("Cas", "two")
    assert (lost.state, lost.reason) == ("skipped", BEHIND)


def test_a_renamed_step_keeps_its_identity(clinic: Clinic) -> None:
    before = clinic.row("Bob", "one")
    renamed = WEEKLY.replace("{id: one,", "{id: uno, renamed_from: one,")
    clinic.publish(renamed)

    row = clinic.row("Bob", "uno")
    assert (row.id, row.state, row.due_at) == (before.id, "planned", before.due_at)
    clinic.publish(renamed.replace(" renamed_from: one,", ""))  # the line has served its time
    clinic.road.run(days=10, step=timedelta(days=1))
    assert [step for step, _ in clinic.went("Ann")] == ["hello", "zero", "uno", "two"]
    assert "uno" not in dict(clinic.went("Cas"))


def test_a_step_renamed_twice_goes_to_nobody_again(clinic: Clinic) -> None:
    clinic.publish(WEEKLY.replace("{id: one,", "{id: uno, renamed_from: one,"))
    clinic.publish(WEEKLY.replace("{id: one,", "{id: eins, renamed_from: uno,"))
    clinic.road.run(days=9, step=timedelta(days=1))

    assert [step for step, _ in clinic.went("Cas")] == ["hello", "zero", "one", "two", "three"]
    assert [step for step, _ in clinic.went("Bob")] == ["hello", "zero", "eins", "two"]


def test_an_id_changed_without_a_word_is_a_removal_and_brings_no_letter_twice(
    clinic: Clinic,
) -> None:
    clinic.publish(WEEKLY.replace("{id: one,", "{id: uno,"))

    assert clinic.row("Bob", "one").state == "cancelled"
    assert clinic.waits("Bob") == ("uno", "13")
    clinic.road.run(days=10, step=timedelta(days=1))
    assert "uno" not in dict(clinic.went("Cas"))
    assert "uno" in dict(clinic.went("Ann"))


def test_a_changed_condition_is_looked_at_when_the_letter_goes(clinic: Clinic) -> None:
    asking = WEEKLY.replace(
        "{id: zero, day: 4}",
        "{id: zero, day: 4, ask: {mood: {question: Well, choices: {good: Good, bad: Bad}}}}",
    )
    clinic.publish(asking.replace("day: 8}", "day: 8, only_if: {mood: good}}"))

    assert clinic.waits("Bob") == ("one", "13")
    clinic.road.run(days=8, step=timedelta(days=1))
    assert clinic.row("Bob", "one").state == clinic.row("Ann", "one").state == "skipped"
    assert clinic.row("Cas", "one").state == "accepted"


def test_a_changed_window_moves_the_moment_of_what_waits(clinic: Clinic) -> None:
    clinic.publish(WEEKLY.replace('at: "09:00"', 'at: "15:00"'))

    for name, step in (("Ann", "zero"), ("Bob", "one"), ("Cas", "two")):
        assert clinic.row(name, step).due_at == at("2027-01-13T14:00Z")


def test_a_sequence_without_its_file_is_paused_and_goes_on_when_it_is_back(clinic: Clinic) -> None:
    other = DAILY.replace("sequence: daily", "sequence: other")
    done = revisions.publish(clinic.road.services, content({"other": other}), author="tests")
    assert (done.removed, done.paused) == (("daily",), ("daily",))
    before = clinic.went("Bob")
    clinic.road.run(days=7, step=timedelta(days=1))
    assert clinic.went("Bob") == before
    assert clinic.row("Bob", "one").state == "planned"

    clinic.publish(WEEKLY)
    clinic.road.run(days=3, step=timedelta(days=1))
    assert clinic.went("Bob")[-1] == ("one", "20")


def test_a_file_with_a_mistake_changes_nothing_for_anybody(clinic: Clinic) -> None:
    broken = content({"daily": WEEKLY}) | {
        "sequences/daily.yaml": WEEKLY.replace("day: 8", "dya: 8")
    }
    done = revisions.publish(clinic.road.services, broken, author="tests")
    catch_up(clinic.road.services)

    assert done.refused == ("daily",)
    assert clinic.waits("Bob") == ("one", "13")
    clinic.road.run(days=3, step=timedelta(days=1))
    assert clinic.went("Bob")[-1] == ("one", "13")


def test_a_pin_that_is_added_later_holds_those_who_are_in_it(clinic: Clinic) -> None:
    later = WEEKLY.replace("day: 8", "day: 9") + "pin: true\n"
    clinic.publish(later)
    assert clinic.waits("Bob") == ("one", "14")  # the edit that pins reaches them

    clinic.publish(later.replace("  - {id: one, day: 9}\n", ""))
    clinic.publish(WEEKLY.replace("day: 9", "day: 11"))

    assert clinic.waits("Bob") == ("one", "14")
    clinic.road.run(days=12, step=timedelta(days=1))
    assert ("one", "14") in clinic.went("Bob")
    assert "one" in dict(clinic.went("Ann"))


def test_a_pin_holds_whoever_waits_for_the_edit_of_before(clinic: Clinic) -> None:
    """The publication before reaches them too, though another one came before they were planned."""
    moved = content({"daily": WEEKLY.replace("day: 8", "day: 9") + "pin: true\n"})
    again = content({"daily": WEEKLY.replace("day: 8", "day: 11") + "pin: true\n"})
    for files in (moved, again):
        assert not revisions.publish(clinic.road.services, files, author="tests").problems
    catch_up(clinic.road.services)

    assert clinic.waits("Bob") == ("one", "14")
    with clinic.road.database.read() as tx:
        assert not replans.unsettled(tx) or replans.behind(tx, after=0, limit=9) is None


def test_no_pin_stands_against_an_end_for_everybody(clinic: Clinic) -> None:
    clinic.publish(WEEKLY + "pin: true\n")
    clinic.publish(WEEKLY + "pin: true\nretire: stop\n")
    clinic.publish(WEEKLY)
    clinic.road.run(days=8, step=timedelta(days=1))

    assert [clinic.row("Bob", "one").reason, clinic.row("Cas", "two").reason] == [RETIRED] * 2
    with clinic.road.database.read() as tx:
        assert {one.state for one in enrolments.get(tx, clinic.ids.values()).values()} == {
            "stopped"
        }


def test_pinned_people_finish_on_what_they_began_with(database: Database, tmp_path: Path) -> None:
    pinned = Clinic(database, tmp_path, WEEKLY + "pin: true\n")
    pinned.publish(WEEKLY.replace("  - {id: one, day: 8}\n", "") + "pin: true\n")

    assert pinned.waits("Bob") == ("one", "13")
    late = pinned.road.person("Dee")[1]
    pinned.road.run(days=13, step=timedelta(days=1))
    assert "one" in dict(pinned.went("Bob"))
    assert [row.step for row in pinned.road.rows(enrolment_id=late, state="accepted")] == [
        "hello",
        "zero",
        "two",
    ]
