"""Invented people live on the real road."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from drip import app
from drip.flow.joining import by_staff
from drip.flow.services import Services
from drip.settings import NO_FILE, load
from drip.simulation.demo import Demo
from drip.simulation.people import Person, forty
from drip.storage.database import Database
from drip.storage.tables import (
    answers,
    deliveries,
    enrolments,
    letter_days,
    observations,
    suppressions,
    tasks,
)

SOMEBODY = Person(
    first_name="Ada",
    email="ada@example.com",
    sequence="strengthening",
    joins=timedelta(hours=9),
)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[tuple[Services, Demo]]:
    """A demo with nobody in it yet."""
    settings = load(NO_FILE, database_url=f"sqlite:///{tmp_path / 'demo.db'}", data_dir=tmp_path)
    with app.demonstration(settings) as pair:
        yield pair


def live(stage: tuple[Services, Demo], *people: Person, weeks: int = 3) -> Database:
    """Let people live for some weeks."""
    services, demo = stage
    demo.live(lambda _: None, people=people, span=timedelta(weeks=weeks))
    return services.database


def count(database: Database, what: object) -> int:
    with database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(what)).scalar_one())  # type: ignore[arg-type]  # any table


def test_nobody_of_the_forty_exists() -> None:
    people = forty()

    assert len(people) == len({one.email for one in people}) == 40
    domains = {one.email.partition("@")[2] for one in people}
    assert domains == {"example.com", "example.net", "example.org"}


def test_the_forty_have_different_fates() -> None:
    people = forty()

    assert Counter(one.sequence for one in people) == {"strengthening": 28, "spasm": 12}
    assert any(not one.confirms for one in people)
    assert any(one.answers == 0 for one in people)
    assert any(one.leaves for one in people)
    assert any(one.pauses for one in people)
    assert any(one.books for one in people)
    assert any(not one.health for one in people)


def test_who_does_not_confirm_gets_one_letter(stage: tuple[Services, Demo]) -> None:
    database = live(stage, replace(SOMEBODY, confirms=False))

    assert count(database, deliveries) == 1
    assert count(database, enrolments) == 0


def test_who_answers_is_heard(stage: tuple[Services, Demo]) -> None:
    database = live(stage, replace(SOMEBODY, says={"pain": ("6", "3"), "session": ("fine",)}))

    with database.read() as tx:
        rows = tx.execute(select(answers.c.question, answers.c.value).order_by(answers.c.at))
        said = [tuple(row) for row in rows]
    assert [one for one in said if one[0] != "in_spasm"][:2] == [("pain", "6"), ("session", "fine")]
    assert ("pain", "3") in said


def test_who_falls_silent_is_asked_whether_to_stop(stage: tuple[Services, Demo]) -> None:
    database = live(stage, replace(SOMEBODY, answers=0), weeks=6)

    with database.read() as tx:
        steps = set(tx.execute(select(deliveries.c.step)).scalars())
        state = tx.execute(select(enrolments.c.state)).scalar_one()
    assert "shall-we-stop" in steps
    assert state == "lapsed"


def test_who_leaves_hears_nothing_more(stage: tuple[Services, Demo]) -> None:
    database = live(stage, replace(SOMEBODY, leaves=2), weeks=6)

    with database.read() as tx:
        left = tx.execute(select(suppressions.c.at)).scalar_one()
        last = tx.execute(select(func.max(deliveries.c.handed_at))).scalar_one()
        live_rows = tx.execute(
            select(func.count()).where(deliveries.c.state.in_(("planned", "claimed")))
        ).scalar_one()
    assert last < left
    assert live_rows == 0


def test_who_is_worse_becomes_a_task(stage: tuple[Services, Demo]) -> None:
    says = {"pain": ("2", "7")}
    database = live(stage, replace(SOMEBODY, says=says), weeks=4)

    with database.read() as tx:
        titles = set(tx.execute(select(tasks.c.title)).scalars())
    assert "Pain is up by 2 or more" in titles


def test_a_visit_to_the_booking_page_is_noted(stage: tuple[Services, Demo]) -> None:
    database = live(stage, replace(SOMEBODY, books=1))

    with database.read() as tx:
        kinds = set(tx.execute(select(observations.c.kind)).scalars())
    assert "booking" in kinds


def test_nobody_gets_two_letters_a_day(stage: tuple[Services, Demo]) -> None:
    people = [
        replace(one, joins=timedelta(hours=9 + number))
        for number, one in enumerate(forty())
        if number % 3 == 0
    ]
    database = live(stage, *people, weeks=8)

    with database.read() as tx:
        twice = tx.execute(
            select(func.count())
            .select_from(letter_days)
            .group_by(letter_days.c.subscriber_id, letter_days.c.day)
            .having(func.count() > 1)
        ).all()
        accounted = set(tx.execute(select(deliveries.c.state)).scalars())
    assert twice == []
    assert "unknown" not in accounted
    assert count(database, deliveries) > 100


def test_the_visitor_moves_the_clock(stage: tuple[Services, Demo]) -> None:
    database = live(stage, SOMEBODY, weeks=1)
    demo = stage[1]
    before, letters = demo.now(), count(database, letter_days)

    demo.forward(timedelta(hours=1))
    assert demo.now() - before == timedelta(hours=1)
    demo.to_next_letter()
    assert count(database, letter_days) == letters + 1


def test_the_next_letter_is_the_visitors_own_once_they_signed_up(
    stage: tuple[Services, Demo],
) -> None:
    crowd = [replace(one, joins=timedelta(days=6)) for one in forty()[:8]]
    live(stage, *crowd, weeks=1)
    services, demo = stage
    joined = by_staff.Entry(
        email="robin@example.com",
        first_name="Robin",
        sequence="strengthening",
        onset=None,
        zone="",
        consent="in a test",
        health=True,
    )
    by_staff.enrol(services, joined, actor="cli", now=demo.now())

    for _ in range(3):
        left = demo.to_next_letter()
        assert left[0].to_address == "robin@example.com"
        assert [one.to_address for one in left].count("robin@example.com") == 1


def test_every_jump_answers_what_left(stage: tuple[Services, Demo]) -> None:
    database = live(stage, SOMEBODY, weeks=1)
    letters = count(database, letter_days)

    left = stage[1].forward(timedelta(days=7))

    assert len(left) == count(database, letter_days) - letters > 0
    assert left == sorted(left, key=lambda one: one.date, reverse=True)


def test_a_visitor_who_waits_for_no_letter_is_let_go(stage: tuple[Services, Demo]) -> None:
    live(stage, weeks=1)
    demo = stage[1]
    before = demo.now()

    demo.to_next_letter()

    assert demo.now() - before == timedelta(days=60)
