"""Several forms at once: what comes of each is what would have come of it alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from drip.flow.answering.posting import Given, Post, Refused, post_all
from drip.flow.planning.asked import Closed, Why
from drip.links import LinkPurpose
from drip.storage.database import Database
from drip.storage.tables import tasks
from tests.asking import Asking

STOPPED = "Ring: stopped after the first session"


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Asking:
    return Asking(database, tmp_path)


def tokens(road: Asking) -> list[str]:
    """The answer links of three people in the same step."""
    for name in ("Ben", "Cleo"):
        road.person(name, "asking")
    road.tick()
    return [
        road.services.links.token(LinkPurpose.ANSWER, row.id, now=road.present)
        for row in road.rows(step="first")
    ]


def test_the_forms_of_several_people_are_kept_together(road: Asking) -> None:
    forms = [{"session": "fine", "pain": "3"}, {"session": "stopped"}, {"session": "sore"}]
    posts = [Post(token=one, form=form) for one, form in zip(tokens(road), forms, strict=True)]

    came = post_all(road.services, posts, road.present)

    assert came == [Given(), Given(), Given()]
    assert sorted(road.said()) == [
        ("pain", "3"),
        ("session", "fine"),
        ("session", "sore"),
        ("session", "stopped"),
    ]
    assert [row.title for row in road.table(tasks)] == [STOPPED]
    assert road.effects() == {f"task {STOPPED}": "done", "send too-sore": "owed"}


def test_the_second_form_of_a_person_counts_after_the_first(road: Asking) -> None:
    first = tokens(road)[0]
    posts = [Post(token=first, form={"session": word}) for word in ("sore", "fine")]

    assert post_all(road.services, posts, road.present) == [Given(), Given()]

    assert road.said() == [("session", "sore"), ("session", "fine")]
    assert road.effects() == {"send too-sore": "withdrawn"}


def test_one_bad_form_holds_up_nobody(road: Asking) -> None:
    good, bad, empty = tokens(road)
    posts = [
        Post(token="forged", form={"session": "fine"}),
        Post(token=bad, form={"session": "marvellous"}),
        Post(token=good, form={"session": "fine"}),
        Post(token=empty, form={}),
    ]

    forged, wrong, kept, nothing = post_all(road.services, posts, road.present)

    assert (forged, kept) == (None, Given())
    assert isinstance(wrong, Refused)
    assert list(wrong.problems) == ["session"]
    assert isinstance(nothing, Refused)
    assert nothing.problems == {}
    assert road.said() == [("session", "fine")]


def test_a_form_that_comes_too_late_is_closed(road: Asking) -> None:
    late = tokens(road)[0]
    road.wait(days=20)
    road.maintain()

    came = post_all(road.services, [Post(token=late, form={"session": "fine"})], road.present)

    assert came == [Closed(Why.CLOSED)]
    assert road.said() == []


def test_no_forms_are_no_work(road: Asking) -> None:
    assert post_all(road.services, [], road.present) == []
