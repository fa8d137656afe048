"""The person's own pace: slower, a detour for a spasm and back, finished well, another clock."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from drip.domain.people import PauseReason, SuppressionReason
from drip.flow.leaving.leave import leave
from drip.flow.own_wishes import preferences
from drip.flow.planning import pace
from drip.links import LinkPurpose
from drip.storage.database import Database
from drip.storage.tables import consents, enrolments, tasks
from tests.asking import ALL_DAYS, Asking
from tests.road import DAILY, Road, content
from tests.site import ACUTE

_WEEKLY = f"""\
sequence: weekly
title: Week by week
anchor: confirmed
send: {{at: "09:00", until: "17:00", days: {ALL_DAYS}}}
steps:
  - {{id: hello, day: start}}
  - {{id: one, day: 4}}
  - {{id: two, day: 8}}
  - {{id: three, day: 12}}
"""
_FILES = content({"weekly": _WEEKLY, "acute": ACUTE, "daily": DAILY})


class Pace(Road):
    """Somebody who gets a letter every fourth day: Monday, 10:00 in Berlin."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database, folder, start="2027-01-04T09:00Z", files=_FILES)
        self.ann, self.enrolment = self.person("Ann", "weekly")
        self.tick()

    @property
    def page(self) -> str:
        """The token of the preferences page, of her first letter."""
        row = next(row for row in self.rows(step="hello") if row.sequence == "weekly")
        return self.services.links.token(LinkPurpose.PREFERENCES, row.id, now=self.present)

    def went(self, sequence: str = "weekly") -> dict[str, date]:
        """The day on which each letter left."""
        return {
            row.step: row.handed_at.date() for row in self.rows(sequence=sequence, state="accepted")
        }

    def kept(self, sequence: str = "weekly") -> Any:
        """The row of the enrolment in a sequence."""
        with self.database.read() as tx:
            found = tx.execute(enrolments.select().where(enrolments.c.sequence == sequence))
            return found.one()

    def table(self, table: Table) -> list[Any]:
        """All rows of a table, oldest first."""
        with self.database.read() as tx:
            return list(tx.execute(table.select().order_by(table.c.id)))


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Pace:
    return Pace(database, tmp_path)


def january(day: int) -> date:
    return date(2027, 1, 1) + timedelta(days=day - 1)


def test_half_the_pace_takes_twice_the_days_from_here_on(road: Pace) -> None:
    road.run(days=5)
    preferences.set_pace(road.services, road.page, slower=True, now=road.present)
    road.run(days=30)

    # Day 8 was three days ahead and comes after six, day 12 after fourteen.
    assert road.went() == {
        "hello": january(4),
        "one": january(8),
        "two": january(15),
        "three": january(23),
    }


def test_back_to_the_usual_pace_goes_on_from_where_one_is(road: Pace) -> None:
    preferences.set_pace(road.services, road.page, slower=True, now=road.present)
    road.run(days=4)
    preferences.set_pace(road.services, road.page, slower=False, now=road.present)
    road.run(days=20)

    # Four slow days were worth two.
    assert road.went()["one"] == january(10)
    assert road.went()["two"] == january(14)
    assert road.kept().slow_from is None


def test_pressing_twice_slows_once(road: Pace) -> None:
    for _ in range(2):
        preferences.set_pace(road.services, road.page, slower=True, now=road.present)
        road.run(days=1)

    assert road.kept().slow_from == 0


def test_a_pause_and_a_slower_pace_add_up(road: Pace) -> None:
    preferences.set_pace(road.services, road.page, slower=True, now=road.present)
    preferences.pause(road.services, road.page, "1w", "", road.present)
    road.run(days=30)

    assert road.went()["one"] == january(19)  # eight days and a week


def test_a_flare_up_takes_the_other_letters_first_and_returns_to_the_same_place(
    road: Pace,
) -> None:
    road.run(days=5)
    assert preferences.flare_up(road.services, road.page, road.present)
    road.run(days=24, step=timedelta(hours=4))

    assert road.kept().state == "active"
    assert road.went("acute")["hello"] == january(9)
    road.run(days=10, step=timedelta(hours=4))
    spasm_over = road.kept("acute").ended_at.date()
    days = (spasm_over - january(9)).days
    assert road.went()["two"] == january(12 + days)
    assert [row.source for row in road.table(consents) if row.version == "flare-up-1"] == [
        "preferences"
    ]


def test_a_flare_up_is_offered_once(road: Pace) -> None:
    assert preferences.flare_up(road.services, road.page, road.present)
    assert not preferences.flare_up(road.services, road.page, road.present)
    assert preferences.view(road.services, road.page).flare_up is None


def test_a_flare_up_ends_no_hold_that_a_person_must_end(road: Pace) -> None:
    pace.pause(
        road.services,
        enrolment_id=road.enrolment,
        until=None,
        reason=PauseReason.SAFETY,
        actor="case:1",
        now=road.present,
    )
    assert not preferences.flare_up(road.services, road.page, road.present)
    assert road.kept().pause_reason == "safety"


def test_who_stops_the_detour_is_asked_by_a_person_before_the_rest_goes_on(road: Pace) -> None:
    preferences.flare_up(road.services, road.page, road.present)
    road.run(days=1)
    with road.database.write() as tx:
        tx.execute(
            enrolments.update()
            .where(enrolments.c.sequence == "acute")
            .values(state="stopped", ended_at=road.present)
        )
    road.run(days=10)

    assert road.kept().state == "paused"
    assert [row.title for row in road.table(tasks)] == [
        "The spasm emails have ended: shall the others go on?"
    ]


def test_a_goodbye_in_the_detour_ends_everything(road: Pace) -> None:
    preferences.flare_up(road.services, road.page, road.present)
    leave(
        road.services,
        subscriber_id=road.ann,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="page",
        now=road.present,
    )
    road.run(days=40)

    assert road.kept().state == "unsubscribed"
    assert road.table(tasks) == []


def test_fine_now_is_graduated_and_nothing_more_comes(road: Pace) -> None:
    preferences.finish_well(road.services, road.page, road.present)
    road.run(days=20)

    assert road.kept().state == "graduated"
    assert list(road.went()) == ["hello"]
    assert preferences.view(road.services, road.page).programmes == ()


def test_a_break_leaves_alone_what_somebody_else_paused(road: Pace) -> None:
    pace.pause(
        road.services,
        enrolment_id=road.enrolment,
        until=None,
        reason=PauseReason.ANSWER,
        actor="engine",
        now=road.present,
    )
    preferences.pause(road.services, road.page, "1w", "", road.present)
    road.run(days=10)

    assert road.kept().state == "paused"


def test_who_moves_gets_the_next_letter_at_the_same_hour_there(road: Pace) -> None:
    road.run(days=3)
    preferences.rename(road.services, road.page, "Ann", "America/Los_Angeles")

    (row,) = road.rows(state="planned")
    assert row.due_at.isoformat() == "2027-01-08T17:00:00+00:00"


def test_who_moves_to_where_the_hour_is_past_gets_it_at_the_next_one(road: Pace) -> None:
    road.to("2027-01-08T07:30Z")  # half an hour before it is due in Berlin
    preferences.rename(road.services, road.page, "Ann", "Pacific/Kiritimati")

    (row,) = road.rows(state="planned")
    # It is 21:30 there: the next opening is tomorrow at nine.
    assert row.due_at.isoformat() == "2027-01-08T19:00:00+00:00"


def test_an_answer_that_starts_the_other_sequence_is_a_detour_too(
    database: Database, tmp_path: Path
) -> None:
    asking = Asking(database, tmp_path)
    asking.give(session="rest")
    asking.wait(minutes=11)
    asking.owed()
    with database.write() as tx:
        tx.execute(enrolments.update().values(paused_until=None))
    asking.give(session="other")
    asking.wait(minutes=11)
    asking.owed()

    rows = {row.sequence: row for row in asking.table(enrolments)}
    assert rows["asking"].pause_reason == "detour"
    asking.run(days=8)
    rows = {row.sequence: row for row in asking.table(enrolments)}
    assert (rows["daily"].state, rows["asking"].state) == ("completed", "active")
